"""The real host in a process of its own, on a free port and a data folder of its own."""

import re
import signal
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from core.accounts.models import OPERATOR, Role
from core.services import open_services
from core.settings import Settings
from tests import commands

GIGI, PASSWORD = "gigi@exemple.fr", "le festival de juin"


def mimicom(folder: Path, *arguments: str) -> str:
    """Run a command on a data folder."""
    done = commands.mimicom(*arguments, MIMICOM_DATA=str(folder))
    assert done.returncode == 0, done.stderr
    return done.stdout


def prepare(folder: Path, rows: int, email: str = GIGI, role: Role = Role.MANAGER) -> None:
    """A data folder with an account and a demonstration, where it is not yet time to learn by the
    clock: a new host would at once, for 20 seconds of processor beside what is tried."""
    services = open_services(Settings(data=folder, mongodb_uri=None, durability="process-kill"))
    try:
        services.accounts.add(OPERATOR, email, role, PASSWORD)
        services.demo.load(OPERATOR, rows, seed=1)
        (learning,) = (job for job in services.clockwork.jobs if job.name == "learning")
        assert services.clockwork.tick(replace(learning, work=lambda: "done"))
    finally:
        services.close()


@dataclass
class Host:
    """A running `mimicom serve`."""

    folder: Path
    address: str
    said: str
    process: commands.Started

    def stop(self) -> None:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)


def serve(folder: Path, **more: str) -> Host:
    """Start the host, with this environment too, and wait until its page answers."""
    output = Path(tempfile.mkstemp(dir=folder.parent)[1])
    process = commands.started(
        commands.CLI, "serve", "--port", "0", output=output, MIMICOM_DATA=str(folder), **more
    )
    deadline = time.monotonic() + 120
    while "Ctrl-C" not in (said := output.read_text("utf-8")):
        assert process.poll() is None, said
        assert time.monotonic() < deadline, said
        time.sleep(0.02)
    address = re.search(r"http://\S+", said)
    assert address, said
    return Host(folder, address[0], said, process)
