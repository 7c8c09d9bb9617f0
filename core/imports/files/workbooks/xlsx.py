"""Workbooks of Excel (.xlsx, .xlsm), and of whatever else writes this format."""

import re
from collections.abc import Iterator
from functools import cached_property

from core.imports.files.workbooks.archive import Archive
from core.imports.files.workbooks.sheet import (
    MAX_SPANS,
    MAX_TEXT,
    RowHandler,
    Sheet,
    Span,
    Workbook,
)
from core.imports.files.workbooks.xlsx_parts import Strings, read_book, read_formats, read_relations
from core.imports.files.workbooks.xlsx_rows import XlsxRows, column_of

_STRINGS = "xl/sharedStrings.xml"
_HIDDEN = ("hidden", "veryHidden")
_MERGED = re.compile(rb'mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MOST_MERGED = 10_000_000
"""Bytes of a list of merged cells."""
_SMALLEST_SHARED_CELL = 20
"""Bytes in the sheet's XML."""


def is_xlsx(archive: Archive) -> bool:
    """Whether the archive is a workbook of this kind."""
    return "xl/workbook.xml" in archive


class Xlsx(Workbook):
    """The workbook; parts are read as they are needed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._book = read_book(archive)
        self._targets = read_relations(archive)

    @cached_property
    def strings(self) -> Strings:
        """The strings that cells share."""
        strings = Strings()
        if _STRINGS in self._archive:
            for _ in self._archive.parse(_STRINGS, strings):
                pass
        return strings

    @cached_property
    def formats(self) -> dict[str, str | int]:
        """By style number, those that make something else of a number."""
        return read_formats(self._archive)

    @property
    def since_1904(self) -> bool:
        """Whether days are counted as old Macs did."""
        return self._book.since_1904

    @property
    def sheets(self) -> list[Sheet]:
        return [*self._sheets(shown_only=True)]

    def _sheets(self, shown_only: bool) -> Iterator["XlsxSheet"]:
        for rank, (name, relation, state) in enumerate(self._book.sheets, start=1):
            part = self._targets.get(relation, f"xl/worksheets/sheet{rank}.xml")
            worksheet = "chartsheets/" not in part and "dialogsheets/" not in part
            if worksheet and part in self._archive and not (shown_only and state in _HIDDEN):
                yield XlsxSheet(name, self._archive, part, self)

    def texts(self) -> Iterator[str]:
        for sheet in self._sheets(shown_only=False):
            for row in sheet.raw_rows():
                yield "\t".join(row.cells or [])
        for name in self._archive.names():
            if name.endswith(".xml") and "comments" in name:
                notes = Strings()
                for _ in self._archive.parse(name, notes):
                    pass
                yield from notes.all_texts()


class XlsxSheet(Sheet):
    """A sheet of it."""

    def __init__(self, name: str, archive: Archive, part: str, book: Xlsx) -> None:
        super().__init__(name, archive, part)
        self._book = book

    def _new_handler(self) -> RowHandler:
        return XlsxRows(self._book.strings, self._book.formats, self._book.since_1904)

    def _spans(self) -> Iterator[Span]:
        found = _MERGED.finditer(self._after_rows())
        for count, (first, top, _, bottom) in enumerate(m.groups() for m in found):
            if count >= MAX_SPANS:
                return
            if bottom != top:
                yield int(top), column_of(first.decode()), int(bottom)

    def _after_rows(self) -> bytes:
        """What comes after a sheet's rows, where merged cells are listed."""
        tail, kept = b"", b""
        for chunk in self._archive.chunks(self._part):
            if kept:
                kept += chunk
            elif (at := (tail + chunk).find(b"mergeCells")) >= 0:
                kept = (tail + chunk)[at:]
            tail = chunk[-16:]
            if len(kept) > _MOST_MERGED:
                break
        return kept

    @cached_property
    def estimate(self) -> int:
        # An empty row has no end of its own; a piece's edge may cut one.
        return sum(chunk.count(b"row>") + 1 for chunk in self._archive.chunks(self._part))

    def refuse_if_too_large(self) -> None:
        size, longest = self._archive.size(self._part), self._book.strings.longest
        if size * (1 + longest / _SMALLEST_SHARED_CELL) > MAX_TEXT:
            for _ in self.raw_rows():
                pass
