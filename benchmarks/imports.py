"""An import against a bare CSV reader and insert, its preview against itself, and its memory."""

import csv
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.measure import Row
from core.accounts.models import OPERATOR
from core.database import CollectionSpec
from core.exports.models import Order
from core.prospects.filters import Filter
from core.prospects.store import COLLECTIONS
from core.services import Services, open_services
from core.settings import Settings

BATCH = 1_000
SLIM_ROWS = 1_000_000
_HEADINGS = "nom_structure;ville;email\n"


def measure(services: Services, place: Path) -> list[Row]:
    """The base's own export, imported into an empty base, and previewed before. Two floors, each
    on an empty server of its own with the same indexes: the bare rows of the file, whose indexes
    on what the product derives stay empty; and the very documents that the import makes."""
    path = place / "canonical.csv"
    export = services.exports.ask(OPERATOR, Order())
    with path.open("wb") as file:
        services.exports.write(OPERATOR, export.export_id, file)
    size = f"{services.prospects.count(OPERATOR, Filter()):,}"
    with _empty(place / "bare") as empty:
        bare = _seconds(lambda: _insert(empty, _rows(path)))
    with _empty(place / "imports") as empty:
        previewed = _seconds(lambda: empty.imports.import_file(OPERATOR, path, dry_run=True))
        taken = _seconds(lambda: empty.imports.import_file(OPERATOR, path))
        made = list(empty.database.mongo["prospects"].find())
    with _empty(place / "documents") as empty:
        documents = _seconds(lambda: _insert(empty, iter(made)))
    return [
        Row(f"import of {size} rows, against csv + insert_many", taken, "s", bare, "≤ 2 ×"),
        Row("… against insert_many of the documents it makes", taken, "s", documents),
        Row(f"preview of {size} rows, against their import", previewed, "s", taken, "≤ 0.33 ×"),
    ]


@contextmanager
def _empty(data: Path) -> Iterator[Services]:
    services = open_services(Settings(data=data, mongodb_uri=None))
    try:
        yield services
    finally:
        services.close()


def measure_large(place: Path, rows: int = SLIM_ROWS) -> list[Row]:
    """A million slim rows in a process of their own: how long, and at most how much memory."""
    path = place / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEADINGS)
        file.writelines(f"MJC {n};Lyon;m{n}@example.org\n" for n in range(rows))
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_import_large, args=(path, place / "large", sender))
    process.start()
    taken, peak = receiver.recv()
    process.join()
    return [
        Row(f"import of {rows:,} slim rows, a row", taken / rows * 1e6, "µs"),
        Row(f"import of {rows:,} slim rows, peak memory", peak / 1024, "MB", aim="≤ 600 MB"),
    ]


def _import_large(path: Path, data: Path, result: Connection) -> None:
    with _empty(data) as services:
        taken = _seconds(lambda: services.imports.import_file(OPERATOR, path))
        result.send((taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))


def _insert(services: Services, rows: Iterator[dict[str, Any]]) -> None:
    bare = services.database.mongo["bench"]
    services.database.ensure((CollectionSpec("bench", COLLECTIONS[0].indexes),))
    while some := list(islice(rows, BATCH)):
        bare.insert_many(some)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
