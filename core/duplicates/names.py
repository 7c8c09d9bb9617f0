"""How alike two names are, word by word, rare words counting most."""

import math
from collections import Counter

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from core.duplicates.features import Features

TYPO = 0.78
"""From this similarity on, two words may be one with a typo."""
FREQUENT = 5
"""Two different words that so many names have are no typos of each other."""
_SHORTEST_TYPO = 4
_GLUED = 0.9
_OTHER_NUMBER = 0.5
_PART = 0.3
_PLURAL = 0.95


class Names:
    """Compares names; knows how often each word occurs in the base."""

    def __init__(self, counts: Counter[str], total: int) -> None:
        self._counts = counts
        self._total = max(total, 1)

    def weight(self, word: str) -> float:
        """How much a word tells: the rarer the more."""
        return 1.0 + math.log(1 + self._total / (1 + self._counts[word])) / 4

    def alike(self, one: Features, other: Features) -> float:
        """0 for nothing in common, 1 for the same words."""
        if not one.words or not other.words:
            return self._without_words(one, other)
        if one.core == other.core:
            return 1.0
        if _numbers(one) != _numbers(other):
            return min(_OTHER_NUMBER, self._by_words(one, other))
        glued = ratio("".join(one.words), "".join(other.words)) / 100
        by_words = self._by_words(one, other)
        whole = " ".join(one.words) if len(one.words) == len(other.words) else ""
        if glued >= _GLUED and (not whole or by_words >= _GLUED or self._one_is_rare(one, other)):
            return max(glued, by_words)
        return by_words

    def _without_words(self, one: Features, other: Features) -> float:
        """'MJC de Lyon' has nothing but its kind."""
        if one.words or other.words:
            return _PART if one.kinds & other.kinds else 0.0
        return 1.0 if one.kinds and one.kinds == other.kinds else 0.0

    def _one_is_rare(self, one: Features, other: Features) -> bool:
        differing = set(one.words) ^ set(other.words)
        return any(self._counts[word] < FREQUENT for word in differing)

    def _by_words(self, one: Features, other: Features) -> float:
        left = list(dict.fromkeys(other.words))
        same, lone = 0.0, 0.0
        for word in dict.fromkeys(one.words):
            found, near = self._nearest(word, left)
            if found is None:
                lone += self.weight(word)
                continue
            left.remove(found)
            # A typo makes a word rare: the pair weighs what the word without it does.
            same += 2 * near * min(self.weight(word), self.weight(found))
            lone += 2 * (1 - near) * min(self.weight(word), self.weight(found))
        lone += sum(self.weight(word) for word in left)
        return same / (same + lone) if same else 0.0

    def _nearest(self, word: str, among: list[str]) -> tuple[str | None, float]:
        if word in among:
            return word, 1.0
        found, best = None, 0.0
        for other in among:
            near = self._word_alike(word, other)
            if near > best:
                found, best = other, near
        return found, best

    def _word_alike(self, one: str, other: str) -> float:
        shorter, longer = sorted((one, other), key=len)
        if len(shorter) < _SHORTEST_TYPO:
            return 0.0
        if longer == shorter + "s" or longer == shorter + "x":
            return _PLURAL
        if self._counts[one] >= FREQUENT and self._counts[other] >= FREQUENT:
            return 0.0
        near = OSA.normalized_similarity(one, other, score_cutoff=TYPO)
        # 'mediath' for 'mediatheque', cut short.
        return max(near, TYPO) if longer.startswith(shorter) and len(shorter) > 4 else near


def _numbers(record: Features) -> frozenset[str]:
    return frozenset(word for word in record.words if word.isdigit())
