"""Bare words that may be somebody: "arlequin", "cherche le Dragon vert", an e-mail, a telephone."""

import re
from dataclasses import dataclass

from assistant.language.intent_table import LISTING
from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent, Understanding

_SAY = Phrasings("searches", r"[\s-]+")
_LEAD = re.compile(rf"{_SAY['lead']}\s+", re.IGNORECASE)
_WHAT = re.compile(
    rf"(?:{_SAY['what']}\s+|(?:l['’]|(?:le|la|ce|cette)\s+)?(?=[+0]\d))", re.IGNORECASE
)
_REACHED = re.compile(r"\S+@\S+\.\w+|(?:\+|00?)\d[\d .\-/]{7,18}\d")
_LONGEST_NAME = 5
# A sentence of these is heard as such, whatever a record is called.
_NEVER_NAMES = frozenset((Intent.SMALL_TALK, Intent.HELP))
_SURE_TALK = 0.9


@dataclass(frozen=True)
class SearchRequest(Request):
    """Words to be looked for among the prospects; declined where they are nobody's."""

    words: str
    sought: bool
    """Searching was said, or the words can be nothing else: what is near will do."""
    otherwise: Intent | None = None
    """What else the sentence may mean."""


def claim_words(asked: Asked) -> tuple[Intent, Request] | None:
    """A name, an e-mail or a telephone said alone or after "cherche", "c'est qui"."""
    typed = asked.typed.strip(' \t\n?!.«»"')
    lead = _LEAD.match(typed)
    words = typed[lead.end() :] if lead else typed
    if what := _WHAT.match(words):
        words = words[what.end() :]
    if _REACHED.fullmatch(words):
        return Intent.SHOW_PROSPECT, SearchRequest(words, sought=True)
    if not words or len(words.split()) > _LONGEST_NAME or "," in words:
        return None
    # The whole sentence has been read already; a piece of it has not.
    said = words if lead else asked.typed
    understood = asked.understand(said, asked.scene.context, asked.scene.today)
    if _is_condition(understood) or _is_talk(understood):
        return None
    return Intent.SHOW_PROSPECT, SearchRequest(words, bool(lead), _otherwise(understood))


def _is_condition(understood: Understanding) -> bool:
    """Every word was read as a condition of a selection, or opens a record anyway."""
    if understood.intent is Intent.SHOW_PROSPECT:
        return True
    if understood.intent not in LISTING:
        return False
    return not understood.filters.is_empty() and not understood.unread


def _is_talk(understood: Understanding) -> bool:
    return understood.intent in _NEVER_NAMES and understood.confidence >= _SURE_TALK


def _otherwise(understood: Understanding) -> Intent | None:
    unknown = understood.intent is Intent.OUT_OF_SCOPE or understood.unsure
    return None if unknown else understood.intent
