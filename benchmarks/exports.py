"""An export against the least that a file of the same prospects can cost."""

import csv
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

from benchmarks.measure import Row
from core.accounts.models import OPERATOR
from core.exports.columns import stored_name
from core.exports.models import Format, Order
from core.prospects.models import FIELDS
from core.services import Services

RUNS = 3


def measure(services: Services, place: Path) -> list[Row]:
    """Both dialects cost the same; the workbook has no floor of its own: the CSV is what it could
    have been. Seconds are the best of three, both works in turn."""
    order = Order()
    floor, csv_seconds = _best(
        lambda: _bare(services, place / "bare.csv"), lambda: _ours(services, order, place)
    )
    _, sheet_seconds = _best(
        lambda: None, lambda: _ours(services, Order(format=Format.XLSX), place), runs=1
    )
    total = services.exports.ask(OPERATOR, order).rows
    a_row = 1e6 / max(1, total)
    return [
        Row(
            "export to CSV, a row, against bare cursor to csv writer",
            csv_seconds * a_row,
            "µs",
            floor * a_row,
            "1.5",
        ),
        Row("export to xlsx, a row, against the same", sheet_seconds * a_row, "µs", floor * a_row),
        Row("export to CSV, most memory of Python", _megabytes(services, order, place), "MB"),
    ]


def _bare(services: Services, path: Path) -> None:
    """Whole documents, as the fastest cursor gives them, their fields as they are."""
    names = [stored_name(field) for field in FIELDS]
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(FIELDS)
        for document in services.database.mongo["prospects"].find(batch_size=1_000):
            writer.writerow([document.get(name) for name in names])


def _ours(services: Services, order: Order, place: Path) -> None:
    export = services.exports.ask(OPERATOR, order)
    with (place / export.filename).open("wb") as file:
        services.exports.write(OPERATOR, export.export_id, file)


def _best(
    floor: Callable[[], object], work: Callable[[], object], runs: int = RUNS
) -> tuple[float, float]:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for times, run in zip(taken, (floor, work), strict=True):
            start = time.perf_counter()
            run()
            times.append(time.perf_counter() - start)
    return min(taken[0]), min(taken[1])


def _megabytes(services: Services, order: Order, place: Path) -> float:
    tracemalloc.start()
    try:
        _ours(services, order, place)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
