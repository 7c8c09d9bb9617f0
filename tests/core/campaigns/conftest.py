"""An association with its base, its server of mails and its campaigns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.accounts.models import OPERATOR
from core.campaigns.drafts import Draft
from core.campaigns.models import Campaign, RecipientState
from core.campaigns.runs import Report
from core.clock import now
from core.content.models import Mail
from core.database import Database
from core.prospects.filters import Filter
from core.services import Services, build
from tests.factories import prospect
from tests.smtp_server import Server, Sink

MAIL = Mail(
    sujet="Invitation pour {{ nom_structure }}",
    texte="Bonjour {{ nom_contact | default('à vous') }},\n\nVenez à {{ campagne.nom }}.\n",
)
SENDER = "Festival d'été <contact@asso.example>"


class Time:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return now() + self.ahead


@dataclass
class Office:
    """Services, and the words to use them in one line."""

    services: Services
    time: Time
    sink: Sink
    server: Server
    told: list[tuple[int, int]] = field(default_factory=list)

    def restart(self) -> None:
        """Another server in place of the one that was stopped."""
        self.server = Server(self.sink)
        self.server.start()
        self.set(smtp__url=self.server.url())

    def set(self, **settings: str) -> None:
        """Set settings; `smtp__url` is smtp.url."""
        for name, value in settings.items():
            self.services.configuration.set(OPERATOR, name.replace("__", "."), value)

    def add(self, *emails: str | None, **values: Any) -> list[str]:
        """Add a prospect for each address; their ids."""
        made = [
            prospect(
                **{"nom_structure": f"Structure {n}", "cree_le": self.time(), "email": e} | values
            )
            for n, e in enumerate(emails)
        ]
        self.services.prospects.insert(made)
        return [one.prospect_id for one in made]

    def campaign(
        self, name: str = "Festival", mail: Mail | None = MAIL, filter: Filter | None = None
    ) -> Campaign:
        """A draft with its mail."""
        doors = self.services.campaigns.preparing
        made = doors.create(OPERATOR, Draft(name, filter or Filter()))
        return made if mail is None else doors.set_mail(OPERATOR, made, mail)

    def approved(self, name: str = "Festival", mail: Mail = MAIL) -> Campaign:
        """The same, approved."""
        return self.services.campaigns.preparing.approve(OPERATOR, self.campaign(name, mail))

    def named(self, name: str = "Festival") -> Campaign:
        """A campaign as it is now."""
        return self.services.campaigns.preparing.named(OPERATOR, name)

    def send(self, campaign: Campaign, expect: int | None = None) -> Report:
        """Send to all who were approved."""
        count = campaign.destinataires if expect is None else expect
        return self.services.campaigns.sending.send(OPERATOR, campaign, count, self.progress)

    def progress(self, done: int, total: int, _label: str) -> None:
        """Keep what was told."""
        self.told.append((done, total))

    def sent(self, *emails: str, name: str = "Festival") -> Campaign:
        """A campaign sent to these new prospects."""
        self.add(*emails)
        campaign = self.approved(name)
        self.send(campaign)
        return self.named(name)

    def states(self, campaign: Campaign) -> dict[str, RecipientState]:
        """The state of each address."""
        rows = self.services.database.mongo["recipients"].find(
            {"campagne_id": campaign.campagne_id}
        )
        return {row["email"]: RecipientState(row["etat"]) for row in rows}

    def row(self, email: str) -> dict[str, Any]:
        """The one row of an address."""
        (found,) = self.services.database.mongo["recipients"].find({"email": email})
        return found

    def results(self, campaign: Campaign, **options: Any) -> dict[str, Any]:
        """The results as JSON."""
        return self.services.campaigns.reading.results(OPERATOR, campaign, **options).as_json()


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def office(database: Database, sink: Sink) -> Iterator[Office]:
    time = Time()
    services = build(database, time)
    server = Server(sink)
    server.start()
    made = Office(services, time, sink, server)
    made.set(
        smtp__url=server.url(),
        smtp__sender=SENDER,
        send__per_minute="10000",
        send__per_hour="100000",
    )
    yield made
    made.server.stop(no_assert=True)
