"""The dashboard as a PDF: A4 pages of headlines, charts and definitions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.rendering.charts import breakdowns
from assistant.rendering.charts.drawing import (
    Box,
    Drawing,
    Line,
    Text,
    leading,
    lines_of_text,
    middle,
    paragraph,
)
from assistant.rendering.charts.frame import titled, warned
from assistant.rendering.charts.overview import tile_rows
from assistant.rendering.charts.painting import document
from assistant.rendering.charts.style import LOOKS, OVERVIEW, Caption, Theme
from assistant.rendering.charts.text import literal, width, wrapped
from assistant.rendering.wording import day, plural
from core.kpis.models import Breakdown, Dashboard, Kpi

TITLE = "Tableau de bord des prospects"
PAGE = (8.27, 11.69)
_MARGIN, _FOOT = 0.7, 0.35
_ROOM = PAGE[0] - 2 * _MARGIN
_HIGH = PAGE[1] - 2 * _MARGIN - _FOOT
_BODY = 9.5
_LOOK = replace(LOOKS[Theme.LIGHT], row=0.21)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never split between two pages, and the room above it when it is not first.

    With `follow`, it stays on the page of what comes next: a heading.
    """

    drawing: Drawing
    above: float = 0.0
    follow: bool = False


def report(
    dashboard: Dashboard,
    definitions: Mapping[Kpi, str],
    caption: Caption,
    conditions: Sequence[str] = (),
) -> bytes:
    """A PDF: what is counted, headlines, every chart, what each indicator means."""
    laid = pages(dashboard, definitions, caption, conditions)
    subject = literal(caption.scope) or plural(dashboard.total, "prospect")
    return document(laid, PAGE, title=title(dashboard), subject=subject, day=caption.day)


def title(dashboard: Dashboard) -> str:
    """The indicator's name where there is one alone."""
    named = [literal(one.label) for one in dashboard.breakdowns]
    return (named[0] if len(named) == 1 else "") or TITLE


def pages(
    dashboard: Dashboard,
    definitions: Mapping[Kpi, str],
    caption: Caption,
    conditions: Sequence[str],
) -> list[Drawing]:
    """The report's pages, drawn but not painted."""
    pieces = [*_head(dashboard, caption, conditions), *_charts(dashboard)]
    laid = _paged([*pieces, *_definitions(dashboard, definitions)])
    for rank, page in enumerate(laid, 1):
        page.add(*_foot(rank, len(laid), caption))
    return laid


def _head(dashboard: Dashboard, caption: Caption, conditions: Sequence[str]) -> Iterator[_Piece]:
    """Title, date, scope, conditions, total, caution, tiles."""
    yield _Piece(paragraph(title(dashboard), _ROOM, 20, _LOOK.ink, bold=True))
    yield from _text(day(caption.day), 11, _LOOK.soft, above=0.04)
    scope = literal(caption.scope)
    yield from _text(scope[:1].upper() + scope[1:], 11, _LOOK.ink, bold=True, above=0.16)
    for row in _chips(conditions):
        yield _Piece(row, 0.08)
    yield from _text(plural(dashboard.total, "prospect"), 11, _LOOK.ink, above=0.14)
    yield _Piece(warned(dashboard.caution, _ROOM, _LOOK), 0.08)
    headlines = dashboard.headlines if dashboard.total else ()
    for rank, row in enumerate(tile_rows(headlines, _ROOM, _LOOK, 3)):
        yield _Piece(row, 0.1 if rank else 0.2)


def _charts(dashboard: Dashboard) -> Iterator[_Piece]:
    alone = len(dashboard.breakdowns) == 1
    for breakdown in dashboard.breakdowns if dashboard.total else ():
        # Alone, its name is the report's title already.
        yield _Piece(_chart(replace(breakdown, label="") if alone else breakdown), 0.34)


def _chart(breakdown: Breakdown) -> Drawing:
    """At most a page high: labels are cut short before bars are."""
    bare = titled(breakdown.label, breakdown.note, breakdown.caution, Drawing(0.01), _ROOM, _LOOK)
    chart = breakdowns.chart(breakdown, _ROOM, _LOOK, _HIGH - bare.height - 0.4)
    if breakdown.base is not None:
        whom = breakdowns.whom(breakdown)
        chart.below(paragraph(f"{whom}.", _ROOM, 8, _LOOK.soft), 0.08)
    return titled(breakdown.label, breakdown.note, breakdown.caution, chart, _ROOM, _LOOK)


