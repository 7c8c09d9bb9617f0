"""Bars, whole and stacked, and a rate with its interval. Drawings of a given width."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.rendering.charts.drawing import (
    Box,
    Dot,
    Drawing,
    Line,
    Text,
    leading,
    lines_of_text,
    middle,
    paragraph,
)
from assistant.rendering.charts.style import AGGREGATES, MAX_BARS, MUTED_LABELS, OTHERS, Look
from assistant.rendering.charts.style import readable_on as ink_on
from assistant.rendering.charts.text import counted, number, percent, width, wrapped
from core.kpis.wording import between

_LABEL, _FIGURE = 9.0, 8.5
_GAP = 0.08
_BREAK = 1.6  # how much longer than the others an aggregate must be to be cut


@dataclass(frozen=True, slots=True)
class Amount:
    """A bar to draw: `value` and how it is written."""

    label: str
    value: float
    note: str

    @property
    def muted(self) -> bool:
        return self.label in MUTED_LABELS


def amounts(labels: Sequence[str], values: Sequence[float], whole: float | None) -> list[Amount]:
    """One amount a label, each with its share of the whole."""
    pairs = zip(labels, values, strict=True)
    return [Amount(label, value, counted(value, whole)) for label, value in pairs]


def folded(
    labels: Sequence[str], values: Sequence[float], limit: int = MAX_BARS, rest: str = OTHERS
) -> tuple[list[str], list[float]]:
    """At most `limit` bars: those beyond are added up in one, before what is not known."""
    bars = list(zip(labels, values, strict=True))
    if len(bars) > limit:
        named = [bar for bar in bars if bar[0] not in MUTED_LABELS]
        muted = [bar for bar in bars if bar[0] in MUTED_LABELS]
        shown = max(1, limit - len(muted) - 1)
        others = sum(value for _, value in named[shown:])
        bars = [*named[:shown], *([(rest, others)] if len(named) > shown else []), *muted]
    return [label for label, _ in bars], [value for _, value in bars]


def bars(
    rows: Sequence[Amount],
    room: float,
    look: Look,
    room_high: float = 99.0,
    scale: float | None = None,
) -> Drawing:
    """Horizontal bars from zero, from top to bottom, each with its figure at its end.

    Labels take up to three lines, fewer where the bars would be higher than `room_high`. With
    `scale`, the value of a full bar, the empty part of each is shown too.
    """
    return panels([("", rows)], room, look, room_high, scale)


def panels(
    columns: Sequence[tuple[str, Sequence[Amount]]],
    room: float,
    look: Look,
    room_high: float = 99.0,
    scale: float | None = None,
) -> Drawing:
    """Several measures of the same labels side by side, each on its own scale, under its title."""
    rows = columns[0][1]
    widest = max((width(row.label, _LABEL) for row in rows), default=0.0)
    label_room = min(widest + 0.02, room * (0.38 if len(columns) == 1 else 0.26))
    names = _names([row.label for row in rows], label_room, room_high, look)
    each = (room - label_room - _GAP) / len(columns)
    drawing = Drawing()
    for rank, (title, _) in enumerate(columns):
        if title:
            left = label_room + _GAP + rank * each
            drawing.add(Text(left, 0.14, title, _LABEL, look.soft, bold=True))
            drawing.height = 0.24
    tops = _tops(names, drawing.height, look)
    for name, top, row in zip(names, tops, rows, strict=True):
        colour = look.soft if row.muted else look.ink
        text = lines_of_text(name, _LABEL, colour, x=label_room, align="right")
        drawing.place(text, 0, top + (_high(name, look) - text.height) / 2)
    for rank, (_, column) in enumerate(columns):
        colour = look.series[rank]
        left = label_room + _GAP + rank * each
        _column(drawing, column, names, tops, (left, each - 0.06), colour, look, scale)
    drawing.height = (tops[-1] + _high(names[-1], look)) if names else drawing.height
    return drawing


def _names(labels: Sequence[str], room: float, room_high: float, look: Look) -> list[list[str]]:
    for lines in (3, 2, 1):
        names = [wrapped(label, room, _LABEL, lines=lines) or [""] for label in labels]
        if sum(_high(name, look) for name in names) <= room_high:
            break
    return names


def _high(name: Sequence[str], look: Look) -> float:
    return look.row + leading(_LABEL) * (len(name) - 1)


def _tops(names: Sequence[Sequence[str]], start: float, look: Look) -> list[float]:
    tops = []
    for name in names:
        tops.append(start)
        start += _high(name, look)
    return tops


def _column(
    drawing: Drawing,
    rows: Sequence[Amount],
    names: Sequence[Sequence[str]],
    tops: Sequence[float],
    place: tuple[float, float],
    colour: str,
    look: Look,
    scale: float | None,
) -> None:
    left, room = place
    top_value, thick = scale or _scale(rows), 0.68 * look.row
    figures = max((width(row.note, _FIGURE) for row in rows), default=0.0) + 0.06
    longest = max(0.25, room - figures)
    drawing.add(Line(((left, tops[0]), (left, tops[-1] + _high(names[-1], look))), look.line, 0.8))
    for row, name, top in zip(rows, names, tops, strict=True):
        centre = top + _high(name, look) / 2
        long = longest * min(row.value / top_value, 1.0)
        fill = look.muted if row.muted else colour
        if scale:
            drawing.add(Box(left, centre - thick / 2, longest, thick, look.panel))
        if row.value:
            long = max(long, 0.012)  # some is never drawn as none
            drawing.add(Box(left, centre - thick / 2, long, thick, fill))
        if row.value > top_value and not scale:
            drawing.add(*_broken(left + long * 0.93, centre, thick, look.background))
        baseline = middle(centre, _FIGURE)
        end = longest if scale else long
        drawing.add(Text(left + end + 0.05, baseline, row.note, _FIGURE, look.ink))


def _scale(rows: Sequence[Amount]) -> float:
    """The longest bar's value. What stands for many values would dwarf them: it is cut."""
    largest = max((row.value for row in rows), default=0)
    single = max((row.value for row in rows if row.label not in AGGREGATES), default=0)
    return (single if single and largest > _BREAK * single else largest) or 1


