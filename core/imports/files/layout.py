"""Where a table's header is, and how wide the table is, from its first rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.imports import refusals
from core.imports.columns.guessing import guess, looks_like_data
from core.imports.columns.headings import meaning
from core.imports.files.rows import RawRow
from core.imports.refusals import MAX_COLUMNS
from core.vocabulary.text import fold

HEADER_WITHIN = 30
"""Rows among which the header is looked for."""
# Where these are in the first row, unknown words beside them are data too.
_TELLING = ("ville", "region", "departement", "statut", "pays")


@dataclass(frozen=True)
class Layout:
    """The header, None where the first row is data; its headings as written; the table's width."""

    header: RawRow | None
    headings: tuple[str, ...]
    width: int
    above: tuple[str, ...] = ()
    """The row of groups over the headings ('Contact' over 'Nom'), where there is one."""

    def repeats(self, cells: Sequence[str]) -> bool:
        """Whether a row says the headings, or the groups over them, again."""
        if self.header is None or not (first := self._first_heading):
            return False
        # Nearly every row differs in its first heading's cell.
        at, texts = first
        if at >= len(cells) or cells[at].strip().casefold() not in texts:
            return False
        return any(
            _same(cells, row) for row in (self.header.cells or [], self.above) if len(row) > 1
        )

    @cached_property
    def _first_heading(self) -> tuple[int, frozenset[str]] | None:
        cells = self.header.cells or [] if self.header else []
        at = next((at for at, cell in enumerate(cells) if cell.strip()), None)
        if at is None:
            return None
        rows = [row[at] for row in (cells, self.above) if at < len(row)]
        return at, frozenset(cell.strip().strip("\ufeff").casefold() for cell in rows)

    def first_line(self, start: int) -> int:
        """The first line that may be data, of a table that starts at that line."""
        return self.header.line + 1 if self.header else start


def is_blank(row: RawRow) -> bool:
    """Whether all the cells are empty, so that the row does not exist."""
    return row.cells is not None and not any(cell and not cell.isspace() for cell in row.cells)


def known_headings(cells: list[str]) -> int:
    """How many fields the cells name."""
    short = (cell.strip() for cell in cells[:MAX_COLUMNS] if len(cell) < 80)
    return len({field for cell in short if (field := meaning(cell))})


def find(rows: list[RawRow]) -> Layout:
    """The layout that a table's first rows show; none of them is blank, nor lacks its cells.

    FileRefused where they are no table.
    """
    if not rows:
        raise refusals.unreadable()
    if max(_filled_width(r.cells or []) for r in rows[:HEADER_WITHIN]) > MAX_COLUMNS:
        raise refusals.too_wide()
    header = _header(rows)
    if header is None:
        widths = Counter(len(r.cells or []) for r in rows)
        width = max(widths.items(), key=lambda pair: (pair[1], pair[0]))[0]
        if width < 2 and not any(meaning((r.cells or [""])[0]) for r in rows[:1]):
            _refuse_prose(rows)
        return Layout(None, (), width)
    cells = [cell.strip().strip("\ufeff") for cell in header.cells or []]
    if len(cells) < 2 and not known_headings(cells):
        raise refusals.unreadable()
    above = _above(rows, header)
    headings = _joined(cells, above)
    return Layout(header, tuple(headings), len(headings), tuple(above))


def _above(rows: list[RawRow], header: RawRow) -> list[str]:
    """The row of groups right over the header: several, or one that is not over the first column,
    which would be a title."""
    before = [row for row in rows if row.line < header.line]
    cells = [cell.strip() for cell in (before[-1].cells or [])] if before else []
    filled = [at for at, cell in enumerate(cells) if cell]
    if len(filled) > 1 or (filled and filled[0] > 0):
        return [] if any(map(looks_like_data, cells)) else cells
    return []


def _joined(cells: list[str], above: list[str]) -> list[str]:
    """The headings, each with the group over it where it says more so: 'Contact Nom'."""
    width = max(len(cells), len(above))
    joined, group = [], ""
    for at in range(width):
        own = cells[at] if at < len(cells) else ""
        over = above[at] if at < len(above) else ""
        group = over or group
        whole = f"{group} {own}".strip()
        if not own:
            joined.append(over if meaning(over) else "")
            continue
        told = meaning(whole)
        joined.append(whole if group and told and told != meaning(own) else own)
    # 'Contact' over the only 'Nom' there is: it names the organisation all the same.
    named = "nom_structure" in map(meaning, joined)
    return joined if named or "nom" not in map(meaning, cells) else [*cells, *joined[len(cells) :]]


def _same(cells: Sequence[str], row: Sequence[str]) -> bool:
    texts = [fold(cell) for cell in cells]
    wanted = [fold(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    while wanted and not wanted[-1]:
        wanted.pop()
    return texts == wanted and sum(map(bool, wanted)) > 1


def _filled_width(cells: list[str]) -> int:
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    return width


def _header(rows: list[RawRow]) -> RawRow | None:
    """The first row that is headings for sure; else the first row, unless it holds data."""
    for row in rows[:HEADER_WITHIN]:
        cells = [cell for cell in row.cells or [] if cell.strip()]
        known = known_headings(cells)
        mostly = known * 2 >= len(cells)
        first = row is rows[0]
        enough = known > 2 or (known == 2 and (mostly or first)) or (known and mostly and first)
        if enough and known > sum(map(looks_like_data, cells)):
            return _finer(rows, row, known)
    cells = rows[0].cells or []
    if any(looks_like_data(cell) or guess(cell) in _TELLING for cell in cells):
        return None
    return rows[0] if len(rows) > 1 else None


def _finer(rows: list[RawRow], header: RawRow, known: int) -> RawRow:
    """The row below, where headings are of two levels: 'Contact' over 'Nom' and 'E-mail'."""
    below = next((row for row in rows if row.line > header.line), header)
    cells = [cell for cell in below.cells or [] if cell.strip()]
    if any(map(looks_like_data, cells)):
        return header
    detailed = known_headings(cells)
    finer = detailed > max(2, known) and detailed * 2 >= len(cells)
    # Groups and headings of their own in one row: what is below has headings alone.
    all_headings = len(cells) > 1 and all(meaning(cell.strip()) for cell in cells)
    places = [at for at, cell in enumerate(below.cells or []) if cell.strip()]
    apart = any(not cell.strip() for cell in (header.cells or [])) or len(header.cells or []) < (
        max(places, default=0) + 1
    )
    return below if finer or (all_headings and apart and below is not header) else header


def _refuse_prose(rows: list[RawRow]) -> None:
    # One column that no heading names and where nothing looks like a table's data.
    if not any(looks_like_data(cell) for row in rows for cell in row.cells or []):
        raise refusals.unreadable()
