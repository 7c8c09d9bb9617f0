"""A report as counts and names only: small enough for a job's result, without personal data."""

from typing import Any

from core.imports.models import Report

SHOWN = 10


def summary(report: Report) -> dict[str, Any]:
    """JSON values: the counts, the reasons met, the columns known and unknown."""
    known = {heading: field for heading, field in report.columns.items() if field}
    return {
        **report.counts(),
        "refused": report.refused.message if report.refused else None,
        "lacking": list(report.refused.fields) if report.refused else [],
        "forced": report.forced,
        "held_back": report.held_back,
        "columns": len(report.columns),
        "seconds": round(report.seconds, 1),
        "by_reason": {reason.value: n for reason, n in report.by_reason.items()},
        "fields": sorted(set(known.values())),
        "unknown": [heading for heading, field in report.columns.items() if not field],
        "sheet": report.sheet,
        "other_sheets": list(report.other_sheets),
        "sampled": len(report.sample),
        "first_errors": [
            [problem.line, problem.message]
            for problem in report.problems
            if problem.severity == "error"
        ][:SHOWN],
        "first_warnings": [
            [problem.line, problem.field, problem.message]
            for problem in report.problems
            if problem.severity == "warning"
        ][:SHOWN],
    }
