"""Indicators as the page shows them: plain JSON values, each figure with what lists its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.acts import ShowList
from assistant.conversation import ConversationStore
from assistant.language.phrasing.chips import chips, describe, sentence
from assistant.rendering.charts.maps import classes, france, levels
from assistant.rendering.charts.text import number, percent
from assistant.rendering.charts.trends import nice_ticks
from assistant.rendering.wording import day
from core.accounts.models import User
from core.errors import NotFound
from core.kpis.definitions import definitions
from core.kpis.models import (
    UNCERTAIN,
    Bar,
    Breakdown,
    Cell,
    Comparison,
    Dashboard,
    Headline,
    Kpi,
    Shape,
    Trend,
    TrendChart,
)
from core.kpis.wording import departement_label
from core.prospects.filters import Filter
from core.services import Services

WHOLE = "toute la base"


@dataclass(frozen=True)
class IndicatorViews:
    """Loads what the page's indicators ask for; every method checks whose it is."""

    services: Services
    conversations: ConversationStore

    def load(self, user: User, asked: dict[str, Any]) -> dict[str, Any]:
        """The view that `asked` names: one indicator, the dashboard, a comparison or the trend."""
        view, kpi = asked.get("view"), str(asked.get("kpi") or Kpi.OVERVIEW.value)
        ids = [str(one) for one in asked.get("selection_ids") or ()]
        if not ids or kpi not in list(Kpi):
            raise NotFound("Ces chiffres n'existent pas.")
        if view == "comparison":
            return self.comparison(user, ids, kpi)
        if view == "trend":
            return self.trend(user, ids[0])
        if view == "dashboard":
            return self.dashboard(user, ids[0])
        return self.chart(user, ids[0], kpi)

    def chart(self, user: User, selection_id: str, kpi: str) -> dict[str, Any]:
        """One indicator."""
        filter = self.conversations.selection(user, selection_id)
        found = self.services.kpis.breakdown(user, filter, kpi)
        return {"total": found.total, "panels": [panel(found, selection_id)]}

    def dashboard(self, user: User, selection_id: str) -> dict[str, Any]:
        """All of them."""
        filter = self.conversations.selection(user, selection_id)
        found = self.services.kpis.dashboard(user, filter)
        return {
            "total": found.total,
            "caution": found.caution,
            "headlines": [_headline(one) for one in found.headlines],
            "panels": [panel(one, selection_id) for one in found.breakdowns],
            "files": {
                "pdf": f"/api/dashboards/{selection_id}.pdf",
                "png": picture_url(selection_id, Kpi.OVERVIEW.value, "png"),
                "svg": picture_url(selection_id, Kpi.OVERVIEW.value, "svg"),
            },
        }

    def compared(self, user: User, ids: Sequence[str], kpi: str) -> Comparison:
        """The comparison of some selections."""
        filters = [self.conversations.selection(user, one) for one in ids]
        sides = list(zip(side_labels(filters), filters, strict=True))
        return self.services.kpis.compare(user, sides, kpi)

    def comparison(self, user: User, ids: Sequence[str], kpi: str) -> dict[str, Any]:
        """Selections side by side."""
        found = self.compared(user, ids, kpi)
        return {
            "title": found.label,
            "note": found.note,
            "caution": found.caution,
            "sides": [
                {"label": s.label, "shown": number(s.total), **_listing(s.filter, s.total)}
                for s in found.sides
            ],
            "rows": [
                {
                    "label": row.label,
                    "verdict": row.verdict,
                    "cells": [_cell(cell) for cell in row.cells],
                }
                for row in found.rows
            ],
            "files": {
                kind: f"/api/comparisons/{'_'.join(ids)}/{kpi}.{kind}" for kind in ("png", "svg")
            },
        }

    def trend(self, user: User, selection_id: str) -> dict[str, Any]:
        """How the base went."""
        filter = self.conversations.selection(user, selection_id)
        found = self.services.kpis.trend(user, filter)
        return {
            "note": found.note,
            "caution": found.caution,
            "charts": [_lines(chart) for chart in found.charts],
            "added": [
                {"label": f"{month:%m/%Y}", "value": count, "shown": number(count)}
                for month, count in found.added
            ],
            "files": {kind: picture_url(selection_id, "evolution", kind) for kind in _KINDS},
        }


_KINDS = ("png", "svg")
_MAPS = (Kpi.REGION, Kpi.DEPARTEMENT)


def picture_url(selection_id: str, what: str, kind: str) -> str:
    """Where the picture of an indicator is made."""
    return f"/api/charts/{selection_id}/{what}.{kind}"


