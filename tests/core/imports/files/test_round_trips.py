"""Any table written in any dialect that spreadsheets know reads back as it was."""

import csv
import io
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.imports.files.reading import open_table

HEADINGS = ["Nom", "Ville", "Type", "Commentaires"]
FRENCH = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéèàêçùîôûïëÉÈÀÇ0123456789 '-.,;:!?()\"\n"
)
WORDS = ["Médiathèque d'été", "Le \"Bon\" jeu", "a;b", "a,b", "a\tb", "a|b", "ligne 1\nligne 2", "",
         "12\" bar", "'", "\"", "é", "Forêt", "=1+1", "0612345678"]  # fmt: skip
CELL = st.sampled_from(WORDS) | st.text(st.sampled_from(FRENCH), max_size=15)
UNICODE_CELL = CELL | st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=9
)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
OLD_ENCODINGS = ["cp1252", "latin-1", "mac_roman"]


def written(rows: list[list[str]], delimiter: str, end: str, quoting: int) -> str:
    file = io.StringIO(newline="")
    # Before an end of '\r' alone, the module leaves '\n' without quotes.
    quoting = csv.QUOTE_ALL if end == "\r" else quoting
    csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return file.getvalue()


def expected(rows: list[list[str]]) -> list[list[str]]:
    # Spaces around a cell are nobody's.
    kept = [[cell.strip() for cell in row] for row in rows]
    return [row for row in kept if any(row)]


def read(data: bytes) -> list[list[str]]:
    table = open_table(data)
    assert table.headings == tuple(HEADINGS)
    found = [row.cells for row in table.rows()]
    assert None not in found
    return [[cell.strip() for cell in cells or []] for cells in found]


TABLES = st.lists(st.lists(UNICODE_CELL, min_size=4, max_size=4), max_size=8)
FRENCH_TABLES = st.lists(st.lists(CELL, min_size=4, max_size=4), max_size=8)
DELIMITERS = st.sampled_from(";,\t|")
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
QUOTINGS = st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])


@given(TABLES, DELIMITERS, ENDS, QUOTINGS, st.sampled_from(ENCODINGS))
def test_unicode(
    table: list[list[str]], delimiter: str, end: str, quoting: int, encoding: str
) -> None:
    text = written([HEADINGS, *table], delimiter, end, quoting)
    assert read(text.encode(encoding)) == expected(table)


@given(FRENCH_TABLES, DELIMITERS, ENDS, QUOTINGS, st.sampled_from(OLD_ENCODINGS))
def test_old_encodings(
    table: list[list[str]], delimiter: str, end: str, quoting: int, encoding: str
) -> None:
    # Capitals of old Macs are small letters elsewhere: only a text with both tells.
    table = [["Médiathèque", "", "", ""], *[[cell.lower() for cell in row] for row in table]]
    text = written([HEADINGS, *table], delimiter, end, quoting)
    assert read(text.encode(encoding)) == expected(table)


@given(FRENCH_TABLES, DELIMITERS, st.lists(ENDS, min_size=30, max_size=30))
def test_mixed_line_ends(table: list[list[str]], delimiter: str, ends: list[str]) -> None:
    rows = [HEADINGS, *table]
    text = "".join(written([row], delimiter, ends[i], csv.QUOTE_ALL) for i, row in enumerate(rows))
    assert read(text.encode()) == expected(table)


@example([['Le "Bon" jeu', "", "", ""]], "\t", 0, 0)
@given(FRENCH_TABLES, DELIMITERS, st.integers(0, 3), st.integers(0, 40))
def test_empty_columns_and_rows_at_the_end(
    table: list[list[str]], delimiter: str, columns: int, rows: int
) -> None:
    wide = [[*row, *[""] * columns] for row in [HEADINGS, *table]]
    text = written([*wide, *[[""] * len(wide[0])] * rows], delimiter, "\r\n", csv.QUOTE_MINIMAL)
    found = open_table(text.encode())
    cells = [[c.strip() for c in r.cells or []][:4] for r in found.rows()]
    assert cells == expected(table)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@given(FRENCH_TABLES)
def test_decomposed_accents(form: str, table: list[list[str]]) -> None:
    rows = [[unicodedata.normalize(form, cell) for cell in row] for row in table]
    assert read(written([HEADINGS, *rows], ";", "\n", csv.QUOTE_MINIMAL).encode()) == expected(rows)
