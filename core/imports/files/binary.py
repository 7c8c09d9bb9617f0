"""Bytes that are refused before they are read as text: images, documents, endless lines."""

import re

from core.imports import refusals
from core.imports.files.encodings import has_mark, utf16_without_mark
from core.imports.refusals import FileRefused

MAX_LINE_BYTES = 1_000_000
_SIGNATURES = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM6", b"RIFF", b"II*\0", b"MM\0*", b"\0\0\1\0"),
    *(b"%PDF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ", b"\x7fELF", b"MZ\x90"),
    *(b"OggS", b"ID3", b"{\\rtf", b"SQLite f"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"^\s*<(?:!doctype|html|svg|\?xml|table|head|body)\b", re.I)
_CONTROL = bytes(set(range(32)) - {0, 9, 10, 12, 13, 26, 27})


def refuse_unfit(data: bytes, max_bytes: int) -> None:
    """FileRefused for bytes that are no text of lines, or too many."""
    if not data or not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise refusals.empty()
    if data.startswith(_OLD_OFFICE):
        raise _old_office(data)
    if data.startswith(_SIGNATURES) or _MARKUP.match(data[:1_000]) or _is_binary(data[:100_000]):
        raise refusals.not_csv()
    if len(data) > max_bytes:
        raise refusals.too_large()
    if _longest_line_exceeds(data, MAX_LINE_BYTES):
        raise refusals.line_too_long()


def _old_office(data: bytes) -> FileRefused:
    # A workbook of today under a password is kept within this old container.
    if _wide("EncryptedPackage") in data:
        return refusals.locked()
    sheets = _wide("Workbook") in data or _wide("Book") in data
    return refusals.old_workbook() if sheets else refusals.not_csv()


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le")


def _is_binary(head: bytes) -> bool:
    if has_mark(head) or utf16_without_mark(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROL))
    return head.count(0) > len(head) // 5 + 3 or controls > len(head) // 100 + 1


def _longest_line_exceeds(data: bytes, limit: int) -> bool:
    position = 0
    while len(data) - position > limit:
        end = max(
            data.rfind(b"\n", position, position + limit + 1),
            data.rfind(b"\r", position, position + limit + 1),
        )
        if end < position:
            return True
        position = end + 1
    return False
