"""Selections side by side: their headlines, or the values of one indicator. Pure."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.kpis.breakdowns import breakdown
from core.kpis.headlines import NOTHING, headlines
from core.kpis.indicators import TOWNS_SHOWN, wilson
from core.kpis.models import (
    OTHER_TOWNS,
    UNCERTAIN,
    Bar,
    Breakdown,
    Cell,
    Comparison,
    ComparisonRow,
    Headline,
    Indicators,
    Kpi,
    ReturnRate,
    Shape,
    Side,
)
from core.kpis.wording import FEW, LABELS, caution_sentence, number, percent, points
from core.prospects.filters import Filter
from core.vocabulary.places import place_key

MOST_SIDES = 4
_SHARED = (Kpi.CONSENT, Kpi.NEVER_CONTACTED, Kpi.MISSING_CONTACT, Kpi.WEBSITE)
_IN_ORDER = frozenset(
    (Kpi.STATUS, Kpi.AUDIENCE, Kpi.NETWORKS, Kpi.MISSING_CONTACT, Kpi.RESPONSE_DELAY)
)
"""Their values have an order of their own; those of the others go by how many they are."""

Sides = Sequence[tuple[str, Filter]]


def compare(sides: Sides, figures: Sequence[Indicators], kpi: Kpi) -> Comparison:
    """The comparison of two to four sides by one indicator, or by all headlines (OVERVIEW)."""
    check(len(sides))
    rows = _of_headlines(sides, figures) if kpi is Kpi.OVERVIEW else _of_bars(sides, figures, kpi)
    named = [Side(label, f, one.total) for (label, f), one in zip(sides, figures, strict=True)]
    smallest = min(named, key=lambda side: side.total)
    return Comparison(
        kpi=kpi,
        label=LABELS[kpi],
        sides=tuple(named),
        rows=tuple(rows),
        note=_note(named, figures, kpi),
        caution=_caution(smallest),
    )


def check(sides: int) -> None:
    """ValueError unless so many sides can be compared."""
    if not 2 <= sides <= MOST_SIDES:
        raise ValueError(f"between 2 and {MOST_SIDES} sides are compared")


def _note(sides: Sequence[Side], figures: Sequence[Indicators], kpi: Kpi) -> str:
    sizes = ", ".join(f"{number(side.total)} pour {side.label}" for side in sides)
    note = f"Prospects\u00a0: {sizes}."
    rates = [one.return_rate for one in figures]
    worded = kpi in (Kpi.OVERVIEW, Kpi.RETURN_RATE) and len(sides) == 2
    if worded and all(rate.rate is not None for rate in rates):
        verdict = _chance(sides, rates)
        texts = [percent(rate.rate or 0) for rate in rates]
        note += f" Taux de retour\u00a0: {texts[0]} et {texts[1]}"
        note += f"\u202f; {verdict}." if verdict else "."
    return note


def _caution(side: Side) -> str:
    if not 0 < side.total < FEW:
        return ""
    told, label = caution_sentence(side.total), side.label
    return f"{label[:1].upper()}{label[1:]}\u00a0: {told[:1].lower()}{told[1:]}"


# --- all headlines ------------------------------------------------------------------------------


def _of_headlines(sides: Sides, figures: Sequence[Indicators]) -> Iterator[ComparisonRow]:
    found = [
        {one.kpi: one for one in headlines(indicators, filter)}
        for (_, filter), indicators in zip(sides, figures, strict=True)
    ]
    kpis = dict.fromkeys(kpi for one in found for kpi in one)
    yield from (_headline_row(kpi, sides, found, figures) for kpi in kpis)


def _headline_row(
    kpi: Kpi,
    sides: Sides,
    found: Sequence[dict[Kpi, Headline]],
    figures: Sequence[Indicators],
) -> ComparisonRow:
    label = next(one[kpi].label for one in found if kpi in one)
    cells = []
    for one, indicators in zip(found, figures, strict=True):
        headline = one.get(kpi)
        if headline is None:
            cells.append(Cell(NOTHING, "aucun prospect", 0, None, None))
            continue
        share, low, high = _share_of(headline, indicators)
        detail, who = headline.detail, headline.filter
        cells.append(Cell(headline.figure, detail, headline.count, share, who, low, high))
    return ComparisonRow(label, tuple(cells), _verdict(kpi, sides, cells, figures))


def _share_of(
    headline: Headline, figures: Indicators
) -> tuple[float | None, float | None, float | None]:
    if headline.kpi is Kpi.RETURN_RATE:
        rate = figures.return_rate
        return rate.rate, rate.low, rate.high
    if headline.kpi in _SHARED:
        return headline.count / figures.total, None, None
    return None, None, None


# --- one indicator ------------------------------------------------------------------------------


def _of_bars(sides: Sides, figures: Sequence[Indicators], kpi: Kpi) -> Iterator[ComparisonRow]:
    found = [breakdown(one, filter, kpi) for (_, filter), one in zip(sides, figures, strict=True)]
    if kpi in (Kpi.RETURN_RATE, Kpi.RESPONSE_DELAY):
        headline_rows = _of_headlines(sides, figures)
        wanted = "Taux de retour" if kpi is Kpi.RETURN_RATE else "Délai de réponse médian"
        yield from (row for row in headline_rows if row.label == wanted)
    if kpi is Kpi.VILLE:
        found = _same_towns(sides, figures)
    bars = [{bar.value: bar for bar in one.bars} for one in found]
    for value in _values(found, kpi):
        label = next(one[value].label for one in bars if value in one)
        cells = [_cell(one.get(value), whole) for one, whole in zip(bars, found, strict=True)]
        verdict = _difference(cells) if len(cells) == 2 else ""
        yield ComparisonRow(label, tuple(cells), verdict)


def _same_towns(sides: Sides, figures: Sequence[Indicators]) -> list[Breakdown]:
    """Every side by the same towns, the largest of all sides: each has its own twenty first."""
    shares: dict[str, float] = {}
    names: dict[str, str] = {}
    for one in figures:
        for key, (name, count) in one.towns.items():
            shares[key] = shares.get(key, 0) + count / one.total
            names.setdefault(key, name)
    chosen = sorted(shares, key=lambda key: -shares[key])[:TOWNS_SHOWN]
    found = []
    for (_, filter), one in zip(sides, figures, strict=True):
        counts = {names[key]: one.towns[key][1] if key in one.towns else 0 for key in chosen}
        others = one.total - sum(counts.values())
        ville = counts | ({OTHER_TOWNS: others} if others else {})
        found.append(breakdown(replace(one, ville=ville), filter, Kpi.VILLE))
    return found


def _values(found: Sequence[Breakdown], kpi: Kpi) -> list[str]:
    """Every value that a side has: in its own order, else the largest shares first."""
    values = list(dict.fromkeys(bar.value for one in found for bar in one.bars))
    longest = max(found, key=lambda one: len(one.bars))
    if kpi in _IN_ORDER or longest.shape is not Shape.PARTITION:
        order = [bar.value for bar in longest.bars]
        return sorted(values, key=lambda v: order.index(v) if v in order else len(order))
    shares = {
        value: sum(_share(bar, one) or 0 for one in found for bar in one.bars if bar.value == value)
        for value in values
    }
    last = {bar.value for one in found for bar in one.bars if bar.label in UNCERTAIN}
    return sorted(values, key=lambda value: (value in last, -shares[value]))


def _cell(bar: Bar | None, whole: Breakdown) -> Cell:
    base = whole.total if whole.base is None else whole.base
    if not base:
        return Cell(NOTHING, "aucun prospect", 0, None, None)
    if bar is None:
        return Cell(percent(0), f"0 sur {number(base)}", 0, 0.0, None)
    share = _share(bar, whole) or 0.0
    low, high = wilson(min(bar.count, base), base) if whole.rate else (None, None)
    detail = f"{number(bar.count)} sur {number(base)}"
    return Cell(percent(share), detail, bar.count, share, bar.filter, low, high)


def _share(bar: Bar, whole: Breakdown) -> float | None:
    base = whole.total if whole.base is None else whole.base
    # An answer may be noted of somebody never contacted: no share passes the whole.
    return min(1.0, bar.count / base) if base else None


# --- differences --------------------------------------------------------------------------------


def _verdict(kpi: Kpi, sides: Sides, cells: Sequence[Cell], figures: Sequence[Indicators]) -> str:
    if len(cells) != 2:
        return ""
    worded = _difference(cells)
    if kpi is not Kpi.RETURN_RATE or not worded:
        return worded
    named = [Side(label, f, one.total) for (label, f), one in zip(sides, figures, strict=True)]
    chance = _chance(named, [one.return_rate for one in figures])
    return f"{worded}\u202f; {chance}" if chance else worded


def _difference(cells: Sequence[Cell]) -> str:
    first, second = cells
    if first.share is None or second.share is None:
        return ""
    return points(first.share - second.share)


def _chance(sides: Sequence[Side], rates: Sequence[ReturnRate]) -> str:
    """Whether two return rates differ by more than chance: "" where that can't be said.

    A part is compared with the rest of what it is a part of, since it would be compared with
    itself otherwise.
    """
    first, second = ((rate.answered, rate.contacted) for rate in rates)
    one, other = (side.filter for side in sides)
    if _is_part(one, of=other):
        second = (second[0] - first[0], second[1] - first[1])
    elif _is_part(other, of=one):
        first = (first[0] - second[0], first[1] - second[1])
    elif not _are_apart(one, other):
        return ""
    if min(first[1], second[1]) <= 0:
        return ""
    low, high = newcombe(_within(first), _within(second))
    if low > 0 or high < 0:
        return "l'écart dépasse ce que le hasard explique"
    return "l'écart peut être dû au hasard"


def _within(answered: tuple[int, int]) -> tuple[int, int]:
    """Answers noted of people never contacted don't make a rate pass 1."""
    return min(answered), answered[1]


