"""Tasks, or anything else with a title, found by some words of it. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from core.vocabulary.text import fold

T = TypeVar("T")
_SHORTEST = 4
"""Letters that two words must share to be forms of one: réservé, réserver, réservation."""
_SHARE = 0.5
_HALF, _AKIN = 0.45, 0.9


def called(words: str, among: Iterable[T], title: Callable[[T], str]) -> list[T]:
    """Those whose title is these words; else those that have them all; else those that have the
    most of them, half at least. Empty where there is none."""
    every, wanted = list(among), fold(words).split()
    if not wanted:
        return []
    same = [one for one in every if fold(title(one)) == " ".join(wanted)]
    if same:
        return same
    shares = [(_shared(wanted, fold(title(one)).split() or [""]), one) for one in every]
    best = max((share for share, _ in shares), default=0.0)
    return [one for share, one in shares if share == best] if best >= _HALF else []


def _shared(wanted: Sequence[str], words: Sequence[str]) -> float:
    """The same word counts more than another form of it."""
    return sum(max(_likeness(one, word) for word in words) for one in wanted) / len(wanted)


def _likeness(one: str, other: str) -> float:
    return 1.0 if one == other else _AKIN if _akin(one, other) else 0.0


def _akin(one: str, other: str) -> bool:
    if one == other or one.rstrip("s") == other.rstrip("s"):
        return True
    shared = next(
        (rank for rank, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    return shared >= _SHORTEST and shared >= _SHARE * max(len(one), len(other))
