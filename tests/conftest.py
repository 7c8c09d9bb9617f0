"""Fixtures: a real database server for the session, an empty database for each test."""

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from pydantic import SecretStr
from pymongo import monitoring

from core.database import CollectionSpec, Database
from core.services import build
from core.settings import Settings
from tests import commands
from tests.covered import Shapes
from tests.passwords import hash_cheaply

# Workers share the cores: where OpenMP and BLAS have threads, which wait for each other, learning
# takes four times the processor. For the processes to come: workers, and whatever they start.
for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(threads, "1")

# Chainlit writes into its folder as soon as it is imported: not into the project.
os.environ["CHAINLIT_APP_ROOT"] = tempfile.mkdtemp(prefix="mimicom-tests-")


def pytest_configure(config: pytest.Config) -> None:
    """Several workers share the parent of commands, which is made ready while they collect."""
    if not config.getoption("numprocesses", None) or hasattr(config, "workerinput"):
        return
    folder = tempfile.mkdtemp(prefix="mimicom-parent-")
    os.environ[commands.SHARED] = f"{folder}/socket"
    parent = commands.begin(os.environ[commands.SHARED])
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    config.add_cleanup(parent.kill)


def pytest_collection_finish() -> None:
    """Where a test file has imported Chainlit, its lazy names fail as Python asks, as in the host.

    skops looks through all modules that are loaded: what learns could not be kept beside them.
    """
    if "chainlit" in sys.modules:
        from assistant.web.chainlit_patches import patch_names

        patch_names()


# CI judges a change, not its luck: new examples, and twice as many, are for developers' machines.
hypothesis_settings.register_profile("ci", derandomize=True, deadline=None, max_examples=50)
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")


hash_cheaply()

SHAPES = Shapes()
monitoring.register(SHAPES)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """A long value is named by its length: a test's name travels with each of its reports, and a
    file of 60 megabytes as a name costs seconds."""
    long = isinstance(val, str | bytes) and len(val) > 80
    return f"{argname} of {len(val)}" if long else None  # type: ignore[arg-type]


LONGEST = (
    ("tests/browser/test_tasks.py", "tests/browser/"),
    ("tests/faults/", "tests/core/embedded/", "tests/assistant/web/"),
)
"""Where the files are that take longest: begun last, they would leave one worker busy alone. The
first keep the processor busy, the others wait for processes: they are begun in turn."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; the order within a file is kept."""
    for item in items:
        # It travels with each report of the test, from worker to worker.
        assert len(item.nodeid) < 1_000, f"a name of {len(item.nodeid)}: {item.nodeid[:200]}"
    files: dict[str, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.partition("::")[0], []).append(item)
    kinds = [sorted((f for f in files if f.startswith(some)), key=_by(some)) for some in LONGEST]
    first = [file for turn in zip_longest(*kinds) for file in turn if file]
    # Those of the root read the whole project.
    first += [file for file in files if file.count("/") == 1]
    items[:] = [item for file in dict.fromkeys((*first, *files)) for item in files[file]]


def _by(folders: tuple[str, ...]) -> Callable[[str], int]:
    return lambda file: next(n for n, folder in enumerate(folders) if file.startswith(folder))


class Shared(Database):
    """The tests' database: it is made ready for a word once, not for each test."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._ready: set[CollectionSpec] = set()

    def ensure(self, specs: Sequence[CollectionSpec]) -> None:
        """As `Database.ensure`, for what is not ready yet."""
        super().ensure([spec for spec in specs if spec not in self._ready])
        self._ready.update(specs)


@pytest.fixture(scope="session")
def database_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One embedded server for all tests (started in a fraction of a second), or the server that
    `make test MONGODB_URI=…` names, on a database of its own."""
    folder = tmp_path_factory.mktemp("data")
    given = os.environ.get("MONGODB_URI") or None
    settings = Settings(
        data=Path(folder),
        mongodb_uri=SecretStr(given) if given else None,
        database_name=f"mimicom_essai_{uuid.uuid4().hex[:12]}" if given else "mimicom",
        durability="process-kill",
    )
    # For the processes that tests start.
    os.environ["MIMICOM_DATABASE"] = settings.database_name
    database = Shared(settings)
    build(database)
    yield database
    if given:
        database.client.drop_database(database.mongo.name)
    database.close()


@pytest.fixture
def database(database_server: Database) -> Iterator[Database]:
    """A `core.database.Database` whose collections are empty."""
    for name in _filled(database_server):
        # Emptied, not dropped: indexes are made once.
        database_server.mongo[name].delete_many({})
    yield database_server
    assert not (bare := SHAPES.bare(database_server.mongo)), f"read whole for an id: {bare}"


def _filled(database: Database) -> list[str]:
    """The collections that hold something, asked for at once: most tests fill few of fifty."""
    names = [name for name in database.mongo.list_collection_names() if name != "meta"]
    stages: list[dict[str, object]] = [{"$match": {"_id": {"$in": []}}}]
    for name in names:
        told = [{"$limit": 1}, {"$project": {"_id": 0, "in": {"$literal": name}}}]
        stages.append({"$unionWith": {"coll": name, "pipeline": told}})
    return [found["in"] for found in database.mongo["meta"].aggregate(stages)]
