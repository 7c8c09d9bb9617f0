"""The one way to select prospects: a record with the keys of the understanding contract.

Language fills it, chips show it; lists, indicators and exports take it;
`core.prospects.query` alone turns it into MongoDB.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

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
Values = Field(default=None, min_length=1, max_length=200)


class Exclusion(_Part):
    """Values that must not be there, by list key."""

    type_prospect: tuple[ProspectType, ...] | None = Values
    region: tuple[Text, ...] | None = Values
    departement: tuple[Departement, ...] | None = Values
    ville: tuple[Text, ...] | None = Values
    pays: tuple[Text, ...] | None = Values
    statut: tuple[Status, ...] | None = Values
    retour: tuple[Response, ...] | None = Values
    tranche_public: tuple[AudienceBand, ...] | None = Values


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
    campagne: Text | None = None
    texte: Text | None = None
    exclure: Exclusion | None = None

    def is_empty(self) -> bool:
        """True when nothing constrains: the whole base."""
        return not self.as_json()

    def as_json(self) -> dict[str, Any]:
        """Only the keys that constrain, as plain JSON values."""
        return self.model_dump(mode="json", exclude_none=True)
