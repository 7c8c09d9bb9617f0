"""An index over a base that is there already: told where it is long, ended, harmless to kill."""

import random
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from pymongo import IndexModel
from pymongo.errors import PyMongoError

from core import indexes
from core.database import CollectionSpec, Database
from core.embedded import keeper
from core.embedded.verifying import verify
from core.settings import Settings
from tests.processes import processes_of

WANTED = CollectionSpec("prospects", tuple(IndexModel([(name, 1)]) for name in ("a", "b", "c")))
NAMES = {"_id_", "a_1", "b_1", "c_1"}
ROWS = 30_000


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", mongodb_uri=None, durability="process-kill")


def filled(settings: Settings, rows: int) -> Database:
    database = Database(settings)
    for start in range(0, rows, 5_000):
        some = range(start, min(rows, start + 5_000))
        database.mongo["prospects"].insert_many(
            [{"_id": n, "a": f"nom {n}", "b": n % 7, "c": [f"mot {n % 90}", "mot"]} for n in some]
        )
    return database


def test_each_long_index_is_told_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(indexes, "LARGE", 1_000)
    database = filled(settings, 1_500)
    database.mongo["prospects"].create_index("a")
    database.ensure((WANTED,))
    assert "étape 1 sur 2" in caplog.text
    assert "étape 2 sur 2" in caplog.text
    assert "il y en a 1\u202f500" in caplog.text
    assert set(database.mongo["prospects"].index_information()) == NAMES
    caplog.clear()
    database.ensure((WANTED,))
    assert "étape" not in caplog.text
    database.close()


def test_of_few_records_nothing_is_told(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    database = filled(settings, 1_500)
    database.ensure((WANTED,))
    assert "étape" not in caplog.text
    assert set(database.mongo["prospects"].index_information()) == NAMES
    database.close()


def test_a_kill_while_it_is_built_is_harmless(settings: Settings) -> None:
    """Of the program and of its database, six times, at moments of a build of a second or so."""
    database = filled(settings, ROWS)
    chance = random.Random(5)
    for _ in range(6):
        building = threading.Thread(target=_build, args=(database,))
        building.start()
        building.join(chance.uniform(0.0, 0.8))
        assert database._watch is not None
        database._watch.stop()
        for process in processes_of(settings.folder):
            process.kill()
            process.wait()
        database.client.close()  # whoever builds is cut off
        building.join()
        database.close()
        database = Database(settings)
    database.ensure((WANTED,))
    assert set(database.mongo["prospects"].index_information()) == NAMES
    assert database.mongo["prospects"].count_documents({}) == ROWS
    assert verify(database.mongo) >= len(NAMES)
    for n in range(0, ROWS, 997):
        assert database.mongo["prospects"].find_one({"a": f"nom {n}"}) is not None
    assert database.mongo["prospects"].count_documents({"b": 3}) == sum(
        n % 7 == 3 for n in range(ROWS)
    )
    assert database.mongo["prospects"].count_documents({"c": "mot"}) == ROWS
    database.close()


def _build(database: Database) -> None:
    prospects = database.mongo["prospects"]
    with suppress(PyMongoError):
        for name in NAMES & set(prospects.index_information()) - {"_id_"}:
            prospects.drop_index(name)
        database.ensure((WANTED,))


@pytest.mark.parametrize(
    ("size", "memory", "cache"),
    [
        (0, 8_000_000_000, 512_000_000),
        (300_000_000, 8_000_000_000, 512_000_000),
        (900_000_000, 8_000_000_000, 900_000_000),
        (900_000_000, 2_000_000_000, 512_000_000),
        (900_000_000, 3_000_000_000, 750_000_000),
        (9_000_000_000, 16_000_000_000, 4_000_000_000),
    ],
)
def test_the_cache_grows_with_the_base_within_the_machine(
    tmp_path: Path, size: int, memory: int, cache: int
) -> None:
    with (tmp_path / "documents.wt").open("wb") as file:
        file.truncate(size)
    assert keeper.cache_for(tmp_path, memory) == cache
