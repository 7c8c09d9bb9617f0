"""What a campaign is: its record, its states, its recipients, and who is left out of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from core.configuration.models import Sender
from core.content.models import Mail
from core.prospects.filters import Filter
from core.vocabulary.text import strip_accents, visible
from core.vocabulary.values import ContactMethod

MULTICHANNEL = "Multi-canal"
CHANNELS = (MULTICHANNEL, *(method.value for method in ContactMethod))
GENERIC = "Générique"
"""The one segment there is until prospects are grouped."""


REHEARSED = "pour de faux"
"""Ends the name of a rehearsal, in brackets."""
NO_SENDER = Sender("Votre association", "contact@exemple.fr")
"""Where none is set yet: to see what a mail lacks, and in rehearsals."""


def name_key(name: str) -> str:
    """What a campaign is known by: no two have the same."""
    return strip_accents(visible(name)).strip().lower()


class Objective(StrEnum):
    """What a campaign is for."""

    INVITATION = "invitation"
    PRESENTATION = "présentation"
    PARTENARIAT = "partenariat"
    RELANCE = "relance"
    REMERCIEMENT = "remerciement"
    SAVE_THE_DATE = "save the date"
    BENEVOLES = "bénévoles"
    NEWSLETTER = "newsletter"
    CONSENTEMENT = "consentement"
    AUTRE = "autre"


class State(StrEnum):
    """How far a campaign has gone."""

    BROUILLON = "Brouillon"
    PLANIFIEE = "Planifiée"
    EN_COURS = "En cours"
    EN_PAUSE = "En pause"
    TERMINEE = "Terminée"
    ANNULEE = "Annulée"
    ARCHIVEE = "Archivée"


class RecipientState(StrEnum):
    """How far the mail to one person has gone."""

    TO_SEND = "À envoyer"
    SENDING = "En envoi"
    SENT = "Envoyé"
    FAILED = "Échec"
    UNCERTAIN = "Incertain"
    BOUNCED = "Rebond"
    LEFT_OUT = "Écarté"
    """Left out at the moment of sending: counted with those left out, not with recipients."""


class LeftOut(StrEnum):
    """Why somebody selected gets no mail; the first that applies is told."""

    NO_EMAIL = "sans_email"
    REFUSAL = "refus"
    OBJECTION = "opposition"
    CONSENT_NEEDED = "consentement_requis"
    HARD_BOUNCE = "rebond_definitif"
    RETENTION = "conservation_depassee"
    FREQUENCY = "frequence"
    """The setting `send.monthly` allows no other mail to the address yet."""
    SAME_ADDRESS = "adresse_en_double"


class EventKind(StrEnum):
    """What came of a mail; one of each kind a person and campaign."""

    BOUNCE = "rebond"
    OPENING = "ouverture"
    CLICK = "clic"
    ANSWER = "réponse"
    UNSUBSCRIBED = "désinscription"


class Campaign(BaseModel):
    """A campaign, as stored but for its id's name."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    campagne_id: str
    nom: Annotated[str, Field(min_length=1, max_length=120)]
    objectif: Objective = Objective.AUTRE
    canal: str = MULTICHANNEL
    date_evenement: date | None = None
    date_fin: date | None = None
    etat: State = State.BROUILLON
    filtre: Filter = Filter()
    modele: str | None = None
    mail: Mail | None = None
    cree_le: datetime
    cree_par: str
    version: int = 1
    approuvee_le: datetime | None = None
    approuvee_par: str | None = None
    envoi_le: datetime | None = None
    """When a planned send is to start."""
    envoi_par: str | None = None
    """Who planned it, or sends it."""
    destinataires: int = 0
    """Rows of `recipients` that approval froze."""
    envoyee_le: datetime | None = None
    """When the first mail left."""
    raison: str | None = None
    """Why it is paused, in French."""
    ecartes: dict[str, int] = {}
    """Those left out when it was approved, by `LeftOut`."""
    clics_mesures: bool = False
    fiches_a_noter: bool = False
    """Records do not yet tell of what was sent."""
    demo: bool = False
    objet_b: Annotated[str, Field(min_length=1, max_length=1_000)] | None = None
    """Another subject, for half of the people drawn at random, to learn which one works."""
    suite_de: str | None = None
    """The campaign whose silent recipients this one writes to again."""
    enchaine: bool = False
    """Whether its mails stand under those of that campaign, as answers do."""
    essai: bool = False
    """A rehearsal: its mails go to the sink inside the product, and to nobody."""

    @property
    def said(self) -> str:
        """Its name in its own mails: a rehearsal's are those of the campaign that it rehearses."""
        return self.nom.partition(f" ({REHEARSED}")[0] if self.essai else self.nom

    @property
    def rehearsed(self) -> bool:
        """Whether its mails must never leave this machine."""
        return self.demo or self.essai

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.date_fin and self.date_evenement and self.date_fin < self.date_evenement:
            raise ValueError("la fin précède l'événement")
        return self

    @property
    def approved(self) -> bool:
        """Whether its people are frozen."""
        return self.approuvee_le is not None


class Recipient(BaseModel):
    """One person of a campaign; values are those of the moment of approval."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    recipient_id: str
    campagne_id: str
    prospect_id: str
    etat: RecipientState
    rang: int = 0
    email: str | None = None
    valeurs: dict[str, Any] = {}
    segment: str = GENERIC
    objet: str = ""
    type_prospect: str | None = None
    region: str | None = None
    liens: tuple[str, ...] = ()
    """The links of the mail that are counted, by their key."""
    jeton: str = ""
    """What the tokens and the Message-ID of the mail hold: random, nobody's name."""
    envoye_le: datetime | None = None
    raison: str | None = None
    """The server's words, or why nobody was written to."""
    essais: int = 0
    note: bool = False
    """The person's record tells of it."""
    en_reponse_a: str | None = None
    """The key of the mail that this one follows."""
    essai: bool = False


class Brief(BaseModel):
    """What a campaign would do if it were approved now."""

    model_config = ConfigDict(frozen=True)

    name: str
    state: State
    filter: dict[str, Any]
    selected: int
    eligible: int
    left_out: dict[str, int]
    segments: dict[str, int]
    missing_variables: dict[str, int]
    approved: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the contract gives it."""
        return self.model_dump(mode="json", exclude={"approved"})


@dataclass(frozen=True)
class Rehearsed:
    """A mail that went to the sink."""

    to: str
    subject: str
    text: str
    at: datetime
