"""What is written to people: a mail, before it is filled in for each of them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_SUBJECT, MOST_PART, MOST_PICTURE = 1_000, 500_000, 60_000


class Mail(BaseModel):
    """A mail in Jinja2, its parts each a template; `html` is None where there is text alone."""

    model_config = ConfigDict(frozen=True)

    sujet: Annotated[str, Field(max_length=MOST_SUBJECT)]
    apercu: Annotated[str, Field(max_length=MOST_SUBJECT)] = ""
    texte: Annotated[str, Field(max_length=MOST_PART)]
    html: Annotated[str, Field(max_length=MOST_PART)] | None = None
    images: dict[str, Annotated[str, Field(max_length=MOST_PICTURE)]] = {}
    """Pictures that the HTML shows by "cid:", PNG in base64, by their name."""

    def __hash__(self) -> int:
        return hash((self.sujet, self.apercu, self.texte, self.html))


class Written(BaseModel):
    """A mail filled in for one person."""

    model_config = ConfigDict(frozen=True)

    sujet: str
    apercu: str
    texte: str
    html: str | None


class Seen(Written):
    """A mail as one person reads it. Its HTML calls for nothing outside."""

    html: str
    expediteur: str
    manque: tuple[str, ...] = ()
    """The variables that this person lacks, shown as dots."""
