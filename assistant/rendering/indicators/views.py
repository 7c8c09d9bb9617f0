"""Indicators that the page asks for, loaded by the ids of selections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from assistant.conversation import ConversationStore
from assistant.rendering.campaigns.results import results_shown
from assistant.rendering.campaigns.shapes import ResultsShown
from assistant.rendering.charts.text import number
from assistant.rendering.indicators.panels import (
    KINDS,
    compared_cell,
    headline,
    lines,
    listing,
    panel,
    picture_url,
)
from assistant.rendering.indicators.shapes import (
    ChartShown,
    ComparisonShown,
    DashboardShown,
    TrendShown,
)
from assistant.rendering.indicators.texts import side_labels
from assistant.rendering.learning.panels import segments_panel
from core.accounts.models import User
from core.errors import NotFound
from core.kpis.models import Comparison, Kpi
from core.services import Services

FiguresShown = ChartShown | DashboardShown | ComparisonShown | TrendShown | ResultsShown


class FiguresAsked(TypedDict, total=False):
    """Which view of which selections; `kpi` is the overview where none is named."""

    view: str | None
    selection_ids: list[str]
    kpi: str | None


@dataclass(frozen=True)
class IndicatorViews:
    """Loads what the page's indicators ask for; every method checks whose it is."""

    services: Services
    conversations: ConversationStore

    def load(self, user: User, asked: FiguresAsked) -> FiguresShown:
        """The view that `asked` names: one indicator, the dashboard, a comparison or the trend.
        NotFound for what is no indicator."""
        if asked.get("view") == "results" and asked.get("selection_ids"):
            return results_shown(self.services, user, str(asked["selection_ids"][0]))
        view, kpi = asked.get("view"), str(asked.get("kpi") or Kpi.OVERVIEW.value)
        ids = [str(one) for one in asked.get("selection_ids") or ()]
        if ids and view == "segments":
            return self.segments(user, ids[0])
        if not ids or kpi not in list(Kpi):
            raise NotFound("Ces chiffres n'existent pas.")
        if view == "comparison":
            return self.comparison(user, ids, kpi)
        if view == "trend":
            return self.trend(user, ids[0])
        if view == "dashboard":
            return self.dashboard(user, ids[0])
        return self.chart(user, ids[0], kpi)

    def chart(self, user: User, selection_id: str, kpi: str) -> ChartShown:
        """One indicator."""
        filter = self.conversations.selection(user, selection_id)
        found = self.services.kpis.breakdown(user, filter, kpi)
        return {"total": found.total, "panels": [panel(found, selection_id)]}

    def segments(self, user: User, selection_id: str) -> ChartShown:
        """The segments that are noted on the records of a selection."""
        filter = self.conversations.selection(user, selection_id)
        sizes = self.services.learning.segments.sizes(user, filter)
        total = sum(count for _, count in sizes)
        return {"total": total, "panels": [segments_panel(sizes, filter, selection_id)]}

    def dashboard(self, user: User, selection_id: str) -> DashboardShown:
        """All of them."""
        filter = self.conversations.selection(user, selection_id)
        found = self.services.kpis.dashboard(user, filter)
        return {
            "total": found.total,
            "caution": found.caution,
            "headlines": [headline(one) for one in found.headlines],
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

    def comparison(self, user: User, ids: Sequence[str], kpi: str) -> ComparisonShown:
        """Selections side by side."""
        found = self.compared(user, ids, kpi)
        return {
            "title": found.label,
            "note": found.note,
            "caution": found.caution,
            "sides": [
                {"label": s.label, "shown": number(s.total), **listing(s.filter, s.total)}
                for s in found.sides
            ],
            "rows": [
                {
                    "label": row.label,
                    "verdict": row.verdict,
                    "cells": [compared_cell(cell) for cell in row.cells],
                }
                for row in found.rows
            ],
            "files": {
                kind: f"/api/comparisons/{'_'.join(ids)}/{kpi}.{kind}" for kind in ("png", "svg")
            },
        }

    def trend(self, user: User, selection_id: str) -> TrendShown:
        """How the base went."""
        filter = self.conversations.selection(user, selection_id)
        found = self.services.kpis.trend(user, filter)
        return {
            "note": found.note,
            "caution": found.caution,
            "charts": [lines(chart) for chart in found.charts],
            "added": [
                {"label": f"{month:%m/%Y}", "value": count, "shown": number(count)}
                for month, count in found.added
            ],
            "files": {kind: picture_url(selection_id, "evolution", kind) for kind in KINDS},
        }
