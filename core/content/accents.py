"""Accents that whoever types in a hurry leaves out, put back where only one word can be meant."""

import re
from functools import lru_cache

from core.content.spelling import is_word, suggested
from core.vocabulary.text import fold

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST = 3
_NOT_TEXT = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|[#@]\w+|\{[{%].*?[%}]\}", re.DOTALL)
_OURS = {
    fold(word): word
    for word in (
        *("fête", "fêtes", "événement", "événements", "bénévole", "bénévoles", "générale"),
        *("médiathèque", "médiathèques", "ludothèque", "ludothèques", "ludothécaire"),
        *("ludothécaires", "soirée", "soirées", "pêle-mêle", "musée", "musées"),
    )
}
"""Words of the trade that the dictionary does not know, or that it could read in two ways."""


def with_accents(text: str) -> str:
    """The text with the accents of its French words. A word that is one without them stays, and so
    does one with a capital, which may be a name, but for the first: names of events begin so."""
    kept = [found.span() for found in _NOT_TEXT.finditer(text)]
    first = _WORD.search(text)

    def put(found: re.Match[str]) -> str:
        if any(start <= found.start() < end for start, end in kept):
            return found[0]
        begins = first is not None and found.start() == first.start()
        return _word(found[0], begins)

    return _WORD.sub(put, text)


def _word(word: str, begins: bool) -> str:
    small = word.lower()
    if len(word) < _SHORTEST or not word.isascii():
        return word
    if word != small and not (begins and word[1:] == small[1:]):
        return word
    right = _right(small)
    if right is None:
        return word
    return right if word == small else right[0].upper() + right[1:]


@lru_cache(maxsize=4096)
def _right(word: str) -> str | None:
    """The one French word that has the same letters with accents; None where there are more, or
    where this is a word."""
    if (ours := _OURS.get(fold(word))) is not None:
        return ours
    if is_word(word):
        return None
    same = {
        one
        for one in suggested(word)
        if one == one.lower() and " " not in one and fold(one) == fold(word)
    }
    return same.pop() if len(same) == 1 else None
