"""The parts of an Excel workbook beside its sheets: their names, styles and shared strings."""

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from core.imports import refusals
from core.imports.files.workbooks import cells as shown
from core.imports.files.workbooks.archive import MAX_DEPTH, Archive, Handler
from core.imports.files.workbooks.sheet import MAX_LINE

MAX_STRINGS_TEXT = 60_000_000
"""Bytes of all the strings that cells share."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass
class Book:
    """xl/workbook.xml."""

    sheets: list[tuple[str, str, str]] = field(default_factory=list)
    """(name, relation, state)."""
    since_1904: bool = False
    """Whether days are counted as old Macs did."""


def read_book(archive: Archive) -> Book:
    """The sheets' names. FileRefused."""
    book = Book()
    for tag, attributes in archive.elements("xl/workbook.xml"):
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), "")
            state = attributes.get("state", "visible")
            book.sheets.append((attributes.get("name", ""), relation, state))
        elif tag == "workbookPr":
            book.since_1904 = attributes.get("date1904", "0") in ("1", "true")
    return book


def read_relations(archive: Archive) -> dict[str, str]:
    """Names of parts by relation. FileRefused."""
    parts: dict[str, str] = {}
    for tag, attributes in archive.elements("xl/_rels/workbook.xml.rels"):
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            part = PurePosixPath(target if target.startswith("/") else f"xl/{target}")
            parts[attributes.get("Id", "")] = str(part).lstrip("/")
    return parts


def read_formats(archive: Archive) -> dict[str, str | int]:
    """The styles, by number, that make something else of a number. FileRefused."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    of_cells = False
    for tag, attributes in archive.elements("xl/styles.xml"):
        if tag == "numFmt":
            codes[int(attributes.get("numFmtId", 0))] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "cellStyleXfs"):
            of_cells = tag == "cellXfs"
        elif tag == "xf" and of_cells:
            styles.append(int(attributes.get("numFmtId", 0)))
    known = {code: shown.number_format(code, codes.get(code)) for code in styles}
    special = ((str(style), known[code]) for style, code in enumerate(styles))
    return {style: made for style, made in special if made is not None}


class Strings(Handler):
    """xl/sharedStrings.xml, packed: a million of strings are no million of objects."""

    def __init__(self) -> None:
        self._depth = 0
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

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element opens. FileRefused where it is too deep."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusals.damaged()
        tag = tag.rpartition(":")[2]
        if tag == "t":
            self._in_text = not self._phonetic
        elif tag == "rPh":
            self._phonetic = True

    def end(self, tag: str) -> None:
        self._depth -= 1
        tag = tag.rpartition(":")[2]
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
