"""The services of campaigns, built once over one database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.campaigns.addresses import Addresses
from core.campaigns.briefs import Briefs
from core.campaigns.contacts import Contacts
from core.campaigns.counting import Segmenting
from core.campaigns.derived import DerivedService
from core.campaigns.eligibility import Eligibility
from core.campaigns.eml import FileService
from core.campaigns.events import EventStore
from core.campaigns.following import Following
from core.campaigns.mailbox import MailboxService, Seen
from core.campaigns.news import News
from core.campaigns.outcomes import ReadingService
from core.campaigns.overviews import OverviewService
from core.campaigns.pace import Pace
from core.campaigns.people import PeopleService
from core.campaigns.planned import PlannedSends
from core.campaigns.readiness import Readiness
from core.campaigns.received import AnswerService
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
    overviews: OverviewService
    sink: Sink
    eligibility: Eligibility


@dataclass(frozen=True)
class _Base:
    """What the services share: where things are kept, and who may be written to."""

    database: Database
    prospects: ProspectService
    configuration: ConfigurationService
    journal: JournalService
    clock: Clock
    store: CampaignStore
    rows: RecipientStore
    events: EventStore
    addresses: Addresses
    tokens: Tokens
    eligibility: Eligibility
    briefs: Briefs
    pace: Pace
    sink: Sink
    following: Following


def build_campaigns(
    database: Database,
    prospects: ProspectService,
    configuration: ConfigurationService,
    objections: Objecting,
    segmenting: Segmenting,
    journal: JournalService,
    records: RecordService,
    clock: Clock,
) -> Campaigns:
    """All of them; `objections` tells who is on their list, `segmenting` in which segment."""
    tokens, rows, events = Tokens(database), RecipientStore(database), EventStore(database)
    addresses, following = Addresses(database, tokens), Following(rows, events)
    eligibility = Eligibility(
        addresses, events, objections.objected, lambda: not objections.is_empty(),
        rows.sent_since, configuration, clock,
    )  # fmt: skip
    base = _Base(
        database, prospects, configuration, journal, clock, CampaignStore(database), rows, events,
        addresses, tokens, eligibility, Briefs(prospects, eligibility, following, segmenting),
        Pace(SpeedLimits(database), configuration, clock), Sink(database, clock), following,
    )  # fmt: skip
    return _built(base, records)


def _built(b: _Base, records: RecordService) -> Campaigns:
    preparing = CampaignService(
        b.database, b.store, b.rows, b.briefs, b.tokens, b.configuration, b.journal, b.clock
    )
    settling = Settling(b.database, preparing, b.store, b.rows, b.clock)
    readiness = Readiness(b.rows, b.prospects, b.eligibility, b.configuration, b.sink)
    runs = _runs(b, preparing, settling, readiness)
    tracking = Tracking(b.database, b.rows, b.events, b.addresses, b.tokens, b.journal, b.clock)
    seen, news = Seen(b.database), News(b.database)
    reading = ReadingService(preparing, settling, b.rows, b.events)
    return Campaigns(
        preparing=preparing,
        sending=SendService(preparing, b.rows, settling, readiness, runs, b.clock),
        planned=PlannedSends(preparing, b.store, settling, runs, b.clock),
        trying=TryingService(
            preparing, b.briefs, b.rows, b.prospects, b.eligibility, b.pace, b.sink,
            b.configuration, b.clock,
        ),
        reading=reading,
        overviews=OverviewService(preparing, reading, b.rows, b.events),
        tracking=tracking,
        files=FileService(
            b.database, preparing, b.rows, b.prospects, b.eligibility, b.configuration, b.journal,
            b.clock,
        ),
        mailbox=MailboxService(
            seen, b.store, news, b.rows, b.events, b.addresses, tracking, b.tokens,
            b.configuration, b.clock,
        ),
        people=PeopleService(b.briefs, settling, b.rows, b.events, b.prospects),
        derived=DerivedService(preparing, b.following),
        answers=AnswerService(
            b.store, b.rows, b.events, seen, news, b.prospects, records, b.clock
        ),
        sink=b.sink,
        eligibility=b.eligibility,
    )  # fmt: skip


def _runs(b: _Base, preparing: CampaignService, settling: Settling, readiness: Readiness) -> Runs:
    contacts = Contacts(b.database, b.store, b.rows, b.prospects, b.journal)
    return Runs(
        b.database, preparing, b.store, b.rows, b.prospects, b.eligibility, b.pace, contacts,
        settling, readiness, b.configuration, b.clock,
    )  # fmt: skip
