"""50 people in the chat beside an import or a backup, and without it, in turn.

python -m benchmarks.beside [--rows N] [--people N] [--seconds S] [--rounds N] [--thinks S]
    [--data FOLDER]

Each round is four stretches of so many seconds: nothing, imports of 30,000 new rows one after the
other, nothing, backups one after the other. The machine's other work weighs on all alike: what
counts is the ratio. An import's rows are taken back after its stretch.
"""

import argparse
import random
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks import large_base
from benchmarks.load import Timed, accounts, together
from core.accounts.models import OPERATOR
from core.errors import Refused
from core.services import Services, open_services
from core.settings import Settings
from tests.assistant.web.wire import token
from tests.passwords import hash_cheaply
from tests.serving import Host, serve

ROWS, PEOPLE, SECONDS, ROUNDS = 100_000, 50, 60.0, 2
IMPORTED = 30_000
EVERY = 0.5
"""Seconds between two looks at a job."""
_HEADINGS = "nom_structure;type_prospect;ville;email\n"


class Working:
    """Jobs of a kind, one after the other, until told to stop."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._over = threading.Event()
        self.done: list[str] = []
        self._imports: list[str] = []

    @contextmanager
    def on(self, kind: str) -> Iterator[None]:
        """While the block runs; what was imported goes away after it."""
        self._over.clear()
        work = threading.Thread(target=self._work, args=(kind,))
        if kind:
            work.start()
        try:
            yield
        finally:
            self._over.set()
            if kind:
                work.join()
            for import_id in self._imports:
                with suppress(Refused):  # cancelled before it began
                    self._services.imports.undo(OPERATOR, import_id)
            self._imports = []

    def _work(self, kind: str) -> None:
        while not self._over.is_set():
            payload = {"import_id": self._received()} if kind == "import" else {}
            job = self._services.jobs.start(OPERATOR, kind, payload)
            while not job.state.ended:
                self._over.wait(EVERY)
                if self._over.is_set():
                    self._services.jobs.cancel(OPERATOR, job.job_id)
                job = self._services.jobs.wait(OPERATOR, job.job_id, EVERY)
            self.done.append(f"{kind} {job.state.value}")

    def _received(self) -> str:
        rank = random.getrandbits(40)
        rows = (
            f"Ludothèque {rank:x} {n};ludothèque;Lyon;l{rank:x}{n}@exemple.fr\n"
            for n in range(IMPORTED)
        )
        data = (_HEADINGS + "".join(rows)).encode()
        import_id = self._services.imports.receive(OPERATOR, f"{rank:x}.csv", data)
        self._imports.append(import_id)
        return import_id


def measure(services: Services, host: Host, asked: argparse.Namespace) -> None:
    """Print each stretch, then the ratios."""
    tokens = [token(host, email) for email in accounts(services, asked.people)]
    thinks = (asked.thinks / 2, asked.thinks * 3 / 2)
    together(host, tokens, 20, thinks)  # a host's first turns load what it needs
    working, met = Working(services), dict[str, list[Timed]]()
    for _ in range(asked.rounds):
        for kind, name in (("", "alone"), ("import", ""), ("", "alone"), ("backup", "")):
            with working.on(kind):
                timed = together(host, tokens, asked.seconds, thinks)
            met.setdefault(name or kind, []).append(timed)
            print(f"{name or kind}: {told(timed)}", flush=True)
            for error in timed.errors[:5]:
                print(f"    {error}")
    print(f"jobs: {', '.join(working.done)}")
    for kind in ("import", "backup"):
        for part in ("lists", "others"):
            beside, alone = (
                [taken for one in met[key] for taken in getattr(one, part)]
                for key in (kind, "alone")
            )
            median = statistics.median(beside) / statistics.median(alone)
            print(
                f"beside {kind}s, {part}: median {median:.2f} × without, "
                f"p95 {_p95(beside) / _p95(alone):.2f} ×"
            )


def told(timed: Timed) -> str:
    """A stretch in a line."""
    parts = [
        f"{len(taken)} {name}, p50 {statistics.median(taken) * 1000:.0f} ms, "
        f"p95 {_p95(taken) * 1000:.0f} ms"
        for name, taken in (("lists", timed.lists), ("other turns", timed.others))
        if len(taken) > 1
    ]
    return "; ".join((*parts, f"{len(timed.errors)} errors"))


def _p95(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=20)[18]


def main() -> None:
    """By the words given."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.beside")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--thinks", type=float, default=20.0, help="seconds, on average")
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    hash_cheaply()
    with tempfile.TemporaryDirectory(prefix="mimicom-beside-") as place:
        folder = asked.data or Path(place) / "data"
        services = open_services(Settings(data=folder, mongodb_uri=None))
        try:
            if asked.data is None:
                large_base.fill(services, asked.rows)
            host = serve(folder)
            try:
                measure(services, host, asked)
            finally:
                host.stop()
        finally:
            services.close()


if __name__ == "__main__":
    main()
