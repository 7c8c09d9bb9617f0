"""What an interactive reply shows, loaded by id when it is shown: plain JSON values."""

from dataclasses import dataclass
from typing import TypedDict

from assistant.conversation import ConversationStore
from assistant.rendering.records.cards import CardShown, PastCampaign, card
from assistant.rendering.tables import PAGE_SIZE, TABLES, Asked, TableAsked, TablePage, discover
from core.accounts.models import User
from core.services import Services

discover()


class JobShown(TypedDict):
    """How far a job is."""

    state: str
    done: int
    total: int
    label: str


@dataclass(frozen=True)
class Views:
    """Loads what the elements of the page ask for; every method checks whose it is."""

    services: Services
    conversations: ConversationStore

    def table(self, user: User, asked: TableAsked) -> TablePage:
        """A page of a table, by its source: a selection where it names none that is known."""
        load = TABLES.get(asked.get("source") or "", TABLES["selection"])
        return load(
            Asked(
                services=self.services,
                conversations=self.conversations,
                user=user,
                source_id=str(asked.get("source_id")),
                sort=asked.get("sort") or None,
                descending=asked.get("descending") is True,
                skip=asked.get("skip") or 0,
                limit=asked.get("limit") or PAGE_SIZE,
            )
        )

    def job(self, user: User, job_id: str) -> JobShown:
        """How far a job is."""
        job = self.services.jobs.status(user, job_id)
        return {"state": job.state.value, "done": job.done, "total": job.total, "label": job.label}

    def card(self, user: User, prospect_id: str) -> CardShown:
        """One record; see `cards.card`."""
        prospect = self.services.prospects.open(user, prospect_id)
        mailings = self.services.records.mailings(user, prospect_id)
        past = [PastCampaign(one.name, one.day, one.outcome) for one in mailings]
        return card(prospect, user, past)
