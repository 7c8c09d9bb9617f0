"""Lines into records: cells, quotes, and the row that forgot to close one.

A quote opens only at a cell's start. A quoted cell may hold line breaks; a quote that never
closes, or whose closing would swallow whole rows, costs its own row and no other.
"""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MAX_RECORD_LINES = 2_000
MAX_RECORD_CHARS = 1_000_000
_SPACES = " \u00a0"


@dataclass(slots=True)
class Record:
    """The cells of a row; `line` is where it starts in the file, from 1.

    `cells` is None where a quote is not closed; `text` is then the line as found.
    """

    line: int
    cells: list[str] | None
    text: str = ""


class _Lines:
    """Lines with their numbers, and a way to give some back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.fresh = iter(lines)
        """Lines not read yet; who takes one counts it in `number`."""
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


class _One:
    """A line at a time, for `csv.reader`, which finds nothing after it."""

    line: str | None = None

    def __iter__(self) -> "_One":
        return self

    def __next__(self) -> str:
        line, self.line = self.line, None
        if line is None:
            raise StopIteration
        return line


def records(lines: Iterable[str], delimiter: str, width: int | None = None) -> Iterator[Record]:
    """The records of lines that end in '\\n' or nothing; empty lines are left out.

    `width` is the number of columns expected, which tells a swallowed row from a long cell.
    """
    source = _Lines(lines)
    one = _One()
    # Made once: making one costs as much as a line.
    quickly = csv.reader(one, delimiter=delimiter, skipinitialspace=True, strict=True)
    number = 0
    for line in source.fresh:
        number += 1
        if '"' not in line:
            if line != "\n":
                yield Record(number, line.rstrip("\n").split(delimiter))
            continue
        one.line = text = line.rstrip("\n")
        try:
            yield Record(number, next(quickly), text)
            continue
        except csv.Error:
            source.number = number
        yield _quoted(number, text, source, delimiter, width)
        while (returned := source.next_returned()) is not None:
            if '"' in returned[1]:
                yield _quoted(*returned, source, delimiter, width)
            elif returned[1]:
                yield Record(returned[0], returned[1].split(delimiter))
        number = source.number


def _quoted(number: int, line: str, source: _Lines, delimiter: str, width: int | None) -> Record:
    cells, still_open = split_line(line, delimiter)
    if not still_open or cells is None:
        return Record(number, cells, line)
    following = _until_closed(source, delimiter)
    if following is not None:
        texts = [line, *(text for _, text in following)]
        whole = "\n".join(texts)
        cells, still_open = split_line(whole, delimiter, strict=True)
        if cells is not None and not still_open and not _swallows(texts, cells, delimiter, width):
            return Record(number, cells)
        source.give_back(following)
    return Record(number, None, line)


def _until_closed(source: _Lines, delimiter: str) -> list[tuple[int, str]] | None:
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
        verdict = _closes(numbered[1], delimiter)
        if verdict is _Verdict.BROKEN or len(taken) > MAX_RECORD_LINES or size > MAX_RECORD_CHARS:
            break
        still_open = verdict is _Verdict.OPEN
    if still_open:
        source.give_back(taken)
        return None
    return taken


class _Verdict:
    OPEN = "open"
    CLOSED = "closed"
    BROKEN = "broken"


def _closes(line: str, delimiter: str) -> str:
    """What a line does to a cell opened before it."""
    if '"' not in line:
        return _Verdict.OPEN
    end = _closing_quote(line, 0, delimiter, strict=True)
    if end == _BROKEN:
        return _Verdict.BROKEN
    if end == _NOWHERE:
        return _Verdict.OPEN
    rest = line[end + 1 :].lstrip(_SPACES)
    if not rest:
        return _Verdict.CLOSED
    # What follows may open another cell that ends on a later line.
    cells, still_open = split_line(rest[1:], delimiter, strict=True)
    if cells is None:
        return _Verdict.BROKEN
    return _Verdict.OPEN if still_open else _Verdict.CLOSED


def _swallows(texts: list[str], cells: list[str], delimiter: str, width: int | None) -> bool:
    """Whether a record over several lines is rather an unclosed quote that took rows in.

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


_NOWHERE = -1
_BROKEN = -2


def _closing_quote(text: str, start: int, delimiter: str, strict: bool) -> int:
    """Where the quote that closes is; _NOWHERE, or _BROKEN at a quote out of place."""
    position = start
    while (position := text.find('"', position)) >= 0:
        after = position + 1
        if text.startswith('"', after):
            position += 2
            continue
        rest = text[after : after + 2].lstrip(_SPACES)
        if not rest and len(text) > after + 2:
            rest = text[after:].lstrip(_SPACES)
        if not rest or rest[0] in (delimiter, "\n"):
            return position
        opens_another = text[:position].rstrip(_SPACES).endswith(delimiter) and position > start
        if strict or opens_another:
            return _BROKEN
        position = after
    return _NOWHERE


def split_line(text: str, delimiter: str, strict: bool = False) -> tuple[list[str] | None, bool]:
    """(cells, whether a quote is still open). Cells are None where quotes make no sense.

    Unless `strict`, inner quotes that nobody doubled are kept as written: "Le "Bon" jeu".
    """
    if strict and "\n" in text and "\u00a0" in text:
        # `csv` sees no quote behind a no-break space.
        return _split_slowly(text, delimiter, strict)
    try:
        return next(
            csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True)
        ), False
    except (csv.Error, StopIteration):
        return _split_slowly(text, delimiter, strict)


def _split_slowly(text: str, delimiter: str, strict: bool) -> tuple[list[str] | None, bool]:
    # Nothing is unsure before the first quote.
    position = text.rfind(delimiter, 0, max(0, text.find('"'))) + 1
    cells = text[:position].split(delimiter)[:-1]
    loose = False
    while True:
        start = position
        if text[position : position + 1] in _SPACES:
            start = len(text) - len(text[position:].lstrip(_SPACES.replace(delimiter, "")))
        if not text.startswith('"', start):
            end = text.find(delimiter, position)
            end = len(text) if end < 0 else end
            cells.append(text[position:end])
        else:
            closing = _closing_quote(text, start + 1, delimiter, strict)
            if closing == _NOWHERE:
                return cells, True
            if closing == _BROKEN:
                return None, True
            inner = text[start + 1 : closing]
            loose = loose or inner.replace('""', "").count('"') > 0
            cells.append(inner.replace('""', '"'))
            end = text.find(delimiter, closing)
            end = len(text) if end < 0 else end
        if end >= len(text):
            # An odd number of quotes, one of them out of place: what was meant is unsure.
            unsure = loose and text.count('"') % 2 == 1
            return (None, True) if unsure else (cells, False)
        position = end + 1
