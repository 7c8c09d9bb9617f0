"""Texts and addresses as they come from outside: what no keyboard types is taken out or refused."""

import re
from typing import Any
from urllib.parse import unquote_to_bytes

# C0 but tab and new lines, DEL, C1, and halves of surrogate pairs: MongoDB takes none of the last.
_UNTYPED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
DEEPEST = 30
LONGEST_ADDRESS = 6_000
"""Characters of a path with its query, percent signs counted."""


def clean(text: str) -> str:
    """A text without the characters that can't be typed."""
    return _UNTYPED.sub("", text)


def cleaned(value: Any) -> Any:
    """A JSON value whose texts are clean, names of fields included."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(one) for one in value]
    if isinstance(value, dict):
        return {clean(name): cleaned(one) for name, one in value.items()}
    return value


def too_deep(value: Any, levels: int = DEEPEST) -> bool:
    """Whether a JSON value has more levels than anything of ours."""
    if not isinstance(value, list | dict):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(too_deep(one, levels - 1) for one in inside)


def sound_address(path: str, raw_path: bytes, query: bytes) -> bool:
    """Whether an address is UTF-8, of a reasonable length, without control characters."""
    if len(raw_path) + len(query) > LONGEST_ADDRESS or not path.startswith("/"):
        return False
    if _CONTROLS.search(path) or "\\" in path or "\ufffd" in path:
        return False
    if b"%" not in query and query.isascii():
        return _CONTROLS.search(query.decode()) is None
    try:
        text = unquote_to_bytes(query).decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _CONTROLS.search(text) is None
