"""Rules over a type and what stands right after it: its place, or what it has."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.language.grammar.mentions import Mention
from assistant.language.roles.ruling import Roles
from assistant.language.text.phrasings import phrasings
from core.prospects.filters import Filter

_SAY = phrasings("exclusions", " ")
_LEAVES_OUT = re.compile(
    rf"(?:{_SAY['except_for']}|\b(?:pas|sans)(?: {_SAY['these']})*)(?: {_SAY['sized']})?$"
    rf"|^{_SAY['takes_off']}$"
)
_OF = re.compile(r"(?:de|du|des|d|de la|de l|a|au|aux)?")
_AMOUNTS = frozenset(("adherents", "followers"))
_HAVING = re.compile(r"(?:de|a|avec|ayant|qui ont|ont)?")
_OF_OR_IN = re.compile(r"(?:de|du|des|d|de la|de l|a|au|aux|en|dans le|dans la|dans l|dans les)?")
_KEPT = frozenset(("keep", "add"))


def excepted_pair(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Roles, before: Filter
) -> None:
    """ "enlève les MJC de Brest", of MJC: Brest is left out, never asked for.

    A filter leaves out a type or a place, not one within the other. Where the type is wanted, its
    place alone is left out; elsewhere both are: more people than said, and never fewer.
    """
    for at, (kind, place) in enumerate(pairwise(mentions)):
        if not _is_pair(texts, kind, place, taken_off=kind.first <= _SOON):
            continue
        if not _LEAVES_OUT.search(" ".join(texts[max(kind.first - 10, 0) : kind.first])):
            continue
        wanted = {*(before.type_prospect or ()), *_types_kept(mentions[:at], roles)}
        is_wanted = bool(wanted & set(kind.value))
        placed = any(_is_place(one) and roles[i] in _KEEPING for i, one in enumerate(mentions[:at]))
        if not (is_wanted or placed or not before.is_empty()):
            continue
        roles[at] = "none" if is_wanted else "neg"
        roles[at + 1] = "deptneg" if place.kind == "number" else "neg"


_SOON = 6
"""Words before the type where the sentence does nothing but leave it out."""
_KEEPING = _KEPT | {"dept", "deptadd"}


def _is_place(mention: Mention) -> bool:
    return mention.kind in {"place", "number"}


def _is_pair(texts: Sequence[str], kind: Mention, place: Mention, *, taken_off: bool) -> bool:
    if kind.kind != "type" or not (_is_place(place) or place.kind in _AMOUNTS):
        return False
    between = " ".join(texts[kind.first + 1 : place.first])
    if place.kind in _AMOUNTS:
        return bool(_HAVING.fullmatch(between))
    return bool((_OF_OR_IN if taken_off else _OF).fullmatch(between))


def _types_kept(mentions: Sequence[Mention], roles: Roles) -> set[str]:
    kept = (one for i, one in enumerate(mentions) if one.kind == "type" and roles[i] in _KEPT)
    return {name for one in kept for name in one.value}
