"""Cells within quotes: where a quote opens and closes, whether or not it is well written.

A quote opens only at a cell's start.
"""

import csv
from enum import Enum

_SPACES = " \u00a0"
_NOWHERE = -1
_BROKEN = -2


class Effect(Enum):
    """What a line does to a quoted cell that a line before it opened."""

    NONE = "none"
    CLOSES = "closes"
    BREAKS = "breaks"


def effect_on_open_cell(line: str, delimiter: str) -> Effect:
    """What the line does; NONE too where it opens another cell that ends on a later line."""
    if '"' not in line:
        return Effect.NONE
    end = _closing_quote(line, 0, delimiter, strict=True)
    if end == _BROKEN:
        return Effect.BREAKS
    if end == _NOWHERE:
        return Effect.NONE
    rest = line[end + 1 :].lstrip(_SPACES)
    if not rest:
        return Effect.CLOSES
    # What follows may open another cell that ends on a later line.
    cells, still_open = split_line(rest[1:], delimiter, strict=True)
    if cells is None:
        return Effect.BREAKS
    return Effect.NONE if still_open else Effect.CLOSES


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
    # `csv` sees no quote behind a no-break space.
    if not (strict and "\n" in text and "\u00a0" in text):
        quickly = csv.reader([text], delimiter=delimiter, skipinitialspace=True, strict=True)
        try:
            return next(quickly), False
        except (csv.Error, StopIteration):
            pass
    return _split_slowly(text, delimiter, strict)


def _split_slowly(text: str, delimiter: str, strict: bool) -> tuple[list[str] | None, bool]:
    # Nothing is unsure before the first quote.
    position = text.rfind(delimiter, 0, max(0, text.find('"'))) + 1
    cells = text[:position].split(delimiter)[:-1]
    loose = False
    while True:
        start = _skip_spaces(text, position, delimiter)
        closing = position
        if text.startswith('"', start):
            closing = _closing_quote(text, start + 1, delimiter, strict)
            if closing < 0:
                return (cells if closing == _NOWHERE else None), True
            inner = text[start + 1 : closing]
            loose = loose or '"' in inner.replace('""', "")
        end = text.find(delimiter, closing)
        end = len(text) if end < 0 else end
        cells.append(text[position:end] if closing == position else inner.replace('""', '"'))
        if end >= len(text):
            # An odd number of quotes, one of them out of place: what was meant is unsure.
            unsure = loose and text.count('"') % 2 == 1
            return (None, True) if unsure else (cells, False)
        position = end + 1


def _skip_spaces(text: str, position: int, delimiter: str) -> int:
    spaces = _SPACES.replace(delimiter, "")
    while text[position : position + 1] in spaces and position < len(text):
        position += 1
    return position
