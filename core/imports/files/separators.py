"""Which separator splits the lines of a text file into cells."""

import re
from collections import Counter

from core.imports import refusals
from core.imports.files.layout import HEADER_WITHIN, is_blank, known_headings
from core.imports.files.rows import RawRow, read_rows

DELIMITERS = (";", ",", "\t", "|")


def is_wrapped(head: list[str]) -> bool:
    """Whether most lines are one quoted cell each: a CSV that a spreadsheet took for one column."""
    filled = [line for line in head if line.strip()]
    wrapped = [line for line in filled if unwrapped(line) != line]
    separated = any(sum(line.count(d) for line in wrapped) >= len(wrapped) for d in DELIMITERS)
    return len(filled) > 1 and len(wrapped) * 2 >= len(filled) and separated


def unwrapped(line: str) -> str:
    """The line without the quotes around the whole of it; the same where there are none."""
    text = line.strip(" \r\n")  # not tabs: they end a line whose last cells are empty
    inner = text[1:-1]
    if len(text) < 3 or text[0] != '"' or text[-1] != '"' or '"' in inner.replace('""', ""):
        return line
    return inner.replace('""', '"') + ("\n" if line.endswith("\n") else "")


def find_delimiter(head: list[str]) -> tuple[int, str]:
    """(the first line that may be a row, the separator): as Excel's first line 'sep=;' says, else
    the one that splits the first lines best. FileRefused where none does."""
    said = re.fullmatch(r'"?sep=(.)"?', head[0].rstrip("\n"), re.I)
    return (2, said[1]) if said else (1, _best_delimiter(head))


def _best_delimiter(head: list[str]) -> str:
    best = max(DELIMITERS, key=lambda delimiter: _fitness(head, delimiter))
    headings, _, share = _fitness(head, best)
    if headings < 2 and 0 < share < 0.5:
        raise refusals.unreadable()
    return best


def _fitness(head: list[str], delimiter: str) -> tuple[int, float, float]:
    """(headings known, share of rows of the commonest width, by that width): higher is better."""
    rows = [r.cells for r in read_rows(head, delimiter) if r.cells and not is_blank(r)]
    known = max((known_headings(row) for row in rows[:HEADER_WITHIN]), default=0)
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(0, 0))
    share = count / len(rows) if width > 1 else 0.0
    # A separator within one column's text may be regular too: width counts.
    return (known if known > 1 else 0, share * min(width, 10), share)


def refuse_two_separators(rows: list[RawRow], header: RawRow, delimiter: str, width: int) -> None:
    """FileRefused where most rows are split by another separator than the header."""
    data = [row.cells or [""] for row in rows if row.line > header.line]
    others = [d for d in DELIMITERS if d != delimiter]
    stray = [
        cells
        for cells in data
        if len(cells) == 1 and width > 2 and any(cells[0].count(d) >= width - 1 for d in others)
    ]
    if data and len(stray) * 2 > len(data):
        raise refusals.unreadable()
