"""What a sentence tells of a new record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.edits import SHAPED
from assistant.language.text.lexicon import table
from core.vocabulary.text import fold

_SAID_EMAIL = re.compile(r"\b(?:e-?mail|mail|courriel)\s*:?\s+(\S+)", re.IGNORECASE)
_SAID_PHONE = re.compile(
    r"\b(?:t[ée]l[ée]phone|t[ée]l|portable|num[ée]ro)\.?\s*:?\s+(\+?\d[\d .-]*)", re.IGNORECASE
)
_NOBODY = frozenset(("quelqu un", "prospect", "contact", "structure", "un prospect", "nouveau"))
_SITE = re.compile(r"(?:https?://|www\.)\S+")
_MEMBERS = re.compile(r"(\d[\d  ]*)\s*(?:adhérents|adherents|membres)", re.IGNORECASE)
_CONTACT = re.compile(
    r"(?:contact|responsable|référente?|président[e]?)\s*:?\s+"
    r"((?:(?:M\.|Mme|Mr|madame|monsieur)\s+)?[A-ZÉÈÀ][\w'-]+(?:\s+[A-ZÉÈÀ][\w'-]+)*)"
)
# Two words with their capitals, and nothing that says what it is: "Jeanne Martin".
_SOMEBODY = re.compile(r"[A-ZÀ-Ý][a-zà-ÿœ'’-]+(?: [A-ZÀ-Ý][\w'’-]+){1,2}")
_TITLED = re.compile(r"^(?:M\.|Mr?|Mme|Mlle|madame|monsieur|mademoiselle)\s+(?=\S)", re.IGNORECASE)
_GENERIC = frozenset((*table("noms.toml")["structures"], "les", "le", "la", "du"))


@dataclass(frozen=True)
class AddRequest(Request):
    """A new record, as far as the sentence tells it."""

    raw: Mapping[str, str]
    """Values as typed, by field."""
    perhaps_somebody: bool
    """Its name may be a person's, and no contact is given."""


def read_addition(asked: Asked) -> AddRequest:
    """ "ajoute la MJC du Lac à Annecy, mail lac@exemple.fr"."""
    raw = _told(asked)
    name = raw.get("nom_structure", "")
    return AddRequest(raw, "nom_contact" not in raw and _is_perhaps_somebody(asked, name))


def _is_perhaps_somebody(asked: Asked, name: str) -> bool:
    """No type is given, and no word of the name is one of a structure."""
    if not _SOMEBODY.fullmatch(name) or _GENERIC & set(fold(name).split()):
        return False
    return not asked.reading.types


def _told(asked: Asked) -> dict[str, str]:
    name = _own_name(str(asked.slots.get("prospect") or ""))
    person = _TITLED.sub("", name) if _TITLED.match(name) or _as_contact(asked, name) else ""
    raw: dict[str, str] = {"nom_structure": name} if name and not person else {}
    if person:
        raw["nom_contact"] = person
    for field, shape in (
        *SHAPED.items(), ("site_web", _SITE), ("nb_adherents", _MEMBERS),
        ("nom_contact", _CONTACT),
    ):  # fmt: skip
        if found := shape.search(asked.typed):
            raw[field] = found[(found.re.groups and 1) or 0].strip(" ,;.")
    for field, pattern in (("email", _SAID_EMAIL), ("telephone", _SAID_PHONE)):
        # Given but not valid: reported rather than dropped.
        if field not in raw and (found := pattern.search(asked.typed)):
            raw[field] = found[1].strip(" ,;.")
    for name in asked.reading.types:
        raw.setdefault("type_prospect", name)
    for town in asked.reading.towns:
        # "la MJC du Bourg à Grand-Champ": the town is the last one.
        raw["ville"] = town
    return raw


def _as_contact(asked: Asked, name: str) -> bool:
    """ "ajoute le contact Jeanne Martin": a person, in so many words."""
    return bool(_SOMEBODY.fullmatch(name)) and f"le contact {fold(name)}" in asked.said


def _own_name(said: str) -> str:
    """The name before what is said of it: "MJC de Lyon mail lyon@exemple.fr"."""
    name = re.split(r"\s+(?:e-?mail|mail|courriel|t[ée]l\w*|site|contact)\b", said)[0].strip(" ,;:")
    return "" if fold(name) in _NOBODY else name
