"""A file's bytes into rows of cells: encoding, separator, header; or the reason to refuse it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from core.imports import refusals
from core.imports.files import layout
from core.imports.files.encodings import detect_encoding, has_mark, lines, utf16_without_mark
from core.imports.files.layout import HEADER_WITHIN, is_blank, known_headings
from core.imports.files.splitting import Record, records
from core.imports.files.workbooks.archive import is_archive
from core.imports.files.workbooks.opening import open_workbook
from core.imports.files.workbooks.sheet import Sheet, Workbook
from core.imports.refusals import FileRefused

DELIMITERS = (";", ",", "\t", "|")
MAX_BYTES = 50_000_000
MAX_ROWS = 1_000_000
MAX_LINE_BYTES = 1_000_000
_HEAD_LINES = 200


@dataclass(frozen=True)
class Table:
    """A file that can be read as a table. Encoding and delimiter are None for a workbook."""

    data: bytes = field(repr=False)
    encoding: str | None
    delimiter: str | None
    header_line: int | None
    """The header's line in the file, from 1; None without one."""
    headings: tuple[str, ...]
    """As written; empty without a header."""
    width: int
    first_line: int = 1
    """Rows before it are no data: a title, the header, 'sep='."""
    sheet: Sheet | None = None
    """The sheet read, of a workbook."""
    other_sheets: tuple[str, ...] = ()
    """Names of the other sheets that hold a table, which are not read."""

    @property
    def sheet_name(self) -> str | None:
        """The name of the sheet read, of a workbook."""
        return self.sheet.name if self.sheet else None

    def rows(self) -> Iterator[Record]:
        """The data rows, those whose cells are all empty left out. Reads the file anew.

        FileRefused past the limit of rows, or where a workbook turns out to be damaged.
        """
        count = 0
        first = self.first_line
        for record in self._records():
            cells = record.cells
            # Nearly every row's first cell tells that it is not blank.
            blank = (not cells or not cells[0] or cells[0].isspace()) and is_blank(record)
            if blank or record.line < first:
                continue
            count += 1
            if count > MAX_ROWS:
                raise refusals.too_large()
            yield record

    def _records(self) -> Iterator[Record]:
        if self.sheet is not None:
            return self.sheet.records()
        assert self.encoding is not None
        assert self.delimiter is not None
        return records(lines(self.data, self.encoding), self.delimiter, self.width)

    @cached_property
    def estimate(self) -> int:
        """About how many rows there are, at most."""
        if self.sheet is not None:
            return max(1, self.sheet.estimate)
        ends = self.data.count(b"\n") + self.data.count(b"\r") - self.data.count(b"\r\n")
        last = 0 if self.data.endswith((b"\n", b"\r")) else 1
        return max(1, ends + last - self.first_line + 1)


def open_table(data: bytes, max_bytes: int = MAX_BYTES) -> Table:
    """The table in a file's bytes. FileRefused where there is none."""
    if is_archive(data):
        if len(data) > max_bytes:
            raise refusals.too_large()
        return _sheet_table(data, open_workbook(data))
    _refuse_unfit(data, max_bytes)
    # What closed a text under MS-DOS.
    data = data.removesuffix(b"\x1a")
    encoding = detect_encoding(data)
    head = list(islice(lines(data, encoding), _HEAD_LINES))
    if _is_wrapped(head):
        data = "".join(map(_unwrapped, lines(data, encoding))).encode(encoding, "replace")
        head = [*map(_unwrapped, head)]
    if not any(line.strip(' \t\n;,|"') for line in head) and not _has_text(data, encoding):
        raise refusals.empty()
    start, told = _told_delimiter(head)
    delimiter = told or _delimiter(head)
    return _text_table(data, encoding, delimiter, head, start)


def texts(data: bytes) -> Iterator[str]:
    """All that a file says, line by line, or cell by cell for a workbook; read or refused."""
    if is_archive(data):
        try:
            yield from open_workbook(data).texts()
        except FileRefused:
            pass
        else:
            return
    yield from lines(data, detect_encoding(data))


# Refusals of a whole file

_SIGNATURES = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"RIFF", b"II*\0", b"MM\0*", b"\0\0\1\0"),
    *(b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"MZ\x90"),
    *(b"OggS", b"ID3", b"{\\rtf", b"SQLite f"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"^\s*<(?:!doctype|html|svg|\?xml|table|head|body)\b", re.I)
_CONTROL = bytes(set(range(32)) - {0, 9, 10, 12, 13, 26, 27})


def _refuse_unfit(data: bytes, max_bytes: int) -> None:
    if not data or not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise refusals.empty()
    if data.startswith(_OLD_OFFICE):
        raise _old_office(data)
    if data.startswith(_SIGNATURES) or _MARKUP.match(data[:1_000]) or _is_binary(data[:100_000]):
        raise refusals.not_csv()
    if len(data) > max_bytes:
        raise refusals.too_large()
    if _longest_line_exceeds(data, MAX_LINE_BYTES):
        raise refusals.line_too_long()


