"""Workbooks of Excel (.xlsx, .xlsm), and of whatever else writes this format."""

from collections.abc import Iterator
from functools import cached_property

from core.imports import refusals
from core.imports.workbooks import cells as shown
from core.imports.workbooks.archive import MAX_DEPTH, Archive
from core.imports.workbooks.sheet import (
    MAX_LINE,
    MAX_LINES,
    MAX_PENDING,
    MAX_TEXT,
    WIDEST,
    Sheet,
    Workbook,
    put,
)
from core.imports.workbooks.xlsx_parts import Book, Relations, Strings, Styles, unescaped

_SMALLEST_SHARED_CELL = 20
"""Bytes in the sheet's XML."""
_DIGITS = "0123456789"
_HIDDEN = ("hidden", "veryHidden")


def is_xlsx(archive: Archive) -> bool:
    """Whether the archive is a workbook of this kind."""
    return "xl/workbook.xml" in archive


class Xlsx(Workbook):
    """The workbook; parts are read as they are needed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._book = Book()
        archive.read("xl/workbook.xml", self._book)
        self._targets = Relations()
        if _RELATIONS in archive:
            archive.read(_RELATIONS, self._targets)

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
        styles = Styles()
        if _STYLES in self._archive:
            self._archive.read(_STYLES, styles)
        return styles.formats()

    @property
    def since_1904(self) -> bool:
        """Whether days are counted as old Macs did."""
        return self._book.since_1904

    @property
    def sheets(self) -> list[Sheet]:
        return [*self._sheets(shown_only=True)]

    def _sheets(self, shown_only: bool) -> Iterator["XlsxSheet"]:
        for rank, (name, relation, state) in enumerate(self._book.sheets, start=1):
            part = self._targets.parts.get(relation, f"xl/worksheets/sheet{rank}.xml")
            worksheet = "chartsheets/" not in part and "dialogsheets/" not in part
            if worksheet and part in self._archive and not (shown_only and state in _HIDDEN):
                yield XlsxSheet(name, self._archive, part, self)

    def texts(self) -> Iterator[str]:
        for sheet in self._sheets(shown_only=False):
            for record in sheet.records():
                yield "\t".join(record.cells or [])
        for name in self._archive.names():
            if name.endswith(".xml") and "comments" in name:
                notes = Strings()
                for _ in self._archive.parse(name, notes):
                    pass
                yield from notes.all_texts()


_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"


class XlsxSheet(Sheet):
    """A sheet of it."""

    def __init__(self, name: str, archive: Archive, part: str, book: Xlsx) -> None:
        super().__init__(name)
        self._archive = archive
        self._part = part
        self._book = book

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        reader = _Rows(self._book.strings, self._book.formats, self._book.since_1904)
        for _ in self._archive.parse(self._part, reader):
            yield from reader.take()

    @cached_property
    def estimate(self) -> int:
        # An empty row has no end of its own; a piece's edge may cut one.
        return sum(chunk.count(b"row>") + 1 for chunk in self._archive.chunks(self._part))

    def refuse_if_swollen(self) -> None:
        size, longest = self._archive.size(self._part), self._book.strings.longest
        if size * (1 + longest / _SMALLEST_SHARED_CELL) > MAX_TEXT:
            for _ in self.records():
                pass


# Towns and types are shared by many cells: the first strings met are kept as they are.
_RECENT, _SHORT = 5_000, 100
_columns_cache: dict[str, int] = {}


def _column(letters: str) -> int:
    """'A' is 0, 'AA' 26."""
    known = _columns_cache.get(letters)
    if known is not None:
        return known
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise refusals.damaged()
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    _columns_cache[letters] = column - 1
    return column - 1


class _Rows:
    """A sheet's XML into rows. Called for each cell: it is quick."""

    def __init__(self, strings: Strings, formats: dict[str, str | int], since_1904: bool) -> None:
        self._done: list[tuple[int, list[str]]] = []
        self._pending = 0
        self._strings = strings
        self._formats = formats
        self._since_1904 = since_1904
        self._depth = 0
        self._line = 0
        self._size = 0
        self._recent: dict[str, str] = {}
        self._cells: list[str] = []
        self._column = -1
        self._kind: str | None = None
        self._style: str | None = None
        self._parts: list[str] = []
        self._heard = False
        self._phonetic = False
        self._named("")

    def _named(self, prefix: str) -> None:
        names = (prefix + name for name in ("c", "v", "t", "row", "rPh"))
        self._c, self._v, self._t, self._row, self._rph = names

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if tag == self._c:
            place = attributes.get("r")
            if place:
                letters = place.rstrip(_DIGITS)
                column = _columns_cache.get(letters)
                self._column = _column(letters) if column is None else column
            else:
                self._column += 1
            self._kind = attributes.get("t")
            self._style = attributes.get("s")
        elif tag == self._v or tag == self._t:
            self._heard = not self._phonetic
        elif tag == self._row:
            self._open_row(attributes.get("r"))
        elif tag == self._rph:
            self._phonetic = True
        elif self._depth == 1:
            self._named(tag.removesuffix("worksheet"))
        elif self._depth > MAX_DEPTH:
            raise refusals.damaged()

    def _open_row(self, number: str | None) -> None:
        line = int(number) if number else self._line + 1
        self._line = max(line, self._line + 1)
        if self._line > MAX_LINES:
            raise refusals.damaged()
        self._cells, self._column, self._size = [], -1, 0

    def text(self, text: str) -> None:
        if self._heard:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == self._v or tag == self._t:
            self._heard = False
        elif tag == self._c:
            if self._parts:
                self._put()
        elif tag == self._row:
            self._close_row()
        elif tag == self._rph:
            self._phonetic = False

    def _close_row(self) -> None:
        if self._cells:
            self._done.append((self._line, self._cells))
            self._pending += self._size
            if self._pending > MAX_PENDING:
                raise refusals.swollen()

    def take(self) -> list[tuple[int, list[str]]]:
        """The rows that ended since the last call."""
        done, self._done, self._pending = self._done, [], 0
        return done

    def _put(self) -> None:
        raw = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
        self._parts.clear()
        text = self._shared(raw) if self._kind == "s" else self._shown(raw)
        if text:
            self._size += len(text)
            if self._size > MAX_LINE:
                raise refusals.line_too_long()
            if self._column == len(self._cells) < WIDEST:
                self._cells.append(text)
            else:
                put(self._cells, self._column, text)

    def _shared(self, raw: str) -> str:
        text = self._recent.get(raw)
        if text is None:
            text = self._strings[int(raw)]
            if len(text) < _SHORT and len(self._recent) < _RECENT:
                self._recent[raw] = text
        return text

    def _shown(self, raw: str) -> str:
        kind = self._kind
        if kind is None or kind == "n":
            made = self._formats.get(self._style) if self._style else None
            if made is None:
                return shown.number(raw)
            if made == shown.DATE:
                return shown.moment(raw, self._since_1904)
            return shown.number(raw).zfill(int(made))
        if kind == "b":
            return shown.answer(raw)
        if kind == "e":
            return ""
        return shown.iso(raw) if kind == "d" else unescaped(raw)
