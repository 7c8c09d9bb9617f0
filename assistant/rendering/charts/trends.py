"""How the base went: lines over days, additions by month. One point is a dot."""

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from assistant.rendering.charts.drawing import Box, Dot, Drawing, Line, Text, paragraph, stacked
from assistant.rendering.charts.style import Look
from assistant.rendering.charts.text import number, percent, width
from assistant.rendering.wording import MONTHS, day, plural
from core.kpis.models import Point, Series, Trend, TrendChart

NOTHING_YET = "Rien à montrer encore\u00a0: l'évolution se lit à partir de deux jours différents."
_HIGH, _TICK = 1.7, 8.0
_MARKERS = ("o", "s", "^", "D")
_MONTHS_SHOWN = 24
_SHORT = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.",
          "nov.", "déc.")  # fmt: skip


def chart(trend: Trend, room: float, look: Look) -> Drawing:
    """Every line chart, then the additions; a sentence where neither is known."""
    parts = [_lines(one, room, look) for one in trend.charts if _points(one.series)]
    if any(count for _, count in trend.added):
        parts.append(_additions(trend.added, room, look))
    if not parts:
        return paragraph(NOTHING_YET, room, 10, look.soft)
    return stacked(parts, 0.22)


def whom(trend: Trend) -> str:
    """How many prospects there are at the last day known, else were added; "" where none is."""
    last = [point for one in trend.charts for point in _points(one.series)]
    if not last:
        added = sum(count for _, count in trend.added)
        return f"n = {plural(added, 'prospect ajouté', 'prospects ajoutés')}" if added else ""
    latest = max(last, key=lambda point: (point.day, point.n))
    return f"n = {plural(latest.n, 'prospect')} au {day(latest.day)}"


def _points(series: Sequence[Series]) -> list[Point]:
    return [point for one in series for point in one.points if math.isfinite(point.value)]


def _lines(one: TrendChart, room: float, look: Look) -> Drawing:
    shares = any(series.unit for series in one.series)
    points = _points(one.series)
    ticks = nice_ticks(max(point.value for point in points), shares)
    words = [percent(tick) if shares else number(tick) for tick in ticks]
    left = max(width(word, _TICK) for word in words) + 0.08
    first, last = min(p.day for p in points), max(p.day for p in points)
    plot = Drawing(_HIGH + 0.28)
    for tick, word in zip(ticks, words, strict=True):
        y = _y(tick, ticks[-1])
        plot.add(Line(((left, y), (room, y)), look.line, 0.6))
        plot.add(Text(left - 0.06, y + 0.04, word, _TICK, look.soft, align="right"))
    _days_axis(plot, first, last, left, room, look)
    for rank, series in enumerate(one.series):
        _line(plot, series, rank, (first, last), (left + 0.06, room - 0.06), ticks[-1], look)
    head = paragraph(one.title, room, 9.5, look.ink, bold=True, lines=3)
    return stacked([head, _legend(one.series, shares, room, look), plot], 0.08)


def _legend(several: Sequence[Series], shares: bool, room: float, look: Look) -> Drawing:
    """Each line's marker, name and last value."""
    lines = []
    for rank, series in enumerate(several):
        if not series.points:
            continue
        last = max(series.points, key=lambda point: point.day)
        value = percent(last.value) if shares else number(last.value)
        text = paragraph(f"{series.label}\u00a0: {value}", room - 0.25, 8.5, look.ink, lines=3)
        line = Drawing(text.height)
        colour, marker = look.series[rank % 4], _MARKERS[rank % 4]
        line.add(Line(((0, 0.08), (0.18, 0.08)), colour, 1.6), Dot(0.09, 0.08, 5, colour, marker))
        line.place(text, 0.25)
        lines.append(line)
    return stacked(lines, 0.02)


def nice_ticks(largest: float, shares: bool) -> list[float]:
    """From 0 to at least the largest, in three to six round steps; shares never beyond 1."""
    largest = min(max(largest, 0.02), 1.0) if shares else max(largest, 1.0)
    rough = largest / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    step = max(step, 0.01) if shares else max(1.0, float(round(step)))
    count = math.ceil(largest / step - 1e-9)
    ticks = [rank * step for rank in range(count + 1)]
    return [*ticks[:-1], 1.0] if shares and ticks[-1] > 1 else ticks


def _y(value: float, top: float) -> float:
    return 0.05 + (_HIGH - 0.05) * (1 - min(max(value / top, 0.0), 1.0))


def _line(
    plot: Drawing,
    series: Series,
    rank: int,
    days: tuple[date, date],
    ends: tuple[float, float],
    top: float,
    look: Look,
) -> None:
    """Joined from day to day; thinly over gaps, days of which nothing is known."""
    colour, marker = look.series[rank % 4], _MARKERS[rank % 4]
    points = sorted((p for p in series.points if math.isfinite(p.value)), key=lambda p: p.day)
    placed = [(_x(point.day, days, ends), _y(point.value, top)) for point in points]
    steps = [(b.day - a.day).days for a, b in pairwise(points)]
    usual = max(1.0, 2 * median(steps)) if steps else 1.0
    for (start, end), step in zip(pairwise(placed), steps, strict=True):
        gap = step > usual
        plot.add(Line((start, end), colour, 0.9 if gap else 1.8, dashed=gap))
    marked = placed if len(placed) <= 16 else [placed[0], placed[-1]]
    plot.add(*(Dot(x, y, 5, colour, marker, look.background) for x, y in marked))


