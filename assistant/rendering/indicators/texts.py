"""Indicators as texts: the rows of a table, and what tells compared selections apart."""

from collections.abc import Sequence

from assistant.language.phrasing.chips import chips, describe
from assistant.rendering.charts.text import number, percent
from core.kpis.models import Bar, Breakdown, Comparison, Dashboard, Kpi, Shape, Trend
from core.prospects.filters import Filter

WHOLE = "toute la base"


def side_labels(filters: Sequence[Filter]) -> list[str]:
    """How selections compared are labelled: by the conditions that not all of them share."""
    labelled = [[chip.label for chip in chips(filter)] for filter in filters]
    shared = set(labelled[0]).intersection(*labelled[1:])
    labels = [", ".join(label for label in one if label not in shared) for one in labelled]
    wholes = [WHOLE if filter.is_empty() else describe(filter) for filter in filters]
    return [label or whole for label, whole in zip(labels, wholes, strict=True)]


def rows_of(found: Breakdown) -> list[list[str]]:
    """A breakdown as rows of a table: label, number, share."""
    return [[bar.label, number(bar.count), share_text(bar, found) or ""] for bar in found.bars]


def headline_rows(found: Dashboard) -> list[list[str]]:
    """A dashboard's headlines as rows: label, figure, of whom."""
    return [[one.label, one.figure, one.detail] for one in found.headlines]


def comparison_rows(found: Comparison) -> list[list[str]]:
    """A comparison as rows: label, one figure a side, the difference."""
    return [
        [
            row.label,
            *(f"{cell.text} ({cell.detail})" if cell.detail else cell.text for cell in row.cells),
            row.verdict.replace("\u202f", " "),
        ]
        for row in found.rows
    ]


def trend_rows(found: Trend) -> list[list[str]]:
    """Additions by month as rows."""
    return [[f"{month:%m/%Y}", number(count)] for month, count in found.added]


def share_text(bar: Bar, found: Breakdown) -> str | None:
    """Its part of those whom the breakdown is about; None where parts mean nothing."""
    share = bar.count / found.total if found.total and found.shape is not Shape.OVERLAP else None
    if found.base:
        share = min(1.0, bar.count / found.base)
    elif found.kpi is Kpi.MISSING_CONTACT and found.total:
        share = bar.count / found.total
    return None if share is None else percent(share)
