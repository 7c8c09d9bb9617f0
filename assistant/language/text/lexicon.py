"""The words of lexicon/, read once and ready to be looked up."""

import gzip
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar

from core.vocabulary.text import fold

T = TypeVar("T")

FOLDER = Path(__file__).parents[1] / "lexicon"

# Words that would look like another one without their last letter.
_UNCHANGED = frozenset(
    "mais mois plus moins sans dans tous toutes nous vous sens fois jamais apres tours deux ceux "  # noqa: SIM905
    "bras vers hors sauf mons".split()
)


def stem(word: str) -> str:
    """The word without the marks of plural and of feminine participles."""
    if word in _UNCHANGED or len(word) <= 3:
        return word
    if word[-1] in "sx":
        word = word[:-1]
    return word[:-1] if word.endswith("ee") and len(word) > 5 else word


def words_of(phrase: str) -> tuple[str, ...]:
    return tuple(fold(phrase).split())


@cache
def table(name: str) -> dict[str, Any]:
    """One TOML file of the lexicon."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def common_words() -> Mapping[str, int]:
    """French words, folded, and how often they are used."""
    text = gzip.decompress((FOLDER / "common_words.csv.gz").read_bytes()).decode()
    # A hundred thousand lines: cut at once, words and counts by turns.
    cells = text.strip().replace("\n", ";").split(";")
    return dict(zip(cells[::2], map(int, cells[1::2]), strict=True))


@cache
def abbreviations() -> Mapping[str, tuple[str, ...]]:
    return {fold(short): words_of(full) for short, full in table("abreviations.toml").items()}


@cache
def words_in(name: str) -> frozenset[str]:
    """The words of a text file of the lexicon, its remarks left out."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in words_of(line))


@cache
def words_in_lines(name: str) -> tuple[str, ...]:
    """The lines of a text file of the lexicon, its remarks left out."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


class Phrases(Generic[T]):
    """Phrases of several words, found whatever their plurals; the longest wins."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, ...], T] = {}
        self._longest: dict[str, int] = {}

    def add(self, phrase: str, value: T) -> None:
        key = tuple(stem(word) for word in words_of(phrase))
        self._values.setdefault(key, value)
        self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def words(self) -> set[str]:
        return {word for key in self._values for word in key}

    def longest_at(self, words: list[str], start: int) -> tuple[int, T] | None:
        """How many of these words, from `start`, make the longest phrase, and its value."""
        longest = self._longest.get(stem(words[start]) if words[start] else "", 0)
        for size in range(min(longest, len(words) - start), 0, -1):
            key = tuple(stem(word) for word in words[start : start + size])
            if key in self._values:
                return size, self._values[key]
        return None
