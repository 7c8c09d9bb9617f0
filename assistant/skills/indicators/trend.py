"""How the base went: "comment la base évolue-t-elle ?"."""

from collections.abc import Iterator

from assistant.acts.of_figures import ShowFigures, ShowTrend
from assistant.language.phrasing.chips import describe
from assistant.language.requests.indicators import TrendRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, Reply, Text, Trend
from assistant.skills.lists.listing import nothing_found, understood
from assistant.skills.registry import Turn, on_act
from core.kpis.models import Kpi
from core.prospects.filters import Filter

TITLE = "Évolution"


def show_trend(turn: Turn, asked: TrendRequest) -> Iterator[Reply]:
    """Lines from the daily snapshots, and the additions by month."""
    yield from _course(turn, Filter() if asked.whole else turn.filter)


@on_act(ShowTrend, Intent.SHOW_KPIS)
def trend_by_click(turn: Turn, deed: ShowTrend) -> Iterator[Reply]:
    """The same of the selection of a button; the whole base leaves what is in force as it is."""
    if deed.filter != Filter():
        turn.take_from(deed, Intent.SHOW_KPIS)
    yield from _course(turn, deed.filter or turn.filter)


def _course(turn: Turn, filter: Filter) -> Iterator[Reply]:
    found = turn.services.kpis.trend(turn.user, filter)
    if not (found.charts or found.added):
        yield from _without(turn, filter)
        return
    whom = "toute la base" if filter.is_empty() else describe(filter)
    yield Text(f"**{TITLE}** : {whom}. {found.note}".strip())
    if found.caution:
        yield Text(found.caution)
    yield from understood(filter)
    yield Trend(turn.select(filter), TITLE)
    whole = () if filter.is_empty() else (_WHOLE,)
    board = ShowFigures(filter=turn.filter, kpi=Kpi.OVERVIEW)
    yield Choices((*whole, Button("Tableau de bord", "montre le tableau de bord", act=board)))


_WHOLE = Button(
    "Toute la base", "comment toute la base évolue-t-elle ?", act=ShowTrend(filter=Filter())
)


def _without(turn: Turn, filter: Filter) -> Iterator[Reply]:
    total = turn.services.prospects.count(turn.user, filter)
    if not total:
        yield from nothing_found(turn)
        return
    yield Text(
        f"Les fiches de cette sélection ({plural(total, 'prospect')}) n'ont pas de date d'ajout : "
        "je ne peux pas dire comment elle a grandi."
    )
    yield Choices((_WHOLE,))
