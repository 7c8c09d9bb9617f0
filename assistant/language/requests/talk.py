"""Courtesies: what small talk is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.text.lexicon import table
from core.vocabulary.text import fold


@dataclass(frozen=True)
class TalkRequest(Request):
    """A courtesy, by its name in `lexicon/politesse.toml`; None for any other talk."""

    courtesy: str | None


@cache
def _courtesies() -> Mapping[str, tuple[str, ...]]:
    phrases = table("politesse.toml")
    return {name: tuple(fold(one) for one in found) for name, found in phrases.items()}


def read_talk(asked: Asked) -> TalkRequest:
    """ "bonjour", "merci, bonne journée": the first kind that is said."""
    around = f" {asked.said} "
    for name, phrases in _courtesies().items():
        if any(f" {phrase} " in around for phrase in phrases):
            return TalkRequest(name)
    return TalkRequest(None)
