"""Selections side by side: "compare la Bretagne et la Normandie"."""

import re
from collections.abc import Iterator, Sequence

from assistant.language.chips import PLACES, chips
from assistant.rendering.indicators import side_labels
from assistant.rendering.wording import listed
from assistant.replies import Button, Choices, Comparison, Reply, Text
from assistant.skills.registry import Turn
from core.kpis.comparing import MOST_SIDES
from core.kpis.models import Kpi
from core.kpis.wording import LABELS
from core.prospects.filters import Filter
from core.vocabulary.text import fold

_COMPARES = re.compile(
    r"\b(?:compar\w*|versus|vs|par rapport|face a|confront\w*|contre|cote a cote"
    r"|mets? en face|(?:difference|ecart)s? entre)\b"
)
_WHOLE = re.compile(
    r"\b(?:toute? la base|(?:au |le )?reste|l ensemble|ensemble de|(?:la )?moyenne|au total"
    r"|tous les prospects|toute la france|global\w*|aux autres|les autres)\b"
)
_GROUPS = (("type_prospect",), PLACES, ("statut",), ("retour",), ("tranche_public",))
"""Keys whose values stand beside one another: a region may be compared with a town."""


def is_comparison(text: str) -> bool:
    """Whether the sentence puts things side by side."""
    return _COMPARES.search(fold(text)) is not None


def compare(turn: Turn, kpi: Kpi) -> Iterator[Reply]:
    """The sides that the sentence names, or the selection beside the whole base."""
    sides = sides_of(turn.filter, fold(turn.text))
    if len(sides) < 2:
        yield from _ask_what(turn)
        return
    left_out = len(sides) - MOST_SIDES
    sides = sides[:MOST_SIDES]
    labels = side_labels(sides)
    found = turn.services.kpis.compare(turn.user, list(zip(labels, sides, strict=True)), kpi)
    if not any(side.total for side in found.sides):
        yield Text(f"Aucun prospect ne correspond, ni d'un côté ni de l'autre : {listed(labels)}.")
        yield from _offer(turn)
        return
    yield Text(f"**{LABELS[kpi]}**, {' / '.join(labels)}. {found.note}")
    if left_out > 0:
        yield Text(f"Je compare {MOST_SIDES} sélections à la fois : j'ai gardé les premières.")
    yield Comparison(tuple(turn.select(side) for side in sides), kpi.value, LABELS[kpi])
    yield Choices(tuple(_next(kpi)))


def sides_of(filter: Filter, said: str) -> list[Filter]:
    """What stands beside what; fewer than two where the sentence names too little.

    Of several keys with several values the one named first is taken apart.
    """
    if filter.is_empty():
        return []
    groups = [found for keys in _GROUPS if len(found := _values(filter, keys)) > 1]
    if _WHOLE.search(said) or not groups:
        return [filter, Filter()]
    keys = min(groups, key=lambda group: _first_named(group, said))
    apart = {key for key, _ in keys}
    rest = {key: value for key, value in filter.as_json().items() if key not in apart}
    return [Filter.model_validate(rest | {key: [value]}) for key, value in keys]


def _values(filter: Filter, keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, str(value)) for key in keys for value in getattr(filter, key) or ()]


def _first_named(group: Sequence[tuple[str, str]], said: str) -> int:
    """Where in the sentence a value of the group is first named; its end where none is."""
    found = []
    for key, value in group:
        label = fold(chips(Filter.model_validate({key: [value]}))[0].label)
        # "MJC", "ludothèques": the first letters, since the rest may be plural or misspelt.
        at = said.find(label[:4])
        found.append(at if at >= 0 else len(said))
    return min(found)


def _ask_what(turn: Turn) -> Iterator[Reply]:
    yield Text("Que voulez-vous comparer ? Nommez deux lieux, deux types ou deux statuts.")
    yield from _offer(turn)


def _offer(turn: Turn) -> Iterator[Reply]:
    """Comparisons that this very base can answer."""
    common = turn.services.prospects.most_common
    says = []
    for key in ("region", "type_prospect"):
        values = common(turn.user, Filter(), key, 2)
        if len(values) == 2:
            labels = [chips(Filter.model_validate({key: [value]}))[0].label for value in values]
            says.append(f"compare {labels[0]} et {labels[1]}")
    offered = [Button(say[:1].upper() + say[1:], say) for say in says]
    yield Choices((*offered, Button("Tableau de bord", "montre le tableau de bord")))


def _next(kpi: Kpi) -> Iterator[Button]:
    others = (
        (Kpi.OVERVIEW, "Tout comparer", "compare les deux"),
        (Kpi.TYPE, "Par type", "compare la répartition par type"),
        (Kpi.STATUS, "Par statut", "compare la répartition par statut"),
        (Kpi.CONSENT, "Consentement", "compare la répartition par consentement"),
        (Kpi.RETURN_RATE, "Taux de retour", "compare le taux de retour"),
    )
    for other, label, say in others:
        if other is not kpi:
            yield Button(label, say)
