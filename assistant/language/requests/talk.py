"""Courtesies: what small talk is about; and what one is told not to do."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.slots.words import courtesy
from assistant.language.text.phrasings import Phrasings

_WAYS = Phrasings("rules", " ", edge=r"\b")
_FORBIDS = re.compile(rf"{_WAYS['forbids']}\b")
_PARTLY = re.compile(rf"\b{_WAYS['forbids_partly']}\b")


@dataclass(frozen=True)
class TalkRequest(Request):
    """A courtesy, by its name in `lexicon/politesse.toml`, or `FORBIDDEN`; None for other talk."""

    courtesy: str | None


def read_talk(asked: Asked) -> TalkRequest:
    """ "bonjour", "merci, bonne journée": the first kind that is said."""
    return TalkRequest(FORBIDDEN if forbids(asked.said) else courtesy(asked.said))


FORBIDDEN = "interdit"


def forbids(said: str) -> bool:
    """ "n'envoie rien", "ne supprimez pas la MJC de Niort"; not "n'envoie pas avant lundi"."""
    found = _FORBIDS.match(said)
    return bool(found) and not _PARTLY.search(said, found.end() if found else 0)


_GOES_ON = re.compile(r"\b(?:pas|rien|jamais)\b[^,;:]*[,;:]\s*\w+[\s-]+\w", re.IGNORECASE)


def asks_something_else(typed: str) -> bool:
    """ "ne modifie pas Ludik, supprime-la": what is wanted comes after."""
    return bool(_GOES_ON.search(typed))