def _old_office(data: bytes) -> FileRefused:
    # A workbook of today under a password is kept within this old container.
    if _wide("EncryptedPackage") in data:
        return refusals.locked()
    sheets = _wide("Workbook") in data or _wide("Book") in data
    return refusals.old_workbook() if sheets else refusals.not_csv()


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _is_binary(head: bytes) -> bool:
    if has_mark(head) or utf16_without_mark(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROL))
    return head.count(0) > len(head) // 5 + 3 or controls > len(head) // 100 + 1


def _longest_line_exceeds(data: bytes, limit: int) -> bool:
    position = 0
    while len(data) - position > limit:
        end = max(
            data.rfind(b"\n", position, position + limit + 1),
            data.rfind(b"\r", position, position + limit + 1),
        )
        if end < position:
            return True
        position = end + 1
    return False


def _has_text(data: bytes, encoding: str) -> bool:
    return any(line.strip(' \t\n;,|"') for line in lines(data, encoding))


# Separator and header of a text


def _is_wrapped(head: list[str]) -> bool:
    """Whether most lines are one quoted cell each: a CSV that a spreadsheet took for one column."""
    filled = [line for line in head if line.strip()]
    wrapped = [line for line in filled if _unwrapped(line) != line]
    told = any(sum(line.count(d) for line in wrapped) >= len(wrapped) for d in DELIMITERS)
    return len(filled) > 1 and len(wrapped) * 2 >= len(filled) and told


def _unwrapped(line: str) -> str:
    text = line.strip()
    inner = text[1:-1]
    if len(text) < 3 or text[0] != '"' or text[-1] != '"' or '"' in inner.replace('""', ""):
        return line
    return inner.replace('""', '"') + ("\n" if line.endswith("\n") else "")


def _told_delimiter(head: list[str]) -> tuple[int, str | None]:
    """Excel's first line 'sep=;': (the first line after it, the separator)."""
    found = re.fullmatch(r'"?sep=(.)"?', head[0].rstrip("\n"), re.I)
    return (2, found[1]) if found else (1, None)


def _delimiter(head: list[str]) -> str:
    best = max(DELIMITERS, key=lambda delimiter: _fitness(head, delimiter))
    headings, _, share = _fitness(head, best)
    if headings < 2 and 0 < share < 0.5:
        raise refusals.unreadable()
    return best


def _fitness(head: list[str], delimiter: str) -> tuple[int, float, float]:
    """(headings known, share of rows of the commonest width, by that width): higher is better."""
    rows = [r.cells for r in records(head, delimiter) if r.cells and not is_blank(r)]
    known = max((known_headings(row) for row in rows[:HEADER_WITHIN]), default=0)
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda pair: (pair[0] > 1, pair[1]), default=(0, 0))
    share = count / len(rows) if width > 1 else 0.0
    # A separator within one column's text may be regular too: width counts.
    return (known if known > 1 else 0, share * min(width, 10), share)


def _text_table(data: bytes, encoding: str, delimiter: str, head: list[str], start: int) -> Table:
    rows = [
        r
        for r in records(head, delimiter)
        if r.line >= start and r.cells is not None and not is_blank(r)
    ]
    found = layout.find(rows)
    if found.header is None:
        return Table(data, encoding, delimiter, None, (), found.width, start)
    _refuse_two_separators(rows, found.header, delimiter, found.width)
    line = found.header.line
    return Table(data, encoding, delimiter, line, found.headings, found.width, line + 1)


def _refuse_two_separators(rows: list[Record], header: Record, delimiter: str, width: int) -> None:
    """Where most rows are split by another separator than the header."""
    data = [r for r in rows if r.line > header.line]
    others = [d for d in DELIMITERS if d != delimiter]
    stray = [
        r
        for r in data
        if len(r.cells or []) == 1
        and width > 2
        and any((r.cells or [""])[0].count(other) >= width - 1 for other in others)
    ]
    if data and len(stray) * 2 > len(data):
        raise refusals.unreadable()


# The sheet of a workbook


def _sheet_table(data: bytes, workbook: Workbook) -> Table:
    """The first sheet that has headings and rows; else the first that may be a table."""
    tables: list[tuple[int, Table]] = []
    refused: FileRefused | None = None
    for sheet in workbook.sheets:
        rows = [r for r in islice(sheet.records(), _HEAD_LINES) if not is_blank(r)]
        if not rows:
            continue
        try:
            found = layout.find(rows)
        except FileRefused as refusal:
            refused = refused or refusal
            continue
        tables.append((_likelihood(found, rows), _of_sheet(data, sheet, found)))
    if not tables:
        raise refused or refusals.empty()
    best, table = max(tables, key=lambda pair: pair[0])
    others = [t.sheet.name for rank, t in tables if t is not table and t.sheet and rank == best]
    if table.sheet:
        table.sheet.refuse_if_too_large()
    return replace(table, other_sheets=tuple(others))


def _likelihood(found: layout.Layout, rows: list[Record]) -> int:
    if found.header is None:
        return int(found.width > 1)
    if rows[-1].line == found.header.line:
        return 0
    return 1 + (known_headings(list(found.headings)) > 1)


def _of_sheet(data: bytes, sheet: Sheet, found: layout.Layout) -> Table:
    if found.header is None:
        return Table(data, None, None, None, (), found.width, sheet=sheet)
    line = found.header.line
    return Table(data, None, None, line, found.headings, found.width, line + 1, sheet=sheet)
