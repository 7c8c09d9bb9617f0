"""What a heading says by its words, where it is not known as a whole: "Nom de l'asso", "Nb d'adh.",
"Date de désinscription"."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from core.vocabulary.text import fold

_FILE = Path(__file__).parents[2] / "vocabulary" / "heading_words.toml"
_TYPO_LENGTH = 6
# Of two nouns in a heading the first of these is meant: "Adresse mail" is no address.
_ORDER = (
    *("email", "telephone", "code_postal", "facebook", "instagram", "x", "tiktok", "youtube"),
    *("site_web", "ville", "departement", "region", "pays", "adresse", "nb_adherents"),
    *("type_prospect", "commentaires", "tags"),
)
_COUNTED = frozenset({"nombre", "effectif", "effectifs", "total"})


@dataclass(frozen=True, slots=True)
class Said:
    """What the words say, and whether the cells must agree before it is believed."""

    meaning: str
    doubtful: bool


@lru_cache(maxsize=5_000)
def said_by_words(heading: str) -> Said | None:
    """The field, or the part of one, that the words of a heading name; None where they name none,
    or something else."""
    folded = fold(heading)
    words = _expanded(folded)
    if not words:
        return None
    return _about_consent(folded, words) or _about_names(words) or _about_a_field(words)


def _expanded(folded: str) -> list[str]:
    known = _lists()["abbreviations"]
    return [_mended(known.get(word, word)) for word in folded.split()]


@lru_cache(maxsize=5_000)
def _mended(word: str) -> str:
    """A word without its typo, where it is long enough and only one word is near."""
    if len(word) < _TYPO_LENGTH or word in _vocabulary():
        return word
    near = [w for w in _vocabulary() if OSA.distance(word, w, score_cutoff=1) <= 1 and len(w) > 4]
    return near[0] if len(near) == 1 else word


# Consent, and its contrary


def _about_consent(folded: str, words: list[str]) -> Said | None:
    if _is_of("opposition", folded, words):
        return Said("opposition", doubtful=False)
    if _is_of("bounce", folded, words):
        return Said("rebond", doubtful=False)
    subscription = _lists()["subscription"]
    if _any(words, subscription["with_state"]) and _any(words, subscription["about_state"]):
        return Said("abonnement", doubtful=False)
    consent = _lists()["consent"]
    if not _any(words, consent["not_with"]):
        told = _any(words, consent["verbs"]) and _any(words, consent["about"])
        if told or _phrased("consent", folded):
            return Said("accepte_contact", doubtful=not _phrased("consent", folded))
    if _any(words, subscription["stems"]) and not _any(words, _lists()["other"]["words"]):
        return Said("abonnement", doubtful=False)
    return None


def _is_of(kind: str, folded: str, words: list[str]) -> bool:
    lists = _lists()[kind]
    if _any(words, lists["not_with"]):
        return False
    return _any(words, lists["stems"]) or ("phrases" in lists and _phrased(kind, folded))


def _any(words: Iterable[str], wanted: Iterable[str]) -> bool:
    """Whether one of the words is among these; 'accept*' is any that begins so."""
    return any(
        word == one or (one.endswith("*") and word.startswith(one[:-1]))
        for word in words
        for one in wanted
    )


def _phrased(kind: str, folded: str) -> bool:
    return _phrases(kind).search(folded) is not None


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(_lists()[kind]["phrases"]) + r")\b")


# Names


def _about_names(words: list[str]) -> Said | None:
    """'Nom de l'asso', 'Association / structure', 'Prénom du référent'."""
    telling = [word for word in words if word not in _set("small")]
    named = [word for word in telling if word in _set("name")]
    first = [word for word in telling if word in _set("first_name")]
    kinds = [word for word in telling if word in _set("structure")]
    people = [word for word in telling if word in _set("person")]
    own = [word for word in telling if named and word in _set("kind") and word not in people]
    known = len(named) + len(first) + len(kinds) + len(people) + len(own)
    if known < len(telling) or not telling:
        return None
    if first:
        return Said("nom_contact" if named else "prenom_contact", doubtful=False)
    if people:
        return Said("nom_contact", doubtful=False)
    return Said("nom_structure", doubtful=False) if kinds or own else None


# Other fields


def _about_a_field(words: list[str]) -> Said | None:
    found = {field for field in _ORDER if _any(words, _lists()["nouns"][field])}
    if {"code", "postal"} <= {*words} or {"code", "postale"} <= {*words}:
        found.add("code_postal")
    field = next((field for field in _ORDER if field in found), None)
    if field is None:
        return None
    if field == "code_postal" and "ville" in found:
        # "CP / Ville": the postcode is read out of the town.
        return Said("ville", doubtful=True)
    if field in _NOT_NUMBERED and any(map(str.isdigit, words)):
        return None
    counted = _COUNTED.intersection(words)
    if counted and field != "nb_adherents":
        return None
    if field == "nb_adherents" and not counted and len(words) > 1:
        return None
    left = _left(words)
    if field in ("type_prospect", "commentaires", "tags"):
        left |= {w for w in words if w in _set("person")}
    if field != "type_prospect" and not {"type", "types"}.isdisjoint(words):
        return None
    about_other = left & _set("other") - _ALLOWED.get(field, frozenset())
    if about_other:
        return None
    alone = words == ["genre"] or words == ["nature"] or words == ["sorte"]
    return Said(field, doubtful=bool(left) or alone)


_NOT_NUMBERED = frozenset(
    {"adresse", "ville", "code_postal", "pays", "region", "departement", "type_prospect"}
)
"""A second one of these is no other way to say the first."""
_ALLOWED = {
    "telephone": frozenset({"numero"}),
    "code_postal": frozenset({"code"}),
    "departement": frozenset({"code", "numero"}),
}


def _left(words: list[str]) -> set[str]:
    """The words that are neither known nouns nor small ones."""
    known = (
        _set("small") | _set("structure") | _set("kind") | _set("person") | _set("name") | _COUNTED
    )
    nouns = {noun for some in _lists()["nouns"].values() for noun in some}
    return {word for word in words if word not in known and word not in nouns}


def speaks_of_other(heading: str) -> bool:
    """Whether a heading says that the column is none of ours: a code, a date, a number of Insee."""
    return not _set("other").isdisjoint(_expanded(fold(heading)))


def speaks_of_name(heading: str) -> bool:
    """Whether it says a name, of nobody in particular: 'res_nom'."""
    words = _expanded(fold(heading))
    people = (*_set("person"), *_set("first_name"))
    return _any(words, _set("name")) and not _any(words, (*people, *_set("other")))


def rank(heading: str) -> int:
    """Where a column of e-mails or telephones comes among several: the main one first."""
    words = fold(heading).replace("_", " ").split()
    return (
        2 * _any(words, _set("ranks", "personal"))
        + 3 * _any(words, _set("ranks", "second"))
        + 4 * _any(words, _set("ranks", "third"))
    )


@cache
def _set(part: str, name: str = "words") -> frozenset[str]:
    return frozenset(_lists()[part][name])


@cache
def _vocabulary() -> frozenset[str]:
    nouns = [noun for some in _lists()["nouns"].values() for noun in some]
    return frozenset(
        word
        for part in ("structure", "kind", "person", "name", "first_name", "small", "other")
        for word in _set(part)
    ) | {*nouns, *(verb for verb in _set("consent", "verbs") if not verb.endswith("*"))}


@cache
def _lists() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
