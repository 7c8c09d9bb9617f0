"""`make faults`: sends killed again and again at random points, and every mail accounted for.

`python -m tests.faults.storm [KILLS] [ROWS] [SEED]` kills the process that sends, its database, or
both; a send that is over is followed by another one, until there were so many kills. It exits with
status 1 where somebody was written to twice, is lost, or is in doubt without having been in flight.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from core.accounts.models import OPERATOR
from core.campaigns.models import RecipientState, State
from core.services import Services, open_services
from core.settings import Settings
from tests.commands import started
from tests.faults.campaign_sender import NAME
from tests.faults.preparing import CONNECTIONS, prepared, server_pid
from tests.smtp_server import Server, Sink

_LONGEST = 300
_FROZEN = 20
"""Seconds of one of a storm's senders, by SIGSTOP; it then goes on, and is killed."""
_LONG = 6
"""Kills from which a storm is long enough for that."""
_NEAR_THE_END = 0.97
"""Of a campaign's mails: a kill later would come too late."""


@dataclass
class Tally:
    """What a storm found."""

    kills: Counter[str] = field(default_factory=Counter)
    sends: int = 0
    mails: int = 0
    doubles: int = 0
    lost: int = 0
    uncertain: int = 0
    beyond: int = 0
    """In doubt beyond what was in flight."""

    @property
    def good(self) -> bool:
        return not (self.doubles or self.lost or self.beyond)

    def __str__(self) -> str:
        kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(self.kills.items()))
        return (
            f"{self.kills.total()} kills ({kinds}) over {self.sends} sends, {self.mails} mails: "
            f"{self.doubles} doubles, {self.lost} lost, {self.uncertain} uncertain "
            f"({self.beyond} beyond those in flight)"
        )


def storm(place: Path, kills: int, rows: int, seed: int) -> Tally:
    """So many kills."""
    chance, tally = random.Random(seed), Tally()
    while tally.kills.total() < kills:
        folder = place / f"send{tally.sends}"
        server = Server(Sink())
        server.start()
        try:
            _one(folder, server, rows, kills, chance, tally)
        finally:
            server.stop(no_assert=True)
            shutil.rmtree(folder, ignore_errors=True)
    return tally


def _one(
    folder: Path, server: Server, rows: int, kills: int, chance: random.Random, tally: Tally
) -> None:
    """One campaign, killed until it is over or until there were enough kills."""
    prepared(folder, server, rows)
    sink: Sink = server.handler
    here = 0
    while tally.kills.total() < kills and len(sink.mails) < rows * _NEAR_THE_END:
        first = here == 0
        kind = chance.choice(("host", "database", "both"))
        if kills >= _LONG and not tally.kills["frozen"]:
            kind = "frozen"
        most = max(1, (rows - len(sink.mails)) // 2)
        if not _killed(folder, sink, len(sink.mails) + chance.randint(1, most), kind, first, rows):
            break
        tally.kills[kind] += 1
        here += 1
    services = _opened(folder)
    try:
        _accounted(services, sink, rows, here, tally)
    finally:
        services.close()
    tally.sends += 1
    tally.mails += len(sink.mails)


def _killed(folder: Path, sink: Sink, after: int, kind: str, first: bool, rows: int) -> bool:
    """Run a sender, and kill once the server has that many mails; False where it ended before."""
    what = ("send", str(rows)) if first else ("resume",)
    services = _opened(folder) if kind in ("database", "both") else None
    process = started("tests.faults.campaign_sender", str(folder), *what)
    deadline = time.monotonic() + _LONGEST
    try:
        while len(sink.mails) < after:
            if process.poll() is not None:
                return False
            if time.monotonic() > deadline:
                raise TimeoutError("the send does not go on")
            time.sleep(0.001)
        if kind == "frozen":
            process.send_signal(signal.SIGSTOP)
            time.sleep(_FROZEN)
            process.send_signal(signal.SIGCONT)
            time.sleep(1)  # it goes on
        if services is not None:
            os.kill(server_pid(services), signal.SIGKILL)
        if kind != "database":
            process.kill()
        process.wait(_LONGEST)
        return True
    finally:
        process.kill()
        process.wait()
        if services is not None:
            services.close()


def _accounted(services: Services, sink: Sink, rows: int, kills: int, tally: Tally) -> None:
    """Finish the send, and count."""
    doors = services.campaigns
    campaign = doors.reading.settled(OPERATOR, doors.preparing.named(OPERATOR, NAME))
    for _ in range(5):
        if campaign.etat is not State.EN_PAUSE:
            break
        if not doors.reading.counts(OPERATOR, campaign).get(RecipientState.TO_SEND):
            break
        doors.sending.resume(OPERATOR, campaign, lambda *_: None)
        campaign = doors.preparing.named(OPERATOR, NAME)
    found = list(services.database.mongo["recipients"].find())
    by_state = {
        state: {row["email"] for row in found if row["etat"] == state.value}
        for state in RecipientState
    }
    sent, uncertain = by_state[RecipientState.SENT], by_state[RecipientState.UNCERTAIN]
    arrived = set(sink.to)
    tally.doubles += len(sink.to) - len(arrived)
    tally.lost += (
        rows - len(sent | uncertain) + len(sent - arrived) + len(arrived - sent - uncertain)
    )
    tally.uncertain += len(uncertain)
    tally.beyond += max(0, len(uncertain) - CONNECTIONS * kills)


def _opened(folder: Path) -> Services:
    return open_services(Settings(data=folder, mongodb_uri=None))


def main() -> None:
    """By the numbers given."""
    kills, rows, seed = map(int, [*sys.argv[1:], *("40", "2000", "1")[len(sys.argv) - 1 :]])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mimicom-faults-") as place:
        tally = storm(Path(place), kills, rows, seed)
    sys.stdout.write(f"{tally}, in {time.monotonic() - began:.0f} s\n")
    sys.exit(not tally.good)


if __name__ == "__main__":
    main()
