"""The rows of a workbook of Excel."""

from functools import cache

from core.imports import refusals
from core.imports.files.workbooks import cells as shown
from core.imports.files.workbooks.archive import MAX_DEPTH
from core.imports.files.workbooks.sheet import RowHandler
from core.imports.files.workbooks.xlsx_parts import Strings, unescaped

MAX_LINES = 1_048_576
"""What spreadsheets have at most."""
_DIGITS = "0123456789"
# Towns and types are shared by many cells: the first strings met are kept as they are.
_RECENT, _SHORT = 5_000, 100


@cache
def column_of(letters: str) -> int:
    """'A' is 0, 'AA' 26. FileRefused for what names no column."""
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise refusals.damaged()
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


class XlsxRows(RowHandler):
    """A sheet's XML into rows. Called for each cell: it is quick."""

    def __init__(self, strings: Strings, formats: dict[str, str | int], since_1904: bool) -> None:
        super().__init__()
        self._strings = strings
        self._formats = formats
        self._since_1904 = since_1904
        self._depth = 0
        self._recent: dict[str, str] = {}
        self._column = -1
        self._kind: str | None = None
        self._style: str | None = None
        self._in_text = False
        self._phonetic = False
        self._named("")

    def _named(self, prefix: str) -> None:
        names = (prefix + name for name in ("c", "v", "t", "row", "rPh"))
        self._c, self._v, self._t, self._row, self._rph = names

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens. FileRefused where it is too deep, or names no column."""
        self._depth += 1
        if tag == self._c:
            place = attributes.get("r")
            self._column = column_of(place.rstrip(_DIGITS)) if place else self._column + 1
            self._kind = attributes.get("t")
            self._style = attributes.get("s")
        elif tag == self._v or tag == self._t:
            self._in_text = not self._phonetic
        elif tag == self._row:
            self._open_row(attributes.get("r"))
            self._hidden = attributes.get("hidden") in ("1", "true")
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
        if self._in_text:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == self._v or tag == self._t:
            self._in_text = False
        elif tag == self._c:
            if self._parts:
                self._put()
        elif tag == self._row:
            self._close_row()
        elif tag == self._rph:
            self._phonetic = False

    def _put(self) -> None:
        raw = self._parts[0] if len(self._parts) == 1 else "".join(self._parts)
        self._parts.clear()
        text = self._shared(raw) if self._kind == "s" else self._shown(raw)
        if text:
            self._add_cells(self._column, text)

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
            return shown.error(raw)
        return shown.iso(raw) if kind == "d" else unescaped(raw)
