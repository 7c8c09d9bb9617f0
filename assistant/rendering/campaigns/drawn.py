"""A campaign's results on a picture and in a PDF. Plain values in, so that a process may draw."""

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.rendering.campaigns import figures, terms
from assistant.rendering.charts.bars import Amount, bars
from assistant.rendering.charts.drawing import Drawing, paragraph, stacked
from assistant.rendering.charts.frame import framed, titled
from assistant.rendering.charts.overview import tile_rows
from assistant.rendering.charts.painting import document, picture
from assistant.rendering.charts.style import (
    LOOKS,
    MARGIN,
    WIDTH,
    Caption,
    Format,
    Look,
    Theme,
)
from assistant.rendering.charts.text import literal
from assistant.rendering.wording import day
from core.campaigns.overviews import Overview
from core.kpis.models import Headline, Kpi

_PAGE = (8.27, 11.69)
_SIDE = 0.7
_ROOM, _BOTTOM = _PAGE[0] - 2 * _SIDE, _PAGE[1] - _SIDE
_PICTURE_ROOM = WIDTH - 2 * MARGIN


@dataclass(frozen=True)
class Drawn:
    """What is drawn of results."""

    title: str
    note: str
    caution: str
    whom: str
    tiles: tuple[Headline, ...]
    bars: tuple[tuple[str, tuple[Amount, ...]], ...]
    told: tuple[tuple[str, str], ...]
    """Each figure with its definition."""


def drawn_of(found: Overview) -> Drawn:
    """The same figures as on the page."""
    campaign = found.results.campaign
    tiles = list(figures.figures(found))
    told = figures.definitions()
    return Drawn(
        title=f"Résultats : {campaign.nom}",
        note=figures.verdict(found),
        caution=figures.caution(found),
        whom=terms.mails(found.results.whole.reached),
        tiles=tuple(
            Headline(Kpi.OVERVIEW, one.label, one.figure, one.detail, one.count, None)
            for one in tiles
        ),
        bars=tuple(
            (
                f"Réponses {terms.BY[by].lower()}",
                tuple(
                    Amount(one.label, one.rate.value or 0.0, one.told)
                    for one in figures.parts(found, by)
                ),
            )
            for by in figures.shown_by(found)
        ),
        told=(
            *((one.label, told[one.key]) for one in tiles),
            ("Intervalle", told["interval"]),
        ),
    )


def draw_results(
    found: Drawn, caption: Caption, format: Format = Format.PNG, theme: Theme = Theme.LIGHT
) -> bytes:
    """One picture: tiles, then the breakdowns."""
    look = LOOKS[theme]
    charts = [*_tiles(found, _PICTURE_ROOM, look, 2), *_bars(found, _PICTURE_ROOM, look)]
    headed = titled(
        found.title, found.note, found.caution, stacked(charts, 0.2), _PICTURE_ROOM, look
    )
    whole = framed(headed, found.whom, caption, _PICTURE_ROOM, look)
    alt = f"{found.title}. " + "; ".join(f"{one.label} : {one.figure}" for one in found.tiles)
    return picture(whole, WIDTH, format, background=look.background, title=found.title, alt=alt)


def results_report(found: Drawn, caption: Caption) -> bytes:
    """A PDF: what the page shows, and what each figure counts."""
    look = LOOKS[Theme.LIGHT]
    head = paragraph(found.title, _ROOM, 20, look.ink, bold=True)
    pieces = [
        stacked([head, paragraph(day(caption.day), _ROOM, 11, look.soft)], 0.06),
        titled("", found.note, found.caution, Drawing(0.01), _ROOM, look),
        *_tiles(found, _ROOM, look, 3),
        *_bars(found, _ROOM, look),
        *_told(found, look),
    ]
    subject = literal(caption.scope)
    return document(_paged(pieces), _PAGE, title=found.title, subject=subject, day=caption.day)


def _tiles(found: Drawn, room: float, look: Look, columns: int) -> list[Drawing]:
    return tile_rows(found.tiles, room, look, columns)


def _bars(found: Drawn, room: float, look: Look) -> Iterator[Drawing]:
    for title, amounts in found.bars:
        head = paragraph(title, room, 11, look.ink, bold=True)
        yield stacked([head, bars(amounts, room, look)], 0.08)


def _told(found: Drawn, look: Look) -> Iterator[Drawing]:
    yield paragraph("Ce que disent ces chiffres", _ROOM, 14, look.ink, bold=True)
    for label, told in found.told:
        name = paragraph(label, _ROOM, 9.5, look.ink, bold=True)
        yield stacked([name, paragraph(told, _ROOM, 9.5, look.soft)], 0.02)


def _paged(pieces: list[Drawing]) -> list[Drawing]:
    """Pieces in order on as few pages as they need."""
    pages = [Drawing(_SIDE)]
    for piece in pieces:
        page, above = pages[-1], 0.14
        if page.marks and page.height + above + piece.height > _BOTTOM:
            page, above = Drawing(_SIDE), 0.0
            pages.append(page)
        page.place(piece, _SIDE, page.height + above)
        page.height += above + piece.height
    return pages
