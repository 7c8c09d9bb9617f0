"""How figures are taken and shown."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 7


@dataclass(frozen=True)
class Row:
    """A figure; `floor` is the least that the same work can cost, measured in the same run."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    aim: str = ""


def median_ms(work: Callable[[], object], runs: int = RUNS) -> float:
    """Median wall time in milliseconds, after one run that is not counted."""
    work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1_000)
    return statistics.median(times)


def paired_ms(
    work: Callable[[], object], floor: Callable[[], object], runs: int = RUNS
) -> tuple[float, float]:
    """Medians of two works taken in turn, so that a machine that drifts drifts for both."""
    work()
    floor()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for times, run in zip(taken, (work, floor), strict=True):
            start = time.perf_counter()
            run()
            times.append((time.perf_counter() - start) * 1_000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def show(rows: list[Row], size: int) -> None:
    """A table on standard output."""
    print(f"\nSpeed and size, {size:,} prospects")
    print(f"{'what':<58}{'value':>12}{'floor':>12}{'ratio':>8}  aim")
    for row in rows:
        floor = f"{row.floor:,.1f}" if row.floor is not None else ""
        ratio = f"{row.value / row.floor:.2f}" if row.floor else ""
        print(f"{row.name:<58}{row.value:>9,.1f} {row.unit:<3}{floor:>11}{ratio:>8}  {row.aim}")
