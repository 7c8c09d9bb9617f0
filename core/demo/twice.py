"""Some organisations entered twice, as in real bases: for whoever tries the duplicates."""

from collections.abc import Callable, Sequence

from core.demo.organisations import Draft
from core.vocabulary.text import fold
from core.vocabulary.values import Network

_SAME = (
    *("type_prospect", "pays", "region", "departement", "ville", "code_postal"),
    *("adresse", "nom_contact"),
)
_OWN = (
    *("email", "telephone", "site_web", "methode_contact"),
    *(*Network, *(f"{network}_followers" for network in Network)),
)


def _in_capitals(name: str) -> str:
    return name.upper()


def _without_accents(name: str) -> str:
    return fold(name).capitalize()


def _mistyped(name: str) -> str:
    """Two letters in the wrong order, in the middle."""
    at = len(name) // 2
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :] if len(name) > at + 2 else name


_PAIRS: Sequence[tuple[int, int, Callable[[str], str]]] = (
    (2, 11, _in_capitals),
    (23, 64, _mistyped),
    (57, 131, _without_accents),
    (140, 288, _mistyped),
    (205, 467, _in_capitals),
    (333, 702, _without_accents),
)
"""Ranks in the first batch: who is entered, who of them again, and how the name is written then."""


def enter_twice(drafts: Sequence[Draft]) -> None:
    """Make some drafts others' duplicates: the same place and person, a name written otherwise.

    Addresses and telephones stay nobody else's, so that nobody is mailed twice.
    """
    for first, again, written in _PAIRS:
        if again >= len(drafts):
            continue
        one, two = drafts[first], drafts[again]
        two["nom_structure"] = written(one["nom_structure"])
        for name in (*_SAME, *_OWN):
            two.pop(name, None)
        two |= {name: one[name] for name in _SAME if name in one}
