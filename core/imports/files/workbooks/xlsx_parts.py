"""The parts of an Excel workbook beside its sheets: their names, styles and shared strings."""

import re
from array import array
from collections.abc import Iterator
from pathlib import PurePosixPath

from core.imports import refusals
from core.imports.files.workbooks import cells as shown
from core.imports.files.workbooks.archive import MAX_DEPTH
from core.imports.files.workbooks.sheet import MAX_LINE

MAX_STRINGS_TEXT = 60_000_000
"""Bytes of all the strings that cells share."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Shallow:
    """A handler that knows elements by name without prefix, and refuses to go deep."""

    def __init__(self) -> None:
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusals.damaged()
        self.opened(tag.rpartition(":")[2], attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self.closed(tag.rpartition(":")[2])

    def text(self, text: str) -> None:
        """Text between elements."""

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def closed(self, tag: str) -> None:
        """An element ends."""


class Book(_Shallow):
    """xl/workbook.xml: (name, relation, state) of the sheets."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.since_1904 = False

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            state = attributes.get("state", "visible")
            self.sheets.append((attributes.get("name", ""), relation, state))
        elif tag == "workbookPr":
            self.since_1904 = attributes.get("date1904", "0") in ("1", "true")


class Relations(_Shallow):
    """xl/_rels/workbook.xml.rels: parts by relation."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, str] = {}

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = PurePosixPath(target if target.startswith("/") else f"xl/{target}")
            self.parts[attributes.get("Id", "")] = str(part).lstrip("/")


class Styles(_Shallow):
    """xl/styles.xml: what styles make of numbers."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: dict[int, str] = {}
        self._cells: list[int] = []
        self._in_cells = False

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "numFmt":
            self._codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            self._cells.append(int(attributes.get("numFmtId", 0)))

    def closed(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False

    def formats(self) -> dict[str, str | int]:
        known = {code: shown.number_format(code, self._codes.get(code)) for code in self._cells}
        special = ((str(style), known[code]) for style, code in enumerate(self._cells))
        return {style: made for style, made in special if made is not None}


class Strings(_Shallow):
    """xl/sharedStrings.xml, packed: a million of strings are no million of objects."""

    def __init__(self) -> None:
        super().__init__()
        self._packed = bytearray()
        self._ends = array("L", [0])
        self._parts: list[str] = []
        self._in_text = False
        self._phonetic = False
        self.longest = 0

    def __getitem__(self, index: int) -> str:
        start, end = self._ends[index], self._ends[index + 1]
        return self._packed[start:end].decode()

    def all_texts(self) -> Iterator[str]:
        return (self[index] for index in range(len(self._ends) - 1))

    def opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "t":
            self._in_text = not self._phonetic
        elif tag == "rPh":
            self._phonetic = True

    def closed(self, tag: str) -> None:
        if tag in ("t", "threadedComment"):
            self._in_text = False
        elif tag == "rPh":
            self._phonetic = False
        if tag in ("si", "comment", "threadedComment"):
            self._keep()

    def _keep(self) -> None:
        text = unescaped("".join(self._parts)).encode()
        self._parts.clear()
        self.longest = max(self.longest, len(text))
        self._packed += text
        if len(text) > MAX_LINE:
            raise refusals.line_too_long()
        if len(self._packed) > MAX_STRINGS_TEXT:
            raise refusals.too_large_inside()
        self._ends.append(len(self._packed))

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)


def unescaped(text: str) -> str:
    """Text with its '_x000D_' as the characters that they stand for."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")
    return plain.encode("utf-8", "replace").decode()
