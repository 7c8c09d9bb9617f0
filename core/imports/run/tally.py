"""REPORT: what a batch of rows adds to the report."""

from collections import Counter
from collections.abc import Sequence

from core.imports.report import SAMPLE_ROWS
from core.imports.rows import Change, Outcome, Row
from core.imports.run.updates import compute
from core.imports.run.work import Work

LISTED_DUPLICATES = 100
"""Duplicates listed in a report, for show, with the changes that they would make."""


def tally(work: Work, rows: Sequence[Row]) -> None:
    """Count the rows and their problems, list some for show, and hand each to `on_row`."""
    _count(work, rows)
    _list(work, rows)
    if work.on_row:
        for row in rows:
            work.on_row(row)


def _count(work: Work, rows: Sequence[Row]) -> None:
    report, options = work.report, work.options
    outcomes = Counter(row.outcome for row in rows)
    report.total += len(rows)
    report.valid += outcomes[Outcome.VALID]
    report.duplicates += outcomes[Outcome.DUPLICATE]
    report.rejected += outcomes[Outcome.REJECTED]
    report.added += sum(map(options.adds, rows))
    duplicates = [row for row in rows if row.outcome is Outcome.DUPLICATE]
    report.updated += sum(map(options.updates, duplicates))
    report.forced += sum(map(options.adds, duplicates))
    report.held_back += sum(row.held_back for row in rows)
    for row in rows:
        if row.aside:
            report.note_aside(row)
        for problem in row.problems:
            report.note(problem)


def _list(work: Work, rows: Sequence[Row]) -> None:
    report = work.report
    for row in rows:
        if row.outcome is Outcome.DUPLICATE and len(report.duplicate_rows) < LISTED_DUPLICATES:
            report.duplicate_rows.append(row)
            report.changes += _changes(work, row)
    if (room := SAMPLE_ROWS - len(report.sample)) > 0:
        report.sample += [row for row in rows if row.outcome is not Outcome.REJECTED][:room]


def _changes(work: Work, row: Row) -> list[Change]:
    """What an update of the base's prospect would change; for show, whatever was chosen."""
    prospect = work.base.get(row.duplicate_of or "") if work.base and not work.writer else None
    if prospect is None:
        return []
    update = compute(row.number, prospect, row.values)
    whose = (row.number, row.line, prospect.prospect_id, prospect.nom_structure)
    return [
        Change(*whose, field, update.before.get(field), value)
        for field, value in update.after.items()
    ]
