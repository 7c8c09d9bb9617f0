"""From the command to a page that answers, and the memory of the host."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil

from benchmarks.measure import Row

COMMAND = [sys.executable, "-m", "assistant.cli", "serve", "--port", "0"]


def measure(folder: Path) -> list[Row]:
    """Start the host on that base; ask for its page; read its resident memory."""
    environment = dict(os.environ) | {"MIMICOM_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    start = time.perf_counter()
    host = subprocess.Popen(COMMAND, env=environment, stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        said += host.stdout.readline()
    address = re.search(r"http://\S+", said)
    assert address is not None
    urllib.request.urlopen(address[0], timeout=30).read()
    taken = time.perf_counter() - start
    time.sleep(5)  # what loads behind the first page
    memory = psutil.Process(host.pid).memory_info().rss / 2**20
    host.send_signal(signal.SIGINT)
    host.wait(60)
    return [
        Row("from `mimicom serve` to a page that answers", taken, "s", None, "≤ 6 s"),
        Row("resident memory of the host, without the database", memory, "MB", None, "≤ 400 MB"),
    ]
