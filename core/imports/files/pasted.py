"""A table pasted as text: from a spreadsheet, a CSV file, a Markdown page, or aligned by spaces."""

import csv
import io
import re
from collections import Counter
from itertools import islice

from core.imports.columns.guessing import looks_like_data
from core.imports.files.layout import known_headings
from core.imports.files.rows import read_rows

NAME = "tableau collé.csv"
MAX_CHARS = 1_000_000
_SEEN_LINES = 200
_REGULAR = 0.8
"""The share of rows that have the commonest number of cells."""
_LONGEST_CELL = 120
_INTRODUCTION = 3
"""Lines that may stand before a table."""
_RULE = re.compile(r"[\s|+:=─━┄│┼├┤┌┐└┘┬┴╔╗╚╝═║╠╣╬-]*[-=─━═][\s|+:=─━┄│┼├┤┌┐└┘┬┴╔╗╚╝═║╠╣╬-]*")
_BARS = re.compile(r"[│║]")
_GAP = re.compile(r"\s{2,}")

Rows = list[list[str]]


def looks_like_table(text: str) -> bool:
    """Whether a message is a table of two rows and two columns at least, and no sentences."""
    return len(text) <= MAX_CHARS and _shape(text) is not None


def is_named(text: str) -> bool:
    """Whether its separator or its headings leave no doubt: otherwise its first row may be the
    first of requests that look alike, 'ajoute A, Lyon, 0612345678'."""
    shape = _shape(text)
    if shape is None or shape == "\t" or (shape == _BARRED and _ruled(text.splitlines())):
        return shape is not None
    head = "\n".join(text.splitlines()[:_SEEN_LINES])
    rows = _split(head, shape) if shape in _SPLIT else _delimited(head, shape)
    return any(known_headings(row) > 1 for row in rows[: _INTRODUCTION + 1])


def as_file(text: str) -> bytes:
    """The table as the bytes of a file to import, its lines at the numbers that they have in the
    text. ValueError where it is none."""
    shape = _shape(text)
    if shape is None:
        raise ValueError("no table")
    if shape in _DELIMITERS:
        return text.encode("utf-8", "replace")
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    for line in text.splitlines():
        cells = _SPLIT[shape](line)
        writer.writerow(cells if any(cells) else [])
    return written.getvalue().encode("utf-8", "replace")


_DELIMITERS = ("\t", ";", ",")
_BARRED, _ALIGNED = "|", "  "


def _shape(text: str) -> str | None:
    """How its cells are separated; None for what is no table."""
    lines = text.splitlines()
    if len(lines) < 2:
        return None
    head = "\n".join(islice(lines, _SEEN_LINES))
    for delimiter in _DELIMITERS[:1]:
        if _is_table(_delimited(head, delimiter), sure=True):
            return delimiter
    if _is_table(_split(head, _BARRED), sure=bool(_ruled(lines))):
        return _BARRED
    for delimiter in _DELIMITERS[1:]:
        if _is_table(_delimited(head, delimiter), sure=False):
            return delimiter
    return _ALIGNED if _is_table(_split(head, _ALIGNED), sure=False) else None


def _ruled(lines: list[str]) -> bool:
    return any(_is_rule(line) for line in lines[:_SEEN_LINES])


def _is_rule(line: str) -> bool:
    return bool(line.strip()) and len(line.strip()) > 2 and bool(_RULE.fullmatch(line))


def _delimited(text: str, delimiter: str) -> Rows:
    found = read_rows(text.splitlines(), delimiter)
    return [row.cells for row in found if row.cells and any(map(str.strip, row.cells))]


def _split(text: str, shape: str) -> Rows:
    rows = (_SPLIT[shape](line) for line in text.splitlines())
    return [row for row in rows if any(row)]


def _barred_cells(line: str) -> list[str]:
    """'| a | b |' → ['a', 'b']; nothing for a rule between rows."""
    if _is_rule(line):
        return []
    plain = _BARS.sub("|", line.strip())
    inner = plain.removeprefix("|").removesuffix("|") if plain.startswith("|") else plain
    return [cell.strip().replace("\0", "|") for cell in inner.replace("\\|", "\0").split("|")]


def _aligned_cells(line: str) -> list[str]:
    return [] if _is_rule(line) else _GAP.split(line.strip())


_SPLIT = {_BARRED: _barred_cells, _ALIGNED: _aligned_cells}


def _is_table(rows: Rows, sure: bool) -> bool:
    """Whether rows are regular, and, unless the separator makes it sure, named or full of data."""
    before = 0
    while before < len(rows) and len(rows[before]) < 2:
        before += 1
    if before > _INTRODUCTION:
        return False
    rows = rows[before:]
    if len(rows) < 2:
        return False
    width, count = Counter(map(len, rows)).most_common(1)[0]
    if width < 2 or count < len(rows) * _REGULAR:
        return False
    if any(len(cell) > _LONGEST_CELL for cell in rows[0]):
        return False
    return sure or known_headings(rows[0]) > 1 or _holds_data(rows)


def _holds_data(rows: Rows) -> bool:
    telling = sum(len(row) > 2 and any(map(looks_like_data, row)) for row in rows)
    return telling == len(rows)
