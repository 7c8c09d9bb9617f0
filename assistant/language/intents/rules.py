"""Rules that decide an intent in place of what was learnt, each with its name and its reason."""

import re
from collections.abc import Callable

from assistant.language.grammar.reading import Reading
from assistant.language.understanding import Context, Intent

Rule = Callable[[Intent, Reading, Context], Intent | None]
_EDITING = frozenset(("limit", "both", "inverse", "oneof", "neither", "clear", "allofkey", "key", "everywhere"))
_CHANGES = re.compile(
    r"\b(?:et|mais|plutot|non|ajoute|rajoute|enleve|retire|remplace|change|vire|annule|efface"
    r"|supprime|aussi|pareil|idem|meme|finalement|pardon|remets|oublie|en fait)\b"
)


def _narrows_nothing(best: Intent, reading: Reading, context: Context) -> Intent | None:
    """With no filter in force, a narrowing is a list (contract, Precisions)."""
    if best is not Intent.REFINE_FILTERS or not context.filter.is_empty() or not reading.mentions:
        return None
    if {mention.kind for mention in reading.mentions} & _EDITING or _CHANGES.search(reading.folded):
        return None
    return Intent.FILTER_PROSPECTS


RULES: tuple[tuple[str, Rule], ...] = (
    ("narrows nothing", _narrows_nothing),
)


def first(best: Intent, reading: Reading, context: Context) -> tuple[str, Intent] | None:
    """The first rule that decides, with what it decides."""
    for name, rule in RULES:
        intent = rule(best, reading, context)
        if intent is not None:
            return name, intent
    return None
