"""The database comes back, however often and however it died, for whoever still uses it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from pymongo.errors import AutoReconnect, PyMongoError

from core.database import Database
from core.embedded import keeper, server, watch
from core.embedded.troubles import explain
from core.errors import Unavailable
from core.settings import Settings
from tests.processes import processes_of

PANIC_AT = 4_000_000  # bytes of a file


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(Settings(data=tmp_path / "data", mongodb_uri=None, durability="process-kill"))
    opened.mongo["x"].insert_one({"_id": 1})
    yield opened
    opened.close()
    assert processes_of(tmp_path / "data") == []


def running(database: Database) -> psutil.Process:
    """The present server, once there is one."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        assert database._server is not None
        if (pid := database._server.process()) is not None:
            return psutil.Process(pid)
        time.sleep(0.05)
    raise AssertionError("no server")


def back(database: Database, seconds: float = 20) -> float:
    """Wait until the database serves again; how long that took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        with suppress(Unavailable):
            database.check()
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError("it did not come back")


def test_a_server_killed_five_times_is_there_a_sixth(database: Database) -> None:
    for _ in range(5):
        process = running(database)
        process.kill()
        process.wait()
    back(database)
    assert database.mongo["x"].find_one() == {"_id": 1}


def test_restarts_wait_longer_as_they_follow_each_other_and_are_forgotten() -> None:
    kept = keeper.Keeper(["run", "storage", "log", "certificate"], "power-loss", "binary", 1)
    waits = [kept.wait_after(float(n)) for n in range(10)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (keeper.FIRST_WAIT, keeper.LONGEST_WAIT)
    assert kept.wait_after(10 + keeper.RESTART_WINDOW) == keeper.FIRST_WAIT


def test_a_server_whose_keeper_died_too_is_claimed_again(database: Database) -> None:
    address = database.client.address
    for process in processes_of(database.settings.folder):
        process.kill()
    assert back(database) < 8
    assert database.client.address == address
    assert database.mongo["x"].find_one() == {"_id": 1}
    assert len(processes_of(database.settings.folder)) == 2


def test_a_keeper_that_dies_alone_is_replaced(database: Database) -> None:
    first = processes_of(database.settings.folder)
    next(p for p in first if p.pid != running(database).pid).kill()
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        found = processes_of(database.settings.folder)
        if len(found) == 2 and not {p.pid for p in first} & {p.pid for p in found}:
            break
        time.sleep(0.1)
    back(database)
    assert len(processes_of(database.settings.folder)) == 2


def test_a_server_that_hangs_is_replaced(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "PROBE_SECONDS", 0.5)
    monkeypatch.setattr(watch, "HUNG_SECONDS", 1.5)
    hung = running(database)
    hung.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    with pytest.raises(Unavailable, match="redémarre d'elle-même"):
        database.check()
    assert time.monotonic() - began < 4
    back(database)
    assert not hung.is_running()


def test_a_disk_that_became_read_only_is_said_to_be(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = os.statvfs(database.settings.folder)
    read_only = SimpleNamespace(
        f_flag=found.f_flag | os.ST_RDONLY, f_bavail=found.f_bavail, f_frsize=found.f_frsize
    )
    assert database._server is not None
    assert database._server.trouble() == ""
    monkeypatch.setattr(server.os, "statvfs", lambda _: read_only)
    told = database.outage(AutoReconnect("connection closed"))
    assert told is not None
    assert "en lecture seule" in told.message
    assert "lecture seule" in explain("[Errno 30] Read-only file system: 'x'", Path())


@pytest.mark.skipif(not psutil.LINUX, reason="limits of another process are set on Linux only")
def test_a_server_in_panic_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Its writes fail as on a full disk; else the limit's signal would kill it.
    wrapper = tmp_path / "secantusd-rs"
    wrapper.write_text(f"#!/bin/sh\ntrap '' XFSZ\nexec '{server.find_binary()}' \"$@\"\n")
    wrapper.chmod(0o700)
    monkeypatch.setattr(server, "find_binary", lambda: str(wrapper))
    monkeypatch.setattr(watch, "LOOK_SECONDS", 3600.0)
    place = Settings(data=tmp_path / "data", mongodb_uri=None, durability="process-kill")
    database = Database(place)
    try:
        panicking = running(database)
        panicking.rlimit(psutil.RLIMIT_FSIZE, (PANIC_AT, PANIC_AT))
        with pytest.raises(PyMongoError, match="WT_PANIC"):
            database.mongo["x"].insert_many([{"t": "x" * 700} for _ in range(20_000)])
        assert database.client.admin.command("ping")["ok"] == 1
        with pytest.raises(Unavailable, match="redémarre d'elle-même"):
            database.check()
        assert database._watch is not None
        database._watch._look()
        back(database)
        assert not panicking.is_running()
        database.mongo["x"].insert_one({"_id": "after"})
    finally:
        database.close()
