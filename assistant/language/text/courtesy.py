"""What a sentence asks without its courtesy: "auriez-vous l'amabilité de …" asks nothing."""

import re
from collections.abc import Iterable
from functools import cache
from itertools import product

from assistant.language.intents.examples import FOLDER, lines_of
from assistant.language.text.chain import Chain
from core.vocabulary.text import fold

_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_START = "^"


def strip_courtesy(chain: Chain) -> None:
    """Takes courtesy and fillers out, unless nothing else is said."""
    for phrases in _rules():
        for _ in range(_STACKED):
            span = phrases.first_in(chain.text)
            if span is None:
                break
            taken = {id(item) for item in chain.between(*span)}
            kept = [item for item in chain.items if id(item) not in taken]
            if not any(item.text[0].isalnum() or item.text[0] == "<" for item in kept):
                return
            chain.items = kept
            chain.changed()


_STACKED = 2
"""Two courtesies of the same kind at most: "bonjour, ok, …"."""


class _Phrases:
    """Phrases by their first word, longest first; thousands of them, too many for a pattern."""

    def __init__(self, phrases: Iterable[str], *, opening: bool) -> None:
        self._opening = opening
        self._by_word: dict[str, list[list[str]]] = {}
        for phrase in sorted(set(phrases), key=len, reverse=True):
            words = phrase.split()
            self._by_word.setdefault(words[0], []).append(words)

    def first_in(self, text: str) -> tuple[int, int] | None:
        """Where the first one stands; the beginning of the text is looked at alone if `opening`."""
        said, place = text.split(" "), 0
        for at, word in enumerate(said[:1] if self._opening else said):
            for words in self._by_word.get(word, ()):
                if said[at : at + len(words)] == words:
                    return place, place + len(" ".join(words))
            place += len(word) + 1
        return None


@cache
def _rules() -> tuple[_Phrases, ...]:
    """Anywhere first: what is left then opens with what is said at the start only."""
    lines = lines_of(FOLDER / "courtesy.txt")
    anywhere = [phrase for line in lines if line[0] != _START for phrase in _written(line)]
    opening = [phrase for line in lines if line[0] == _START for phrase in _written(line[1:])]
    start = _Phrases(opening, opening=True)
    return start, _Phrases(anywhere, opening=False), start


def _written(line: str) -> list[str]:
    """Every phrase of a line, its choices written out."""
    parts = re.split(_CHOICE, line)
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    phrases = (" ".join("".join(chosen).split()) for chosen in product(*choices))
    return [_folded(phrase) for phrase in phrases]


def _folded(phrase: str) -> str:
    return " ".join(word if word == "," else fold(word) for word in phrase.split())
