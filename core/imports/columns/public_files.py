"""Files of the administration, known by their headings as a whole: the RNA, Sirene, the directory
of public services."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from core.vocabulary.text import fold

_FILE = Path(__file__).parents[2] / "vocabulary" / "public_files.toml"


def public_meanings(headings: Sequence[str]) -> list[str | None] | None:
    """What the columns of such a file mean, by their place; None for any other file."""
    keys = [_key(heading) for heading in headings]
    for signs, columns in _kinds():
        if signs <= {*keys}:
            return [columns.get(key) for key in keys]
    return None


@cache
def _kinds() -> tuple[tuple[frozenset[str], Mapping[str, str]], ...]:
    lists: Mapping[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        (
            frozenset(map(_key, kind["signs"])),
            {_key(heading): meaning for heading, meaning in kind["columns"].items()},
        )
        for kind in lists.values()
    )


def _key(heading: str) -> str:
    return fold(heading).replace(" ", "")
