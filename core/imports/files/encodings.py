"""Which encoding a file's bytes are in, and its lines."""

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.imports.files.repairing import (
    SINGLE_BYTE,
    best_single_byte,
    likely_encodings,
    repaired,
)

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def lines(data: bytes, encoding: str) -> Iterator[str]:
    """The file's lines, whatever ends them, decoded as they are read."""
    text = io.TextIOWrapper(
        io.BytesIO(data), encoding=encoding, errors=_errors(encoding), newline=None
    )
    return (line.replace("\0", "") for line in text) if b"\0" in data[:1_000_000] else iter(text)


def _errors(encoding: str) -> str:
    """What becomes of bytes that are no text: none of them costs the file."""
    if encoding.startswith("utf-8"):
        return _AS_WINDOWS
    # Half a character at the end is no row; cp1252 leaves five bytes undefined.
    return "ignore" if encoding.startswith("utf") else "replace"


def _handler(name: str) -> str:
    """Registers what reads bytes that are no UTF-8 in another encoding; its name."""

    def as_other(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(name, "replace"), error.end

    codecs.register_error(f"mimicom.{name}", as_other)
    return f"mimicom.{name}"


_HANDLERS = {name: _handler(name) for name in SINGLE_BYTE}
_AS_WINDOWS = _HANDLERS["cp1252"]


def has_mark(data: bytes) -> bool:
    """Whether a byte order mark opens it."""
    return any(data.startswith(bom) for bom, _ in BOMS)


def decoded(data: bytes, chosen: str | None = None) -> tuple[bytes, str, bool]:
    """(bytes, their encoding, whether something was repaired): a mark, else UTF-8, else what the
    letters of the whole file say. Lines of another encoding among UTF-8, and text that was encoded
    twice, come back as clean UTF-8. `chosen` is the reading that the user chose of two."""
    if chosen in SINGLE_BYTE:
        return data, chosen, False
    own = _EXCHANGE in data[:_OPENING]
    for bom, name in BOMS:
        if data.startswith(bom) and own:
            return data, name, False
        if data.startswith(bom):
            return (*_cleaned(data, name), name == "utf-8-sig" and repaired(data) is not None)
    if wide := utf16_without_mark(data[:100_000]):
        return data, wide, False
    strays, letters = _utf8_letters(data)
    if not strays:
        clean = None if own else repaired(data)
        return clean or data, "utf-8", clean is not None
    other = best_single_byte(data)
    if not letters:
        return data, other, False
    # Letters of UTF-8 are hardly ever anything else by chance: both encodings are in the file.
    other = best_single_byte(b"\n".join(_stray_lines(data)))
    mixed = data.decode("utf-8", _HANDLERS[other]).encode("utf-8", "replace")
    return repaired(mixed) or mixed, "utf-8", True


_EXCHANGE, _OPENING = b"prospect_id", 1_000
"""A heading of what the product exports itself, which is exact and is not repaired."""


def _cleaned(data: bytes, name: str) -> tuple[bytes, str]:
    return (repaired(data) or data, name) if name == "utf-8-sig" else (data, name)


@dataclass(frozen=True)
class Reading:
    """One of the ways in which a file may be read, and words that tell it from the others."""

    encoding: str
    words: tuple[str, ...]


def readings(data: bytes) -> tuple[Reading, ...]:
    """The two likeliest ways to read a file whose letters leave doubt, the likelier first; none
    where they leave none."""
    if has_mark(data) or utf16_without_mark(data[:100_000]):
        return ()
    strays, letters = _utf8_letters(data)
    if not strays or letters:
        return ()
    likely = likely_encodings(data)[:2]
    if len(likely) < 2:
        return ()
    told = dict.fromkeys(
        found[0] for found in _WORD.finditer(data[:_TOLD_OF])
        if len({found[0].decode(name, "replace") for name in likely}) > 1
    )  # fmt: skip
    some = [*told][:_TOLD]
    return tuple(Reading(n, tuple(word.decode(n, "replace") for word in some)) for n in likely)


_WORD = re.compile(rb"[A-Za-z'-]*[\x80-\xff][A-Za-z'\x80-\xff-]*")
_TOLD, _TOLD_OF = 4, 1_000_000


def _utf8_letters(data: bytes) -> tuple[int, int]:
    """(bytes that are no UTF-8, letters that are UTF-8 and that French files hold)."""
    if data.isascii():
        return 0, 0
    # A byte that is no UTF-8 becomes a character of its own, that nothing else gives.
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    strays = letters = 0
    for start in range(0, len(data), 1_000_000):
        final = start + 1_000_000 >= len(data)
        text = decoder.decode(data[start : start + 1_000_000], final)
        strays += len(_STRAY.findall(text))
        letters += len(_USUAL.findall(text))
    return strays, letters


_STRAY = re.compile("[\udc80-\udcff]")
_USUAL = re.compile("[\u00c0-\u017f\u2013-\u2026\u20ac]")


def _stray_lines(data: bytes) -> Iterator[bytes]:
    """The lines that are no UTF-8."""
    for line in data.splitlines():
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            yield line


def utf16_without_mark(head: bytes) -> str | None:
    """The UTF-16 that a file's first bytes look like; None where they do not."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) * 0.3 or min(even, odd) > len(head) * 0.02:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
