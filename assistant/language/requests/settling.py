"""Bare answers: what is a yes, a no, a wish to give up, a correction of the turn before."""

import re
from dataclasses import dataclass
from functools import cache

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.text.lexicon import table
from assistant.language.text.sentence import Sentence
from assistant.language.text.story import opens_request
from core.vocabulary.text import fold

_MEANT = re.compile(r"(non |mais non )?(je voulais dire|je veux dire|je parlais d|je pensais a)\b")
"""How a folded sentence begins that corrects the one before."""


@dataclass(frozen=True)
class Settled(Request):
    """A yes or a no, and nothing else."""

    yes: bool
    gives_up: bool
    """A no that, where nothing waits, takes back what was done last: "annule"."""


@cache
def _phrases(kind: str) -> frozenset[str]:
    return frozenset(fold(phrase) for phrase in table("accord.toml")[kind])


def read_settled(asked: Asked) -> Settled | None:
    """A bare yes or no."""
    said = asked.said
    if said not in _phrases("oui") and said not in _phrases("non"):
        return None
    return Settled(said in _phrases("oui"), said in _phrases("abandon"))


def gives_up(asked: Asked) -> bool:
    """Whether a question in words is left without an answer."""
    return asked.said in _phrases("non") or asked.said in _phrases("abandon")


def asks_otherwise(asked: Asked) -> bool:
    """Whether another request is typed where an answer was waited for."""
    return opens_request(asked.typed) or asked.typed.rstrip().endswith("?")


def corrects(sentence: Sentence) -> bool:
    """ "je voulais dire …": what the turn before should have been read as."""
    return _MEANT.match(sentence.folded) is not None
