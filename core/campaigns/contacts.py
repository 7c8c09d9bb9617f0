"""What a send changes on the records of those who received it: contacted, when, by what."""

import logging
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from core.campaigns.models import Campaign
from core.campaigns.recipients import BLOCK, RecipientStore, in_block
from core.campaigns.store import CampaignStore
from core.clock import PARIS
from core.database import Database, Document, Session
from core.journal.models import Actor
from core.journal.service import JournalService
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.vocabulary.values import Status

MAILED = "mail envoyé"
"""Its word in the history of a record."""
_OPEN = (Status.JAMAIS_CONTACTE, Status.CONTACTE)
"""Whoever is further than that stays there."""
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

    def note(self, user: Actor, campaign: Campaign) -> int:
        """Bring up to date the records that are not; return how many were."""
        count = 0
        for start in range(0, campaign.destinataires, BLOCK):
            rows = self._rows.untold(in_block(campaign.campagne_id, start))
            count += self._some(user, campaign, rows)
        self._store.noted(campaign.campagne_id)
        if count:
            self._prospects.touched()
        return count

    def note_some(self, user: Actor, campaign: Campaign, recipient_ids: Sequence[str]) -> None:
        """Bring up to date the records of some rows that left, while the others are sent."""
        some = {"_id": {"$in": list(recipient_ids)}}
        if self._some(user, campaign, self._rows.untold(some)):
            self._prospects.touched()

    def skip(self, campaign: Campaign) -> None:
        """A rehearsal changes no record."""
        self._store.noted(campaign.campagne_id)

    def _some(self, user: Actor, campaign: Campaign, rows: Sequence[Document]) -> int:
        if not rows:
            return 0
        days = {
            row["prospect_id"]: row["envoye_le"].astimezone(PARIS).date()
            for row in rows
            if row.get("envoye_le") is not None
        }
        recipient_ids = [row["_id"] for row in rows]

        def change(session: Session) -> int | None:
            known = self._prospects.many(list(days), session)
            pairs = [(one, _contacted(one, days[one.prospect_id])) for one in known]
            changed = [(before, after) for before, after in pairs if before is not after]
            if not self._prospects.replace_many(changed, session, campaign.nom):
                return None
            same = [before.prospect_id for before, after in pairs if before is after]
            if same:
                self._prospects.received(same, campaign.nom, session)
            self._rows.noted(recipient_ids, session)
            entries: dict[str, tuple[str, dict[str, Any]]] = {
                str(uuid.uuid4()): (
                    before.prospect_id,
                    {
                        "campagne": campaign.nom,
                        "statut": [before.statut.value, after.statut.value],
                    },
                )
                for before, after in changed
            }
            self._journal.record_new(user, MAILED, entries, session)
            return len(known)

        for _ in range(_TRIES):
            found = self._database.transaction(change)
            if found is not None:
                return found
        logger.warning("records changed as a send was noted on them; it is noted later")
        return 0


def _contacted(one: Prospect, day: date) -> Prospect:
    """The record of who received a mail that day; itself where it tells so already."""
    values: dict[str, object] = {}
    if one.statut in _OPEN:
        values["statut"] = Status.EN_ATTENTE
    last = one.date_dernier_contact
    if last is None or day > last:
        values["date_dernier_contact"] = day
    return one.model_copy(update=values) if values else one