def newcombe(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """The 95 % interval of a difference of proportions, each (successes, trials > 0).

    Newcombe's hybrid score method (Statistics in Medicine 17, 1998, method 10).
    """
    p, q = first[0] / first[1], second[0] / second[1]
    p_low, p_high = wilson(*first)
    q_low, q_high = wilson(*second)
    low = p - q - math.hypot(p - p_low, q_high - q)
    high = p - q + math.hypot(p_high - p, q - q_low)
    return low, high


def _is_part(one: Filter, of: Filter) -> bool:
    """Whether every condition of a filter is one of the other's too, which has more."""
    narrow, wide = one.as_json(), of.as_json()
    return narrow != wide and all(narrow.get(key) == value for key, value in wide.items())


def _are_apart(one: Filter, other: Filter) -> bool:
    """Whether no prospect can be in both: they want different values of one key."""
    for key in ("type_prospect", "region", "departement", "ville", "pays", "statut", "retour"):
        first, second = getattr(one, key), getattr(other, key)
        if first and second and _named(key, first).isdisjoint(_named(key, second)):
            return True
    return False


def _named(key: str, values: Sequence[str]) -> set[str]:
    """Values as filters compare them: towns however they are spelt."""
    return {place_key(value) if key == "ville" else str(value) for value in values}
