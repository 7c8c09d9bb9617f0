"""What a sentence puts side by side: the filter in force, taken apart."""

import re
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from assistant.language.phrasing.chips import PLACES, chips
from core.prospects.filters import Filter
from core.vocabulary.text import fold
from core.vocabulary.values import Status

_Side = Mapping[str, object]
"""Keys of a filter."""
_WHOLE = re.compile(
    r"\b(?:toute? la base|(?:au |le )?reste|l ensemble|ensemble de|(?:la )?moyenne|au total"
    r"|tous les prospects|toute la france|global\w*|aux autres|les autres)\b"
)
_GROUPS = (("type_prospect",), PLACES, ("statut",), ("retour",), ("tranche_public",))
"""Keys whose values stand beside one another: a region may be compared with a town."""


def names_sides(said: str) -> bool:
    """Whether the sentence says what stands beside what, besides conditions."""
    return bool(_WHOLE.search(said) or sides_said(said))


def sides_of(filter: Filter, said: str) -> list[Filter]:
    """What stands beside what; fewer than two where the sentence names too little.

    Of several keys with several values the one named first is taken apart.
    """
    if opposites := sides_said(said):
        return [_with(filter, one) for one in opposites]
    if filter.is_empty():
        return []
    groups = [found for keys in _GROUPS if len(found := _values(filter, keys)) > 1]
    if _WHOLE.search(said) or not groups:
        return [filter, _rest(filter) if _REST.search(said) else Filter()]
    keys = min(groups, key=lambda group: _first_named(group, said))
    apart = {key for key, _ in keys}
    rest = {key: value for key, value in filter.as_json().items() if key not in apart}
    return [Filter.model_validate(rest | {key: [value]}) for key, value in keys]


def sides_said(said: str) -> tuple[_Side, ...]:
    """Both answers to one question: "ceux qui acceptent et ceux qui refusent"."""
    for pattern, sides in _OPPOSITES:
        if pattern.search(said):
            return sides
    return ()


_NEVER = [Status.JAMAIS_CONTACTE.value]
_OPPOSITES: tuple[tuple[re.Pattern[str], tuple[_Side, ...]], ...] = (
    (
        re.compile(
            r"\baccept\w*.*\brefus\w*|\brefus\w*.*\baccept\w*|\bavec et sans (?:accord|cons)"
        ),
        ({"accepte_contact": True}, {"accepte_contact": False}),
    ),
    (
        re.compile(r"\bcontact\w*.*\bjamais contact\w*|\bjamais contact\w*.*\bcontact\w*"),
        ({"exclure": {"statut": _NEVER}}, {"statut": _NEVER}),
    ),
    (
        re.compile(r"\b(?:avec (?:et|ou) sans|avec .*\bsans) (?:un )?site"),
        ({"avec": ["site_web"]}, {"sans": ["site_web"]}),
    ),
    (
        re.compile(r"\b(?:avec (?:et|ou) sans|avec .*\bsans) (?:un )?(?:e ?mail|mail)"),
        ({"avec": ["email"]}, {"sans": ["email"]}),
    ),
    (
        re.compile(r"\b(?:avec (?:et|ou) sans|avec .*\bsans) (?:un )?tel"),
        ({"avec": ["telephone"]}, {"sans": ["telephone"]}),
    ),
)
_REST = re.compile(r"\b(?:reste|autres)\b")


def _with(filter: Filter, side: _Side) -> Filter:
    """A side within the selection in force, which may have been read as one of the sides."""
    keys = {"accepte_contact", "statut", "exclure", "avec", "sans"}
    kept = {key: value for key, value in filter.as_json().items() if key not in keys}
    return Filter.model_validate(kept | dict(side))


def _rest(filter: Filter) -> Filter:
    """Everybody else, where a filter can say so; else everybody."""
    values = filter.as_json()
    if len(values) != 1 or not isinstance(next(iter(values.values())), list):
        return Filter()
    try:
        return Filter.model_validate({"exclure": values})
    except ValidationError:
        return Filter()


def _values(filter: Filter, keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(key, str(value)) for key in keys for value in getattr(filter, key) or ()]


def _first_named(group: Sequence[tuple[str, str]], said: str) -> int:
    """Where in the sentence a value of the group is first named; its end where none is."""
    found = []
    for key, value in group:
        label = fold(chips(Filter.model_validate({key: [value]}))[0].label)
        # "MJC", "ludothèques": the first letters, since the rest may be plural or misspelt.
        at = said.find(label[:4])
        found.append(at if at >= 0 else len(said))
    return min(found)
