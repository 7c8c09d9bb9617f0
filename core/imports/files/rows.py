"""The lines of a text file as rows of cells.

A quoted cell may hold line breaks; a quote that is never closed, or that would be closed only after
whole rows, costs its own row and no other.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.imports.files.quotes import Effect, effect_on_open_cell, split_line

MAX_ROW_LINES = 2_000
MAX_ROW_CHARS = 1_000_000


@dataclass(slots=True)
class RawRow:
    """The cells of a row as they are in the file; `line` is where it starts, from 1.

    `cells` is None where a quote is not closed; `text` is then the line as found.
    """

    line: int
    cells: list[str] | None
    text: str = ""
    hidden: bool = False
    """Whether a workbook hides it, or its filter does."""


class _Lines:
    """Lines with their numbers, and a way to give some back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.fresh = iter(lines)
        """Lines not read yet; whoever takes one counts it in `number`."""
        self.number = 0
        self._returned: deque[tuple[int, str]] = deque()

    def next(self) -> tuple[int, str] | None:
        if self._returned:
            return self._returned.popleft()
        line = next(self.fresh, None)
        if line is None:
            return None
        self.number += 1
        return self.number, line.rstrip("\n")

    def next_returned(self) -> tuple[int, str] | None:
        """The next of those given back, if any is left."""
        return self._returned.popleft() if self._returned else None

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        self._returned.extendleft(reversed(lines))


class _OneLine:
    """One line at a time, for `csv.reader`, which finds nothing after it."""

    line: str | None = None

    def __iter__(self) -> "_OneLine":
        return self

    def __next__(self) -> str:
        line, self.line = self.line, None
        if line is None:
            raise StopIteration
        return line


def read_rows(lines: Iterable[str], delimiter: str, width: int | None = None) -> Iterator[RawRow]:
    """The rows of lines that end in '\\n' or nothing; empty lines are left out.

    `width` is the number of columns expected: by it, an unclosed quote that took whole rows in is
    distinguished from a long cell.
    """
    source = _Lines(lines)
    one = _OneLine()
    # Made once: making one costs as much as a line.
    quickly = csv.reader(one, delimiter=delimiter, skipinitialspace=True, strict=True)
    number = 0
    for line in source.fresh:
        number += 1
        if '"' not in line:
            if line != "\n":
                yield RawRow(number, line.rstrip("\n").split(delimiter))
            continue
        one.line = text = line.rstrip("\n")
        try:
            yield RawRow(number, next(quickly), text)
            continue
        except csv.Error:
            source.number = number
        yield _quoted_row(number, text, source, delimiter, width)
        while (returned := source.next_returned()) is not None:
            if '"' in returned[1]:
                yield _quoted_row(*returned, source, delimiter, width)
            elif returned[1]:
                yield RawRow(returned[0], returned[1].split(delimiter))
        number = source.number


def _quoted_row(
    number: int, line: str, source: _Lines, delimiter: str, width: int | None
) -> RawRow:
    cells, still_open = split_line(line, delimiter)
    if not still_open or cells is None:
        return RawRow(number, cells, line)
    following = _lines_until_closed(source, delimiter)
    if following is not None:
        texts = [line, *(text for _, text in following)]
        whole = "\n".join(texts)
        cells, still_open = split_line(whole, delimiter, strict=True)
        if (
            cells is not None
            and not still_open
            and not _takes_rows_in(texts, cells, delimiter, width)
        ):
            return RawRow(number, cells)
        source.give_back(following)
    return RawRow(number, None, line)


def _lines_until_closed(source: _Lines, delimiter: str) -> list[tuple[int, str]] | None:
    """The lines up to the one that closes the open quote; None (all given back) if none does."""
    taken: list[tuple[int, str]] = []
    size = 0
    still_open = True
    while still_open:
        numbered = source.next()
        if numbered is None:
            break
        taken.append(numbered)
        size += len(numbered[1])
        effect = effect_on_open_cell(numbered[1], delimiter)
        if effect is Effect.BREAKS or len(taken) > MAX_ROW_LINES or size > MAX_ROW_CHARS:
            break
        still_open = effect is Effect.NONE
    if still_open:
        source.give_back(taken)
        return None
    return taken


def _takes_rows_in(texts: list[str], cells: list[str], delimiter: str, width: int | None) -> bool:
    """Whether a row over several lines is rather an unclosed quote that took rows in.

    `texts` are its lines, `cells` what they make together.
    """
    if width is None or width < 3:
        return False
    counts = [text.count(delimiter) for text in texts]
    if len(cells) == width:
        # Each line would make a whole row by itself.
        return all(count == width - 1 for count in counts)
    inner = [text.count(delimiter) for text in texts[1:-1] if '"' not in text]
    if any(count >= width - 1 for count in inner):
        return True
    return len(cells) < width and counts[-1] >= width - 1
