"""Other turns while a model is learnt: the same question asked beside it, and without it, in turn.

python -m benchmarks.meanwhile [--rows N] [--rounds N] [--data FOLDER]

FOLDER holds a demonstration already; without it one of N prospects is made (55,000 give 51,000
mails). A host runs as users run it; one page asks "combien de MJC" ten times a second, another asks
who is likely to answer, while nothing is learnt yet.
"""

import argparse
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from benchmarks.measure import Row, show
from core.accounts.models import OPERATOR, Role
from core.learning.keeping import Shelf
from core.learning.training import fingerprint
from core.services import open_services
from core.settings import Settings
from tests.assistant.web.wire import Page, Socket, token
from tests.passwords import hash_cheaply
from tests.serving import PASSWORD, Host, serve

ROWS, ROUNDS = 55_000, 3
EVERY = 0.1
"""Seconds between two questions of the page that is watched."""
ASKED = "combien de MJC"
LEARNS = "qui a le plus de chances de répondre parmi les médiathèques ?"
LONGEST = 900.0
SETTLES = 20.0
"""Seconds in which a host has loaded what it needs, and its clock has done what was due."""
PEOPLE = ("veille@exemple.fr", "apprend@exemple.fr")


def measure(rows: int = ROWS, rounds: int = ROUNDS, data: Path | None = None) -> list[Row]:
    """The learning's seconds, and the other turns beside it against the same without it."""
    hash_cheaply()
    with tempfile.TemporaryDirectory(prefix="mimicom-meanwhile-") as place:
        folder = data or Path(place) / "data"
        services = open_services(Settings(data=folder, mongodb_uri=None))
        try:
            if data is None:
                services.demo.load(OPERATOR, rows)
            for email in PEOPLE:
                if services.accounts.get(email) is None:
                    services.accounts.add(OPERATOR, email, Role.MANAGER, PASSWORD)
            past = services.learning.scores.past().mails
            mails = len(past)
            # Else the host's clock, which finds nothing learnt, would learn as it starts.
            Shelf(services.database.settings.folder).refuse(fingerprint(past), "not yet")
            host = serve(folder)
            try:
                taken, beside, alone = _rounds(host, rounds)
            finally:
                host.stop()
        finally:
            services.close()
    name = f"learning on {mails:,} mails, asked in a chat"
    return [
        Row(name, statistics.median(taken), "s", None, "< 60 s"),
        Row("« combien de MJC » meanwhile; without it", _ms(beside), "ms", _ms(alone), "<= 1.3"),
        Row("the same, 9 of 10", _nine(beside), "ms", _nine(alone)),
    ]


def _rounds(host: Host, rounds: int) -> tuple[list[float], list[float], list[float]]:
    """Seconds of each learning; of each question beside it, and without it, in turn."""
    watched, learner = (Page(host, token(host, email)) for email in PEOPLE)
    taken: list[float] = []
    beside: list[float] = []
    alone: list[float] = []
    with watched.connected() as wire:
        _asked(wire, _after(SETTLES))
        for _ in range(rounds):
            alone += _asked(wire, _after(10.0))
            seconds, some = _while_learning(host.folder, wire, learner)
            taken.append(seconds)
            beside += some
            alone += _asked(wire, _after(10.0))
    return taken, beside, alone


def _while_learning(folder: Path, wire: Socket, learner: Page) -> tuple[float, list[float]]:
    """From the question that needs a model to the file of that model."""
    for path in (folder / "learnt").glob("answers*"):
        path.unlink()
    kept = folder / "learnt" / "answers.json"
    start = time.monotonic()
    ended: list[float] = []

    def learn() -> None:
        with learner.connected() as other:
            turn(other, LEARNS)
            while not kept.exists() and time.monotonic() - start < LONGEST:
                time.sleep(0.05)
        ended.append(time.monotonic() - start)

    learning = threading.Thread(target=learn)
    learning.start()
    some = _asked(wire, lambda: bool(ended))
    learning.join()
    assert kept.exists(), "nothing was learnt"
    return ended[0], some


def _after(seconds: float) -> Callable[[], bool]:
    ends = time.monotonic() + seconds
    return lambda: time.monotonic() > ends


def _asked(wire: Socket, over: Callable[[], bool]) -> list[float]:
    """Seconds of each answer, asked again a tenth of a second after."""
    times = []
    while not over():
        times.append(turn(wire, ASKED))
        time.sleep(EVERY)
    return times


def turn(wire: Socket, text: str) -> float:
    """Seconds from a sentence sent to its whole answer."""
    start = time.perf_counter()
    wire.emit("client_message", {"message": {"id": str(uuid.uuid4()), "output": text}})
    answered = False
    for said, *told in wire.events(LONGEST):
        if said == "new_message":  # what ends before it is of the question before
            answered = answered or told[0].get("type") == "assistant_message"
        if said == "task_end" and answered:
            return time.perf_counter() - start
    raise TimeoutError(text)


def _ms(times: list[float]) -> float:
    return 1_000 * statistics.median(times)


def _nine(times: list[float]) -> float:
    return 1_000 * statistics.quantiles(times, n=10)[8]


def main() -> None:
    """These figures alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.meanwhile")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--data", type=Path)
    asked = parser.parse_args()
    with suppress(KeyboardInterrupt):
        show(measure(asked.rows, asked.rounds, asked.data), asked.rows)


if __name__ == "__main__":
    main()
