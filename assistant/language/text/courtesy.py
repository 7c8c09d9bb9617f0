"""What a sentence asks without its courtesy: "auriez-vous l'amabilité de …" asks nothing."""

import re
from functools import cache
from itertools import product

from assistant.language.intents.examples import FOLDER, lines_of
from assistant.language.text.chain import Chain
from core.vocabulary.text import fold

_CHOICE = re.compile(r"\(([^()]*\|[^()]*)\)")
_START = "^"


def strip_courtesy(chain: Chain) -> None:
    """Takes courtesy and fillers out, unless nothing else is said."""
    for pattern in _rules():
        for _ in range(_STACKED):
            found = pattern.search(chain.text)
            if found is None:
                break
            taken = {id(item) for item in chain.between(*found.span())}
            kept = [item for item in chain.items if id(item) not in taken]
            if not any(item.text[0].isalnum() or item.text[0] == "<" for item in kept):
                return
            chain.items = kept
            chain.changed()


_STACKED = 2
"""Two courtesies of the same kind at most: "bonjour, ok, …"."""


@cache
def _rules() -> tuple[re.Pattern[str], ...]:
    """Anywhere first: what is left then opens with what is said at the start only."""
    lines = lines_of(FOLDER / "courtesy.txt")
    anywhere = [phrase for line in lines if line[0] != _START for phrase in _written(line)]
    opening = [phrase for line in lines if line[0] == _START for phrase in _written(line[1:])]
    start = rf"^(?:{_any_of(opening)})(?!\S)"
    return (
        re.compile(start),
        re.compile(rf"(?<!\S)(?:{_any_of(anywhere)})(?!\S)"),
        re.compile(start),
    )


def _any_of(phrases: list[str]) -> str:
    return "|".join(re.escape(phrase) for phrase in sorted(set(phrases), key=len, reverse=True))


def _written(line: str) -> list[str]:
    """Every phrase of a line, its choices written out."""
    parts = re.split(_CHOICE, line)
    choices = [part.split("|") if at % 2 else [part] for at, part in enumerate(parts)]
    phrases = (" ".join("".join(chosen).split()) for chosen in product(*choices))
    return [_folded(phrase) for phrase in phrases]


def _folded(phrase: str) -> str:
    return " ".join(word if word == "," else fold(word) for word in phrase.split())
