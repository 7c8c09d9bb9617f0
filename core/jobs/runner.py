"""Who does a work of several transactions: a mark that tells, later, whether it is still done.

A process that is killed says nothing: whoever comes after must see by itself that it is gone.
"""

import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import psutil

FAR_AWAY = timedelta(seconds=90)
"""After so long without a sign, work on another machine counts as cut."""

_under_way: set[str] = set()


@contextmanager
def running() -> Iterator[str]:
    """A mark that holds while the block runs: machine, process, when that began, and which run."""
    born = _born(psutil.Process())
    mark = f"{socket.gethostname()}|{os.getpid()}|{born}|{uuid.uuid4().hex}"
    _under_way.add(mark)
    try:
        yield mark
    finally:
        _under_way.discard(mark)


def runs(mark: str, seen_at: datetime, now: datetime) -> bool:
    """Whether that work is still under way; `seen_at` is its last sign."""
    machine, pid, born, _ = mark.split("|")
    if machine != socket.gethostname():
        return now - seen_at < FAR_AWAY
    if int(pid) == os.getpid():
        return mark in _under_way
    try:
        process = psutil.Process(int(pid))
        # A number may be given again: what began at another time is another process.
        return _born(process) == born and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _born(process: psutil.Process) -> str:
    """When a process began, whatever is done to the machine's clock meanwhile."""
    if not psutil.LINUX:
        return str(round(process.create_time()))
    # There psutil adds today's idea of when the machine started to what the kernel noted.
    return f"{_boot()}:{process.create_time() - psutil.boot_time():.2f}"


@cache
def _boot() -> str:
    """Which start of the machine this is: at the next one, the same numbers are others'."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""
