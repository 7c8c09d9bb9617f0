"""Indicators in a terminal: tables of texts, and pictures as files."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assistant.rendering.indicators.files import EVOLUTION, SEGMENTS, Pictures
from assistant.rendering.indicators.texts import comparison_rows, headline_rows, rows_of, trend_rows
from assistant.rendering.indicators.views import IndicatorViews
from assistant.rendering.learning.panels import size_rows
from assistant.rendering.table_pages import PlainTable
from assistant.replies import Chart, Comparison, Dashboard, Figures, File, Groups, Trend
from core.accounts.models import User
from core.kpis.models import Kpi

Table = tuple[str, list[str], list[list[str]]]
"""Title, columns, rows."""
Write = Callable[[str, bytes], Path]
"""Writes a file of that name; its path."""


@dataclass(frozen=True)
class TerminalFigures:
    """What the replies about indicators show; `write` keeps their pictures."""

    pictures: Pictures
    user: User
    write: Write

    def tables(self, reply: Figures | Groups) -> list[Table]:
        """The figures themselves."""
        kpis, select = self.pictures.services.kpis, self.pictures.conversations.selection
        match reply:
            case Chart():
                filter = select(self.user, reply.selection_id)
                found = kpis.breakdown(self.user, filter, reply.kpi)
                return [(found.label, ["Valeur", "Nombre", "Part"], rows_of(found))]
            case Dashboard():
                filter = select(self.user, reply.selection_id)
                rows = headline_rows(kpis.dashboard(self.user, filter))
                return [(reply.title, ["Indicateur", "Chiffre", "Détail"], rows)]
            case Comparison():
                views = IndicatorViews(self.pictures.services, self.pictures.conversations)
                sides = views.compared(self.user, reply.selection_ids, reply.kpi)
                labels = [side.label for side in sides.sides]
                rows, columns = comparison_rows(sides), ["Indicateur", *labels, "Écart"]
                if not any(row[-1] for row in rows):
                    rows, columns = [row[:-1] for row in rows], columns[:-1]
                return [(reply.title, columns, rows)]
            case Groups():
                filter = select(self.user, reply.selection_id)
                sizes = self.pictures.services.learning.segments.sizes(self.user, filter)
                return [(reply.title, ["Segment", "Nombre", "Part"], size_rows(sizes))]
            case Trend():
                trend = kpis.trend(self.user, select(self.user, reply.selection_id))
                return [("Ajouts par mois", ["Mois", "Prospects"], trend_rows(trend))]

    def charts(self, reply: Figures | Groups) -> list[tuple[str, Path]]:
        """Every picture of the reply: (title, file)."""
        if isinstance(reply, Dashboard):
            return [self.first(reply), *self._breakdowns(reply)]
        return [self.first(reply)]

    def first(self, reply: Figures | Groups) -> tuple[str, Path]:
        """The picture that says most."""
        match reply:
            case Comparison(ids, kpi, title):
                drawn = self.pictures.comparison(self.user, ids, kpi, "png")
                return title, self._kept(f"comparaison_{kpi}", drawn)
            case Trend(selection_id, title):
                return title, self._chart(selection_id, EVOLUTION)
            case Groups(selection_id, title):
                return title, self._chart(selection_id, SEGMENTS)
            case Dashboard(selection_id, title):
                return title, self._chart(selection_id, Kpi.OVERVIEW.value)
            case Chart(selection_id, kpi, title):
                return title, self._chart(selection_id, kpi)

    def _breakdowns(self, reply: Dashboard) -> list[tuple[str, Path]]:
        filter = self.pictures.conversations.selection(self.user, reply.selection_id)
        found = self.pictures.services.kpis.dashboard(self.user, filter)
        return [
            (one.label, self._chart(reply.selection_id, one.kpi.value)) for one in found.breakdowns
        ]

    def file(self, reply: File) -> Path:
        """A picture or a report asked for by itself."""
        kind = reply.name.rpartition(".")[2]
        if reply.kind == "report":
            drawn = self.pictures.report(self.user, reply.selection_id, reply.kpi)
        elif reply.kind == "comparison":
            ids, kpi = reply.selection_id.split("_"), reply.kpi or Kpi.OVERVIEW.value
            drawn = self.pictures.comparison(self.user, ids, kpi, kind)
        else:
            what = reply.kpi or EVOLUTION
            drawn = self.pictures.chart(self.user, reply.selection_id, what, kind)
        return self.write(reply.name, drawn)

    def _chart(self, selection_id: str, what: str) -> Path:
        return self._kept(what, self.pictures.chart(self.user, selection_id, what, "png"))

    def _kept(self, what: str, drawn: bytes) -> Path:
        return self.write(f"mimicom_{what}_{self.pictures.today():%Y%m%d}.png", drawn)


def as_table(table: Table) -> PlainTable:
    """The same as the document of `mimicom ask --json` holds it."""
    title, columns, rows = table
    return {"title": title, "columns": columns, "rows": rows, "total": len(rows)}
