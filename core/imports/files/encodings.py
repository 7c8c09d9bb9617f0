"""Which encoding a file's bytes are in, and its lines."""

import codecs
import io
import re
from collections.abc import Iterator

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# é è à ê ç ù â û as old Macs write them; as cp1252 they would be Ž ˆ ‰ ž, hardly ever met.
_MAC_BYTES = b"\x8e\x8f\x88\x90\x8d\x9d\x89\x9e"
_WINDOWS_BYTES = b"\xe9\xe8\xe0\xea\xe7\xf4\xee\xc9\xf9\xfb\xef\xeb"


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


_AS_WINDOWS = "mimicom.windows"


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_AS_WINDOWS, _as_windows)


def has_mark(data: bytes) -> bool:
    """Whether a byte order mark opens it."""
    return any(data.startswith(bom) for bom, _ in BOMS)


def detect_encoding(data: bytes) -> str:
    """Python's name of the encoding: a mark, else UTF-8 where nearly all of it is, else cp1252."""
    for bom, name in BOMS:
        if data.startswith(bom):
            return name
    if wide := utf16_without_mark(data[:100_000]):
        return wide
    if _is_utf8(data):
        return "utf-8"
    sample = data[:1_000_000]
    mac = len(sample) - len(sample.translate(None, _MAC_BYTES))
    windows = len(sample) - len(sample.translate(None, _WINDOWS_BYTES))
    return "mac_roman" if mac > windows else "cp1252"


def _is_utf8(data: bytes) -> bool:
    """Whether it is, but for a few bytes: a line added by another tool, a file cut short."""
    if data.isascii():
        return True
    allowed = (len(data) - len(data.translate(None, _HIGH))) // _STRAY_OF
    # A byte that is no UTF-8 becomes a character of its own, that nothing else gives.
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    for start in range(0, len(data), 1_000_000):
        allowed -= len(_STRAY.findall(decoder.decode(data[start : start + 1_000_000])))
        if allowed < 0:
            return False
    return len(decoder.decode(b"", final=True)) <= allowed


_STRAY = re.compile("[\udc80-\udcff]")
_HIGH = bytes(range(128, 256))
_STRAY_OF = 5
"""Of so many bytes beyond ASCII, one may be no UTF-8; in other encodings nearly all are none."""


def utf16_without_mark(head: bytes) -> str | None:
    """The UTF-16 that a file's first bytes look like; None where they do not."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) * 0.3 or min(even, odd) > len(head) * 0.02:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
