"""What a mail is about: the event, its days, its place, its link; and who writes."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails

from core.errors import InvalidData
from core.vocabulary.text import visible

NEXT, LAST = "notre prochain événement", "notre dernier rendez-vous"
LONGEST_DETAIL = 400
Short = Annotated[str, Field(max_length=200)]


def clean(text: str) -> str:
    """A value as one line that can hold no template."""
    plain = " ".join(visible(text).split())
    return plain.replace("{", "(").replace("}", ")").strip()


class Facts(BaseModel):
    """Of one event, or of what a mail is for; all may lack."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    evenement: Short | None = None
    date: datetime.date | None = None
    date_fin: datetime.date | None = None
    horaires: Short | None = None
    lieu: Short | None = None
    lien: Annotated[str, Field(max_length=500)] | None = None
    prix: Short | None = None
    details: tuple[Annotated[str, Field(max_length=LONGEST_DETAIL)], ...] = ()
    """Further sentences, as they were given."""
    valable_du: datetime.date | None = None
    valable_au: datetime.date | None = None
    """While these may be used, where they were drawn from a document."""

    @field_validator("evenement", "lieu", "horaires", "prix", mode="before")
    @classmethod
    def _one_line(cls, value: object) -> object:
        return (clean(value) or None) if isinstance(value, str) else value

    @field_validator("lien", mode="before")
    @classmethod
    def _link(cls, value: object) -> object:
        if not isinstance(value, str) or not value.strip():
            return None
        link = clean(value).replace(" ", "")
        if not link.lower().startswith(("http://", "https://")):
            link = f"https://{link}"
        if any(one in link for one in "<>\"'\\") or "." not in link.split("/")[2]:
            raise ValueError("un lien commence par https://")
        return link

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.date_fin and self.date and self.date_fin < self.date:
            raise ValueError("la fin précède le début")
        return self

    def over(self, other: "Facts") -> "Facts":
        """These, and the other's where these lack."""
        mine = self.model_dump(exclude_none=True, exclude_defaults=True)
        theirs = other.model_dump()
        if "date" in mine:
            theirs["date_fin"] = None
        if "evenement" in mine and mine["evenement"] != theirs["evenement"]:
            theirs = {}
        return Facts.model_validate(theirs | mine)

    def with_details(self, lines: str) -> "Facts":
        """With further sentences, one a line. InvalidData where one is too long."""
        found = tuple(line for line in map(clean, lines.splitlines()) if line)[:5]
        if any(len(one) > LONGEST_DETAIL for one in found):
            told = f"Une phrase a {LONGEST_DETAIL} caractères au plus."
            raise InvalidData("", {"details": told})
        return self.model_copy(update={"details": found})

    def of_next(self, following: "Facts") -> "Facts":
        """ "notre festival" is the next event, where it is told."""
        named = self.evenement
        mine = self
        if named and named.startswith("notre ") and following.evenement:
            mine = self.model_copy(update={"evenement": None})
        return mine.over(following)


def facts_of(values: Mapping[str, str]) -> Facts:
    """Facts as a form gives them. InvalidData with problems by field."""
    given = {name: text.strip() or None for name, text in values.items()}
    try:
        return Facts.model_validate(given)
    except ValidationError as error:
        raise InvalidData("", {_field(one): _told(one) for one in error.errors()}) from error


def _field(error: ErrorDetails) -> str:
    return str(error["loc"][0]) if error["loc"] else "date_fin"


def _told(error: ErrorDetails) -> str:
    if not error["loc"]:
        return "La fin ne peut pas précéder le début."
    if error["loc"][0] == "lien":
        return "Donnez le lien en entier, par exemple https://asso.fr/inscription."
    if str(error["loc"][0]).startswith("date"):
        return "Cette date n'existe pas."
    return "Trop long : 200 caractères au plus."


class Logo(BaseModel):
    """A small picture, as PNG in base64, and its width on the screen."""

    model_config = ConfigDict(frozen=True)

    png: Annotated[str, Field(max_length=60_000)]
    width: Annotated[int, Field(ge=1, le=400)]


class Association(BaseModel):
    """Who writes: asked once, used everywhere."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    nom: Short | None = None
    signature: Short | None = None
    """A first name, a name, a role."""
    adresse: Short | None = None
    site: Annotated[str, Field(max_length=500)] | None = None
    activite: Annotated[str, Field(max_length=600)] | None = None
    """What it does, in two sentences."""
    prochain: Facts = Facts()
    logo: Logo | None = None
    version: int = 0

    @field_validator("nom", "signature", "adresse", "activite", mode="before")
    @classmethod
    def _one_line(cls, value: object) -> object:
        return (clean(value) or None) if isinstance(value, str) else value

    @field_validator("site", mode="before")
    @classmethod
    def _site(cls, value: object) -> object:
        return Facts.model_validate({"lien": value}).lien
