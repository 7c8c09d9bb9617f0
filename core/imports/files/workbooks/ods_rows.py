"""The rows of a workbook of LibreOffice."""

from core.imports import refusals
from core.imports.files.workbooks import cells as shown
from core.imports.files.workbooks.archive import MAX_DEPTH
from core.imports.files.workbooks.sheet import MAX_SPANS, RowHandler

_MAX_SPACES = 100
_CELLS = ("table:table-cell", "table:covered-table-cell")
_PARAGRAPHS = ("text:p", "text:h")


class OdsRows(RowHandler):
    """content.xml into rows of the sheet of that rank, or of all."""

    def __init__(self, rank: int | None = None, notes: bool = False) -> None:
        super().__init__()
        self.tables: list[tuple[str, str]] = []
        """(name, style) of the sheets met."""
        self.hidden: set[str] = set()
        self._rank = rank
        self._notes = notes
        self._depth = 0
        self._skipping = 0
        self._style = ""
        self._times = 1
        self._column = 0
        self._cell: dict[str, str] = {}
        self._paragraphs = 0
        self._open_paragraphs = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens. FileRefused where it is too deep."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusals.damaged()
        if self._skipping:
            return
        if tag in _CELLS:
            self._cell = attributes
            self._parts.clear()
            self._paragraphs = 0
        elif tag.startswith("text:"):
            self._open_text(tag, attributes)
        elif tag == "table:table-row":
            self._times = _count(attributes, "table:number-rows-repeated")
            self._cells, self._column, self._size = [], 0, 0
            self._hidden = attributes.get("table:visibility") in ("collapse", "filter")
        elif tag == "table:table":
            name, style = attributes.get("table:name", ""), attributes.get("table:style-name", "")
            self.tables.append((name, style))
            self.ended = self._rank is not None and len(self.tables) > self._rank + 1
            self._line = 1
        elif tag == "style:style":
            self._style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden.add(self._style)
        elif not self._notes and (tag == "office:annotation" or tag.startswith("draw:")):
            self._skipping = self._depth

    def _open_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _PARAGRAPHS:
            self._open_paragraphs += 1
            if self._paragraphs:
                self._parts.append("\n")
            self._paragraphs += 1
        elif tag == "text:s":
            self._parts.append(" " * min(_MAX_SPACES, _count(attributes, "text:c")))
        elif tag == "text:tab":
            self._parts.append(" ")
        elif tag == "text:line-break":
            self._parts.append("\n")

    def text(self, text: str) -> None:
        if self._open_paragraphs and not self._skipping:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._skipping:
            if self._depth < self._skipping:
                self._skipping = 0
        elif tag in _CELLS:
            self._put()
        elif tag in _PARAGRAPHS:
            self._open_paragraphs -= 1
        elif tag == "table:table-row":
            if self._rank in (None, len(self.tables) - 1):
                self._close_row(self._times)
            self._line += self._times

    def _put(self) -> None:
        times = _count(self._cell, "table:number-columns-repeated")
        down = _count(self._cell, "table:number-rows-spanned")
        if down > 1 and len(self.spans) < MAX_SPANS and self._rank in (None, len(self.tables) - 1):
            self.spans.append((self._line, self._column, self._line + down - 1))
        if text := self._shown():
            self._add_cells(self._column, text, times)
        self._column += times

    def _shown(self) -> str:
        cell, text = self._cell, "".join(self._parts)
        kind = cell.get("office:value-type")
        if cell.get("calcext:value-type") == "error":
            # LibreOffice has errors of its own, "Err:502".
            return shown.error(text)
        if kind in ("float", "percentage", "currency"):
            return _digits(text, shown.number(cell.get("office:value", text)))
        if kind == "date":
            return shown.iso(cell.get("office:date-value", text))
        if kind == "boolean":
            return shown.answer(cell.get("office:boolean-value", text))
        return text or cell.get("office:string-value", "")


def _digits(text: str, number: str) -> str:
    """A number as displayed, where the display has the zeros that the number lost."""
    compact = "".join(char for char in text if char not in " .\u00a0\u202f")
    return compact if compact.isdecimal() and compact.lstrip("0") == number else number


def _count(attributes: dict[str, str], name: str) -> int:
    """How many times something is repeated."""
    times = attributes.get(name)
    return max(1, int(times)) if times else 1
