"""How the base went: "comment la base évolue-t-elle ?"."""

from collections.abc import Iterator

from assistant.language.phrasing.chips import describe
from assistant.language.requests.indicators import TrendRequest
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, Reply, Text, Trend
from assistant.skills.lists.listing import nothing_found, understood
from assistant.skills.registry import Turn
from core.prospects.filters import Filter

TITLE = "Évolution"


def show_trend(turn: Turn, asked: TrendRequest) -> Iterator[Reply]:
    """Lines from the daily snapshots, and the additions by month."""
    filter = Filter() if asked.whole else turn.filter
    found = turn.services.kpis.trend(turn.user, filter)
    if not (found.charts or found.added):
        yield from _without(turn)
        return
    whom = "toute la base" if filter.is_empty() else describe(filter)
    yield Text(f"**{TITLE}** : {whom}. {found.note}".strip())
    if found.caution:
        yield Text(found.caution)
    yield from understood(filter)
    yield Trend(turn.select(filter), TITLE)
    whole = () if filter.is_empty() else (Button("Toute la base", WHOLE),)
    yield Choices((*whole, Button("Tableau de bord", "montre le tableau de bord")))


WHOLE = "comment toute la base évolue-t-elle ?"


def _without(turn: Turn) -> Iterator[Reply]:
    total = turn.services.prospects.count(turn.user, turn.filter)
    if not total:
        yield from nothing_found(turn)
        return
    yield Text(
        f"Les fiches de cette sélection ({plural(total, 'prospect')}) n'ont pas de date d'ajout : "
        "je ne peux pas dire comment elle a grandi."
    )
    yield Choices((Button("Toute la base", WHOLE),))
