"""What a file would do to the base (preview), or did."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict

from core.imports.columns.models import ColumnPreview
from core.imports.files.encodings import Reading
from core.imports.refusals import FileRefused, RefusalJson
from core.imports.rows import Change, Problem, ProblemJson, Row
from core.prospects.reasons import Reason

MAX_PROBLEMS = 100_000
"""Problems listed in a report; further ones are counted only."""
SAMPLE_ROWS = 10
KEPT_PROBLEMS = 1_000
"""Problems stored with an import; the whole list comes with the report of the run itself."""


class Counts(TypedDict):
    """The totals. total = valid + duplicates + rejected."""

    total: int
    valid: int
    duplicates: int
    rejected: int
    warnings: int
    added: int
    updated: int


class ReportJson(Counts):
    """The contract's `import --json`."""

    import_id: str | None
    encoding: str | None
    delimiter: str | None
    header_row: int | None
    columns: dict[str, str | None]
    problems: list[ProblemJson]
    refused: RefusalJson | None


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
    sheet: str | None = None
    """The sheet read, of a workbook."""
    other_sheets: tuple[str, ...] = ()
    """Its other sheets that hold a table, which are not read."""
    duplicate_rows: list[Row] = field(default_factory=list)
    seconds: float = 0.0
    hidden_rows: int = 0
    """Rows that the workbook hides; they come in."""
    asides: set[int] = field(default_factory=set)
    """Lines of rejected rows that are no prospects: titles, totals."""
    headings_again: int = 0
    """Rows that repeat the headings; they do not count."""
    readings: tuple[Reading, ...] = ()
    """The two ways to read the file, where its letters leave doubt."""
    mended: bool = False
    """Whether accents that the file had lost were put right."""

    def note_heading(self) -> None:
        """Count a row that repeats the headings."""
        self.headings_again += 1

    def note_aside(self, row: Row) -> None:
        """List a row that is no prospect, while the list is short enough."""
        if len(self.asides) < MAX_PROBLEMS:
            self.asides.add(row.line)

    def note(self, problem: Problem) -> None:
        """Count a problem, and list it while the list is short enough."""
        self.by_reason[problem.reason] += 1
        self.warnings += problem.severity == "warning"
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def as_json(self) -> ReportJson:
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

    def as_stored(self) -> dict[str, Any]:
        """What is stored with the import: pairs for columns, whose labels may hold dots."""
        return self.as_json() | {
            "seconds": self.seconds,
            "columns": [list(pair) for pair in self.columns.items()],
            "problems": [problem.as_json() for problem in self.problems[:KEPT_PROBLEMS]],
        }

    def counts(self) -> Counts:
        return {
            "total": self.total,
            "valid": self.valid,
            "duplicates": self.duplicates,
            "rejected": self.rejected,
            "warnings": self.warnings,
            "added": self.added,
            "updated": self.updated,
        }


_STORED = (
    *("import_id", "encoding", "delimiter", "header_row", "total", "valid"),
    *("duplicates", "rejected", "warnings", "added", "updated", "seconds"),
)


def report_from(stored: Mapping[str, Any]) -> Report:
    """The report of an import that ended, as `as_stored` gave it."""
    problems = [
        Problem(p["line"], p["field"], p["value"], Reason(p["reason"]), p["severity"])
        for p in stored["problems"]
    ]
    plain = {name: stored[name] for name in _STORED}
    return Report(columns=dict(stored["columns"]), problems=problems, **plain)
