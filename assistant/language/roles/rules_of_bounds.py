"""Rules over amounts, orders and narrower places beside the filter in force."""

import re
from collections.abc import Sequence
from typing import Any

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.ruling import Roles
from assistant.language.text.chain import DIFFERS
from core.prospects.filters import Filter
from core.vocabulary.places import DEPARTEMENTS, communes_named

_REPLACES = re.compile(
    r"\b(?:plutot|en fait|finalement|non|nan|pardon|change|remplace|seulement|disons|correction)\b"
)


def other_bound(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """A bound of one side leaves the other one in force, unless the sentence replaces it.

    "nan jusqu'à 100" within 20 and 60 moves the upper one; "plutôt moins de 200" after "plus de
    200" leaves nothing else.
    """
    said = " ".join(texts)
    for at, mention in enumerate(mentions):
        if mention.kind not in _BOUNDED or not _may_bound(mention, roles[at], texts):
            continue
        low, high = _sides(mention)
        has_low, has_high = _in_force(mention, before)
        if low == high or not (has_low or has_high):
            continue
        both, other = has_low and has_high, (has_high if low else has_low)
        anew = mention.kind == "date" and bool(_REPLACES.search(said))
        if (both and not anew) or (other and not _REPLACES.search(said)):
            roles[at] = "join"
        elif mention.kind == "span":
            roles[at] = "keep"


_BOUNDED = frozenset(("adherents", "quantity", "followers", "date", "span"))


_SHORT = 9
"""Words of a follow-up that says little more than a bound."""


def _may_bound(mention: Mention, role: str, texts: Sequence[str]) -> bool:
    return role == "keep" or (mention.kind == "span" and role == "none" and len(texts) < _SHORT)


def _sides(mention: Mention) -> tuple[bool, bool]:
    value: Any = mention.value
    if isinstance(value, dict):
        value = next(iter(value.values()))
    value = getattr(value, "span", value)
    if mention.kind == "date":
        return value.apres is not None, value.avant is not None
    return value.min is not None, value.max is not None


def _in_force(mention: Mention, before: Filter) -> tuple[bool, bool]:
    if mention.kind == "date":
        dates = before.dernier_contact
        return (dates.apres is not None, dates.avant is not None) if dates else (False, False)
    span = before.adherents
    if mention.kind == "followers" or (span is None and before.followers):
        spans = list((before.followers or {}).values())
        span = spans[0] if spans else None
    return (span.min is not None, span.max is not None) if span else (False, False)


_ORDERS = r"\b(?:tri|trie[rsz]?|class(?:e|er|ez)|rang(?:e|er|ez)|ordonn(?:e|er|ez)|ordre|top \S+)\b"
_SORTS = re.compile(
    rf"{_ORDERS}(?: \S+){{0,6}}? (?:par|selon|suivant|d apres)"
    r"(?: (?:nombre|nb|ordre|d|de|le|la|leur|l|sur|<unit>|fans))*$"
)
_IN_ORDER = re.compile(
    r"\b(?:par|dans l) ordre(?: (?:de)?croissant)?(?: (?:de|du|des|d|la|le|l|leur))*$"
)


_RANKED = re.compile(r"\bplus (?:anciennement|recemment|vieillement)$")
_MOST = re.compile(r"\ble plus d(?:e)? (?:<unit>|fans)(?: (?:sur|de|leur))*$")


def sorted_by(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "trie-les par nombre d'adhérents": an order is no condition."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 10, 0) : mention.first])
        ordered = mention.kind in {"field", "net", "unit", "status"} and roles[at] == "keep"
        ranked = mention.kind == "status" and _RANKED.search(said)
        if ranked or (ordered and (_SORTS.search(said) or _IN_ORDER.search(said))):
            roles[at] = "none"
        if mention.kind == "net" and _MOST.search(said) and roles[at] in {"keep", "qual"}:
            roles[at] = "none"


_MUST_NOT = re.compile(
    r"\b(?:faut|faudrait|doi(?:t|vent)|veu[xt]|voudrais) (?:surtout )?pas"
    r"(?: (?:qu|que|ca|cela|on|ils?|elles?|y|ait|aient|avoir|compte\w*|depass\w+|de|d|avec))*$"
)


_NOT_REACHED = re.compile(
    r"\b(?:atteign\w+|attein\w|arriv\w+|font|fait|faisant|ont|a|ayant|compt\w+)(?: meme)?"
    r" (?:pas|jamais)(?: (?:encore|meme|a|les|la|barre|des?|nombre|seuil))*$"
)


def denied_bound(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "il ne faut pas qu'ils aient plus de 60 membres": sixty at most."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 12, 0) : mention.first])
        amount = mention.kind in {"adherents", "followers", "quantity"} and roles[at] == "keep"
        counted = mention.kind in {"adherents", "followers"} and _sides(mention) == (True, True)
        if counted and roles[at] in {"keep", "none"} and _NOT_REACHED.search(said):
            roles[at] = "neg"
        if amount and _MUST_NOT.search(said) and len(set(_sides(mention))) == 2:
            roles[at] = "neg"


def another_band(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "et 500-999 aussi" beside a band in force is another one."""
    for at, mention in enumerate(mentions):
        if mention.kind not in {"quantity", "span"} or roles[at] not in {"keep", "join", "none"}:
            continue
        if (mention.value.min, mention.value.max) not in _SPANS:
            continue
        if at and mentions[at - 1].kind == "tranche" and roles[at - 1] in {"keep", "add"}:
            roles[at] = "bandadd"  # "de 50 à 149 personnes ou de 150 à 499"
        elif before.tranche_public and before.adherents is None and roles[at] != "none":
            roles[at] = "bandadd" if {"et", "aussi", "ou"} & set(texts) else "band"


_SPANS = frozenset(((50, 149), (150, 499), (500, 999)))
_COUNTED = frozenset(("unit", "field", "net"))


def other_than_amount(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "adhérents ≠ 35": no filter says so, and it is told as unread."""
    for at, mention in enumerate(mentions[1:], 1):
        counted = mentions[at - 1].kind in _COUNTED and mention.kind == "number"
        if counted and texts[mention.first - 1] in DIFFERS:
            roles[at - 1] = roles[at] = "none"


_ONLY = re.compile(
    r"(?:seulement|uniquement|juste|rien que|que|parmi eux)(?: (?:cell?es?|ceux|les|des?|du|la|le|l"
    r"|a|en|dans|au))*$"
)


def only_within(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "seulement celles de Caen" of a list of Normandie narrows it."""
    for at, mention in enumerate(mentions):
        if mention.kind != "place" or mention.value.key != "ville" or roles[at] != "keep":
            continue
        said = " ".join(texts[max(mention.first - 5, 0) : mention.first])
        codes = {c.departement for town in mention.value.values for c in communes_named(town)[:1]}
        regions = {DEPARTEMENTS[code].region for code in codes if code in DEPARTEMENTS}
        held = codes & set(before.departement or ()) or regions & set(before.region or ())
        if held and _ONLY.search(said):
            roles[at] = "within"


_COLUMNS = re.compile(
    r"\bcolonnes?\b|\b(?:seulement|juste|uniquement|que)(?: (?:les?|la|l|un))* noms?\b"
)


def columns(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, _before: Filter
) -> None:
    """ "en Excel, seulement le nom et le mail": columns of a file are no conditions."""
    for at, mention in enumerate(mentions):
        said = " ".join(texts[max(mention.first - 12, 0) : mention.first])
        if mention.kind in {"field", "net"} and _COLUMNS.search(said):
            roles[at] = "none"


def span_of_answers(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "n'ont pas répondu en 3 jours": no day of contact."""
    for at, mention in enumerate(mentions):
        within = mention.first and texts[mention.first - 1] == "en"
        if mention.kind == "duration" and within and before.dernier_contact is None:
            roles[at] = "none"
