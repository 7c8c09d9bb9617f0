"""A file that can be read as a table, once its separator, header or sheet is known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from core.imports import refusals
from core.imports.files.encodings import Reading, lines
from core.imports.files.layout import Layout, is_blank
from core.imports.files.rows import RawRow, read_rows
from core.imports.files.workbooks.sheet import Sheet

MAX_ROWS = 1_000_000
OnHeading = Callable[[], None]


def _nothing() -> None:
    """For those who do not count the headings that come again."""


@dataclass(frozen=True)
class Table:
    """A file that can be read as a table. Encoding and delimiter are None for a workbook."""

    data: bytes = field(repr=False)
    encoding: str | None
    delimiter: str | None
    layout: Layout
    first_line: int = 1
    """Rows before it are no data: a title, the header, 'sep='."""
    sheet: Sheet | None = None
    """The sheet read, of a workbook."""
    mended: bool = False
    """Whether accents that the file had lost were put right."""
    readings: tuple[Reading, ...] = ()
    """The two ways to read it, where its letters leave doubt."""
    other_sheets: tuple[str, ...] = ()
    """Names of the other sheets that hold a table, which are not read."""

    @property
    def header_line(self) -> int | None:
        """The header's line in the file, from 1; None without one."""
        return self.layout.header.line if self.layout.header else None

    @property
    def headings(self) -> tuple[str, ...]:
        """As written; empty without a header."""
        return self.layout.headings

    @property
    def sheet_name(self) -> str | None:
        """The name of the sheet read, of a workbook."""
        return self.sheet.name if self.sheet else None

    def rows(self, on_heading: OnHeading = _nothing) -> Iterator[RawRow]:
        """The data rows, those whose cells are all empty left out, and those that repeat the
        headings, for each of which `on_heading` is called. Reads the file anew.

        FileRefused past the limit of rows, or where a workbook turns out to be damaged.
        """
        count = 0
        first, again = self.first_line, self.layout.repeats
        for row in self._all_rows():
            cells = row.cells
            # Nearly every row has a first cell, and so is not blank.
            blank = (not cells or not cells[0] or cells[0].isspace()) and is_blank(row)
            if blank or row.line < first:
                continue
            if cells and again(cells):
                on_heading()
                continue
            count += 1
            if count > MAX_ROWS:
                raise refusals.too_large()
            yield row

    def _all_rows(self) -> Iterator[RawRow]:
        if self.sheet is not None:
            return self.sheet.raw_rows()
        assert self.encoding is not None
        assert self.delimiter is not None
        return read_rows(lines(self.data, self.encoding), self.delimiter, self.layout.width)

    @cached_property
    def estimate(self) -> int:
        """About how many rows there are, at most."""
        if self.sheet is not None:
            return max(1, self.sheet.estimate)
        ends = self.data.count(b"\n") + self.data.count(b"\r") - self.data.count(b"\r\n")
        last = 0 if self.data.endswith((b"\n", b"\r")) else 1
        return max(1, ends + last - self.first_line + 1)
