"""What the demonstration is made of: prospects, past campaigns with their answers, tasks."""

from dataclasses import dataclass
from datetime import date, datetime

from core.campaigns.models import name_key
from core.database import Document
from core.prospects.filters import Filter
from core.prospects.models import Prospect

SOURCE = "démonstration"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A past mailing. `le` is its day, `reach` the share of those eligible that it wrote to."""

    campaign_id: str
    nom: str
    objectif: str
    objet: str
    le: date
    filtre: Filter
    reach: float

    def document(self, created: datetime, sent: datetime) -> Document:
        """As stored in `campaigns`."""
        return {
            "_id": self.campaign_id,
            "campagne_id": self.campaign_id,
            "nom": self.nom,
            "nom_norm": name_key(self.nom),
            "objectif": self.objectif,
            "canal": "Email",
            "date_evenement": None,
            "date_fin": None,
            "etat": "Terminée",
            "filtre": self.filtre.as_json(),
            "modele": None,
            "mail": {"sujet": self.objet, "apercu": "", "texte": "", "html": None},
            "cree_le": created,
            "cree_par": SOURCE,
            "envoyee_le": sent,
            "clics_mesures": True,
            "demo": True,
            "version": 1,
        }


@dataclass(frozen=True, slots=True)
class DemoBatch:
    """Some prospects, and what the campaigns did with them, as documents of their collections.

    `received` gives, by set of campaign names, the ids of the prospects that received them all and
    no other.
    """

    prospects: tuple[Prospect, ...]
    recipients: tuple[Document, ...]
    events: tuple[Document, ...]
    received: dict[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What a load put in the base; `resumed` when it completed an interrupted one."""

    rows: int
    seed: int
    campaigns: int
    recipients: int
    answers: int
    tasks: int
    resumed: bool


@dataclass(frozen=True, slots=True)
class DemoRemoval:
    """How many prospects were taken away, and how many stay because somebody edited them."""

    removed: int
    kept: int
