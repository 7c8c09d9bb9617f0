"""An indicator as the page draws it: bars, map, lines, tiles."""

from assistant.acts.of_lists import ShowList
from assistant.language.phrasing.chips import sentence
from assistant.rendering.charts.maps import classes, france, levels
from assistant.rendering.charts.text import number, percent
from assistant.rendering.charts.trends import nice_ticks
from assistant.rendering.indicators.shapes import (
    BarShown,
    CellShown,
    HeadlineShown,
    LinesShown,
    Listing,
    MapShown,
    Panel,
    RateShown,
)
from assistant.rendering.indicators.texts import share_text
from assistant.rendering.wording import day
from core.kpis.definitions import definitions
from core.kpis.models import UNCERTAIN, Bar, Breakdown, Cell, Headline, Kpi, Shape, TrendChart
from core.kpis.wording import departement_label
from core.prospects.filters import Filter

KINDS = ("png", "svg")
_MAPS = (Kpi.REGION, Kpi.DEPARTEMENT)


def picture_url(selection_id: str, what: str, kind: str) -> str:
    """Where the picture of an indicator is made."""
    return f"/api/charts/{selection_id}/{what}.{kind}"


def panel(found: Breakdown, selection_id: str) -> Panel:
    """One indicator: how it is drawn, its bars, its definition, its pictures."""
    return {
        "kpi": found.kpi.value,
        "title": found.label,
        "note": found.note,
        "caution": found.caution,
        "total": found.total,
        "drawn": _drawn(found),
        "definition": definitions()[found.kpi],
        "bars": [_bar(bar, found) for bar in found.bars],
        "rate": _rate(found),
        "map": _map(found) if found.kpi in _MAPS else None,
        "files": {kind: picture_url(selection_id, found.kpi.value, kind) for kind in KINDS},
    }


def _map(found: Breakdown) -> MapShown:
    """How a map is coloured: the level of each place, the legend, names of places without bar."""
    drawn = france().regions if found.kpi is Kpi.REGION else france().departements
    counts = {bar.value: bar.count for bar in found.bars if bar.value in drawn}
    ranges = classes(list(counts.values()))
    ranks = [level + 1 for level in levels(len(ranges))] if ranges else []
    return {
        "levels": {
            place: next(r for r, (_, last) in zip(ranks, ranges, strict=True) if count <= last)
            for place, count in counts.items()
            if count
        },
        "legend": [
            (rank, number(first) if first == last else f"{number(first)} à {number(last)}")
            for rank, (first, last) in zip(ranks, ranges, strict=True)
        ],
        "names": {place: departement_label(place) for place in drawn},
        "outside": number(found.total - sum(counts.values())),
    }


def _drawn(found: Breakdown) -> str:
    if found.kpi in _MAPS:
        return "map"
    if found.kpi is Kpi.NETWORKS:
        return "networks"
    return "share" if found.shape is Shape.SHARE else "bars"


def _bar(bar: Bar, found: Breakdown) -> BarShown:
    return {
        "key": bar.value,
        "label": bar.label,
        "value": bar.count,
        "shown": number(bar.count),
        "share": share_text(bar, found),
        "amount": bar.amount,
        "amount_shown": None if bar.amount is None else number(bar.amount),
        "muted": bar.label in UNCERTAIN,
        **listing(bar.filter, bar.count),
    }


def _rate(found: Breakdown) -> RateShown | None:
    rate = found.rate
    if rate is None or rate.rate is None:
        return None
    return {"rate": rate.rate, "low": rate.low, "high": rate.high, "shown": percent(rate.rate)}


def headline(one: Headline) -> HeadlineShown:
    return {
        "kpi": one.kpi.value,
        "label": one.label,
        "figure": one.figure,
        "detail": one.detail,
        "definition": definitions()[one.kpi],
        **listing(one.filter, one.count),
    }


def compared_cell(cell: Cell) -> CellShown:
    return {
        "text": cell.text,
        "detail": cell.detail,
        "share": cell.share,
        "low": cell.low,
        "high": cell.high,
        **listing(cell.filter, cell.count),
    }


def lines(chart: TrendChart) -> LinesShown:
    shares = any(line.unit == "%" for line in chart.series)
    write = percent if shares else number
    largest = max((point.value for line in chart.series for point in line.points), default=0)
    return {
        "title": chart.title,
        "ticks": [(tick, write(tick)) for tick in nice_ticks(largest, shares)],
        "series": [
            {
                "key": line.key,
                "label": line.label,
                "points": [
                    {
                        "day": point.day.toordinal(),
                        "date": day(point.day),
                        "value": point.value,
                        "shown": write(point.value),
                    }
                    for point in line.points
                ],
            }
            for line in chart.series
        ],
    }


def listing(filter: Filter | None, count: int) -> Listing:
    """What lists whom a figure counts, and the sentence that does the same; None where nobody."""
    if filter is None or not count:
        return {"say": None, "act": None}
    return {"say": sentence(filter), "act": ShowList(filter=filter).as_json()}
