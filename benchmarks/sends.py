"""A send against a bare smtplib loop over ready messages, to a real server of this machine."""

import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import median

from benchmarks.measure import Row, paired_ms
from core.accounts.models import OPERATOR
from core.campaigns.drafts import Draft
from core.campaigns.letters import Letters, Made
from core.campaigns.models import Campaign, Recipient
from core.content.models import Mail
from core.prospects.filters import Filter, PresenceField
from core.services import Services, open_services
from core.settings import Settings
from tests.factories import prospect

ROWS, CONNECTIONS, ROUNDS = 1_500, 2, 3
"""So many in all that no limit of speed holds them up."""
_SINK = """
import time
from aiosmtpd.controller import Controller
class Sink:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"
sink = Controller(Sink(), hostname="127.0.0.1", port={port})
sink.start()
print("ready", flush=True)
time.sleep(3600)
"""
_PORT = 25_925
_TEXT = "Bonjour {{ nom_structure }},\n\n" + "Nous vous invitons à notre festival.\n" * 60
_HTML = "<p>Bonjour {{ nom_structure }}, <a href='https://asso.example'>venez</a> à la fête.</p>\n"
_MAIL = Mail(sujet="Invitation pour {{ nom_structure }}", texte=_TEXT, html=_HTML * 40)


def measure(place: Path) -> list[Row]:
    """Mails a second, the rendering counted and not, on a base of its own."""
    services = open_services(Settings(data=place / "sends", mongodb_uri=None))
    try:
        with _sink():
            return _measured(services)
    finally:
        services.close()


def measure_brief(services: Services) -> list[Row]:
    """A brief against the count of the same selection, its cache left aside: of people whom the
    base has to read to count them, and of a region that an index counts."""
    kinds = (("who have an e-mail", Filter(avec=(PresenceField.EMAIL,))), ("of a region", _REGION))
    return [_brief(services, said, filter) for said, filter in kinds]


_REGION = Filter(region=("Bretagne",))


def _brief(services: Services, said: str, filter: Filter) -> Row:
    campaign = services.campaigns.preparing.create(OPERATOR, Draft(f"Mesure {said}", filter))

    def count() -> None:
        services.prospects.touched()
        services.prospects.count(OPERATOR, filter)

    brief, floor = paired_ms(lambda: services.campaigns.preparing.brief(OPERATOR, campaign), count)
    return Row(
        f"brief of a campaign for those {said}, against their count", brief, "ms", floor, "2"
    )


def _measured(services: Services) -> list[Row]:
    for key, value in (
        ("smtp.url", f"smtp://127.0.0.1:{_PORT}"),
        ("smtp.sender", "Asso <contact@asso.example>"),
        ("send.per_minute", "10000"),
        ("send.per_hour", "100000"),
        ("send.connections", str(CONNECTIONS)),
    ):
        services.configuration.set(OPERATOR, key, value)
    made = [prospect(nom_structure=f"S {n}", email=f"p{n}@exemple.fr") for n in range(ROWS)]
    services.prospects.insert(made)
    doors = services.campaigns.preparing
    write, taken = doors.letters, _Taken()
    for rank in range(ROUNDS):
        campaign = _approved(services, f"Prête {rank}")
        ready = _Ready(services, campaign)
        taken.bare(lambda: _bare(ready))  # noqa: B023 - called at once
        taken.whole.append(_send(services, _approved(services, f"Entière {rank}")))
        taken.bare(lambda: _bare(ready))  # noqa: B023
        doors.letters = lambda _campaign: ready  # type: ignore[assignment] # noqa: B023
        taken.ready.append(_send(services, campaign))
        doors.letters = write  # type: ignore[method-assign]
        taken.bare(lambda: _bare(ready))  # noqa: B023
    return list(taken.rows())


@dataclass
class _Taken:
    """Seconds a mail, in turn with the floor: a machine that drifts drifts for all."""

    floor: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)

    def bare(self, work: Callable[[], object]) -> None:
        self.floor.append(_timed(work))

    def rows(self) -> Iterator[Row]:
        floor = 1e3 * median(self.floor)
        for name, times, aim in (
            ("a mail sent, written first, against a bare loop", self.whole, "2"),
            ("a mail sent, ready, against a bare loop", self.ready, "1.25"),
        ):
            yield Row(name, 1e3 * median(times), "ms", floor, aim)


def _approved(services: Services, name: str) -> Campaign:
    doors = services.campaigns.preparing
    campaign = doors.set_mail(OPERATOR, doors.create(OPERATOR, Draft(name)), _MAIL)
    return doors.approve(OPERATOR, campaign)


class _Ready:
    """Letters written before."""

    counts_clicks = False

    def __init__(self, services: Services, campaign: Campaign) -> None:
        letters = services.campaigns.preparing.letters(campaign)
        assert isinstance(letters, Letters)
        rows = services.database.mongo["recipients"].find({"campagne_id": campaign.campagne_id})
        self._made = {
            row["_id"]: letters.made(
                Recipient.model_validate({**row, "recipient_id": row["_id"]}),
                row["email"],
                services.clock(),
            )
            for row in rows
        }

    def made(self, row: Recipient, _to: str, _now: datetime) -> Made:
        return self._made[row.recipient_id]

    def messages(self) -> list[bytes]:
        return [made.message for made in self._made.values()]


def _send(services: Services, campaign: Campaign) -> float:
    """Seconds a mail."""
    sending = services.campaigns.sending
    return _timed(lambda: sending.send(OPERATOR, campaign, ROWS, lambda *_: None))


def _bare(ready: _Ready) -> None:
    messages = ready.messages()

    def go(some: list[bytes]) -> None:
        with smtplib.SMTP("127.0.0.1", _PORT) as server:
            for message in some:
                server.sendmail("contact@asso.example", ["p@exemple.fr"], message)

    threads = [
        threading.Thread(target=go, args=(messages[n::CONNECTIONS],)) for n in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / ROWS


@contextmanager
def _sink() -> Iterator[None]:
    """A server in a process of its own, that takes everything."""
    command = [sys.executable, "-c", _SINK.format(port=_PORT)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield
    finally:
        process.kill()
        process.wait()
