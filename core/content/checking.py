"""Whether a mail may be sent as it is: each check, its level, and what mends it."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.configuration.models import Sender
from core.content.change import Change
from core.content.facts import Association
from core.content.models import Mail, Seen
from core.content.recipes import Recipe
from core.content.writing import Letter


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Check:
    """One thing that was looked at. `label` is what its button says; `change` mends it."""

    name: str
    level: Level
    message: str
    label: str = ""
    change: Change | None = None
    people: tuple[str, ...] = ()
    """Whom it is about, by name, to be listed on demand: the first of them."""
    count: int = 0
    """How many they are."""
    field: str = ""
    """Which field they lack."""
    others: tuple[tuple[str, Change], ...] = ()
    """Further ways to mend it, each with its label."""


@dataclass(frozen=True)
class Without:
    """Who lacks a field."""

    count: int
    people: tuple[str, ...]
    """The first, by name."""


@dataclass(frozen=True)
class Checked:
    """All that a check may look at."""

    mail: Mail
    recipe: Recipe
    association: Association
    seen: Seen
    """As one recipient reads it."""
    letter: Letter
    sender: Sender | None
    today: datetime.date
    lacking: Callable[[Sequence[str]], Mapping[str, Without]]
    """Whom of the selection a variable lacks."""
    shown: Callable[[str], str] = str
    """A subject or a preview as that recipient reads it."""
    subjects: Sequence[str] = ()
    """Those that there are to choose from."""
    own: bool = False
    """Whether somebody wrote it whole, in Jinja and HTML."""


Rule = Callable[[Checked], Iterable[Check]]


def ok(name: str, message: str) -> Check:
    """Nothing to mend."""
    return Check(name, Level.OK, message)


def warn(name: str, message: str, label: str = "", change: Change | None = None) -> Check:
    """Worth a look."""
    return Check(name, Level.WARNING, message, label, change)


def fail(name: str, message: str, label: str = "", change: Change | None = None) -> Check:
    """Not to be sent so."""
    return Check(name, Level.ERROR, message, label, change)