def _x(of: date, days: tuple[date, date], ends: tuple[float, float]) -> float:
    span = (days[1] - days[0]).days
    part = (of - days[0]).days / span if span else 0.5
    return ends[0] + part * (ends[1] - ends[0])


def _days_axis(
    plot: Drawing, first: date, last: date, left: float, room: float, look: Look
) -> None:
    """Up to four days written under the axis, the first and the last among them."""
    span = (last - first).days
    count = min(span, 3)
    marks = sorted({first + timedelta(days=round(span * i / count)) for i in range(count + 1)}
                   if count else {first})  # fmt: skip
    for one in marks:
        x = _x(one, (first, last), (left + 0.06, room - 0.06))
        words = f"{one.day} {_SHORT[one.month - 1]}"
        words += f" {one.year}" if first.year != last.year or span == 0 else ""
        half = width(words, _TICK) / 2
        centre = min(max(x, half), room - half)
        plot.add(Line(((x, _HIGH), (x, _HIGH + 0.05)), look.soft, 0.8))
        plot.add(Text(centre, _HIGH + 0.18, words, _TICK, look.soft, align="center"))


def _additions(added: Sequence[tuple[date, int]], room: float, look: Look) -> Drawing:
    """A column a month, months without additions too; the last two years, the rest in words."""
    months = _every_month(added)
    earlier, months = months[:-_MONTHS_SHOWN], months[-_MONTHS_SHOWN:]
    top = max((count for _, count in months), default=0) or 1
    each = room / max(len(months), 6)
    plot = Drawing(1.5 + 0.36)
    plot.add(Line(((0, 1.5), (room, 1.5)), look.line, 0.8))
    every = math.ceil(0.34 / each)
    for rank, (first, count) in enumerate(months):
        centre = (rank + 0.5) * each
        high = 1.28 * count / top
        if count:
            high = max(high, 0.012)
            thick = min(0.72 * each, 0.5)
            plot.add(Box(centre - thick / 2, 1.5 - high, thick, high, look.main))
        figure = number(count)
        if width(figure, _TICK) <= each + 0.02:
            plot.add(Text(centre, 1.46 - high, figure, _TICK, look.ink, align="center"))
        if (len(months) - 1 - rank) % every == 0:
            plot.add(Text(centre, 1.64, _SHORT[first.month - 1], _TICK, look.soft, align="center"))
    plot.add(*_years([first for first, _ in months], each, room, look))
    head = paragraph(_additions_title(months), room, 9.5, look.ink, bold=True, lines=3)
    before = sum(count for _, count in earlier)
    words = f"Avant\u00a0: {number(before)}." if before else ""
    return stacked([head, plot, paragraph(words, room, 8, look.soft)], 0.06)


def _years(months: Sequence[date], each: float, room: float, look: Look) -> list[Text]:
    """Each year under its first month; the first is left out where the next needs its place."""
    written: list[Text] = []
    taken = room
    for rank, first in reversed(list(enumerate(months))):
        if first.month != 1 and rank:
            continue
        half = width(str(first.year), _TICK, bold=True) / 2
        centre = min(max((rank + 0.5) * each, half), room - half)
        if centre + half <= taken:
            year = str(first.year)
            written.append(Text(centre, 1.79, year, _TICK, look.soft, True, "center"))
            taken = centre - half - 0.06
    return written[::-1]


def _additions_title(months: Sequence[tuple[date, int]]) -> str:
    total = number(sum(count for _, count in months))
    first, last = months[0][0], months[-1][0]
    since = f"{MONTHS[first.month - 1]} {first.year}"
    if first == last:
        return f"Prospects ajoutés en {since}\u00a0: {total}"
    until = f"{MONTHS[last.month - 1]} {last.year}"
    return f"Prospects ajoutés par mois, de {since} à {until}\u00a0: {total}"


def _every_month(added: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """From the first month to the last, none left out, as far as what is shown needs."""
    counts: dict[int, int] = {}
    for first, count in added:
        rank = first.year * 12 + first.month - 1
        counts[rank] = counts.get(rank, 0) + count
    last = max(counts)
    start = max(min(counts), last - _MONTHS_SHOWN + 1)
    months = [(_month(rank), counts.get(rank, 0)) for rank in range(start, last + 1)]
    before = sorted((rank, count) for rank, count in counts.items() if rank < start)
    return [*((_month(rank), count) for rank, count in before), *months]


def _month(rank: int) -> date:
    return date(rank // 12, rank % 12 + 1, 1)
