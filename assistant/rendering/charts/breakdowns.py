"""A breakdown as a drawing: which kind of chart says it best."""

from collections.abc import Callable, Mapping

from assistant.rendering.charts.bars import amounts, bars, folded, panels, rate_dot, share_bar
from assistant.rendering.charts.drawing import Drawing, paragraph, stacked
from assistant.rendering.charts.maps import france, map_of_departements, map_of_regions
from assistant.rendering.charts.style import MAX_BARS, NOTHING, OTHER_DEPARTEMENTS, Look
from assistant.rendering.charts.text import number
from assistant.rendering.wording import plural
from core.kpis.models import UNKNOWN, Breakdown, Kpi, Shape

_LARGEST_DEPARTEMENTS = 15
_SIDE_BY_SIDE = 6.0  # inches that a map and its bars need beside each other


def chart(breakdown: Breakdown, room: float, look: Look, room_high: float = 99.0) -> Drawing:
    """The breakdown's marks, without title; a sentence where it counts nobody.

    Bars stay under `room_high` inches where labels can be cut short for it.
    """
    if not any(bar.count or bar.amount for bar in breakdown.bars):
        return paragraph(NOTHING, room, 10, look.soft)
    draw = _CHARTS.get(breakdown.kpi)
    if draw is None:
        draw = _shares if breakdown.shape is Shape.SHARE else _bars
    return draw(breakdown, room, look, room_high)


def whole(breakdown: Breakdown) -> int:
    """The prospects that shares are of."""
    return breakdown.total if breakdown.base is None else breakdown.base


def whom(breakdown: Breakdown) -> str:
    """ "1 200 prospects", and of which where bars are about fewer."""
    everyone = f"n = {plural(breakdown.total, 'prospect')}"
    if breakdown.base is None:
        return everyone
    ending = _BASES.get(breakdown.kpi, ("concerné", "concernés"))[breakdown.base > 1]
    return f"n = {plural(breakdown.base, 'prospect')} {ending}, sur {number(breakdown.total)}"


_BASES = {
    Kpi.RETURN_RATE: ("contacté", "contactés"),
    Kpi.RESPONSE_DELAY: ("qui a répondu", "qui ont répondu"),
}


def _bars(breakdown: Breakdown, room: float, look: Look, room_high: float) -> Drawing:
    labels, values = folded(
        [bar.label for bar in breakdown.bars], [bar.count for bar in breakdown.bars]
    )
    return bars(amounts(labels, values, whole(breakdown)), room, look, room_high)


def _shares(breakdown: Breakdown, room: float, look: Look, room_high: float) -> Drawing:
    if len(breakdown.bars) > 4:
        return _bars(breakdown, room, look, room_high)
    return share_bar([(bar.label, bar.count) for bar in breakdown.bars], room, look)


def _against_all(breakdown: Breakdown, room: float, look: Look, room_high: float) -> Drawing:
    """Bars on the scale of all prospects: how much of them each is."""
    everyone = whole(breakdown)
    pairs = breakdown.bars[:MAX_BARS]
    rows = amounts([bar.label for bar in pairs], [bar.count for bar in pairs], everyone)
    return bars(rows, room, look, room_high, scale=everyone)


def _networks(breakdown: Breakdown, room: float, look: Look, room_high: float) -> Drawing:
    labels = [bar.label for bar in breakdown.bars][:MAX_BARS]
    accounts = [bar.count for bar in breakdown.bars][:MAX_BARS]
    followers = [bar.amount or 0 for bar in breakdown.bars][:MAX_BARS]
    columns = [
        ("Comptes", amounts(labels, accounts, whole(breakdown))),
        ("Abonnés", amounts(labels, followers, None)),
    ]
    return panels(columns, room, look, room_high)


def _returns(breakdown: Breakdown, room: float, look: Look, room_high: float) -> Drawing:
    below = _bars(breakdown, room, look, room_high)
    rate = breakdown.rate
    if rate is None or rate.rate is None or rate.low is None or rate.high is None:
        return below
    return stacked([rate_dot(rate.rate, rate.low, rate.high, room, look), below], 0.15)


def _regions(breakdown: Breakdown, room: float, look: Look, room_high: float) -> Drawing:
    counts = {bar.value: bar.count for bar in breakdown.bars}
    return _mapped(breakdown, counts, map_of_regions, _bars, room, look, room_high)


def _departements(breakdown: Breakdown, room: float, look: Look, room_high: float) -> Drawing:
    counts = {bar.value: bar.count for bar in breakdown.bars}
    return _mapped(breakdown, counts, map_of_departements, _largest, room, look, room_high)


def _largest(breakdown: Breakdown, room: float, look: Look, room_high: float) -> Drawing:
    """The largest departements, then the others in one bar, then those that are not known."""
    known = sorted((bar for bar in breakdown.bars if bar.value != UNKNOWN), key=lambda b: -b.count)
    rest = sum(bar.count for bar in known[_LARGEST_DEPARTEMENTS:])
    pairs = [(bar.label, bar.count) for bar in known[:_LARGEST_DEPARTEMENTS]]
    pairs += [(OTHER_DEPARTEMENTS, rest)] if rest else []
    pairs += [(bar.label, bar.count) for bar in breakdown.bars if bar.value == UNKNOWN]
    labels, values = [label for label, _ in pairs], [value for _, value in pairs]
    return bars(amounts(labels, values, whole(breakdown)), room, look, room_high)


def _mapped(
    breakdown: Breakdown,
    counts: Mapping[str, int],
    draw_map: Callable[[Mapping[str, int], float, Look], Drawing],
    draw_bars: Callable[[Breakdown, float, Look, float], Drawing],
    room: float,
    look: Look,
    room_high: float,
) -> Drawing:
    """The map above the bars, beside them where there is room."""
    if room < _SIDE_BY_SIDE:
        high = room_high - 5.0 if room_high < 50 else room_high
        country = stacked([draw_map(counts, room, look), _off_map(counts, room, look)], 0.03)
        return stacked([country, draw_bars(breakdown, room, look, high)], 0.18)
    half = room * 0.43
    country = stacked([draw_map(counts, half, look), _off_map(counts, half, look)], 0.03)
    table = draw_bars(breakdown, room - half - 0.2, look, room_high)
    beside = Drawing(max(country.height, table.height))
    beside.place(country)
    beside.place(table, half + 0.2)
    return beside


def _off_map(counts: Mapping[str, int], room: float, look: Look) -> Drawing:
    """How many no place of the map counts."""
    places = france()
    unknown = counts.get(UNKNOWN, 0)
    elsewhere = sum(
        count
        for place, count in counts.items()
        if place != UNKNOWN and place not in places.regions and place not in places.departements
    )
    parts = [f"{UNKNOWN}\u00a0: {number(unknown)}" if unknown else ""]
    parts += [f"hors de la carte\u00a0: {number(elsewhere)}" if elsewhere else ""]
    words = " · ".join(filter(None, parts))
    return paragraph(words[:1].upper() + words[1:], room, 8, look.soft)


_CHARTS: Mapping[Kpi, Callable[[Breakdown, float, Look, float], Drawing]] = {
    Kpi.REGION: _regions,
    Kpi.DEPARTEMENT: _departements,
    Kpi.NETWORKS: _networks,
    Kpi.WEBSITE: _shares,
    Kpi.CONSENT: _shares,
    Kpi.NEVER_CONTACTED: _shares,
    Kpi.MISSING_CONTACT: _against_all,
    Kpi.RETURN_RATE: _returns,
}
