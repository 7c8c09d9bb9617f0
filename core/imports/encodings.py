"""Which encoding a file's bytes are in, and its lines."""

import codecs
import io
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
    # cp1252 leaves five bytes undefined; one of them must not cost the file.
    text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors="replace", newline=None)
    return (line.replace("\0", "") for line in text) if b"\0" in data[:1_000_000] else iter(text)


def has_mark(data: bytes) -> bool:
    """Whether a byte order mark opens it."""
    return any(data.startswith(bom) for bom, _ in BOMS)


def detect_encoding(data: bytes) -> str:
    """Python's name of the encoding: a mark, else UTF-8 where all of it is, else cp1252."""
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
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), 1_000_000):
            decoder.decode(data[start : start + 1_000_000])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def utf16_without_mark(head: bytes) -> str | None:
    """The UTF-16 that a file's first bytes look like; None where they do not."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < len(head) * 0.3 or min(even, odd) > len(head) * 0.02:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
