"""A workbook's sheets, as rows of the texts that a person sees."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

from core.imports import refusals
from core.imports.files.rows import RawRow
from core.imports.files.workbooks.archive import Archive, Handler
from core.imports.refusals import MAX_COLUMNS

MAX_TEXT = 200_000_000
"""Characters of a sheet; a few bytes may stand for all of them."""
MAX_LINE = 1_000_000
"""Characters of a row."""
MAX_PENDING = 30_000_000
"""Characters of the rows that one piece of the file gives."""
WIDEST = MAX_COLUMNS + 1
"""Cells of a row at most: those further to the right are moved next to it."""


Done = tuple[int, list[str], int, bool]
"""(row number, cells, how many times it comes, whether it is hidden)."""
Span = tuple[int, int, int]
"""(first row, column, last row) of a cell merged downwards."""
MAX_SPANS = 100_000


class _Merged:
    """Fills the rows under a merged cell with what it says."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starting: dict[int, list[tuple[int, int]]] = {}
        self._holding: dict[int, tuple[int, str]] = {}
        self.add(spans)

    def add(self, spans: Iterable[Span]) -> None:
        """More merged cells."""
        for first, column, last in spans:
            self._starting.setdefault(first, []).append((column, last))

    def filled(self, line: int, cells: list[str]) -> list[str]:
        """A row's cells, with what is merged from above."""
        for column, (last, text) in list(self._holding.items()):
            if line > last:
                del self._holding[column]
            elif column >= len(cells) or not cells[column]:
                cells = cells + [""] * (column + 1 - len(cells))
                cells[column] = text
        for column, last in self._starting.pop(line, ()):
            if column < len(cells) and cells[column]:
                self._holding[column] = (last, cells[column])
        return cells


class RowHandler(Handler):
    """Builds rows of cells while a sheet's XML is parsed."""

    def __init__(self) -> None:
        self._done: list[Done] = []
        self._hidden = False
        self.spans: list[Span] = []
        """Cells merged downwards, of the rows that were read."""
        self._pending = 0
        self._line = 0
        self._size = 0
        self._cells: list[str] = []
        self._parts: list[str] = []
        self.ended = False
        """Whether nothing of the sheet is left to read."""

    def take(self) -> list[Done]:
        """The rows that ended since last time."""
        done, self._done, self._pending = self._done, [], 0
        return done

    def _add_cells(self, column: int, text: str, times: int = 1) -> None:
        """Add a text to the row from that column on, or right of what is there already."""
        self._size += len(text) * times
        if self._size > MAX_LINE:
            raise refusals.line_too_long()
        cells = self._cells
        column = min(column, WIDEST - 1)
        if column < len(cells):
            return
        if column > len(cells):
            cells.extend([""] * (column - len(cells)))
        if times == 1:
            cells.append(text)
        else:
            cells.extend([text] * min(times, WIDEST - len(cells)))

    def _close_row(self, times: int = 1) -> None:
        if self._cells:
            self._done.append((self._line, self._cells, times, self._hidden))
            self._pending += self._size
            if self._pending > MAX_PENDING:
                raise refusals.too_large_inside()


class Sheet(ABC):
    """One sheet. `name` is what its tab says, `part` where its rows are in the zip."""

    def __init__(self, name: str, archive: Archive, part: str) -> None:
        self.name = name
        self._archive = archive
        self._part = part

    def raw_rows(self) -> Iterator[RawRow]:
        """Its rows that hold something, with the sheet's own row numbers. Reads the sheet anew.

        FileRefused where it is damaged, or holds too much.
        """
        total = 0
        handler = self._new_handler()
        merged = _Merged(self._spans())
        for _ in self._archive.parse(self._part, handler):
            done = handler.take()
            merged.add(handler.spans)
            handler.spans.clear()
            for line, cells, times, hidden in done:
                for again in range(times):
                    told = merged.filled(line + again, list(cells) if times > 1 else cells)
                    total += sum(map(len, told))
                    if total > MAX_TEXT:
                        raise refusals.too_large_inside()
                    yield RawRow(line + again, told, hidden=hidden)
            if handler.ended:
                return

    def _spans(self) -> Iterable[Span]:
        """Cells merged downwards, where they can be known before the rows."""
        return ()

    @abstractmethod
    def _new_handler(self) -> RowHandler:
        """What reads its part."""

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
        """All its text: rows of every sheet, shown or hidden, and notes. FileRefused."""
