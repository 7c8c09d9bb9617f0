"""What an interactive reply shows, loaded by id when it is shown: plain JSON values."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from assistant import columns
from assistant.columns import TableColumns
from assistant.conversation import ConversationStore
from assistant.rendering.campaigns.card import campaign_shown
from assistant.rendering.campaigns.shapes import CampaignShown
from assistant.rendering.records.cards import CardShown, PastCampaign, card
from assistant.rendering.table_pages import (
    COLUMNS,
    PAGE_SIZE,
    TABLES,
    Asked,
    TableAsked,
    TablePage,
    discover,
)
from core.accounts.models import User
from core.services import Services
from core.vocabulary.labels import FIELD_LABELS

discover()


class JobShown(TypedDict):
    """How far a job is."""

    state: str
    done: int
    total: int
    label: str


class Choice(TypedDict):
    """A column that may be chosen."""

    key: str
    label: str
    shown: bool


class OwnTable(TablePage, total=False):
    """A selection as its user wants it: `chosen` where they chose their columns."""

    choice: list[Choice]
    chosen: bool


@dataclass(frozen=True)
class Views:
    """Loads what the elements of the page ask for; every method checks whose it is."""

    services: Services
    conversations: ConversationStore

    def table(self, user: User, asked: TableAsked, names: Sequence[str] = COLUMNS) -> TablePage:
        """A page of a table, by its source: a selection where it names none that is known; of a
        selection, with the columns of these `names`."""
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
                names=tuple(names),
            )
        )

    def own_table(self, user: User, asked: TableAsked) -> TablePage | OwnTable:
        """The same, a selection with the columns that the user chose and those to choose from."""
        if asked.get("source") != "selection":
            return self.table(user, asked)
        kept = TableColumns(self.services.database)
        names = kept.of(user)
        choice: list[Choice] = [
            {"key": name, "label": label, "shown": name in names}
            for name, label in FIELD_LABELS.items()
            if name != columns.FIRST
        ]
        return {**self.table(user, asked, names), "choice": choice, "chosen": kept.chosen(user)}

    def choose_columns(self, user: User, names: Sequence[str]) -> dict[str, object]:
        """Keep which columns the user wants in lists; none for the usual ones."""
        TableColumns(self.services.database).choose(user, names)
        return {}

    def campaign(self, user: User, campaign_id: str) -> CampaignShown:
        """One campaign; see `campaigns.card`."""
        return campaign_shown(self.services, user, campaign_id)

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
