"""What is stored beside a record so that some of its fields can be filtered by plain comparisons.

The database's own case folding knows no accents, and regular expressions are slow: names, tags,
sources, domains and kinds of numbers are worked out once, when a record is written.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, TypedDict

from core.vocabulary.text import fold

VERSION = 2
"""Changes with what is stored: records written before are then derived anew."""

_ARTICLES = frozenset(("le", "la", "les", "l", "un", "une", "des"))
# National numbers in 06 and 07, of the mainland and overseas.
_MOBILES = tuple(f"+{code}{digit}" for code in (33, 262, 590, 594, 596) for digit in (6, 7))


@lru_cache(maxsize=10_000)
def search_key(text: str) -> str:
    """The text as it is compared; marks that fold to nothing ("★") are their own key."""
    return fold(text) or text.strip().lower()


def beginnings(name: str) -> list[str]:
    """The ways in which a name begins: as written, and without its article where it has one."""
    written = search_key(name)
    article, _, rest = written.partition(" ")
    return [written, rest] if rest and article in _ARTICLES else [written]


def domain(email: str | None) -> str | None:
    """The domain of an e-mail address, lower case."""
    return email.rpartition("@")[2].lower() if email else None


def has_mobile(numbers: Sequence[str]) -> bool | None:
    """Whether one of these E.164 numbers is a French mobile's; None where there is no number."""
    return any(number.startswith(_MOBILES) for number in numbers) if numbers else None


class StoredTerms(TypedDict):
    """Folded, and cut, as `query` looks for them."""

    cles_contact: list[str]
    nom_debuts: list[str]
    source_norm: str | None
    tags_norm: list[str]
    email_domaine: str | None
    a_mobile: bool | None


def stored(fields: Mapping[str, Any]) -> StoredTerms:
    """The fields that filters compare with, by their names in the document."""
    source = fields["source"]
    email, telephone = fields["email"], fields["telephone"]
    numbers = [n for n in (telephone, *(fields["autres_telephones"] or ())) if n]
    emails = [e for e in (email, *(fields["autres_emails"] or ())) if e]
    return {
        "nom_debuts": beginnings(fields["nom_structure"]),
        "source_norm": search_key(source) if source else None,
        "tags_norm": [search_key(tag) for tag in fields["tags"]],
        "email_domaine": domain(email),
        "cles_contact": [*emails, *numbers],
        "a_mobile": has_mobile(numbers),
    }
