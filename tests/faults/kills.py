"""`make faults`: work of every kind killed again and again at random moments.

`python -m tests.faults.kills [KILLS_OF_EACH] [SEED] [KIND…]` prints a table and exits with status 1
where an acknowledged write is lost, or something is neither whole nor absent at the next start.
"""

import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from core.embedded.troubles import log_of
from tests.commands import Started, started
from tests.faults.killed import KINDS, open_at
from tests.faults.kinds.base import Found, Kind, Place, Said
from tests.processes import processes_of

TARGETS = ("host", "database", "both")
ASLEEP = ("frozen", "stopped")
"""The host by SIGSTOP: going on after `FROZEN` seconds and killed a little later, or killed as it
sleeps. Once each in a long storm."""
FROZEN = 20
_LONGEST = 120
_AFTER_DATABASE = 8
"""Seconds that a worker is given to go on once its database was killed."""


@dataclass
class Row:
    """What a storm over one kind found."""

    kills: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    resumed: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        return not (self.lost or self.half)

    def add(self, target: str, said: Said, found: Found) -> None:
        """One kill more."""
        self.kills[target] += 1
        self.acknowledged += len(said.done)
        self.resumed += found.resumed
        self.lost += found.lost
        self.half += found.half


def storm(place: Place, kind: Kind, kills: int, chance: random.Random) -> Row:
    """So many kills of one kind of work, over one base."""
    row, rank, span = Row(), 0, kind.span
    while row.kills.total() < kills:
        rank += 1
        services = open_at(place.data)
        kind.prepare(services, place, rank)
        services.close()
        target = _target(kind, row, rank, kills, chance)
        path = place.aside / f"said-{rank}"
        took = _killed(kind, place, rank, path, target, chance.uniform(0, span))
        said = Said.of(path)
        found = kind.check(lambda: open_at(place.data), place, rank, said)
        if took is None:
            row.add(target, said, found)
        else:  # it ended before it was killed: not a kill, but what was found counts
            span = min(span, took)
            row.lost += found.lost
            row.half += found.half
    return row


def _target(kind: Kind, row: Row, rank: int, kills: int, chance: random.Random) -> str:
    if kills < 6:
        return TARGETS[(rank + len(kind.name)) % 3]
    return next((one for one in ASLEEP if not row.kills[one]), "") or chance.choice(TARGETS)


def _killed(
    kind: Kind, place: Place, rank: int, said: Path, target: str, after: float
) -> float | None:
    """Run a worker and kill; seconds that it took where it was sooner."""
    words = (kind.name, str(place.data), str(place.aside), str(rank), str(said))
    worker = started("tests.faults.killed", *words)
    try:
        began = _beginning(worker, said)
        while time.monotonic() - began < after:
            if worker.poll() is not None:
                return time.monotonic() - began
            time.sleep(0.002)
        if target in ASLEEP:
            _sleep(worker, said, wakes=target == "frozen")
        _kill(place.data, target, worker)
        if target == "database":
            _given_time(worker, said)
        return None
    finally:
        worker.kill()
        worker.wait()


def _beginning(worker: Started, said: Path) -> float:
    deadline = time.monotonic() + _LONGEST
    while not (said.exists() and said.read_text()):
        if worker.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the worker does not begin")
        time.sleep(0.002)
    return time.monotonic()


def _sleep(worker: Started, said: Path, wakes: bool) -> None:
    """Freeze the worker; one that wakes goes on, as after a machine's lid was closed."""
    worker.send_signal(signal.SIGSTOP)
    time.sleep(FROZEN if wakes else 1)
    if wakes:
        worker.send_signal(signal.SIGCONT)
        _given_time(worker, said)


def _kill(folder: Path, target: str, worker: Started) -> None:
    """SIGKILL of the worker, of the database's server, or of all with the server's keeper."""
    if target == "host" or target in ASLEEP:
        worker.kill()
        worker.wait()
        return
    for process in processes_of(folder):
        with suppress(psutil.Error):
            if target == "both" or "--storage-path" in process.cmdline():
                process.send_signal(signal.SIGKILL)
    if target == "both":
        worker.kill()
        worker.wait()


def _given_time(worker: Started, said: Path) -> None:
    """Until the worker has ended, or did something more."""
    before = len(Said.of(said).done)
    deadline = time.monotonic() + _AFTER_DATABASE
    while worker.poll() is None and time.monotonic() < deadline:
        if len(Said.of(said).done) > before:
            return
        time.sleep(0.02)


def storms(
    folder: Path, kinds: Sequence[Kind], kills: int, seed: int, one_base: bool = False
) -> dict[str, Row]:
    """A storm over each kind, on a base of its own each, or on one for all."""
    rows = {}
    for kind in kinds:
        place = Place(folder / ("all" if one_base else kind.name) / "data", folder / kind.name)
        place.aside.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        rows[kind.name] = storm(place, kind, kills, random.Random(f"{seed} {kind.name}"))
        if not rows[kind.name].good:
            sys.stderr.write(log_of(place.data).read_text()[-2000:])
        elif not one_base:
            shutil.rmtree(place.data)
        if not one_base:
            sys.stdout.write(f"{kind.name}: {time.monotonic() - began:.0f} s\n")
            sys.stdout.flush()
    return rows


def table(rows: dict[str, Row]) -> str:
    """What was found, a line a kind."""
    lines = [
        f"| kind | kills ({', '.join((*TARGETS, *ASLEEP))}) | acknowledged | lost | resumed "
        "| half done |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, row in rows.items():
        of = ", ".join(str(row.kills[target]) for target in (*TARGETS, *ASLEEP))
        lines.append(
            f"| {name} | {row.kills.total()} ({of}) | {row.acknowledged} | {len(row.lost)} "
            f"| {row.resumed} | {len(row.half)} |"
        )
    kills = sum(row.kills.total() for row in rows.values())
    lost = sum(len(row.lost) for row in rows.values())
    half = sum(len(row.half) for row in rows.values())
    lines.append(f"| all | {kills} | | {lost} | | {half} |")
    return "\n".join(lines)


def problems(rows: dict[str, Row]) -> str:
    """What was lost or half done, a line each."""
    return "".join(
        f"{name}, {what}: {problem}\n"
        for name, row in rows.items()
        for what, found in (("lost", row.lost), ("half done", row.half))
        for problem in found[:20]
    )


def main() -> None:
    """By the numbers given."""
    kills, seed = map(int, [*sys.argv[1:3], *("15", "1")[len(sys.argv[1:3]) :]])
    wanted = sys.argv[3:] or [kind.name for kind in KINDS]
    with tempfile.TemporaryDirectory(prefix="mimicom-kills-") as folder:
        rows = storms(Path(folder), [k for k in KINDS if k.name in wanted], kills, seed)
    sys.stdout.write(f"{table(rows)}\n{problems(rows)}")
    sys.exit(not all(row.good for row in rows.values()))


if __name__ == "__main__":
    main()
