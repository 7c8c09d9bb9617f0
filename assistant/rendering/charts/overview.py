"""The headline figures as tiles."""

from collections.abc import Sequence

from assistant.rendering.charts.drawing import Box, Drawing, paragraph, stacked
from assistant.rendering.charts.style import NOTHING, Look
from assistant.rendering.charts.text import width, wrapped
from core.kpis.models import Headline

_GAP, _PAD = 0.1, 0.1


def tile_rows(
    headlines: Sequence[Headline], room: float, look: Look, columns: int
) -> list[Drawing]:
    """The tiles, one drawing a row; a sentence where there are none."""
    if not headlines:
        return [paragraph(NOTHING, room, 10, look.soft)]
    each = (room - _GAP * (columns - 1)) / columns
    rows = [headlines[start : start + columns] for start in range(0, len(headlines), columns)]
    return [_row([_tile(headline, each, look) for headline in row], each, look) for row in rows]


def tiles(headlines: Sequence[Headline], room: float, look: Look, columns: int = 2) -> Drawing:
    """All the tiles in rows."""
    return stacked(tile_rows(headlines, room, look, columns), _GAP)


def _row(texts: Sequence[Drawing], each: float, look: Look) -> Drawing:
    row = Drawing(max(text.height for text in texts) + 2 * _PAD)
    for rank, text in enumerate(texts):
        left = rank * (each + _GAP)
        row.add(Box(left, 0, each, row.height, look.panel, 0.07))
        row.place(text, left + _PAD, _PAD)
    return row


def _tile(headline: Headline, each: float, look: Look) -> Drawing:
    room = each - 2 * _PAD
    return stacked([
        paragraph(headline.label, room, 8, look.soft, lines=3),
        _figure(headline.figure, room, look),
        paragraph(headline.detail, room, 8, look.soft, lines=5),
    ], 0.03)  # fmt: skip


def _figure(figure: str, room: float, look: Look) -> Drawing:
    """As large as it fits on a line; a name that does not is wrapped."""
    for size in (16.0, 13.0, 11.0):
        if width(figure, size, bold=True) <= room:
            break
    lines = 1 if len(wrapped(figure, room, size, bold=True)) == 1 else 3
    return paragraph(figure, room, size, look.main, bold=True, lines=lines)
