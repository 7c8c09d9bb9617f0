"""A workbook's sheets, as rows of the texts that a person sees."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

from core.imports import refusals
from core.imports.files.rows import RawRow
from core.imports.refusals import MAX_COLUMNS

MAX_TEXT = 200_000_000
"""Characters of a sheet; a few bytes may stand for all of them."""
MAX_LINE = 1_000_000
"""Characters of a row."""
MAX_PENDING = 30_000_000
"""Characters of the rows that one piece of the file gives."""
MAX_LINES = 1_048_576
"""What spreadsheets have at most."""
WIDEST = MAX_COLUMNS + 1
"""Cells of a row at most: those further to the right are moved next to it."""


class Sheet(ABC):
    """One sheet. `name` is what its tab says."""

    def __init__(self, name: str) -> None:
        self.name = name

    def raw_rows(self) -> Iterator[RawRow]:
        """Its rows that hold something, with the sheet's own row numbers. Reads the sheet anew.

        FileRefused where it is damaged, or holds too much.
        """
        total = 0
        for line, cells in self.rows():
            size = sum(map(len, cells))
            total += size
            if size > MAX_LINE:
                raise refusals.line_too_long()
            if total > MAX_TEXT:
                raise refusals.too_large_inside()
            yield RawRow(line, cells)

    @abstractmethod
    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(row number, cells up to the last filled one), of the rows that hold something."""

    @property
    @abstractmethod
    def estimate(self) -> int:
        """About how many rows there are, at most."""

    @abstractmethod
    def refuse_if_too_large(self) -> None:
        """FileRefused where the rows hold too much, before anything is done with them."""


class Workbook(ABC):
    """The sheets of a file."""

    @property
    @abstractmethod
    def sheets(self) -> list[Sheet]:
        """Those that are shown, in their order."""

    @abstractmethod
    def texts(self) -> Iterator[str]:
        """All that it says: rows of every sheet, shown or hidden, and notes."""


def put(cells: list[str], column: int, text: str) -> None:
    """Set the cell at a column, from 0, to the right of those that are set."""
    column = min(column, WIDEST - 1)
    if column < len(cells):
        return
    if column > len(cells):
        cells.extend([""] * (column - len(cells)))
    cells.append(text)
