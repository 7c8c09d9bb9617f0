"""What the journal keeps of each change."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict


class Actor(Protocol):
    """Who makes a change: an account, seen from here by its e-mail alone."""

    @property
    def email(self) -> str: ...


class Action(StrEnum):
    """What was done to a record; other rooms have words of their own."""

    ADD = "ajout"
    EDIT = "modification"
    ANSWER = "réponse"
    MERGE = "fusion"
    UNDO = "annulation"
    ERASE = "effacement"
    EXPORT = "export"


Details = dict[str, Any]
"""What an entry says of its change, enough to undo it: of each action its own."""


class Entry(BaseModel):
    """Who changed what, and when; `details` is enough to undo it."""

    model_config = ConfigDict(frozen=True)

    entry_id: str
    le: datetime
    par: str
    action: str
    cible: str
    details: Details


class Search(BaseModel):
    """Which entries are looked for; what is None does not matter."""

    model_config = ConfigDict(frozen=True)

    start: datetime | None = None
    end: datetime | None = None
    """Excluded; both or neither."""
    par: str | None = None
    actions: tuple[str, ...] = ()
    target: str | None = None
    field: str | None = None
    """A field that the entry changed."""


TERMINAL = "terminal"
"""Who writes when a command is run on the machine itself."""


def author(par: str) -> str:
    """Who made a change, as users read it."""
    return "la ligne de commande" if par == TERMINAL else par