def _definitions(dashboard: Dashboard, definitions: Mapping[Kpi, str]) -> Iterator[_Piece]:
    if not definitions:
        return
    heading = paragraph("Ce que disent les indicateurs", _ROOM, 14, _LOOK.ink, bold=True)
    yield _Piece(heading, 0.4, follow=True)
    labels = {headline.kpi: headline.label for headline in dashboard.headlines}
    labels |= {breakdown.kpi: breakdown.label for breakdown in dashboard.breakdowns}
    labels[Kpi.OVERVIEW] = OVERVIEW
    for kpi, words in definitions.items():
        label = paragraph(labels.get(kpi, ""), _ROOM, _BODY, _LOOK.ink, bold=True, lines=3)
        yield _Piece(label, 0.14, follow=True)
        yield from _text(words, _BODY, _LOOK.soft)


def _text(
    words: str, size: float, colour: str, *, bold: bool = False, above: float = 0.0
) -> Iterator[_Piece]:
    """Lines that may go on to the next page."""
    for rank, line in enumerate(wrapped(words, _ROOM, size, bold=bold)):
        yield _Piece(lines_of_text([line], size, colour, bold=bold), 0.0 if rank else above)


def _chips(conditions: Sequence[str]) -> Iterator[Drawing]:
    """Each condition in a rounded box, as many in a row as fit; long ones have several."""
    size, pad, gap, high = 9.0, 0.1, 0.08, 0.26
    row, left = Drawing(high), 0.0
    for condition in filter(None, map(literal, conditions)):
        lines = wrapped(condition, _ROOM - 2 * pad, size)
        long = max(width(line, size) for line in lines) + 2 * pad
        if left and left + long > _ROOM:
            yield row
            row, left = Drawing(high), 0.0
        for rank, line in enumerate(lines):
            if rank:
                yield row
                row = Drawing(high)
            row.add(Box(left, 0, long, high, _LOOK.panel, 0.1, _LOOK.line))
            row.add(Text(left + pad, middle(high / 2, size), line, size, _LOOK.ink))
        left += long + gap
    if left:
        yield row


def _paged(pieces: Sequence[_Piece]) -> list[Drawing]:
    """Pieces in order on as few pages as they need."""
    pages = [Drawing(_MARGIN)]
    bottom = _MARGIN + _HIGH
    pieces = [piece for piece in pieces if piece.drawing.height]
    for rank, piece in enumerate(pieces):
        page = pages[-1]
        above = piece.above if page.marks else 0.0
        needed = above + piece.drawing.height + _followed(pieces[rank:])
        if page.marks and page.height + needed > bottom:
            page = Drawing(_MARGIN)
            pages.append(page)
            above = 0.0
        page.place(piece.drawing, _MARGIN, page.height + above)
        page.height += above + piece.drawing.height
    return pages


def _followed(pieces: Sequence[_Piece]) -> float:
    """How much must fit under the first: all headings that follow, and two lines of their text."""
    needed = 0.0
    for piece, after in pairwise(pieces):
        if not piece.follow:
            break
        needed += after.above + after.drawing.height
    return min(needed + leading(_BODY), _HIGH / 2) if needed else 0.0


def _foot(rank: int, count: int, caption: Caption) -> Iterator[Line | Text]:
    y = PAGE[1] - _MARGIN + 0.05
    right = PAGE[0] - _MARGIN
    yield Line(((_MARGIN, y - 0.2), (right, y - 0.2)), _LOOK.line, 0.7)
    number = f"{rank} / {count}"
    scope = literal(caption.scope)
    parts = ["MimiCom", day(caption.day), scope[:1].upper() + scope[1:]]
    room = _ROOM - width(number, 8) - 0.2
    words = wrapped(" · ".join(filter(None, parts)), room, 8, lines=1)[0]
    yield Text(_MARGIN, y, words, 8, _LOOK.soft)
    yield Text(right, y, number, 8, _LOOK.soft, align="right")
