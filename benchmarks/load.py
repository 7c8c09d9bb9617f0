"""People in the chat at once: how long a list takes each, beside one person alone and beside a
long job.

python -m benchmarks.load [--rows N] [--people N…] [--seconds S] [--data FOLDER] [--no-job]

FOLDER holds a base already (`python -m benchmarks.large_base`); without it one of N prospects is
made. Each person has an account, a socket of the page, and thinks 10 to 30 seconds between two
turns. A list counts from the sentence sent to its first page loaded. People, host and database
share the machine: what each takes of it is printed too.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks import large_base
from core.accounts.models import OPERATOR, Role
from core.services import Services, open_services
from core.settings import Settings
from tests.assistant.web.wire import Page, Socket, token
from tests.passwords import hash_cheaply
from tests.processes import processes_of
from tests.serving import PASSWORD, Host, serve

KINDS = ("MJC", "ludothèques", "bars à jeux", "médiathèques", "boutiques", "associations")
PLACES = (
    "de Bretagne", "d'Occitanie", "de Normandie", "du Rhône", "de Gironde", "de Corse",
    "d'Île-de-France", "des Hauts-de-France", "de Lyon", "de Nantes",
)  # fmt: skip
FOLLOWING = ("seulement ceux avec un mail", "combien y en a-t-il ?", "répartition par région")
THINKS = (10.0, 30.0)
WAITS = 60
"""Seconds after which a turn counts as an error."""
TURNS = 28
"""Of one person alone; every other one is a list."""


@dataclass
class Timed:
    """What people met."""

    lists: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass
class Person:
    """Somebody at their page."""

    page: Page
    draw: random.Random
    timed: Timed

    def talk(self, ends: float, thinks: Callable[[], float]) -> None:
        """Until then: a list, then something about it, and so on."""
        try:
            with self.page.connected() as wire:
                self._answered(wire)  # what greets
                rank = 0
                while time.monotonic() < ends:
                    self._turn(wire, listing=rank % 2 == 0)
                    rank += 1
                    time.sleep(thinks())
        except Exception as error:
            self.timed.errors.append(f"{type(error).__name__}: {error}")

    def _turn(self, wire: Socket, listing: bool) -> None:
        asked = (
            f"montre-moi les {self.draw.choice(KINDS)} {self.draw.choice(PLACES)}"
            if listing
            else self.draw.choice(FOLLOWING)
        )
        began = time.perf_counter()
        wire.emit("client_message", {"message": {"id": str(uuid.uuid4()), "output": asked}})
        table = self._answered(wire)
        if table:
            sent = {
                "sessionId": self.page.session_id,
                "action": {"name": "table", "payload": table},
            }
            answer = self.page.send("POST", "/project/action", sent)
            if answer.status_code != 200 or not answer.json()["response"]["ok"]:
                self.timed.errors.append(f"table: {answer.status_code} {answer.text[:100]}")
        taken = time.perf_counter() - began
        (self.timed.lists if table else self.timed.others).append(taken)
        if listing and not table:
            self.timed.errors.append(f"no list: {asked}")

    def _answered(self, wire: Socket) -> dict[str, object]:
        """Which table an answer has, once it is whole."""
        table: dict[str, object] = {}
        depth, began, seen = 0, time.monotonic(), list[str]()
        for said, *told in wire.events(WAITS):
            seen.append(f"{said} at {time.monotonic() - began:.1f}")
            if said == "element" and told[0].get("name") == "DataTable":
                props = told[0]["props"]
                table = {"source": props["source"], "source_id": props["source_id"]}
            depth += said == "task_start"  # one within the other
            if said == "task_end" and depth:  # a page that opens is told of an end of none
                depth -= 1
                if not depth:
                    return table
            if time.monotonic() - began > WAITS:
                break
        ended = "" if wire.wire.connected else f", closed: {wire.wire.close_reason}"
        waited = f"{time.monotonic() - began:.1f} s{ended}"
        raise TimeoutError(f"no answer after {waited}; {', '.join(seen[-12:]) or 'nothing'}")


@contextmanager
def spent(host: Host) -> Iterator[None]:
    """Prints which part of a core each took meanwhile."""
    known: dict[psutil.Process, float] = {}

    def look() -> dict[str, float]:
        own = psutil.Process()
        main = psutil.Process(host.process.pid)
        base = processes_of(host.folder)
        named = {"people": [own], "host": [main], "database": base}
        named["other processes of the host"] = [
            one for one in main.children(recursive=True) if one not in base
        ]
        return {name: sum(map(used, some)) for name, some in named.items()}

    def used(process: psutil.Process) -> float:
        with suppress(psutil.Error):
            times = process.cpu_times()
            known[process] = times.user + times.system
        return known.get(process, 0.0)

    before, began = look(), time.monotonic()
    yield
    took = time.monotonic() - began
    parts = [f"{name} {(now - before[name]) / took:.2f}" for name, now in look().items()]
    print(f"    cores: {', '.join(parts)}", flush=True)


@contextmanager
def watched(host: Host) -> Iterator[list[int]]:
    """The most memory that the host, its database and its workers had together, in megabytes."""
    most, ended = [0], threading.Event()
    process = psutil.Process(host.process.pid)

    def look() -> None:
        while not ended.wait(0.5):
            family = [process, *process.children(recursive=True), *processes_of(host.folder)]
            known = {one.pid: one for one in family}
            total = 0
            for one in known.values():
                try:
                    total += one.memory_info().rss
                except psutil.Error:
                    continue
            most[0] = max(most[0], total // 1_000_000)

    looking = threading.Thread(target=look)
    looking.start()
    try:
        yield most
    finally:
        ended.set()
        looking.join()


def together(
    host: Host, tokens: list[str], seconds: float, thinks: tuple[float, float] = THINKS
) -> Timed:
    """Everybody at once for so long."""
    timed, ends = Timed(), time.monotonic() + seconds
    threads = []
    for rank, one in enumerate(tokens):
        draw = random.Random(rank)
        person = Person(Page(host, one), draw, timed)

        def sit(person: Person = person, draw: random.Random = draw) -> None:
            time.sleep(draw.uniform(0, thinks[1]))
            person.talk(ends, lambda: draw.uniform(*thinks))

        threads.append(threading.Thread(target=sit))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return timed


def alone(host: Host, one: str, turns: int) -> Timed:
    """One person who hardly thinks."""
    timed = Timed()
    person = Person(Page(host, one), random.Random(0), timed)
    with person.page.connected() as wire:
        person._answered(wire)
        for rank in range(turns):
            person._turn(wire, listing=rank % 2 == 0)
    timed.lists = timed.lists[2:]  # the first of a host load what it needs
    return timed


def show(name: str, timed: Timed, floor: float | None = None) -> float:
    """A line; the p95 of lists in seconds."""
    cuts = statistics.quantiles(timed.lists, n=20) if len(timed.lists) > 1 else [0.0] * 19
    ratio = f", {cuts[18] / floor:.1f} × alone" if floor else ""
    median = statistics.median(timed.lists or [0.0])
    print(
        f"{name}: {len(timed.lists)} lists, p50 {median * 1000:.0f} ms, "
        f"p95 {cuts[18] * 1000:.0f} ms{ratio}; {len(timed.others)} other turns, "
        f"{len(timed.errors)} errors",
        flush=True,
    )
    for error in timed.errors[:5]:
        print(f"    {error}")
    return cuts[18]


def accounts(services: Services, people: int) -> list[str]:
    """An account each, kept from one run to the next."""
    emails = [f"charge{rank}@exemple.fr" for rank in range(people)]
    for email in emails:
        if services.accounts.get(email) is None:
            services.accounts.add(OPERATOR, email, Role.MANAGER, PASSWORD)
    return emails


def main() -> None:
    """Alone, together, together beside a long job."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--people", type=int, nargs="+", default=[50])
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--no-job", action="store_true", help="without a search for duplicates")
    asked = parser.parse_args()
    hash_cheaply()
    with tempfile.TemporaryDirectory(prefix="mimicom-load-") as place:
        folder = asked.data or Path(place) / "data"
        services = open_services(Settings(data=folder, mongodb_uri=None))
        try:
            if asked.data is None:
                large_base.fill(services, asked.rows)
            emails = accounts(services, max(asked.people))
            host = serve(folder)
            try:
                _measure(host, services, emails, asked)
            finally:
                host.stop()
        finally:
            services.close()


def _measure(host: Host, services: Services, emails: list[str], asked: argparse.Namespace) -> None:
    tokens = [token(host, email) for email in emails]
    seconds = asked.seconds
    with watched(host) as memory:
        with spent(host):
            floor = show("alone", alone(host, tokens[0], TURNS))
        for people in asked.people:
            with spent(host):
                show(f"{people} people", together(host, tokens[:people], seconds), floor)
        print(f"memory of the host and its database: {memory[0]} MB at most")
        if asked.no_job:
            return
        job = services.jobs.start(OPERATOR, "duplicates", {})
        with spent(host):
            show("beside a long job, alone", alone(host, tokens[0], TURNS // 2), floor)
        with spent(host):
            show("beside a long job, together", together(host, tokens, seconds), floor)
        print(f"the job was {services.jobs.status(OPERATOR, job.job_id).state.value} at the end")
        services.jobs.cancel(OPERATOR, job.job_id)
        print(f"memory, with the job's process: {memory[0]} MB at most")


if __name__ == "__main__":
    main()
