"""An import against a bare CSV reader and insert, its preview against itself, and its memory."""

import csv
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.measure import Row
from core.accounts.models import OPERATOR
from core.database import CollectionSpec
from core.exports.models import Order
from core.imports.models import Conflicts
from core.prospects.filters import Filter
from core.prospects.store import COLLECTIONS
from core.services import Services, open_services
from core.settings import Settings

BATCH = 1_000
SLIM_ROWS = 1_000_000
_HEADINGS = "nom_structure;ville;email\n"


def measure(services: Services, place: Path) -> list[Row]:
    """The base's own export, previewed and imported into an empty base on a server of its own; the
    floor is inserted into a collection with the same indexes on that same server."""
    path = place / "canonical.csv"
    export = services.exports.ask(OPERATOR, Order())
    with path.open("wb") as file:
        services.exports.write(OPERATOR, export.export_id, file)
    size = f"{services.prospects.count(OPERATOR, Filter()):,}"
    empty = open_services(Settings(data=place / "imports", mongodb_uri=None))
    try:
        previewed = _seconds(lambda: empty.imports.import_file(OPERATOR, path, dry_run=True))
        floor = _seconds(lambda: _bare(empty, path))
        taken = _seconds(lambda: empty.imports.import_file(OPERATOR, path, Conflicts.IGNORE))
    finally:
        empty.close()
    return [
        Row(f"import of {size} rows, against csv + insert_many", taken, "s", floor, "≤ 2 ×"),
        Row(f"preview of {size} rows, against their import", previewed, "s", taken, "≤ 0.33 ×"),
    ]


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
    services = open_services(Settings(data=data, mongodb_uri=None))
    try:
        taken = _seconds(lambda: services.imports.import_file(OPERATOR, path))
        result.send((taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
    finally:
        services.close()


def _bare(services: Services, path: Path) -> None:
    bare = services.database.mongo["bench"]
    services.database.ensure((CollectionSpec("bench", COLLECTIONS[0].indexes),))
    rows = _rows(path)
    while some := list(islice(rows, BATCH)):
        bare.insert_many(some)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
