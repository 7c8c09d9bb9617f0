"""Selections side by side: "compare la Bretagne et la Normandie", "taux de retour par région"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.sides import names_sides, sides_of
from core.prospects.filters import Filter

FACING = (
    r"(?:mets|met|mettre|mettez|place\w*|<s\.instead>) (?:\S+ ){0,8}?en (?:face|regard|parallele)"
)
VERB = re.compile(rf"(?:^| )(?:compar(?!ab|ai|ati)\w*|confront\w*|{FACING})(?: |$)")
NOUN = re.compile(
    r"(?:^| )(?:compar(?:ai|ati)\w*|(?:differences?|ecarts?) (?:\S+ ){0,4}?entre)(?: |$)"
)
BETWEEN = r"(?:vs|versus|contre|par rapport|face(?= (?:a|au|aux) )|comparativement)"
"""Words that stand between two sides."""
_BETWEEN = re.compile(rf"(?:^| )(?:{BETWEEN}|cote a cote)(?: |$)")
_BY = re.compile(
    r"\b(?:par|selon l[ae]s?|de chaque|chaque) (?P<key>region|departement|ville|type|statut)"
)
_KEYS = {"type": "type_prospect"}
_RATES = frozenset(("return_rate", "response_delay"))


@dataclass(frozen=True)
class ComparisonRequest(Request):
    """What stands beside what, over an indicator."""

    kpi: str
    sides: tuple[Filter, ...]
    """Fewer than two where the sentence names too little."""
    named: bool
    """The sentence says its sides besides conditions: they are not those of before."""


@dataclass(frozen=True)
class ValuesRequest(Request):
    """A rate for each value of a key of the filter."""

    kpi: str
    key: str


def puts_side_by_side(words: str) -> bool:
    """Whether a folded or a normalised sentence compares; the one rule that says so."""
    return any(rule.search(words) for rule in (VERB, NOUN, _BETWEEN))


def comparison_in(asked: Asked, kpi: str) -> ComparisonRequest | None:
    """The comparison that the sentence asks for, if it asks for one."""
    said = asked.said
    if not puts_side_by_side(said):
        return None
    return ComparisonRequest(kpi, tuple(sides_of(asked.filters, said)), names_sides(said))


def values_in(asked: Asked, kpi: str) -> ValuesRequest | None:
    """ "taux de retour par région": one rate for each value."""
    found = _BY.search(asked.said) if kpi in _RATES else None
    return ValuesRequest(kpi, _KEYS.get(found["key"], found["key"])) if found else None
