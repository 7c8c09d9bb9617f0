"""What an admin may set while the product runs: how a value is read, shown and typed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import SecretStr

Value = TypeVar("Value")
DaysOff = tuple[tuple[date, date], ...]
"""Ranges of days, first and last."""
Plain = str | int | bool | None
"""A value as JSON and people see it: without its password."""


@dataclass(frozen=True)
class Key(Generic[Value]):
    """A setting. `read` and `show` are each other's reverse, but for a password."""

    name: str
    about: str
    """What it is for, in French."""
    read: Callable[[str], Value]
    """The value of a text; InvalidData, which never repeats the text of a secret."""
    show: Callable[[Value], str]
    default: Value
    field: str | None = None
    """The field of `core.settings.Settings` that wins over the base where it is given."""
    secret: bool = False
    """Kept encrypted, since it may hold a password."""
    choices: tuple[str, ...] = ()
    """The only texts that it takes, where they are few."""


class Source(StrEnum):
    """Where a value comes from."""

    ENVIRONMENT = "environment"
    BASE = "base"
    DEFAULT = "default"


@dataclass(frozen=True)
class Setting:
    """A setting as it is now, to be shown."""

    key: str
    value: Plain
    shown: str
    """The value as a text; empty where there is none."""
    default: Plain
    source: Source
    variable: str | None
    secret: bool
    about: str
    problem: str | None = None
    """Why the value can't be used, in French."""

    @property
    def origin(self) -> str:
        """Where the value comes from, in French."""
        if self.source is Source.ENVIRONMENT:
            return f"donné par {self.variable}"
        return "choisi" if self.source is Source.BASE else "d'origine"

    @property
    def worded(self) -> str:
        """What to say once it was set."""
        if self.source is Source.ENVIRONMENT:
            return (
                f"C'est enregistré pour {self.key}, mais la variable {self.variable} est donnée "
                "et l'emporte : votre valeur servira quand elle ne le sera plus."
            )
        return f"{self.key} : {self.shown or 'aucune valeur'} ({self.origin})"


@dataclass(frozen=True)
class MailServer:
    """How to reach a server of mails; `encrypted` from the first byte."""

    encrypted: bool
    host: str
    port: int
    user: str | None
    password: SecretStr | None
    folder: str = ""
    """Of a mailbox."""


@dataclass(frozen=True)
class Sender:
    """Whom mails come from."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"
