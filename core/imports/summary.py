"""A report as counts and names only: small enough for a job's result, without personal data."""

from itertools import islice

from core.imports.report import Counts, Report
from core.imports.rows import Problem, Severity

SHOWN = 10


class Summary(Counts):
    """What a job keeps of a report."""

    refused: str | None
    lacking: list[str]
    """The fields that no column fills, of a file refused for it."""
    forced: int
    held_back: int
    columns: int
    seconds: float
    by_reason: dict[str, int]
    fields: list[str]
    unknown: list[str]
    """Headings that fill no field."""
    sheet: str | None
    other_sheets: list[str]
    sampled: int
    hidden_rows: int
    headings_again: int
    mended: bool
    asides: int
    """Rejected rows that are no prospects: titles, totals."""
    first_asides: list[int]
    """Their lines."""
    readings: list[tuple[str, str]]
    """(encoding, words that tell it), of a file that may be read in two ways."""
    first_errors: list[tuple[int, str]]
    """(line, sentence)."""
    first_warnings: list[tuple[int, str | None, str]]
    """(line, field, sentence)."""


def summary(report: Report) -> Summary:
    """JSON values: the counts, the reasons met, the columns known and unknown."""
    return {
        **report.counts(),
        "refused": report.refused.message if report.refused else None,
        "lacking": list(report.refused.fields) if report.refused else [],
        "forced": report.forced,
        "held_back": report.held_back,
        "columns": len(report.columns),
        "seconds": round(report.seconds, 1),
        "by_reason": {reason.value: n for reason, n in report.by_reason.items()},
        "fields": sorted({field for field in report.columns.values() if field}),
        "unknown": [heading for heading, field in report.columns.items() if not field],
        "sheet": report.sheet,
        "other_sheets": list(report.other_sheets),
        "sampled": len(report.sample),
        "hidden_rows": report.hidden_rows,
        "headings_again": report.headings_again,
        "mended": report.mended,
        "asides": len(report.asides),
        "first_asides": sorted(report.asides)[:SHOWN],
        "readings": [(one.encoding, ", ".join(one.words)) for one in report.readings],
        "first_errors": [(p.line, p.message) for p in _first(report, "error")],
        "first_warnings": [(p.line, p.field, p.message) for p in _first(report, "warning")],
    }


def _first(report: Report, severity: Severity) -> list[Problem]:
    listed = (
        problem
        for problem in report.problems
        if problem.severity == severity and problem.line not in report.asides
    )
    return list(islice(listed, SHOWN))
