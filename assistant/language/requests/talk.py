"""Courtesies: what small talk is about."""

from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.slots.words import courtesy


@dataclass(frozen=True)
class TalkRequest(Request):
    """A courtesy, by its name in `lexicon/politesse.toml`; None for any other talk."""

    courtesy: str | None


def read_talk(asked: Asked) -> TalkRequest:
    """ "bonjour", "merci, bonne journée": the first kind that is said."""
    return TalkRequest(courtesy(asked.said))
