"""Tables, a page at a time: what the page and the terminal get, and who loads each source.

A word of `rendering` has its loaders in its `tables.py`; they are found by looking there.
"""

import importlib
import pkgutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypedDict

from assistant import rendering
from assistant.columns import DEFAULT
from assistant.conversation import ConversationStore
from assistant.rendering.fields import shown
from assistant.rendering.labels import FIELD_LABELS
from core.accounts.models import User
from core.prospects.models import Prospect
from core.services import Services

PAGE_SIZE = 10
COLUMNS = DEFAULT
NARROW_COLUMNS = ("nom_structure", "ville", "telephone")
"""The columns kept on a phone."""


class Column(TypedDict):
    key: str
    label: str
    narrow: bool
    """Kept on a phone."""
    sortable: bool


class Row(TypedDict):
    id: str
    cells: dict[str, str]


class TablePage(TypedDict):
    """Some rows, of `total`."""

    columns: list[Column]
    rows: list[Row]
    total: int


class PlainTable(TypedDict):
    """As texts, in a terminal and in JSON."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    total: int


class TableAsked(TypedDict, total=False):
    """What the page asks: a source, the id of what it shows, which rows in which order."""

    source: str | None
    source_id: str
    sort: str | None
    descending: bool | None
    skip: int | None
    limit: int | None


@dataclass(frozen=True)
class Asked:
    """The same, read; and what it is loaded with."""

    services: Services
    conversations: ConversationStore
    user: User
    source_id: str
    sort: str | None
    descending: bool
    skip: int
    limit: int
    names: tuple[str, ...] = COLUMNS
    """The columns of a selection."""


Load = Callable[[Asked], TablePage]
TABLES: dict[str, Load] = {}


def table(source: str) -> Callable[[Load], Load]:
    """Declare what loads the tables of that source; it checks whose they are."""

    def register(load: Load) -> Load:
        TABLES[source] = load
        return load

    return register


def discover() -> None:
    """Import the tables of every word, for what they register."""
    for word in pkgutil.iter_modules(rendering.__path__):
        if word.ispkg:
            name = f"{rendering.__name__}.{word.name}"
            tables = importlib.import_module(name).__path__
            if any(module.name == "tables" for module in pkgutil.iter_modules(tables)):
                importlib.import_module(f"{name}.tables")


def column(name: str, sortable: bool = True) -> Column:
    """The column of a field."""
    return {
        "key": name,
        "label": FIELD_LABELS[name],
        "narrow": name in NARROW_COLUMNS,
        "sortable": sortable,
    }


def row(prospect: Prospect, names: Sequence[str] = COLUMNS) -> Row:
    """A record as a row."""
    return {"id": prospect.prospect_id, "cells": {n: shown(prospect, n) for n in names}}
