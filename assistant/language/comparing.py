"""Turns that put selections side by side: "compare la Bretagne et la Normandie", "MJC vs bars"."""

import re
from collections import Counter
from dataclasses import replace

from assistant.language.conditions import LIST_KEYS, PLACE_KEYS
from assistant.language.extract import Change, Said
from assistant.language.requests.comparisons import BETWEEN, FACING, NOUN, VERB
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter

_FACES = re.compile(rf"(?:^| ){FACING}(?: |$)")
_THE = r"(?:(?:les|la|le|l|des|de|du|d|a|aux|au|en|celui|celle|ceux|celles|chez) )*"
_VERSUS = re.compile(
    rf"<c\.(\w+)> (?:<c\.\w+> )?(?:, )?"
    rf"(?:{BETWEEN}|vous|face|compare\w*|/) "
    rf"{_THE}(?:<c\.\w+> )?<c\.\1>"
)
# "vs" is read as "vous" too. "la différence entre une MJC et un CSCS" is a question on words.
_KIND = re.compile(r"(?:^| )une? <c\.")
_WHOLE = re.compile(
    r"(?:^| )(?:base|ensemble|reste|moyenne|tout|toute|tous|toutes|total|autres|national\w*"
    r"|<clear>|<everywhere>|<wholebase>)(?: |$)"
)
_BOTH = re.compile(r"(?:^| )(?:les (?:deux|<num>|trois)|ces (?:deux|<num>)|eux|entre eux)(?: |$)")
_OF_INDICATORS = re.compile(
    r"(?:^| )(?:tableaux? de bord|indicateurs?|chiffres|stats|kpis?|taux)(?: |$)"
)
_OTHER_THINGS = re.compile(
    r"(?:^| )(?:campagnes?|fiches?|doublons?|mails?|<field>|messages?|objets?|textes?|versions?"
    r"|sauvegardes?|taches?|modifications?|segments?|envois?|ouvertures?|clics?|devis|prix"
    r"|resultats?|performances?|filtres?|population|habitants|superficie|meteo|trains?|hotels?"
    r"|assurances?)(?: |$)"
)
_MAY_COMPARE = frozenset({
    Intent.SHOW_KPIS, Intent.FILTER_PROSPECTS, Intent.COUNT_PROSPECTS, Intent.REFINE_FILTERS,
    Intent.CAMPAIGN_PERFORMANCE, Intent.OUT_OF_SCOPE, Intent.HELP, Intent.SEGMENT_PROSPECTS,
    Intent.FIND_DUPLICATES, Intent.SHOW_PROSPECT, Intent.RECOMMEND_STRATEGY, Intent.SMALL_TALK,
})  # fmt: skip
_ABOUT_OTHERS = frozenset({
    Intent.FIND_DUPLICATES, Intent.CAMPAIGN_PERFORMANCE, Intent.LIST_CAMPAIGNS,
    Intent.SHOW_CAMPAIGN, Intent.CREATE_CAMPAIGN, Intent.SEND_CAMPAIGN, Intent.SHOW_PROSPECT,
})  # fmt: skip
"""After them, "compare les deux" speaks of two records, of two campaigns."""


def compares_selections(best: Intent, said: Said, context: Context) -> bool:
    """True where what the sentence compares are prospects, whatever was heard at first."""
    text = said.text
    if best not in _MAY_COMPARE or _OTHER_THINGS.search(text):
        return False
    if _VERSUS.search(text):
        return True
    if not (VERB.search(text) or NOUN.search(text)) or _KIND.search(text):
        return False
    if any(condition.key in LIST_KEYS for condition in said.conditions):
        return True
    if context.last_intent in _ABOUT_OTHERS:
        return False
    return any(pattern.search(text) for pattern in (_WHOLE, _BOTH, _OF_INDICATORS))


def compares_both(said: Said) -> bool:
    """ "compare les deux": those that were just spoken of."""
    named = any(condition.key in LIST_KEYS for condition in said.conditions)
    return not named and bool(VERB.search(said.text) and _BOTH.search(said.text))


def with_sides(said: Said, before: Filter) -> Said:
    """The sides of a comparison: the whole base constrains nothing, nor clears what is in force.

    A side alone, named after "compare", comes beside the one in force under its key.
    """
    if not (VERB.search(said.text) or NOUN.search(said.text) or _VERSUS.search(said.text)):
        return said
    said = replace(said, changes=_without_france(said.changes))
    names_whole = said.clear or said.everywhere or _WHOLE.search(said.text)
    if names_whole or not VERB.search(said.text) or _has_two_sides(said.changes):
        return replace(said, clear=False, everywhere=False)
    # "mets" alone would put one in the other's place.
    modes = {"say", "instead"} if _FACES.search(said.text) else {"say"}
    changes = (_beside(change, before, modes) for change in said.changes)
    return replace(said, changes=tuple(changes))


def _without_france(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """ "la Bretagne par rapport à la France": all of the base, near enough."""
    keys = {change.condition.key for change in changes}
    if not keys & (set(PLACE_KEYS) - {"pays"}):
        return changes
    return tuple(change for change in changes if change.condition.value != ("France",))


def _has_two_sides(changes: tuple[Change, ...]) -> bool:
    sides: Counter[str] = Counter()
    for change in changes:
        if change.condition.key in LIST_KEYS:
            sides[change.condition.family] += len(change.condition.value)
    return any(count > 1 for count in sides.values())


def _beside(change: Change, before: Filter, modes: set[str]) -> Change:
    key = change.condition.key
    if change.mode in modes and key in LIST_KEYS and getattr(before, key):
        return replace(change, mode="add")
    return change
