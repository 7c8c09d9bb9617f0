"""How the base went: "comment la base évolue-t-elle ?"."""

import re
from collections.abc import Iterator

from assistant.language.phrasing.chips import describe
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, Reply, Text, Trend
from assistant.skills.registry import Turn
from assistant.skills.search import nothing_found, understood
from core.prospects.filters import Filter
from core.vocabulary.text import fold

TITLE = "Évolution"
_TREND = re.compile(
    r"\b(?:evolu\w*|progress\w*|croissance|croit|croi(?:tre|ssent)|grandi\w*|grossi\w*"
    r"|augment\w*|diminu\w*|baiss\w*|tendances?|courbes?|au fil du temps|dans le temps"
    r"|(?:par|chaque|mois par|de mois en) mois|par (?:semaine|an|annee|jour)|historique des)\b"
)


def is_trend(text: str) -> bool:
    """Whether the sentence asks for a course over time."""
    return _TREND.search(fold(text)) is not None


_BASE = re.compile(r"\b(?:la|toute la|notre|ma) base\b")


def show_trend(turn: Turn) -> Iterator[Reply]:
    """Lines from the daily snapshots, and the additions by month."""
    # "la base" is all of it, whatever the selection in force.
    filter = Filter() if _BASE.search(fold(turn.text)) else turn.filter
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
