"""The one way to select prospects: a record with the keys of the understanding contract.

Language fills it, chips show it; lists, indicators and exports take it;
`core.prospects.query` alone turns it into MongoDB.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from core.vocabulary.values import (
    AudienceBand,
    Network,
    ProspectType,
    Response,
    Status,
)


class PresenceField(StrEnum):
    """Fields whose presence or absence can be asked for."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    SITE_WEB = "site_web"
    ADRESSE = "adresse"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    TIKTOK = "tiktok"
    YOUTUBE = "youtube"
    NB_ADHERENTS = "nb_adherents"


class KnownField(StrEnum):
    """Further fields that may be unknown: what a "Non renseigné" counts can be listed too."""

    REGION = "region"
    DEPARTEMENT = "departement"
    ACCEPTE_CONTACT = "accepte_contact"
    TRANCHE_PUBLIC = "tranche_public"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


_MOST = 2**63 - 1
"""What the database can compare with."""


class NumberRange(_Part):
    """Whole numbers between two inclusive bounds; either may be absent, not both."""

    min: Annotated[int, Field(ge=0, le=_MOST)] | None = None
    max: Annotated[int, Field(ge=0, le=_MOST)] | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("un intervalle sans borne")
        return self


class DateRange(_Part):
    """Days between two inclusive bounds; either may be absent, not both."""

    avant: date | None = None
    apres: date | None = None

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.avant is None and self.apres is None:
            raise ValueError("un intervalle sans borne")
        return self


Text = Annotated[str, Field(min_length=1, max_length=200)]
Departement = Annotated[str, Field(pattern=r"^(?:\d{2}|2[AB]|97[1-8]|98[678])$")]
PostalCode = Annotated[str, Field(pattern=r"^\d{5}$")]
"""A whole French code: two or three digits of one are a departement, which is a key of its own."""
Domain = Annotated[
    str,
    StringConstraints(
        to_lower=True,
        max_length=253,
        pattern=r"^(?:[A-Za-z0-9_-]+\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$",
    ),
]
Values = Field(default=None, min_length=1, max_length=200)


class Exclusion(_Part):
    """Values that must not be there, by list key; days that must not be those; texts, any of them.

    Who has no tag, no address or no known day is none of those excluded.
    """

    type_prospect: tuple[ProspectType, ...] | None = Values
    region: tuple[Text, ...] | None = Values
    departement: tuple[Departement, ...] | None = Values
    ville: tuple[Text, ...] | None = Values
    pays: tuple[Text, ...] | None = Values
    statut: tuple[Status, ...] | None = Values
    retour: tuple[Response, ...] | None = Values
    tranche_public: tuple[AudienceBand, ...] | None = Values
    code_postal: tuple[PostalCode, ...] | None = Values
    domaine: tuple[Domain, ...] | None = Values
    tag: tuple[Text, ...] | None = Values
    source: tuple[Text, ...] | None = Values
    nom_commence: tuple[Text, ...] | None = Values
    segment: tuple[Text, ...] | None = Values
    ajoute: DateRange | None = None
    modifie: DateRange | None = None


class Filter(_Part):
    """A selection of prospects. Inside a list key values are OR-ed (`avec` and `sans` AND-ed)."""

    type_prospect: tuple[ProspectType, ...] | None = Values
    region: tuple[Text, ...] | None = Values
    departement: tuple[Departement, ...] | None = Values
    ville: tuple[Text, ...] | None = Values
    pays: tuple[Text, ...] | None = Values
    statut: tuple[Status, ...] | None = Values
    accepte_contact: bool | None = None
    retour: tuple[Response, ...] | None = Values
    avec: tuple[PresenceField | KnownField, ...] | None = Values
    sans: tuple[PresenceField | KnownField, ...] | None = Values
    avec_un_de: tuple[PresenceField, ...] | None = Values
    adherents: NumberRange | None = None
    followers: dict[Network | Literal["total"], NumberRange] | None = Field(
        default=None, min_length=1
    )
    dernier_contact: DateRange | None = None
    delai_reponse: NumberRange | None = None
    """Days between the last contact and the answer, of those who answered."""
    tranche_public: tuple[AudienceBand, ...] | None = Values
    code_postal: tuple[PostalCode, ...] | None = Values
    domaine: tuple[Domain, ...] | None = Values
    """Of the e-mail address, without its "@"."""
    tag: tuple[Text, ...] | None = Values
    """Whole tags, whatever their case and accents."""
    mobile: bool | None = None
    """A French mobile number, or a number but none of those."""
    ajoute: DateRange | None = None
    """When the record was added: days of Paris."""
    modifie: DateRange | None = None
    """When it was last changed: days of Paris."""
    source: Text | None = None
    """Part of the imported file's name, or of the address of who typed the record in."""
    nom_commence: Text | None = None
    """How the name begins, its article counted or not: "B" is Bulle, La Bulle and Les Bateleurs."""
    campagne: Text | None = None
    texte: Text | None = None
    segment: tuple[Text, ...] | None = Values
    """The segment that was noted last (`core.learning`), by its name."""
    exclure: Exclusion | None = None

    def is_empty(self) -> bool:
        """True when nothing constrains: the whole base."""
        return not self.as_json()

    def as_json(self) -> dict[str, Any]:
        """Only the keys that constrain, as plain JSON values."""
        return self.model_dump(mode="json", exclude_none=True)
