"""Whom a figure counts, by sentence: "et ceux-là ?", "la deuxième barre", "les non renseignés"."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.acts.of_figures import ShowFigures
from assistant.language.requests.figures import FigureRequest
from assistant.language.requests.ranks import BEFORE_LAST, LAST
from assistant.language.understanding import Intent
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.lists.listing import list_prospects
from assistant.skills.registry import Turn, claim
from core.kpis.models import Breakdown, Headline, Kpi
from core.prospects.filters import Filter


@dataclass(frozen=True)
class _Figure:
    """Something on the screen that counts people."""

    label: str
    count: int
    filter: Filter | None


@claim("figure_named")
def figure_named(turn: Turn) -> Iterable[Reply] | None:
    """What of the figures just shown the sentence asks for."""
    found = _asked(turn, turn.asked(FigureRequest))
    if found is None:
        return None
    return _nobody(turn, found) if found.filter is None else _listing(turn, found.filter)


def _asked(turn: Turn, asked: FigureRequest) -> _Figure | None:
    filter = turn.conversations.selection(turn.user, asked.selection_id)
    kpis, kpi = turn.services.kpis, Kpi(asked.kpi)
    if kpi is Kpi.OVERVIEW:
        if not (asked.those or asked.rank):
            return None
        tiles = [_of_headline(one) for one in kpis.dashboard(turn.user, filter).headlines]
        return tiles[0] if asked.those else _ranked(asked, tiles)
    breakdown = kpis.breakdown(turn.user, filter, kpi)
    if asked.those:
        return _counted(turn, filter, kpi)
    bars = _bars(breakdown)
    return _ranked(asked, bars) or _by_name(asked, bars)


def _counted(turn: Turn, filter: Filter, kpi: Kpi) -> _Figure | None:
    """Whom the headline figure of an indicator counts; all where it is only the first of many."""
    found = turn.services.kpis.dashboard(turn.user, filter).headlines
    if kpi in _OF_SOME:
        return next((_of_headline(one) for one in found if one.kpi is kpi), None)
    return _of_headline(found[0])


_OF_SOME = (
    *(Kpi.CONSENT, Kpi.NEVER_CONTACTED, Kpi.MISSING_CONTACT, Kpi.WEBSITE),
    *(Kpi.RETURN_RATE, Kpi.RESPONSE_DELAY),
)


def _of_headline(one: Headline) -> _Figure:
    return _Figure(one.label, one.count, one.filter)


def _bars(found: Breakdown) -> list[_Figure]:
    return [_Figure(bar.label, bar.count, bar.filter) for bar in found.bars]


def _ranked(asked: FigureRequest, figures: Sequence[_Figure]) -> _Figure | None:
    if asked.rank is None:
        return None
    at = {LAST: len(figures) - 1, BEFORE_LAST: len(figures) - 2}.get(asked.rank, asked.rank - 1)
    return figures[at] if 0 <= at < len(figures) else None


def _by_name(asked: FigureRequest, figures: Sequence[_Figure]) -> _Figure | None:
    found = next((one for one in figures if asked.names(one.label)), None)
    # Nothing is unknown here: said so, rather than everybody listed.
    unknown = _Figure("Non renseigné", 0, None) if asked.names_unknown else None
    return found or unknown


def _listing(turn: Turn, filter: Filter) -> Iterable[Reply]:
    """The list of a figure's people; it becomes the selection in force."""
    turn.take(filter, Intent.FILTER_PROSPECTS)
    return list_prospects(turn)


def _nobody(turn: Turn, figure: _Figure) -> Iterator[Reply]:
    board = ShowFigures(filter=turn.filter, kpi=Kpi.OVERVIEW)
    yield Text(f"« {figure.label} » ne compte personne : il n'y a pas de liste à montrer.")
    yield Choices((Button("Tableau de bord", "montre le tableau de bord", act=board),))
