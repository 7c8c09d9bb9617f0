"""What an import knows: the file's shape, each row's outcome, the report, the record kept."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from core.imports.columns.models import ColumnPreview
from core.imports.refusals import FileRefused
from core.prospects.reasons import Reason, sentence
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType, Status

Progress = Callable[[int, int, str], None]
"""(done, total, label); may raise to stop the work."""

MAX_PROBLEMS = 100_000
"""Problems listed in a report; further ones are counted only."""
SAMPLE_ROWS = 10


DEFAULTS: dict[str, Any] = {
    "type_prospect": ProspectType.AUTRE,
    "statut": Status.JAMAIS_CONTACTE,
}
"""What a new record gets where the file says nothing."""


class Conflicts(StrEnum):
    """What becomes of a row that is in the base already."""

    IGNORE = "ignore"
    UPDATE = "update"
    FORCE = "force"


class Outcome(StrEnum):
    VALID = "valid"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line; `line` is the file's, from 1."""

    line: int
    field: str | None
    value: str
    reason: Reason
    severity: Literal["error", "warning", "info"]

    def as_json(self) -> dict[str, Any]:
        """The contract's shape."""
        return {
            "line": self.line,
            "field": self.field,
            "value": self.value,
            "reason": self.reason.value,
            "severity": self.severity,
        }

    @property
    def message(self) -> str:
        """The French sentence."""
        return sentence(self.reason)


@dataclass(slots=True)
class Row:
    """A data row and what became of it. `record` is its rank among data rows, from 1."""

    record: int
    line: int
    values: dict[str, Any]
    """Canonical values by field, without the empty ones."""
    problems: list[Problem]
    outcome: Outcome = Outcome.VALID
    duplicate_by: tuple[str, ...] = ()
    duplicate_of: str | None = None
    """The prospect_id that holds its e-mail or phone."""
    prospect_id: str | None = None
    """The id under which it is added, where it is."""
    given_id: str | None = None
    """The id that the file proposes."""
    held_back: bool = False
    """Whether it is not added because the person asked to be erased."""

    def reasons(self) -> list[str]:
        """The names of its problems, each once."""
        return list(dict.fromkeys(problem.reason.value for problem in self.problems))

    def as_json(self) -> dict[str, Any]:
        """The contract's line of `--rows`: values as they would be stored."""
        values = self.values if self.outcome is Outcome.REJECTED else DEFAULTS | self.values
        return {
            "record": self.record,
            "line": self.line,
            "outcome": self.outcome.value,
            "reasons": self.reasons(),
            "duplicate_by": list(self.duplicate_by),
            "values": {name: plain(value) for name, value in values.items()},
        }


def plain(value: Any) -> Any:
    """A canonical value as JSON holds it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    return str(value) if isinstance(value, str) else value


@dataclass
class Change:
    """A field that an update changes, for show."""

    record: int
    line: int
    prospect_id: str
    nom_structure: str
    field: str
    before: Any
    after: Any


@dataclass
class Report:
    """What a file would do to the base (preview), or did."""

    import_id: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    columns: dict[str, str | None] = field(default_factory=dict)
    total: int = 0
    valid: int = 0
    duplicates: int = 0
    rejected: int = 0
    warnings: int = 0
    added: int = 0
    updated: int = 0
    problems: list[Problem] = field(default_factory=list)
    refused: FileRefused | None = None
    # Beyond the contract's JSON, for show.
    forced: int = 0
    """Duplicates that are added all the same."""
    held_back: int = 0
    """Rows that are not added because the person asked to be erased."""
    fields: list[ColumnPreview] = field(default_factory=list)
    by_reason: Counter[Reason] = field(default_factory=Counter)
    sample: list[Row] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    """The first changes of an update."""
    sheet: str | None = None
    """The sheet read, of a workbook."""
    other_sheets: tuple[str, ...] = ()
    """Its other sheets that hold a table, which are not read."""
    duplicate_rows: list[Row] = field(default_factory=list)
    """The first duplicates."""
    seconds: float = 0.0

    def note(self, problem: Problem) -> None:
        """Count a problem, and list it while the list is bearable."""
        self.by_reason[problem.reason] += 1
        self.warnings += problem.severity == "warning"
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def as_json(self) -> dict[str, Any]:
        """The contract's `import --json`."""
        return {
            "import_id": self.import_id,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "header_row": self.header_row,
            "columns": self.columns,
            **self.counts(),
            "problems": [problem.as_json() for problem in self.problems],
            "refused": self.refused.as_json() if self.refused else None,
        }

    def counts(self) -> dict[str, int]:
        """The totals alone."""
        return {
            "total": self.total,
            "valid": self.valid,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
            "warnings": self.warnings,
            "added": self.added,
            "updated": self.updated,
        }


class ImportState(StrEnum):
    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    UNDONE = "undone"


class Import(BaseModel):
    """The record of one import; its file is in GridFS under the same id."""

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
    choices: dict[str, Conflicts] = {}
    mapping: dict[str, str | None] = {}
    objectors: bool = False
    """The user's decisions (see `core.imports.options`), by record and by column."""

    def is_called(self, name: str) -> bool:
        """Whether its file has that name, but for case, accents and punctuation."""
        return fold(self.filename) == fold(name)


@dataclass(frozen=True)
class UndoReport:
    """What undoing an import did."""

    removed: int
    restored: int
    kept: tuple[str, ...]
    """Names of the prospects left as they are, because somebody edited them since."""

    def as_json(self) -> dict[str, Any]:
        """For a job's result: how many, and the sentence."""
        return {
            "removed": self.removed,
            "restored": self.restored,
            "message": self.message,
            "kept": list(self.kept[:SAMPLE_ROWS]),
        }

    @property
    def message(self) -> str:
        """The French sentence."""
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
