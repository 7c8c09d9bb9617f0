"""Two to four selections side by side: bars of shares, rates with their interval."""

from collections.abc import Sequence

from assistant.rendering.charts.drawing import (
    Box,
    Drawing,
    Line,
    lines_of_text,
    paragraph,
    stacked,
)
from assistant.rendering.charts.style import NOTHING, Look
from assistant.rendering.charts.text import literal, number, width, wrapped
from assistant.rendering.wording import plural
from core.kpis.models import Cell, Comparison, ComparisonRow

_BARS = 60  # bars of all sides together: beyond, rows are said to be in the table
_THICK, _STEP, _FIGURE = 0.15, 0.19, 8.0


def chart(comparison: Comparison, room: float, look: Look) -> Drawing:
    """A legend of the sides, then each row's bars; rows beyond some thirty are counted."""
    rows = comparison.rows
    if not rows or not any(side.total for side in comparison.sides):
        return paragraph(NOTHING, room, 10, look.soft)
    shown = rows[: max(1, _BARS // max(1, len(comparison.sides)))]
    unit = _unit([cell for row in shown if _shared(row) for cell in row.cells], room)
    parts = [_legend(comparison, room, look)]
    parts += [_row(row, unit, room, look) for row in shown]
    if len(rows) > len(shown):
        more = plural(len(rows) - len(shown), "autre ligne", "autres lignes")
        parts.append(paragraph(f"Et {more}, à lire dans le tableau.", room, 8, look.soft))
    return stacked(parts, 0.13)


def whom(comparison: Comparison) -> str:
    """ "n = 120 / 48 prospects", in the order of the sides."""
    sizes = " / ".join(number(side.total) for side in comparison.sides)
    several = any(side.total > 1 for side in comparison.sides)
    return f"n = {sizes} {'prospects' if several else 'prospect'}"


def _legend(comparison: Comparison, room: float, look: Look) -> Drawing:
    lines = []
    for side, colour in zip(comparison.sides, _colours(comparison, look), strict=True):
        words = f"{side.label} (n\u00a0=\u00a0{number(side.total)})"
        text = paragraph(words, room - 0.2, 9, look.ink, bold=True, lines=3)
        text.height = max(text.height, 0.16)
        line = Drawing(text.height, [Box(0, 0.02, 0.12, 0.12, colour)])
        line.place(text, 0.2)
        lines.append(line)
    return stacked(lines, 0.03)


def _colours(comparison: Comparison, look: Look) -> list[str]:
    return [look.series[rank % len(look.series)] for rank in range(len(comparison.sides))]


def _shared(row: ComparisonRow) -> bool:
    return any(cell.share is not None for cell in row.cells)


def _unit(cells: Sequence[Cell], room: float) -> float:
    """Inches for 100 %, the same in every row: what is longer is more."""
    shares = [value for cell in cells for value in (cell.share, cell.high) if value]
    lines = [line for cell in cells for line in _lines(_note(cell), 0.5 * room)]
    longest = room - 0.12 - max((width(line, _FIGURE) for line in lines), default=0.0)
    return longest / min(1.0, max(0.01, *shares) if shares else 1.0)


def _row(row: ComparisonRow, unit: float, room: float, look: Look) -> Drawing:
    """The row's name, what each side has, and whether the sides differ."""
    return stacked([
        paragraph(row.label, room, 9, look.ink, lines=3),
        _bars(row.cells, unit, room, look) if _shared(row) else _words(row.cells, room, look),
        paragraph(row.verdict, room, 8, look.soft, lines=3),
    ], 0.03)  # fmt: skip


def _bars(cells: Sequence[Cell], unit: float, room: float, look: Look) -> Drawing:
    """A bar a side, its figure beside it: on several lines rather than cut."""
    notes = [_lines(_note(cell), 0.5 * room) for cell in cells]
    bars = Drawing()
    for rank, (cell, note) in enumerate(zip(cells, notes, strict=True)):
        text = lines_of_text(note, _FIGURE, look.ink)
        high = max(_STEP, text.height + 0.04)
        centre = bars.height + high / 2
        end = _bar(bars, cell, unit, centre, look.series[rank % 4], look)
        bars.place(text, end + 0.05, centre - text.height / 2)
        bars.height += high
    bars.marks.insert(0, Line(((0, -0.01), (0, bars.height)), look.line, 0.8))
    return bars


def _words(cells: Sequence[Cell], room: float, look: Look) -> Drawing:
    """Figures beside their side's colour: bars of counts would compare sizes, which differ."""
    lines = []
    for rank, cell in enumerate(cells):
        text = paragraph(_note(cell), room - 0.2, _FIGURE, look.ink, lines=4)
        line = Drawing(max(text.height, _STEP), [Box(0, 0.02, 0.1, 0.1, look.series[rank % 4])])
        line.place(text, 0.2)
        lines.append(line)
    return stacked(lines)


def _note(cell: Cell) -> str:
    return f"{cell.text} · {cell.detail}" if cell.detail else cell.text


def _lines(note: str, room: float) -> list[str]:
    """The note as it fits: the interval goes to the next line first."""
    note = literal(note)
    if width(note, _FIGURE) <= room:
        return [note]
    figure, mark, interval = note.partition("; ")
    figure = (figure + mark).rstrip(" ")
    return [
        *wrapped(figure, room, _FIGURE, lines=3),
        *wrapped(interval, room, _FIGURE, lines=3),
    ]


def _bar(bars: Drawing, cell: Cell, unit: float, centre: float, colour: str, look: Look) -> float:
    """Draws the cell's bar and interval; where they end."""
    value = cell.share or 0.0
    long = unit * value
    if value:
        long = max(long, 0.012)
        bars.add(Box(0, centre - _THICK / 2, long, _THICK, colour))
    if cell.low is None or cell.high is None:
        return long
    low, high = unit * max(0.0, cell.low), unit * min(1.0, cell.high)
    bars.add(Line(((low, centre), (high, centre)), look.background, 3.2))
    bars.add(Line(((low, centre), (high, centre)), look.ink, 1.2))
    for x in (low, high):
        bars.add(Line(((x, centre - 0.04), (x, centre + 0.04)), look.ink, 1.2))
    return max(long, high)
