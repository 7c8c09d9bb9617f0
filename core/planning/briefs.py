"""What planning needs to know of campaigns: the one place where it reads them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import ValidationError

from core.database import Database, Document
from core.errors import NotFound
from core.prospects.filters import Filter
from core.vocabulary.text import fold

OVER = frozenset({"Terminée", "Annulée", "Archivée"})
_SHOWN = 5


@dataclass(frozen=True)
class CampaignBrief:
    """A campaign, as far as its tasks are concerned."""

    campagne_id: str
    nom: str
    objectif: str | None
    date_evenement: date | None
    etat: str
    has_mail: bool
    """A mail or a template of one was chosen."""
    filtre: Filter | None = None
    """Whom it is for; None where it can't be read."""

    @property
    def over(self) -> bool:
        """Nothing more is to be done for it."""
        return self.etat in OVER


class Briefs:
    """Campaigns by name, whatever its case, accents and the spaces around it."""

    def __init__(self, database: Database) -> None:
        self._campaigns = database.mongo["campaigns"]

    def named(self, name: str) -> CampaignBrief:
        """A campaign. NotFound, with the names there are."""
        every = self.all()
        for one in every:
            if fold(one.nom) == fold(name):
                return one
        names = ", ".join(f"« {one.nom} »" for one in every[-_SHOWN:])
        there = f"Il y a : {names}." if names else "Il n'y en a encore aucune."
        raise NotFound(f"Je ne trouve pas de campagne « {name} ». {there}")

    def all(self) -> list[CampaignBrief]:
        """Every campaign, the oldest first."""
        return [_brief(found) for found in self._campaigns.find().sort("cree_le", 1)]

    def of(self, ids: Iterable[str | None]) -> dict[str, CampaignBrief]:
        """Those of these ids, by id."""
        wanted: Collection[str] = {key for key in ids if key is not None}
        if not wanted:
            return {}
        found = self._campaigns.find({"_id": {"$in": sorted(wanted)}})
        return {one.campagne_id: one for one in map(_brief, found)}


def _brief(document: Document) -> CampaignBrief:
    return CampaignBrief(
        campagne_id=str(document["_id"]),
        nom=str(document.get("nom") or ""),
        objectif=document.get("objectif"),
        date_evenement=_day(document.get("date_evenement")),
        etat=str(document.get("etat") or document.get("statut") or ""),
        has_mail=bool(document.get("mail") or document.get("modele")),
        filtre=_filter(document.get("filtre")),
    )


def _filter(value: object) -> Filter | None:
    try:
        return Filter.model_validate(value or {})
    except ValidationError:
        return None


def _day(value: object) -> date | None:
    """A day as it may be stored: its midnight in UTC, or its text."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).date()
    return date.fromisoformat(value[:10]) if isinstance(value, str) else None
