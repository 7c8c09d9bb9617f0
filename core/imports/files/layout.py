"""Where a table's header is, and how wide the table is, from its first rows."""

from collections import Counter
from dataclasses import dataclass

from core.imports import refusals
from core.imports.columns.guessing import guess, looks_like_data
from core.imports.columns.headings import meaning
from core.imports.files.rows import RawRow
from core.imports.refusals import MAX_COLUMNS

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
    cells = header.cells or []
    if len(cells) < 2 and not known_headings(cells):
        raise refusals.unreadable()
    return Layout(header, tuple(cell.strip().strip("\ufeff") for cell in cells), len(cells))


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
    detailed = known_headings(cells)
    finer = detailed > max(2, known) and not any(map(looks_like_data, cells))
    return below if finer and detailed * 2 >= len(cells) else header


def _refuse_prose(rows: list[RawRow]) -> None:
    # One column that no heading names and where nothing looks like a table's data.
    if not any(looks_like_data(cell) for row in rows for cell in row.cells or []):
        raise refusals.unreadable()
