"""A schedule on paper: what is to be done, to be ticked by hand, and its picture."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.rendering.charts import gantt
from assistant.rendering.charts.drawing import Box, Drawing, Line, Text, paragraph, stacked
from assistant.rendering.charts.gantt import Gantt, GanttRow, Progress
from assistant.rendering.charts.painting import document
from assistant.rendering.charts.style import LOOKS, Caption, Theme
from assistant.rendering.charts.text import literal, width, wrapped
from assistant.rendering.wording import day

PAGE = (8.27, 11.69)
_MARGIN, _FOOT = 0.7, 0.35
_ROOM = PAGE[0] - 2 * _MARGIN
_BOTTOM = PAGE[1] - _MARGIN - _FOOT
_TICK, _BODY, _DETAIL = 0.14, 10.0, 8.5
_LOOK = LOOKS[Theme.LIGHT]


def plan_report(plan: Gantt, caption: Caption) -> bytes:
    """A PDF: how far it is, a list to tick, the tasks over time."""
    laid = pages(plan, caption)
    subject = literal(caption.scope)
    return document(laid, PAGE, title=literal(plan.title), subject=subject, day=caption.day)


def pages(plan: Gantt, caption: Caption) -> list[Drawing]:
    """Its pages, drawn but not painted."""
    laid = _laid([*_checklist(plan), *_over_time(plan)])
    for rank, page in enumerate(laid, 1):
        page.add(*_foot(rank, len(laid), caption))
    return laid


@dataclass(frozen=True)
class _Piece:
    """What is never split between two pages; `again` stands above it at the top of one."""

    drawing: Drawing
    again: Drawing | None = None


def _checklist(plan: Gantt) -> Iterator[_Piece]:
    title = paragraph(plan.title, _ROOM, 20, _LOOK.ink, bold=True)
    note = paragraph(plan.note, _ROOM, 11, _LOOK.soft)
    yield _Piece(stacked([title, note, Drawing(0.1)], 0.06))
    for row in plan.rows:
        yield _Piece(_item(row))


def _over_time(plan: Gantt) -> Iterator[_Piece]:
    if not plan.rows:
        return
    axis = gantt.axis(plan, _ROOM, _LOOK)
    first, *others = gantt.rows(plan, _ROOM, _LOOK)
    heading = paragraph("Dans le temps", _ROOM, 14, _LOOK.ink, bold=True)
    head = stacked([Drawing(0.2), heading, gantt.key(plan, _ROOM, _LOOK), axis], 0.06)
    yield _Piece(stacked([head, first]))
    for row in others:
        yield _Piece(row, axis)


def _item(row: GanttRow) -> Drawing:
    """A box to tick, ticked where it is done."""
    room = _ROOM - 2 * _TICK
    words = paragraph(row.title, room, _BODY, _LOOK.ink)
    words.below(paragraph(row.detail, room, _DETAIL, _LOOK.soft))
    item = Drawing(words.height + 0.08)
    item.add(Box(0, 0.02, _TICK, _TICK, _LOOK.background, 0.02, _LOOK.soft))
    if row.progress is Progress.DONE:
        corners = ((0.02, 0.09), (0.06, 0.13), (0.13, 0.04))
        item.add(Line(corners, _LOOK.main, 1.8))
    item.place(words, 2 * _TICK)
    return item


def _laid(pieces: Iterable[_Piece]) -> list[Drawing]:
    """Pieces on as few pages as they need."""
    found = [Drawing(_MARGIN)]
    for piece in pieces:
        page = found[-1]
        if page.marks and page.height + piece.drawing.height > _BOTTOM:
            page = Drawing(_MARGIN)
            found.append(page)
            if piece.again is not None:
                _put(page, piece.again)
        _put(page, piece.drawing)
    return found


def _put(page: Drawing, drawing: Drawing) -> None:
    page.place(drawing, _MARGIN, page.height)
    page.height += drawing.height


def _foot(rank: int, count: int, caption: Caption) -> Iterator[Line | Text]:
    y, right = PAGE[1] - _MARGIN + 0.05, PAGE[0] - _MARGIN
    yield Line(((_MARGIN, y - 0.2), (right, y - 0.2)), _LOOK.line, 0.7)
    number = f"{rank} / {count}"
    parts = ("MimiCom", day(caption.day), literal(caption.scope))
    words = wrapped(" · ".join(filter(None, parts)), _ROOM - width(number, 8) - 0.2, 8, lines=1)
    yield Text(_MARGIN, y, words[0], 8, _LOOK.soft)
    yield Text(right, y, number, 8, _LOOK.soft, align="right")
