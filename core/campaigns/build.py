"""The services of campaigns, built once over one database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.campaigns.addresses import Addresses
from core.campaigns.answers import AnswerService
from core.campaigns.briefs import Briefs
from core.campaigns.contacts import Contacts
from core.campaigns.derived import DerivedService
from core.campaigns.eligibility import Eligibility
from core.campaigns.eml import FileService
from core.campaigns.events import EventStore
from core.campaigns.following import Following
from core.campaigns.mailbox import MailboxService, Seen
from core.campaigns.news import News
from core.campaigns.outcomes import ReadingService
from core.campaigns.pace import Pace
from core.campaigns.people import PeopleService
from core.campaigns.planned import PlannedSends
from core.campaigns.readiness import Readiness
from core.campaigns.recipients import RecipientStore
from core.campaigns.runs import Runs
from core.campaigns.sending import SendService
from core.campaigns.service import CampaignService
from core.campaigns.settling import Settling
from core.campaigns.store import CampaignStore
from core.campaigns.tracking import Tracking
from core.campaigns.trying import TryingService
from core.clock import Clock
from core.configuration.service import ConfigurationService
from core.database import Database
from core.journal.service import JournalService
from core.mailer.limits import SpeedLimits
from core.mailer.sink import Sink
from core.mailer.tokens import Tokens
from core.prospects.service import ProspectService
from core.records.service import RecordService


class Objecting(Protocol):
    """The list of objections, which is of a room above."""

    def objected(self, values: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]: ...

    def is_empty(self) -> bool: ...


@dataclass(frozen=True)
class Campaigns:
    """What the product can do with campaigns."""

    preparing: CampaignService
    sending: SendService
    planned: PlannedSends
    trying: TryingService
    reading: ReadingService
    tracking: Tracking
    files: FileService
    mailbox: MailboxService
    people: PeopleService
    derived: DerivedService
    answers: AnswerService
    sink: Sink


def build_campaigns(
    database: Database,
    prospects: ProspectService,
    configuration: ConfigurationService,
    objections: Objecting,
    journal: JournalService,
    records: RecordService,
    clock: Clock,
) -> Campaigns:
    """All of them; `objections` tells who is on their list."""
    store, rows, events = CampaignStore(database), RecipientStore(database), EventStore(database)
    addresses = Addresses(database, tokens := Tokens(database))
    eligibility = Eligibility(
        addresses,
        events,
        objections.objected,
        lambda: not objections.is_empty(),
        rows.sent_since,
        configuration,
        clock,
    )
    briefs = Briefs(prospects, eligibility, Following(rows, events))
    pace, sink = Pace(SpeedLimits(database), configuration, clock), Sink(database, clock)
    preparing = CampaignService(
        database, store, rows, briefs, tokens, configuration, journal, clock
    )
    settling = Settling(database, preparing, store, rows, clock)
    contacts = Contacts(database, store, rows, prospects, journal)
    readiness = Readiness(rows, prospects, eligibility, configuration, sink)
    runs = Runs(
        database, preparing, store, rows, prospects, eligibility, pace, contacts, settling,
        readiness, configuration, clock,
    )  # fmt: skip
    tracking = Tracking(database, rows, events, addresses, tokens, journal, clock)
    seen, news = Seen(database), News(database)
    return Campaigns(
        preparing=preparing,
        sending=SendService(preparing, rows, settling, readiness, runs, clock),
        planned=PlannedSends(preparing, store, settling, runs, clock),
        trying=TryingService(
            preparing, briefs, rows, prospects, eligibility, pace, configuration, clock
        ),
        reading=ReadingService(preparing, settling, rows, events),
        tracking=tracking,
        files=FileService(
            database, preparing, rows, prospects, eligibility, configuration, journal, clock
        ),
        mailbox=MailboxService(
            seen, store, news, rows, events, addresses, tracking, tokens, configuration, clock
        ),
        people=PeopleService(briefs, settling, rows, events, prospects),
        derived=DerivedService(preparing, Following(rows, events)),
        answers=AnswerService(store, rows, events, seen, news, prospects, records, clock),
        sink=sink,
    )
