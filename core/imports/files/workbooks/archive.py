"""The zip that a workbook is, and its XML parts, read piece by piece whatever they hold.

`zipfile` gives no more bytes of a part than the part's declared size, so that what is declared
can be judged before anything is unpacked.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import NoReturn, Protocol
from xml.parsers import expat

from core.imports import refusals

MAX_PART = 1_000_000_000
"""Bytes of a part, unpacked."""
MAX_SMALL_PART = 30_000_000
"""The same of the parts that describe the others."""
MAX_RATIO = 100
_RATIO_FROM = 10_000_000
"""Below it any ratio is harmless."""
MAX_PARTS = 5_000
MAX_DEPTH = 60
"""Elements within elements."""
_MAX_TAG = 4_000_000
_CHUNK = 64_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 1

_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, LookupError),
)


class Handler(Protocol):
    """What a parser calls for each element. The handler refuses what is deeper than `MAX_DEPTH`."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, text: str) -> None: ...


def is_archive(data: bytes) -> bool:
    """Whether the bytes are a zip, as workbooks of today are."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Archive:
    """The parts of a zip, by name, whatever their case and with or without a leading slash."""

    def __init__(self, data: bytes) -> None:
        """FileRefused where it is no zip, or has too many parts."""
        if data.count(b"PK\x01\x02") > MAX_PARTS:
            raise refusals.too_large_inside()
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN:
            raise refusals.no_workbook() from None
        self._parts = {_key(info.filename): info for info in self._zip.infolist()}

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._parts

    def names(self) -> list[str]:
        """The parts' names, in lower case."""
        return list(self._parts)

    def size(self, name: str) -> int:
        """Bytes of a part, unpacked; 0 for none of that name."""
        info = self._parts.get(_key(name))
        return info.file_size if info else 0

    def chunks(self, name: str, limit: int = MAX_PART) -> Iterator[bytes]:
        """A part's bytes, some at a time. FileRefused where it is too big, locked or damaged."""
        info = self._parts.get(_key(name))
        if info is None:
            raise refusals.damaged()
        if info.flag_bits & _ENCRYPTED:
            raise refusals.locked()
        if info.compress_type not in _METHODS:
            raise refusals.damaged()
        packed = max(1, info.compress_size)
        if info.file_size > limit or (
            info.file_size > _RATIO_FROM and info.file_size > packed * MAX_RATIO
        ):
            raise refusals.too_large_inside()
        try:
            with self._zip.open(info) as part:
                while chunk := part.read(_CHUNK):
                    yield chunk
        except _BROKEN:
            raise refusals.damaged() from None

    def parse(self, name: str, handler: Handler, limit: int = MAX_PART) -> Iterator[None]:
        """Call the handler for a part's elements, some at a time. FileRefused as for `chunks`."""
        parser = _parser(handler)
        fed = 0
        try:
            for chunk in self.chunks(name, limit):
                parser.Parse(chunk, False)
                fed += len(chunk)
                if fed - parser.CurrentByteIndex > _MAX_TAG:
                    raise refusals.damaged()
                yield
            parser.Parse(b"", True)
        except _BROKEN:
            raise refusals.damaged() from None
        yield

    def elements(self, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        """(name without prefix, attributes) of the elements of a part that describes others; none
        where there is no such part. FileRefused as for `chunks`."""
        handler = _Elements()
        for _ in self.parse(name, handler, MAX_SMALL_PART) if name in self else ():
            yield from handler.found
            handler.found.clear()


class _Elements(Handler):
    """Lists elements as they start."""

    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise refusals.damaged()
        self.found.append((tag.rpartition(":")[2], attributes))

    def end(self, tag: str) -> None:
        self._depth -= 1

    def text(self, text: str) -> None:
        pass


def _key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    # No workbook has a document type: its entities could stand for anything, or swell.
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> NoReturn:
    raise refusals.damaged()
