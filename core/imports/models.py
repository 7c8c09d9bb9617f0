"""An import, as it is stored; what may be decided about it; what undoing it did."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from pydantic import BaseModel, ConfigDict

from core.vocabulary.text import fold

Progress = Callable[[int, int, str], None]
"""(done, total, label); may raise to stop the work."""

_LISTED_NAMES = 10


def no_progress(done: int, total: int, label: str) -> None:
    """A progress that goes nowhere."""


class Conflicts(StrEnum):
    """What becomes of a row that is in the base already."""

    IGNORE = "ignore"
    UPDATE = "update"
    FORCE = "force"


class ImportState(StrEnum):
    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"


class Import(BaseModel):
    """One import; its file is in GridFS under the same id."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    import_id: str
    filename: str
    size: int
    par: str
    cree_le: datetime
    state: ImportState = ImportState.RECEIVED
    conflicts: Conflicts | None = None
    fini_le: datetime | None = None
    counts: dict[str, int] = {}
    """The report's totals, once it ran."""
    choices: dict[int, Conflicts] = {}
    """What becomes of single duplicates, by the row's number."""
    targets: dict[int, str] = {}
    """Which prospect a row that matches several changes, by the row's number."""
    mapping: dict[int, str | None] = {}
    """What the user said that columns mean, by their place from 0."""
    encoding: str | None = None
    """The reading that the user chose of the two that its letters leave."""
    objectors: bool = False
    """Whether people who asked to be erased are added (see `core.imports.options`)."""

    @property
    def to_mend(self) -> int:
        """How many rejected rows are to be corrected, once it ran."""
        return self.counts.get("rejected", 0) - self.counts.get("asides", 0)

    def is_called(self, name: str) -> bool:
        """Whether its file has that name, but for case, accents and punctuation."""
        return fold(self.filename) == fold(name)


class UndoJson(TypedDict):
    """What a job keeps of an undo."""

    removed: int
    restored: int
    message: str
    kept: list[str]


@dataclass(frozen=True)
class UndoReport:
    """What undoing an import did."""

    removed: int
    restored: int
    kept: tuple[str, ...]
    """Names of the prospects left as they are, because somebody edited them since."""

    def as_json(self) -> UndoJson:
        """For a job's result: how many, and the sentence."""
        return {
            "removed": self.removed,
            "restored": self.restored,
            "message": self.message,
            "kept": list(self.kept[:_LISTED_NAMES]),
        }

    @property
    def message(self) -> str:
        done = f"Import annulé : {_count(self.removed, 'fiche retirée', 'fiches retirées')}"
        if self.restored:
            done += f", {_count(self.restored, 'fiche rétablie', 'fiches rétablies')}"
        if not self.kept:
            return f"{done}."
        kept = _count(len(self.kept), "fiche gardée", "fiches gardées")
        return (
            f"{done} ; {kept}, car modifiée depuis."
            if len(self.kept) == 1
            else (f"{done} ; {kept}, car modifiées depuis.")
        )


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n < 2 else many}"
