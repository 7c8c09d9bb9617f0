"""Selections side by side: "compare la Bretagne et la Normandie"."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.acts.of_figures import CompareLists, ShowFigures
from assistant.language.phrasing.chips import chips, describe
from assistant.language.requests.comparisons import ComparisonRequest, ValuesRequest
from assistant.language.understanding import Intent
from assistant.rendering.indicators.texts import side_labels
from assistant.rendering.wording import listed
from assistant.replies import Button, Choices, Comparison, Reply, Text
from assistant.skills.lists.listing import understood
from assistant.skills.registry import Turn, on_act
from core.kpis.comparing import MOST_SIDES
from core.kpis.models import Kpi
from core.kpis.wording import LABELS
from core.prospects.filters import Filter


def compare(turn: Turn, asked: ComparisonRequest) -> Iterator[Reply]:
    """The sides that the sentence names, or the selection beside the whole base."""
    sides = _again(turn, asked) or asked.sides
    if len(sides) < 2:
        yield from _ask_what(turn)
        return
    yield from side_by_side(turn, sides, Kpi(asked.kpi))


@on_act(CompareLists, Intent.SHOW_KPIS)
def compare_by_click(turn: Turn, deed: CompareLists) -> Iterator[Reply]:
    """The selections of a button, by its indicator."""
    turn.take(_shared(deed.sides), Intent.SHOW_KPIS)
    yield from side_by_side(turn, deed.sides, deed.kpi)


def side_by_side(turn: Turn, sides: Sequence[Filter], kpi: Kpi) -> Iterator[Reply]:
    """These selections; what they share stays in force, what tells them apart does not."""
    left_out = len(sides) - MOST_SIDES
    sides = sides[:MOST_SIDES]
    labels, common = side_labels(sides), _shared(sides)
    turn.context = replace(turn.context, filter=common)
    found = turn.services.kpis.compare(turn.user, list(zip(labels, sides, strict=True)), kpi)
    if not any(side.total for side in found.sides):
        yield Text(f"Aucun prospect ne correspond, ni d'un côté ni de l'autre : {listed(labels)}.")
        yield from _offer(turn)
        return
    among = "" if common.is_empty() else f" (parmi {describe(common)})"
    yield Text(f"**{LABELS[kpi]}**, {' / '.join(labels)}{among}. {found.note}")
    yield from understood(common)
    if left_out > 0:
        yield Text(f"Je compare {MOST_SIDES} sélections à la fois : j'ai gardé les premières.")
    yield Comparison(tuple(turn.select(side) for side in sides), kpi.value, LABELS[kpi])
    yield Choices(tuple(_next(sides, kpi)))


def by_value(turn: Turn, asked: ValuesRequest) -> Iterator[Reply]:
    """A rate of the values that have most prospects, side by side."""
    key = asked.key
    common = turn.services.prospects.most_common(turn.user, turn.filter, key, MOST_SIDES)
    values = turn.filter.as_json()
    sides = [Filter.model_validate(values | {key: [value]}) for value in common]
    if len(sides) < 2:
        yield from _ask_what(turn)
        return
    yield Text(f"Voici les {len(sides)} qui ont le plus de prospects :")
    yield from side_by_side(turn, sides, Kpi(asked.kpi))


def _again(turn: Turn, asked: ComparisonRequest) -> list[Filter]:
    """The sides of the comparison above, where the sentence names no other."""
    shown = turn.conversations.shown(turn.user, turn.conversation, "figures") or {}
    before = turn.conversations.recall(turn.user, turn.conversation).filter
    if shown.get("what") != "comparison" or turn.filter != before or asked.named:
        return []
    select = turn.conversations.selection
    return [select(turn.user, one) for one in shown["selection_ids"]]


def _shared(sides: Sequence[Filter]) -> Filter:
    """The conditions that every side has."""
    first, *others = (side.as_json() for side in sides)
    kept = {k: v for k, v in first.items() if all(one.get(k) == v for one in others)}
    return Filter.model_validate(kept)


def _ask_what(turn: Turn) -> Iterator[Reply]:
    yield Text("Que voulez-vous comparer ? Nommez deux lieux, deux types ou deux statuts.")
    yield from _offer(turn)


def _offer(turn: Turn) -> Iterator[Reply]:
    """Comparisons that this very base can answer."""
    common = turn.services.prospects.frequent
    offered = []
    for key in ("region", "type_prospect"):
        values = common(turn.user, Filter(), key, 2)
        if len(values) == 2:
            sides = tuple(Filter.model_validate({key: [value]}) for value in values)
            labels = [chips(side)[0].label for side in sides]
            say = f"compare {labels[0]} et {labels[1]}"
            offered.append(Button(say[:1].upper() + say[1:], say, act=CompareLists(sides=sides)))
    board = ShowFigures(filter=turn.context.filter, kpi=Kpi.OVERVIEW)
    yield Choices((*offered, Button("Tableau de bord", "montre le tableau de bord", act=board)))


def _next(sides: Sequence[Filter], kpi: Kpi) -> Iterator[Button]:
    others = (
        (Kpi.OVERVIEW, "Tout comparer", "compare les deux"),
        (Kpi.TYPE, "Par type", "compare la répartition par type"),
        (Kpi.STATUS, "Par statut", "compare la répartition par statut"),
        (Kpi.CONSENT, "Consentement", "compare la répartition par consentement"),
        (Kpi.RETURN_RATE, "Taux de retour", "compare le taux de retour"),
    )
    for other, label, say in others:
        if other is not kpi:
            yield Button(label, say, act=CompareLists(sides=tuple(sides), kpi=other))
