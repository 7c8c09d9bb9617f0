"""Pictures and reports of selections shown, as files."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from assistant.conversation import ConversationStore
from assistant.language.phrasing.chips import chips, describe
from assistant.rendering.charts.pictures import (
    draw_breakdown,
    draw_comparison,
    draw_overview,
    draw_segments,
    draw_trend,
)
from assistant.rendering.charts.report import report
from assistant.rendering.charts.style import Caption, Format, Theme
from assistant.rendering.indicators.texts import WHOLE, side_labels
from assistant.rendering.indicators.views import IndicatorViews
from assistant.rendering.wording import listed
from core.accounts.models import User
from core.errors import NotFound
from core.kpis.comparing import MOST_SIDES
from core.kpis.definitions import definitions
from core.kpis.models import Dashboard, Kpi
from core.prospects.filters import Filter
from core.services import Services

EVOLUTION = "evolution"
SEGMENTS = "segments"


class Drawer(Protocol):
    """Runs a drawing: here, or in a process of its own."""

    def __call__(self, draw: Callable[..., bytes], *values: Any) -> bytes: ...


def draw_here(draw: Callable[..., bytes], *values: Any) -> bytes:
    """In this process: for commands, which do nothing else meanwhile."""
    return draw(*values)


@dataclass(frozen=True)
class Pictures:
    """Every method checks whose the selection is. NotFound for what can't be drawn."""

    services: Services
    conversations: ConversationStore
    today: Callable[[], date]
    drawn: Drawer = draw_here

    def chart(
        self, user: User, selection_id: str, what: str, format: str, theme: str = Theme.LIGHT
    ) -> bytes:
        """An indicator by its key, the headlines (overview) or the evolution."""
        return self.of(user, self.conversations.selection(user, selection_id), what, format, theme)

    def of(
        self, user: User, filter: Filter, what: str, format: str, theme: str = Theme.LIGHT
    ) -> bytes:
        """The same, of a filter."""
        kpis, how = self.services.kpis, (_format(format), _theme(theme))
        caption = self._caption(filter)
        if what == SEGMENTS:
            sizes = self.services.learning.segments.sizes(user, filter)
            return self.drawn(draw_segments, sizes, caption, *how)
        if what == EVOLUTION:
            return self.drawn(draw_trend, kpis.trend(user, filter), caption, *how)
        kpi = _kpi(what)
        if kpi is Kpi.OVERVIEW:
            return self.drawn(draw_overview, kpis.dashboard(user, filter), caption, *how)
        return self.drawn(draw_breakdown, kpis.breakdown(user, filter, kpi), caption, *how)

    def comparison(
        self, user: User, ids: Sequence[str], what: str, format: str, theme: str = Theme.LIGHT
    ) -> bytes:
        """Selections side by side. NotFound for one alone, or too many."""
        kpi, how = _kpi(what), (_format(format), _theme(theme))
        if not 2 <= len(ids) <= MOST_SIDES:
            raise NotFound("Cette comparaison n'existe pas.")
        views = IndicatorViews(self.services, self.conversations)
        found = views.compared(user, ids, kpi.value)
        filters = [self.conversations.selection(user, one) for one in ids]
        caption = Caption(listed(side_labels(filters)), self.today())
        return self.drawn(draw_comparison, found, caption, *how)

    def report(self, user: User, selection_id: str, what: str | None = None) -> bytes:
        """The dashboard as a PDF; of one indicator where `what` names it."""
        filter = self.conversations.selection(user, selection_id)
        found = self.services.kpis.dashboard(user, filter)
        explained = dict(definitions())
        if what is not None:
            kpi = _kpi(what)
            breakdowns = tuple(one for one in found.breakdowns if one.kpi is kpi)
            headlines = found.headlines[:1]
            found = Dashboard(found.total, headlines, breakdowns, found.caution)
            explained = {kpi: explained[kpi]}
        conditions = [chip.label for chip in chips(filter)]
        return self.drawn(report, found, explained, self._caption(filter), conditions)

    def _caption(self, filter: Filter) -> Caption:
        return Caption(WHOLE if filter.is_empty() else describe(filter), self.today())


def _kpi(what: str) -> Kpi:
    try:
        return Kpi(what)
    except ValueError as error:
        raise NotFound("Ce graphique n'existe pas.") from error


def _format(format: str) -> Format:
    try:
        return Format(format)
    except ValueError as error:
        raise NotFound("Ce format n'existe pas.") from error


def _theme(theme: str) -> Theme:
    return Theme.DARK if theme == Theme.DARK else Theme.LIGHT
