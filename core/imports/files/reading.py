"""A file's bytes as a table: a text or a workbook; or the reason to refuse it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from core.imports import refusals
from core.imports.files import layout, separators
from core.imports.files.binary import refuse_unfit
from core.imports.files.encodings import decoded, lines, readings
from core.imports.files.kinds import other_zip
from core.imports.files.layout import is_blank, known_headings
from core.imports.files.rows import RawRow, read_rows
from core.imports.files.table import Table
from core.imports.files.workbooks.archive import Archive, is_archive
from core.imports.files.workbooks.ods import Ods, is_ods
from core.imports.files.workbooks.sheet import Workbook
from core.imports.files.workbooks.xlsx import Xlsx, is_xlsx
from core.imports.refusals import FileRefused

MAX_BYTES = 50_000_000
_HEAD_LINES = 200
_OTHER_WORKBOOKS = ("xl/workbook.bin", "index/document.iwa")


def open_table(data: bytes, max_bytes: int = MAX_BYTES, encoding: str | None = None) -> Table:
    """The table in a file's bytes; `encoding` is the reading that the user chose of two.
    FileRefused where there is none."""
    if is_archive(data):
        if len(data) > max_bytes:
            raise refusals.too_large()
        return _sheet_table(data, _open_workbook(data))
    refuse_unfit(data, max_bytes)
    # What closed a text under MS-DOS.
    data = data.removesuffix(b"\x1a")
    doubt = () if encoding else readings(data)
    data, encoding, mended = decoded(data, encoding)
    head = list(islice(lines(data, encoding), _HEAD_LINES))
    if separators.is_wrapped(head):
        data = "".join(map(separators.unwrapped, lines(data, encoding))).encode(encoding, "replace")
        head = [*map(separators.unwrapped, head)]
    if not any(map(_has_text, head)) and not any(map(_has_text, lines(data, encoding))):
        raise refusals.empty()
    return replace(_text_table(data, encoding, head), mended=mended, readings=doubt)


def _has_text(line: str) -> bool:
    return bool(line.strip(' \t\n;,|"'))


def texts(data: bytes) -> Iterator[str]:
    """All the text of a file, line by line, or row by row for a workbook; of a refused file too."""
    if is_archive(data):
        try:
            yield from _open_workbook(data).texts()
        except FileRefused:
            pass
        else:
            return
    for other in readings(data)[1:]:
        yield from lines(data, other.encoding)
    data, encoding, _ = decoded(data)
    yield from lines(data, encoding)


def _open_workbook(data: bytes) -> Workbook:
    """The workbook in a zip's bytes. FileRefused where there is none, or
    it can't be opened."""
    archive = Archive(data)
    if is_xlsx(archive):
        return Xlsx(archive)
    if is_ods(archive):
        return Ods(archive)
    if any(name in archive for name in _OTHER_WORKBOOKS):
        raise refusals.old_workbook()
    raise other_zip(archive)


def _text_table(data: bytes, encoding: str, head: list[str]) -> Table:
    start, delimiter = separators.find_delimiter(head)
    rows = [
        row
        for row in read_rows(head, delimiter)
        if row.line >= start and row.cells is not None and not is_blank(row)
    ]
    found = layout.find(rows)
    if found.header:
        separators.refuse_two_separators(rows, found.header, delimiter, found.width)
    return Table(data, encoding, delimiter, found, found.first_line(start))


def _sheet_table(data: bytes, workbook: Workbook) -> Table:
    """The first sheet that has headings and rows; else the first that may be a table."""
    tables: list[tuple[int, Table]] = []
    refused: FileRefused | None = None
    for sheet in workbook.sheets:
        rows = [row for row in islice(sheet.raw_rows(), _HEAD_LINES) if not is_blank(row)]
        if not rows:
            continue
        try:
            found = layout.find(rows)
        except FileRefused as refusal:
            refused = refused or refusal
            continue
        tables.append(
            (_likelihood(found, rows), Table(data, None, None, found, found.first_line(1), sheet))
        )
    if not tables:
        raise refused or refusals.empty()
    best, table = max(tables, key=lambda pair: pair[0])
    others = [t.sheet.name for rank, t in tables if t is not table and t.sheet and rank == best]
    if table.sheet:
        table.sheet.refuse_if_too_large()
    return replace(table, other_sheets=tuple(others))


def _likelihood(found: layout.Layout, rows: list[RawRow]) -> int:
    if found.header is None:
        return int(found.width > 1)
    if rows[-1].line == found.header.line:
        return 0
    return 1 + (known_headings(list(found.headings)) > 1)
