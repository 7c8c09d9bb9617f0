"""Workbooks of LibreOffice (.ods), and of whatever else writes this format."""

from collections.abc import Iterator
from functools import cached_property

from core.imports import refusals
from core.imports.files.workbooks import cells as shown
from core.imports.files.workbooks.archive import MAX_DEPTH, Archive
from core.imports.files.workbooks.sheet import MAX_LINE, MAX_PENDING, WIDEST, Sheet, Workbook

CONTENT = "content.xml"
_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_MAX_SPACES = 100
_MAX_SHEETS = 30
_CELLS = ("table:table-cell", "table:covered-table-cell")


def is_ods(archive: Archive) -> bool:
    """Whether the archive is a workbook of this kind. FileRefused under a password."""
    if "mimetype" not in archive or CONTENT not in archive:
        return False
    if not b"".join(archive.chunks("mimetype", 1_000)).startswith(_KIND):
        return False
    manifest = "META-INF/manifest.xml"
    if manifest in archive and any(
        b"encryption-data" in chunk for chunk in archive.chunks(manifest)
    ):
        raise refusals.locked()
    return True


class Ods(Workbook):
    """The workbook."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        found = _Rows(None)
        for _ in archive.parse(CONTENT, found):
            found.take()
        self._found = found

    @property
    def sheets(self) -> list[Sheet]:
        visible = [
            OdsSheet(name, self._archive, rank)
            for rank, (name, style) in enumerate(self._found.tables)
            if style not in self._found.hidden
        ]
        return [*visible[:_MAX_SHEETS]]

    def texts(self) -> Iterator[str]:
        reader = _Rows(None, notes=True)
        for _ in self._archive.parse(CONTENT, reader):
            yield from ("\t".join(cells) for _, cells, _ in reader.take())


class OdsSheet(Sheet):
    """A sheet of it."""

    def __init__(self, name: str, archive: Archive, rank: int) -> None:
        super().__init__(name)
        self._archive = archive
        self._rank = rank

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        reader = _Rows(self._rank)
        for _ in self._archive.parse(CONTENT, reader):
            for line, cells, times in reader.take():
                for again in range(times):
                    yield line + again, list(cells)
            if len(reader.tables) > self._rank + 1:
                return

    @cached_property
    def estimate(self) -> int:
        # Few bytes may stand for many rows, so that nothing less than reading them tells.
        return sum(1 for _ in self.raw_rows())

    def refuse_if_too_large(self) -> None:
        assert self.estimate >= 0


class _Rows:
    """content.xml into rows of the sheet of that rank, or of all."""

    def __init__(self, rank: int | None, notes: bool = False) -> None:
        self.tables: list[tuple[str, str]] = []
        """(name, style) of the sheets met."""
        self.hidden: set[str] = set()
        self._done: list[tuple[int, list[str], int]] = []
        self._pending = 0
        self._rank = rank
        self._notes = notes
        self._depth = 0
        self._skipping = 0
        self._style = ""
        self._line = 1
        self._times = 1
        self._size = 0
        self._cells: list[str] = []
        self._column = 0
        self._cell: dict[str, str] = {}
        self._parts: list[str] = []
        self._paragraphs = 0
        self._heard = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
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
        elif tag == "table:table":
            self.tables.append((attributes.get("table:name", ""), attributes.get(_STYLE, "")))
            self._line = 1
        elif tag == "style:style":
            self._style = attributes.get("style:name", "")
        elif tag == "style:table-properties" and attributes.get("table:display") == "false":
            self.hidden.add(self._style)
        elif not self._notes and (tag == "office:annotation" or tag.startswith("draw:")):
            self._skipping = self._depth

    def _open_text(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "text:p" or tag == "text:h":
            self._heard += 1
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
        if self._heard and not self._skipping:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if self._skipping:
            if self._depth < self._skipping:
                self._skipping = 0
        elif tag in _CELLS:
            self._put()
        elif tag == "text:p" or tag == "text:h":
            self._heard -= 1
        elif tag == "table:table-row":
            if self._cells and self._rank in (None, len(self.tables) - 1):
                self._keep()
            self._line += self._times

    def _keep(self) -> None:
        self._done.append((self._line, self._cells, self._times))
        self._pending += self._size
        if self._pending > MAX_PENDING:
            raise refusals.too_large_inside()

    def take(self) -> list[tuple[int, list[str], int]]:
        """(row number, cells, how many times it comes) of the rows that ended since last time."""
        done, self._done, self._pending = self._done, [], 0
        return done

    def _put(self) -> None:
        times = _count(self._cell, "table:number-columns-repeated")
        text = self._shown()
        if text:
            column = min(self._column, WIDEST - 1)
            self._cells.extend([""] * (column - len(self._cells)))
            self._cells.extend([text] * min(times, WIDEST - len(self._cells)))
            self._size += len(text) * times
            if self._size > MAX_LINE:
                raise refusals.line_too_long()
        self._column += times

    def _shown(self) -> str:
        cell, text = self._cell, "".join(self._parts)
        kind = cell.get("office:value-type")
        if cell.get("calcext:value-type") == "error":
            return ""
        if kind in ("float", "percentage", "currency"):
            return _digits(text, shown.number(cell.get("office:value", text)))
        if kind == "date":
            return shown.iso(cell.get("office:date-value", text))
        if kind == "boolean":
            return shown.answer(cell.get("office:boolean-value", text))
        return text or cell.get("office:string-value", "")


_STYLE = "table:style-name"


def _digits(text: str, number: str) -> str:
    """A number as displayed, where the display has the zeros that the number lost."""
    compact = "".join(char for char in text if char not in " .\u00a0\u202f")
    return compact if compact.isdecimal() and compact.lstrip("0") == number else number


def _count(attributes: dict[str, str], name: str) -> int:
    """How many times something is repeated."""
    times = attributes.get(name)
    return max(1, int(times)) if times else 1
