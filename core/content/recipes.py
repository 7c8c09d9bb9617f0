"""What a draft is made from: all that is asked of a mail, kept so that it can be made again."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.content.facts import Facts
from core.vocabulary.values import ProspectType


class Tone(StrEnum):
    """How it sounds."""

    FORMEL = "formel"
    SOBRE = "sobre"
    AMICAL = "amical"
    CHALEUREUX = "chaleureux"
    ENTHOUSIASTE = "enthousiaste"


NEAREST_TONE = {
    "humoristique": Tone.ENTHOUSIASTE,
    "professionnel": Tone.FORMEL,
    "poli": Tone.FORMEL,
    "neutre": Tone.SOBRE,
    "court": Tone.SOBRE,
    "sympa": Tone.AMICAL,
    "persuasif": Tone.ENTHOUSIASTE,
}
"""Tones that people ask for, by the one that is nearest among those written."""


class Part(StrEnum):
    """The paragraphs of a mail, in their order."""

    SALUTATION = "salutation"
    OUVERTURE = "ouverture"
    ANNONCE = "annonce"
    RAISONS = "raisons"
    COMPLEMENT = "complement"
    RAPPEL = "rappel"
    DETAILS = "details"
    INFOS = "infos"
    APPEL = "appel"
    BOUTON = "bouton"
    FIN = "fin"
    SIGNATURE = "signature"


PART_NAMES = {
    Part.SALUTATION: "la salutation",
    Part.OUVERTURE: "la présentation",
    Part.ANNONCE: "l'annonce",
    Part.RAISONS: "ce qui intéresse le destinataire",
    Part.COMPLEMENT: "le complément",
    Part.RAPPEL: "le rappel",
    Part.DETAILS: "les précisions",
    Part.INFOS: "les informations pratiques",
    Part.APPEL: "l'appel à répondre",
    Part.BOUTON: "le lien",
    Part.FIN: "la formule de fin",
    Part.SIGNATURE: "la signature",
}
NEEDED = frozenset({Part.SALUTATION, Part.FIN, Part.SIGNATURE})
SHORTEST = 2


class Recipe(BaseModel):
    """All that is asked of a mail."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    objectif: str = "invitation"
    ton: Tone = Tone.AMICAL
    tu: bool = False
    inclusif: bool = False
    suivi: bool = False
    """Whether the two have written to each other before."""
    types: tuple[ProspectType, ...] = ()
    """Whom it is for; none where it is for all."""
    court: Annotated[int, Field(ge=0, le=SHORTEST)] = 0
    faits: Facts = Facts()
    de_campagne: bool = False
    """Name and days are those of the campaign, filled in when it is sent."""
    graine: int = 0
    sans: frozenset[Part] = frozenset()
    textes: dict[Part, Annotated[str, Field(max_length=20_000)]] = {}
    """Paragraphs that somebody wrote themselves."""
    objet: Annotated[str, Field(max_length=300)] | None = None
    """The subject that was chosen or written."""
    apercu: Annotated[str, Field(max_length=300)] | None = None
    bouton: Annotated[str, Field(max_length=60)] | None = None
    mots: frozenset[Annotated[str, Field(max_length=60)]] = frozenset()
    """Words that are right, whatever the dictionary says."""

    def with_(self, **values: object) -> "Recipe":
        """The same, changed."""
        return Recipe.model_validate(self.model_dump() | values)
