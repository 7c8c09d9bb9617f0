"""A transaction that a killed process left open keeps nobody waiting."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pymongo
import pytest

from core.database import Database
from core.embedded.sessions import OwnSessions, end_of_the_dead
from core.settings import Settings

ROOT = Path(__file__).parents[3]
WRITER = """
import sys, pathlib
from core.database import Database
from core.settings import Settings

database = Database(Settings(data=pathlib.Path(sys.argv[1]), mongodb_uri=None))

def change(session):
    database.mongo["x"].update_many({}, {"$set": {"by": "killed"}}, session=session)
    print("open", flush=True)
    sys.stdin.read()

database.transaction(change)
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(Settings(data=tmp_path / "data", mongodb_uri=None, durability="process-kill"))
    opened.mongo["x"].insert_many([{"_id": n} for n in range(3)])
    yield opened
    opened.close()


def writing(database: Database) -> subprocess.Popen[str]:
    """A process in the middle of a transaction."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(database.settings.folder)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "open\n"
    return process


def noted(database: Database) -> int:
    return len(list((database.settings.folder / "run" / "sessions").glob("[!.]*")))


def test_what_a_killed_process_was_changing_can_be_changed(database: Database) -> None:
    process = writing(database)
    process.kill()
    process.wait()
    with pymongo.timeout(10):
        database.mongo["x"].update_one({"_id": 1}, {"$set": {"by": "us"}})
    found = [one.get("by") for one in database.mongo["x"].find().sort("_id")]
    assert found == [None, "us", None]
    deadline = time.monotonic() + 10  # its note goes after its transaction, a moment later
    while noted(database) > 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert noted(database) == 1


def test_a_living_process_keeps_its_transaction(database: Database) -> None:
    process = writing(database)
    time.sleep(2.5)  # each second the dead are looked for
    process.communicate("")
    assert process.returncode == 0
    assert [one["by"] for one in database.mongo["x"].find()] == ["killed"] * 3


def test_a_file_that_was_cut_is_no_hindrance(database: Database) -> None:
    run = database.settings.folder / "run"
    for name, content in (("empty", b""), ("cut", b"x" * 19), ("unknown", b"y" * 32)):
        (run / "sessions" / name).write_bytes(content)
    end_of_the_dead(run, database.mongo)
    assert noted(database) == 1
    database.mongo["x"].update_one({"_id": 1}, {"$set": {"by": "us"}})


def test_sessions_are_noted_once_and_gone_with_their_process(tmp_path: Path) -> None:
    own = OwnSessions(tmp_path)
    for _ in range(3):
        own.note(b"0123456789abcdef")
    (path,) = (tmp_path / "sessions").iterdir()
    assert path.read_bytes() == b"0123456789abcdef"
    own.close()
    assert not path.exists()
