""" "annule ce dernier filtre", "la liste d'avant": the filter in force before the last change."""

import re

from assistant.language.dialogue.own_words import Exact
from assistant.language.grammar.reading import Reading
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Context, Intent

_BACK = re.compile(rf"{Phrasings('selecting', ' ', suite=r'[a-z]+')['back']}")


def filter_before(reading: Reading, context: Context) -> Exact | None:
    """None for any other sentence; nothing that was written is taken back by it."""
    if not _BACK.fullmatch(reading.folded):
        return None
    return Exact(Intent.REFINE_FILTERS, context.previous)