def _broken(x: float, centre: float, thick: float, background: str) -> list[Line]:
    """Two slanted cuts through a bar that is longer than drawn."""
    half = thick / 2 + 0.03
    return [
        Line(((x + dx - 0.035, centre + half), (x + dx + 0.035, centre - half)), background, 2.0)
        for dx in (0.0, 0.07)
    ]


def share_bar(rows: Sequence[tuple[str, float]], room: float, look: Look) -> Drawing:
    """One bar of 100 %, its parts in order, then a line for each part: count and share."""
    total = sum(value for _, value in rows) or 1
    drawing, high, left = Drawing(), 0.42, 0.0
    colours = _part_colours([label for label, _ in rows], look)
    for (_, value), colour in zip(rows, colours, strict=True):
        long = room * value / total
        if value:
            drawing.add(Box(left, 0, max(long - 0.02, 0.01), high, colour))
        figure = percent(value / total)
        if width(figure, 11, bold=True) + 0.1 < long:
            centre = left + (long - 0.02) / 2
            ink = ink_on(colour)
            drawing.add(Text(centre, middle(high / 2, 11), figure, 11, ink, True, "center"))
        left += long
    drawing.height = high
    for (label, value), colour in zip(rows, colours, strict=True):
        drawing.below(_legend_line(label, value, total, colour, room, look), 0.07)
    return drawing


def _legend_line(
    label: str, value: float, total: float, colour: str, room: float, look: Look
) -> Drawing:
    figure = f"{number(value)} ({percent(value / total)})"
    figure_room = width(figure, _LABEL, bold=True)
    left = 0.2
    text = paragraph(label, room - left - figure_room - 0.15, _LABEL, look.ink, lines=3)
    text.height = max(text.height, leading(_LABEL))
    drawing = Drawing(text.height, [Box(0, 0.02, 0.12, 0.12, colour)])
    drawing.place(text, left)
    widest = max((width(mark.text, _LABEL) for mark in text.marks if isinstance(mark, Text)),
                 default=0.0)  # fmt: skip
    baseline = 0.8 * leading(_LABEL)
    drawing.add(Text(left + widest + 0.1, baseline, figure, _LABEL, look.ink, True))
    return drawing


def _part_colours(labels: Sequence[str], look: Look) -> list[str]:
    """Answers in their own colours, what is not known in the muted one."""
    known = [label for label in labels if label not in MUTED_LABELS]
    return [
        look.muted if label in MUTED_LABELS else look.series[known.index(label) % 4]
        for label in labels
    ]


def rate_dot(rate: float, low: float, high: float, room: float, look: Look) -> Drawing:
    """A rate in [0, 1] as a dot, its 95 % interval as a bar, on an axis from 0 to 100 %."""
    left, right, axis = 0.16, room - 0.28, 0.5

    def at(share: float) -> float:
        return left + (right - left) * min(max(share, 0.0), 1.0)

    drawing = Drawing(axis + 0.26)
    for tick in range(0, 101, 25):
        x = at(tick / 100)
        drawing.add(Line(((x, 0.24), (x, axis)), look.line, 0.7))
        drawing.add(Text(x, axis + 0.17, percent(tick / 100), 8, look.soft, align="center"))
    drawing.add(Line(((left, axis), (right, axis)), look.line, 0.8))
    y = 0.37
    drawing.add(Line(((at(low), y), (at(high), y)), look.main, 3.0))
    for end in (low, high):
        drawing.add(Line(((at(end), y - 0.07), (at(end), y + 0.07)), look.main, 1.6))
    drawing.add(Dot(at(rate), y, 8, look.main, edge=look.background))
    written = f"{percent(rate)}, {between(low, high)}"
    half = width(written, _LABEL, bold=True) / 2
    centre = min(max(at(rate), half), room - half)
    drawing.add(Text(centre, 0.15, written, _LABEL, look.ink, True, "center"))
    return drawing
