"""The real host in a process of its own, on a free port and a data folder of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tests import commands

ROOT = Path(__file__).parents[1]
GIGI, PASSWORD = "gigi@exemple.fr", "le festival de juin"


def mimicom(folder: Path, *arguments: str) -> str:
    """Run a command on a data folder."""
    done = commands.mimicom(*arguments, MIMICOM_DATA=str(folder))
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Host:
    """A running `mimicom serve`."""

    folder: Path
    address: str
    said: str
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def serve(folder: Path) -> Host:
    """Start the host and wait until its page answers."""
    environment = dict(os.environ) | {"MIMICOM_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    environment.pop("MONGODB_URI", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "serve", "--port", "0"],
        cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    said = ""
    deadline = time.monotonic() + 120
    while "Ctrl-C" not in said and time.monotonic() < deadline:
        line = process.stdout.readline()
        assert line, said
        said += line
    address = re.search(r"http://\S+", said)
    assert address, said
    return Host(folder, address[0], said, process)
