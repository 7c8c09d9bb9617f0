"""Kill -9 of the program and of its database under acknowledged writes: nothing is lost."""

import random
import time
from contextlib import suppress
from pathlib import Path

import psutil

from core.database import Database
from core.settings import Settings
from tests.commands import started
from tests.processes import processes_of

ROUNDS = 6


def test_nothing_acknowledged_is_lost_when_everything_is_killed(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    chance = random.Random(1)
    acknowledged: set[str] = set()
    for rank in range(ROUNDS):
        said = tmp_path / f"said-{rank}"
        said.touch()
        writer = started("tests.faults.writer", str(folder), str(rank), output=said)
        deadline = time.monotonic() + 30
        while not said.read_text() and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(chance.uniform(0.1, 0.6))
        # The keeper, the server and the writer.
        victims = [writer, *processes_of(folder)]
        chance.shuffle(victims)
        for process in victims:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        writer.wait()
        # The last line may be cut: it was not told whole, so it does not count.
        lines = said.read_text().rpartition("\n")[0].splitlines()
        # Warnings are there too.
        written = {line for line in lines if line.startswith(("insert ", "change "))}
        assert written, f"round {rank} wrote nothing"
        acknowledged |= written
        check(folder, acknowledged)
    assert len(acknowledged) > ROUNDS * 10


def check(folder: Path, acknowledged: set[str]) -> None:
    """The base opens, holds all that was acknowledged, and no half of a transaction."""
    database = Database(Settings(data=folder, mongodb_uri=None))
    try:
        stored = {d["_id"]: d["ville"] for d in database.mongo["prospects"].find()}
        journal = {d["cible"] for d in database.mongo["journal"].find()}
    finally:
        database.close()
    lost = [line for line in acknowledged if line.split()[1] not in stored]
    assert not lost
    changed = {line.split()[1] for line in acknowledged if line.startswith("change")}
    assert changed <= journal
    assert {key for key, town in stored.items() if town == "Ailleurs"} == journal
