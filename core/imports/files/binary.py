"""Bytes that are refused before they are read as text: images, documents, endless lines."""

from core.imports import refusals
from core.imports.files.encodings import has_mark, utf16_without_mark
from core.imports.files.kinds import other_kind

MAX_LINE_BYTES = 1_000_000
_CONTROL = bytes(set(range(32)) - {0, 9, 10, 12, 13, 26, 27})


def refuse_unfit(data: bytes, max_bytes: int) -> None:
    """FileRefused for bytes that are no text of lines, or too many."""
    if not data or not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise refusals.empty()
    if other := other_kind(data):
        raise other
    if _is_binary(data[:100_000]):
        raise refusals.not_csv()
    if len(data) > max_bytes:
        raise refusals.too_large()
    if _longest_line_exceeds(data, MAX_LINE_BYTES):
        raise refusals.line_too_long()


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