def panel(found: Breakdown, selection_id: str) -> dict[str, Any]:
    """One indicator: how it is drawn, its bars, its definition, its pictures."""
    return {
        "kpi": found.kpi.value,
        "title": found.label,
        "note": found.note,
        "caution": found.caution,
        "total": found.total,
        "drawn": _drawn(found),
        "definition": definitions()[found.kpi],
        "bars": [_bar(bar, found) for bar in found.bars],
        "rate": _rate(found),
        "map": _map(found) if found.kpi in _MAPS else None,
        "files": {kind: picture_url(selection_id, found.kpi.value, kind) for kind in _KINDS},
    }


def _map(found: Breakdown) -> dict[str, Any]:
    """How a map is coloured: the level of each place, the legend, names of places without bar."""
    drawn = france().regions if found.kpi is Kpi.REGION else france().departements
    counts = {bar.value: bar.count for bar in found.bars if bar.value in drawn}
    ranges = classes(list(counts.values()))
    ranks = [level + 1 for level in levels(len(ranges))] if ranges else []
    return {
        "levels": {
            place: next(r for r, (_, last) in zip(ranks, ranges, strict=True) if count <= last)
            for place, count in counts.items()
            if count
        },
        "legend": [
            [rank, number(first) if first == last else f"{number(first)} à {number(last)}"]
            for rank, (first, last) in zip(ranks, ranges, strict=True)
        ],
        "names": {place: departement_label(place) for place in drawn},
        "outside": number(found.total - sum(counts.values())),
    }


def _drawn(found: Breakdown) -> str:
    if found.kpi in _MAPS:
        return "map"
    if found.kpi is Kpi.NETWORKS:
        return "networks"
    return "share" if found.shape is Shape.SHARE else "bars"


def _bar(bar: Bar, found: Breakdown) -> dict[str, Any]:
    share = bar.count / found.total if found.total and found.shape is not Shape.OVERLAP else None
    if found.base:
        share = min(1.0, bar.count / found.base)
    elif found.kpi is Kpi.MISSING_CONTACT and found.total:
        share = bar.count / found.total
    return {
        "key": bar.value,
        "label": bar.label,
        "value": bar.count,
        "shown": number(bar.count),
        "share": None if share is None else percent(share),
        "amount": bar.amount,
        "amount_shown": None if bar.amount is None else number(bar.amount),
        "muted": bar.label in UNCERTAIN,
        **_listing(bar.filter, bar.count),
    }


def _rate(found: Breakdown) -> dict[str, Any] | None:
    rate = found.rate
    if rate is None or rate.rate is None:
        return None
    return {"rate": rate.rate, "low": rate.low, "high": rate.high, "shown": percent(rate.rate)}


def _headline(one: Headline) -> dict[str, Any]:
    return {
        "kpi": one.kpi.value,
        "label": one.label,
        "figure": one.figure,
        "detail": one.detail,
        "definition": definitions()[one.kpi],
        **_listing(one.filter, one.count),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "text": cell.text,
        "detail": cell.detail,
        "share": cell.share,
        "low": cell.low,
        "high": cell.high,
        **_listing(cell.filter, cell.count),
    }


def _lines(chart: TrendChart) -> dict[str, Any]:
    shares = any(line.unit == "%" for line in chart.series)
    write = percent if shares else number
    largest = max((point.value for line in chart.series for point in line.points), default=0)
    return {
        "title": chart.title,
        "ticks": [[tick, write(tick)] for tick in nice_ticks(largest, shares)],
        "series": [
            {
                "key": line.key,
                "label": line.label,
                "points": [
                    {
                        "day": point.day.toordinal(),
                        "date": day(point.day),
                        "value": point.value,
                        "shown": write(point.value),
                    }
                    for point in line.points
                ],
            }
            for line in chart.series
        ],
    }


def _listing(filter: Filter | None, count: int) -> dict[str, Any]:
    """What lists whom a figure counts, and the sentence that does the same; None where nobody."""
    if filter is None or not count:
        return {"say": None, "act": None}
    return {"say": sentence(filter), "act": ShowList(filter=filter).as_json()}


def side_labels(filters: Sequence[Filter]) -> list[str]:
    """How selections compared are told apart: by the conditions that not all of them share."""
    told = [[chip.label for chip in chips(filter)] for filter in filters]
    shared = set(told[0]).intersection(*told[1:])
    labels = [", ".join(label for label in one if label not in shared) for one in told]
    wholes = [WHOLE if filter.is_empty() else describe(filter) for filter in filters]
    return [label or whole for label, whole in zip(labels, wholes, strict=True)]


def rows_of(found: Breakdown) -> list[list[str]]:
    """A breakdown as rows of a table: label, number, share."""
    return [
        [bar.label, number(bar.count), str(_bar(bar, found)["share"] or "")] for bar in found.bars
    ]


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
