"""What changing records takes and gives."""

from dataclasses import dataclass, field
from typing import Any

from core.errors import Conflict
from core.prospects.models import Prospect


@dataclass(frozen=True)
class Draft:
    """A change not yet made: what it would write, what stands in its way."""

    before: Prospect | None
    after: Prospect | None
    """None while a required field is missing or a value does not fit."""
    changes: dict[str, list[Any]]
    """Field → [old, new], as plain data."""
    problems: dict[str, str] = field(default_factory=dict)
    duplicates: tuple[Prospect, ...] = ()
    """Other records with its e-mail or telephone."""
    namesakes: tuple[Prospect, ...] = ()
    """Of a record to be added: those of the same name in the same town."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Written:
    """A change made: the record as it is now, and the journal's entry."""

    prospect: Prospect
    entry_id: str | None
    """None where there was nothing to change."""


@dataclass(frozen=True)
class Difference:
    """A field that somebody else changed meanwhile."""

    field: str
    theirs: Any
    yours: Any


class Overtaken(Conflict):
    """Somebody else changed the same fields since they were read; nothing was written."""

    def __init__(self, prospect: Prospect, differences: tuple[Difference, ...]) -> None:
        super().__init__(
            "Quelqu'un d'autre vient de modifier cette fiche. Rien n'a été écrit : "
            "choisissez quelle valeur garder."
        )
        self.prospect = prospect
        self.differences = differences


class Duplicated(Conflict):
    """Other records have this e-mail or telephone, or bear this name in this town; nothing was
    written."""

    def __init__(
        self, duplicates: tuple[Prospect, ...], namesakes: tuple[Prospect, ...] = ()
    ) -> None:
        names = ", ".join(f"« {one.nom_structure} »" for one in (duplicates or namesakes)[:3])
        said = "Le même e-mail ou le même téléphone est déjà celui de"
        super().__init__(f"{said if duplicates else 'Il y a déjà dans cette ville'} {names}.")
        self.duplicates = duplicates
        self.namesakes = tuple(one for one in namesakes if one not in duplicates)


@dataclass(frozen=True)
class BulkPreview:
    """What an edit of a whole selection would do. `mark` binds a confirmation to it."""

    total: int
    changed: int
    sample: tuple[Prospect, ...]
    mark: str


@dataclass(frozen=True)
class BulkReport:
    """What it did; `lot` undoes it whole. `kept` are records that somebody was changing."""

    lot: str
    changed: int
    kept: int
