"""Turns that put selections side by side: "compare la Bretagne et la Normandie", "MJC vs bars"."""

import re
from collections import Counter
from collections.abc import Sequence

from assistant.language.grammar.mentions import Mention
from assistant.language.grammar.reading import Reading
from assistant.language.requests.comparisons import BETWEEN, NOUN, VERB
from assistant.language.text.phrasings import phrasings
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter

_LISTS = frozenset(("type", "place", "status", "tranche"))
_THE = r"(?:(?:les|la|le|l|des|de|du|d|a|aux|au|en|celui|celle|ceux|celles|chez) )*"
_VERSUS = re.compile(
    rf"<(type|place|st)> (?:<\w+> )?(?:, )?"
    rf"(?:{BETWEEN}|vous|face|compare\w*|/) {_THE}(?:<\w+> )?<\1>"
)
# "vs" is read as "vous" too. "la différence entre une MJC et un CSCS" is a question on words.
_KIND = re.compile(r"(?:^| )une? <(?:type|place)>")
_WHOLE = re.compile(
    r"(?:^| )(?:base|ensemble|reste|moyenne|tout|toute|tous|toutes|total|autres|national\w*"
    r"|<clear>|<everywhere>|<wholebase>)(?: |$)"
)
_BOTH = re.compile(
    r"(?:^| )(?:<both>|les (?:deux|<num>|trois)|ces (?:deux|<num>)|eux|entre eux)(?: |$)"
)
_OF_INDICATORS = re.compile(
    r"(?:^| )(?:tableaux? de bord|indicateurs?|chiffres|stats|kpis?|taux)(?: |$)"
)
_OTHER_THINGS = re.compile(rf"\b{phrasings('comparing', ' ')['other_things']}\b")
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


def puts_side_by_side(reading: Reading) -> bool:
    """Whether the sentence compares."""
    shape = reading.shape
    return bool(VERB.search(shape) or NOUN.search(shape) or _VERSUS.search(shape))


def compares_selections(best: Intent, reading: Reading, context: Context) -> bool:
    """True where what the sentence compares are prospects, whatever was heard at first."""
    shape = reading.shape
    if best not in _MAY_COMPARE or _OTHER_THINGS.search(reading.folded):
        return False
    if _VERSUS.search(shape):
        return True
    if not (VERB.search(shape) or NOUN.search(shape)) or _KIND.search(shape):
        return False
    if any(mention.kind in _LISTS for mention in reading.mentions):
        return True
    if context.last_intent in _ABOUT_OTHERS:
        return False
    return any(pattern.search(shape) for pattern in (_WHOLE, _BOTH, _OF_INDICATORS))


def compares_both(reading: Reading) -> bool:
    """ "compare les deux": those that were just spoken of."""
    named = any(mention.kind in _LISTS for mention in reading.mentions)
    return not named and bool(VERB.search(reading.shape) and _BOTH.search(reading.shape))


def with_sides(
    reading: Reading, mentions: Sequence[Mention], roles: Sequence[str], before: Filter
) -> tuple[str, ...]:
    """The roles of a comparison's mentions: its sides are all wanted.

    The whole base constrains nothing, nor clears what is in force; a side alone, named after
    "compare", comes beside the one in force under its key.
    """
    if not puts_side_by_side(reading):
        return tuple(roles)
    beside = VERB.search(reading.shape) and not _WHOLE.search(reading.shape)
    alone = bool(beside) and not _has_two_sides(mentions)
    return tuple(
        _side(mention, role, mentions, before, alone)
        for mention, role in zip(mentions, roles, strict=True)
    )


def _side(
    mention: Mention, role: str, mentions: Sequence[Mention], before: Filter, alone: bool
) -> str:
    if mention.kind in {"clear", "everywhere", "both"}:
        return "none"
    if mention.kind not in _LISTS or role in {"neg", "exc"}:
        return role
    if mention.kind == "status" and role == "none" and _is_alone(mention, mentions):
        return role  # "le taux de retour des MJC par rapport aux bars"
    if mention.kind == "place" and _is_the_country(mention, mentions):
        return "none"
    key = mention.value.key if mention.kind == "place" else mention.key
    return "add" if alone and key and getattr(before, key, None) else "keep"


def _is_alone(mention: Mention, mentions: Sequence[Mention]) -> bool:
    return not any(one.kind == mention.kind and one != mention for one in mentions)


def _is_the_country(mention: Mention, mentions: Sequence[Mention]) -> bool:
    """ "la Bretagne par rapport à la France": all of the base, near enough."""
    others = [one for one in mentions if one.kind == "place" and one.value.key != "pays"]
    return mention.value.values == ("France",) and bool(others)


def _has_two_sides(mentions: Sequence[Mention]) -> bool:
    sides = Counter(mention.kind for mention in mentions if mention.kind in _LISTS)
    return any(count > 1 for count in sides.values())
