"""What is listed of a file row by row: its problems, its duplicates. Each reads the file anew, so
that nothing of it is stored twice."""

from collections.abc import Iterator, Mapping

from core.imports.columns.models import Columns
from core.imports.files.rows import RawRow
from core.imports.files.table import Table
from core.imports.rows import DuplicateRow, Outcome, Problem, Row
from core.imports.run.checking import RowReader
from core.imports.run.steps import opened, previewed
from core.imports.run.tally import LISTED_DUPLICATES
from core.imports.run.work import Work

LISTED_PROBLEMS = 200


def checked_rows(table: Table, columns: Columns) -> Iterator[tuple[Row, RawRow]]:
    """Each row as it is understood, beside its cells."""
    reader = RowReader(columns)
    for number, raw in enumerate(table.rows(), start=1):
        yield reader.read(number, raw), raw


def problems(work: Work, limit: int = LISTED_PROBLEMS) -> list[Problem]:
    """The first problems of a file, rejected rows first. FileRefused."""
    errors: list[Problem] = []
    others: list[Problem] = []
    for row, _ in checked_rows(*opened(work)):
        for problem in row.problems:
            (errors if problem.severity == "error" else others).append(problem)
        if len(errors) >= limit:
            break
        del others[limit:]
    return [*errors, *others][:limit]


def is_to_mend(row: Row) -> bool:
    """Whether a row is rejected, and no title nor total."""
    return row.outcome is Outcome.REJECTED and not row.aside


def count_to_mend(work: Work) -> int:
    """How many rejected rows are to be corrected. FileRefused."""
    return sum(is_to_mend(row) for row, _ in checked_rows(*opened(work)))


def duplicates(work: Work) -> list[DuplicateRow]:
    """The first duplicates. FileRefused."""
    for report in previewed(work):
        if len(report.duplicate_rows) >= LISTED_DUPLICATES:
            break
    rows = work.report.duplicate_rows
    names: dict[str, str] = {}
    if work.base:
        wanted = {one for row in rows for one in _matched(row)}
        found = work.base.many(sorted(wanted))
        names = {prospect.prospect_id: prospect.nom_structure for prospect in found}
    return [_duplicate(work, row, names) for row in rows]


def _matched(row: Row) -> list[str]:
    return [one for one in (row.duplicate_of, *row.also_of) if one]


def _duplicate(work: Work, row: Row, names: Mapping[str, str]) -> DuplicateRow:
    return DuplicateRow(
        row.number,
        row.line,
        name=str(row.values.get("nom_structure", "")),
        by=row.duplicate_by,
        holders={one: names[one] for one in _matched(row) if one in names},
        several=bool(row.also_of),
        conflict=work.options.conflict(row),
        changes=tuple(change for change in work.report.changes if change.row == row.number),
    )
