"""Invented prospects in a base, derived and checked once a process: later tests store the same
documents as they are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache

from core.accounts.models import OPERATOR
from core.database import Database
from core.demo.generate import generate
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.services import Services, build

_documents_cache: dict[tuple[int, int, date], list[dict[str, object]]] = {}


@cache
def people(rows: int, seed: int, today: date) -> list[Prospect]:
    """The same for the same numbers."""
    return list(generate(rows, seed, today).prospects())


def fill(service: ProspectService, database: Database, rows: int, seed: int, today: date) -> None:
    """Put them in an empty base."""
    kept = _documents_cache.get((rows, seed, today))
    if kept is None:
        service.insert_imported(people(rows, seed, today), None)
        _documents_cache[rows, seed, today] = list(database.mongo["prospects"].find())
    else:
        database.mongo["prospects"].insert_many([dict(one) for one in kept])
        service.touched()


@contextmanager
def learning_from(database: Database, rows: int = 1_200) -> Iterator[Services]:
    """A demonstration alone in the base, and nothing learnt before or after."""
    for name in database.mongo.list_collection_names():
        if name != "meta":
            database.mongo[name].delete_many({})
    shelf = database.settings.folder / "learnt"
    made = build(database)
    made.demo.load(OPERATOR, rows)
    try:
        for path in shelf.glob("answers*"):
            path.unlink()
        yield made
    finally:
        for path in shelf.glob("answers*"):
            path.unlink()
