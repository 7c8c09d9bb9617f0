"""What a column's heading says: the field it names, or the part of one."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from rapidfuzz.distance import OSA

from core.imports.columns.spelling import said_by_words
from core.prospects import normalise
from core.vocabulary.text import fold
from core.vocabulary.values import ProspectType

_FILE = Path(__file__).parents[2] / "vocabulary" / "headings.toml"
NOM, PRENOM, NOM_FAMILLE = "nom", "prenom", "nom_famille"
PRENOM_CONTACT = "prenom_contact"
PERSONNE: Final = "personne_sans_structure"
"""The last or the full name of a person whose record bears it, where there is no organisation."""
CONTACTE, OPPOSITION = "contacte", "opposition"
REBOND = "rebond"
"""Mail to the address comes back."""
ADDRESS_PARTS = ("adresse_numero", "adresse_repetition", "adresse_type", "adresse_voie")
ABONNEMENT = "abonnement"
"""A mailing tool's own status: only a blocked one says something (no consent)."""
_FUZZY_LENGTH = 8


def heading_key(text: str) -> str:
    """A heading as it is compared."""
    return fold(text).replace(" ", "")


@lru_cache(maxsize=5_000)
def meaning(heading: str) -> str | None:
    """The field, or the part (nom, prenom …), that a heading names for sure, as a whole or by its
    words; None for an unknown or a doubtful one."""
    if known := known_meaning(heading):
        return known
    said = said_by_words(heading)
    return said.meaning if said and not said.doubtful else None


@lru_cache(maxsize=5_000)
def known_meaning(heading: str) -> str | None:
    """The same of a heading that is in the list, but for small changes."""
    key = heading_key(heading)
    if not key:
        return None
    exact = _meanings().get(key) or _meanings().get(heading_key(heading.split("(")[0]))
    return exact or _nearly(key) or _wrapped(fold(heading)) or _named_after_type(fold(heading))


def _nearly(key: str) -> str | None:
    # One typo, where the heading is long enough and only one field is near.
    if len(key) < _FUZZY_LENGTH or any(char.isdigit() for char in key):
        return None
    near = {
        field
        for word, field in _meanings().items()
        if len(word) >= _FUZZY_LENGTH
        and word[0] == key[0]
        and field not in _EXACT
        and OSA.distance(key, word, score_cutoff=1) <= 1
    }
    return near.pop() if len(near) == 1 else None


def _wrapped(folded: str) -> str | None:
    """What the heading means without the words around it: "Votre e-mail", "Mail 1"."""
    before, after, numbered = _around()
    bare = re.sub(r"^\d+ ", "", before.sub("", folded))
    found = _meanings().get(bare.replace(" ", "")) if bare != folded else None
    if found and found not in _EXACT:
        return found
    words: dict[str, Any] = _words()["around"]
    for pattern, fields in ((after, words["fields"]), (numbered, words["numbered"])):
        shorter = pattern.sub("", bare)
        found = _meanings().get(shorter.replace(" ", "")) if shorter != bare else None
        if found in fields:
            return found
    return None


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words: dict[str, Any] = _words()["around"]
    before, after = ("|".join(map(fold, words[part])) for part in ("before", "after"))
    return (
        re.compile(rf"^(?:{before}) (?=.)"),
        re.compile(rf"(?<=.) (?:{after})$"),
        re.compile(r"(?<=.) ?\d$"),
    )


_NAME_OF = re.compile(r"^nom (?:de la|de l|du|de votre|des|de) (?=.)")


def _named_after_type(folded: str) -> str | None:
    """'Nom de la ludothèque' names the organisation."""
    kind = _NAME_OF.sub("", folded)
    if kind == folded:
        return None
    value, reason = normalise.prospect_type(kind)
    return "nom_structure" if value and not reason and value is not ProspectType.AUTRE else None


# "Contact ID" is no "contacted", nor is a consent ever guessed.
_EXACT = frozenset({CONTACTE, OPPOSITION, REBOND, "accepte_contact", "nom_contact"})


@cache
def _words() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _meanings() -> Mapping[str, str]:
    words = _words()
    named = {
        heading_key(heading): field
        for part in ("fields", "parts")
        for field, headings in words[part].items()
        for heading in headings
    }
    return _follower_headings(words) | named


def _follower_headings(words: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for network, names in words["networks"].items():
        for name in names:
            for word in words["followers"]["words"]:
                for between in words["followers"]["between"]:
                    found[heading_key(word + between + name)] = f"{network}_followers"
                found[heading_key(name + word)] = f"{network}_followers"
    return found
