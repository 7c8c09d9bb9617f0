"""What a send changes on the records of those who received it: contacted, when, by what."""

import logging
import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from itertools import islice

from core.campaigns.models import Campaign
from core.campaigns.recipients import BLOCK, RecipientStore
from core.campaigns.store import CampaignStore
from core.clock import PARIS
from core.database import Database, Document, Session
from core.errors import Conflict
from core.journal.models import Actor
from core.journal.service import JournalService
from core.prospects.contacting import Contact, status_after
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.vocabulary.values import Status

MAILED = "mail envoyé"
"""Its word in the history of a record."""
_TRIES = 3

logger = logging.getLogger(__name__)


class Contacts:
    """Brings records up to date with what was sent, once a row, whenever it is called."""

    def __init__(
        self,
        database: Database,
        store: CampaignStore,
        rows: RecipientStore,
        prospects: ProspectService,
        journal: JournalService,
    ) -> None:
        self._database = database
        self._store = store
        self._rows = rows
        self._prospects = prospects
        self._journal = journal

    def note(self, user: Actor, campaign: Campaign) -> None:
        """Bring up to date the records that are not."""
        for some in _some(self._rows.untold(campaign.campagne_id)):
            self._noted(user, campaign, some)
        self._store.noted(campaign.campagne_id)

    def skip(self, campaign: Campaign) -> None:
        """A rehearsal changes no record."""
        self._store.noted(campaign.campagne_id)

    def _noted(self, user: Actor, campaign: Campaign, rows: list[Document]) -> None:
        sent = {r["prospect_id"]: r["envoye_le"] for r in rows if r.get("envoye_le") is not None}

        def change(session: Session) -> None:
            self.tell(user, campaign, sent, session)
            self._rows.noted([row["_id"] for row in rows], session)

        for _ in range(_TRIES):
            try:
                self._database.transaction(change)
                break
            except Conflict:
                logger.info("a record changed as a send was told on it")
        else:
            logger.warning("records changed as a send was noted on them; it is noted later")

    def tell(
        self, user: Actor, campaign: Campaign, sent: Mapping[str, datetime], session: Session
    ) -> None:
        """Note on records that they were written to, each at its moment. Conflict where one changed
        meanwhile: nothing is to be committed then."""
        days = {key: at.astimezone(PARIS).date() for key, at in sent.items()}
        told = self._prospects.contacted(days, campaign.nom, session)
        others = days.keys() - {one.prospect_id for one in told}
        if others:
            told += self._one_by_one(others, days, campaign, session)
        entries: dict[str, tuple[str, Document]] = {
            str(uuid.uuid4()): (
                one.prospect_id,
                {"campagne": campaign.nom, "statut": [one.before, one.after]},
            )
            for one in told
        }
        self._journal.record_new(user, MAILED, entries, session)
        self._prospects.touched(session)

    def _one_by_one(
        self, ids: Collection[str], days: Mapping[str, date], campaign: Campaign, session: Session
    ) -> list[Contact]:
        """The same of records of which more is to be known."""
        known = self._prospects.many(list(ids), session)
        pairs = [(one, _contacted(one, days[one.prospect_id])) for one in known]
        changed = [(before, after) for before, after in pairs if before is not after]
        if not self._prospects.replace_many(changed, session, campaign.nom):
            raise Conflict("Une fiche a changé entre-temps.")
        same = [before.prospect_id for before, after in pairs if before is after]
        if same:
            self._prospects.received(same, campaign.nom, session)
        return [Contact(b.prospect_id, b.statut.value, a.statut.value) for b, a in changed]


def _some(rows: Iterator[Document]) -> Iterator[list[Document]]:
    while some := list(islice(rows, BLOCK)):
        yield some


def _contacted(one: Prospect, day: date) -> Prospect:
    """The record of who received a mail that day; itself where it tells so already."""
    values: dict[str, object] = {}
    status = status_after(one.statut.value)
    if status != one.statut:
        values["statut"] = Status(status)
    last = one.date_dernier_contact
    if last is None or day > last:
        values["date_dernier_contact"] = day
    return one.model_copy(update=values) if values else one
