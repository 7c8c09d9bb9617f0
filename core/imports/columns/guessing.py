"""Which field a cell's text looks like, where no heading says it."""

import re

from core.imports.columns.headings import meaning
from core.prospects import normalise
from core.prospects.deduction import departement, postcode, region
from core.prospects.towns import town
from core.vocabulary.places import departement_of_postcode
from core.vocabulary.text import fold

TEXT = "texte"
"""A cell of words that may be anything, most likely a name."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"'?(?:\+|00)?[\d][\d\s().\-/]{8,18}")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.I)
_DATE = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:\s.*)?|\d{4}-\d{2}-\d{2}.*")
_NUMBER = re.compile(r"[\d\s]+(?:[.,]\d+)?")
_CODE_AND_TOWN = re.compile(r"(\d{2} ?\d{3})[\s,]*[-–—/]?\s*(\D+)")
_STREET = re.compile(
    r"^\d+\s*(?:bis|ter|quater|[a-d])?[\s,]+\D"
    r"|\b(?:rue|avenue|av|boulevard|bd|place|allee|chemin|impasse|route|quai|cours|square|zone)\b"
)
_SITES = (
    ("facebook", ("facebook.com", "fb.com", "fb.me")),
    ("instagram", ("instagram.com",)),
    ("x", ("twitter.com", "//x.com", "www.x.com")),
    ("tiktok", ("tiktok.com",)),
    ("youtube", ("youtube.com", "youtu.be")),
)


def looks_like_data(cell: str) -> bool:
    """Whether a cell can be no heading: an address, a number, a date, a known type …"""
    text = cell.strip()
    if not text:
        return False
    if _EMAIL.fullmatch(text) or _LINK.fullmatch(text) or _DATE.fullmatch(text):
        return True
    return bool(_NUMBER.fullmatch(text) or _PHONE.fullmatch(text)) or _is_type(text)


def _is_type(text: str) -> bool:
    value, reason = normalise.prospect_type(text)
    return value is not None and reason is None and meaning(text) is None


def guess(cell: str) -> str | None:
    """The field that a cell's text alone suggests, or TEXT; None where nothing does."""
    text = normalise.clean(cell)
    if not text or normalise.is_empty(text):
        return None
    if _EMAIL.fullmatch(text):
        return "email"
    if _LINK.fullmatch(text):
        return _site(text)
    if _DATE.fullmatch(text):
        return "date_dernier_contact"
    return _guess_digits(text) if text[0].isdigit() or text[0] in "+('" else _guess_words(text)


def _site(text: str) -> str:
    lower = text.lower()
    return next((field for field, hosts in _SITES if any(h in lower for h in hosts)), "site_web")


def _guess_digits(text: str) -> str | None:
    compact = text.replace(" ", "")
    if re.fullmatch(r"\d{5}", compact) and departement_of_postcode(compact):
        return "code_postal"
    if _PHONE.fullmatch(text) and normalise.telephone(text.lstrip("'"))[0]:
        return "telephone"
    if re.fullmatch(r"\d{1,3}|2[AB]", compact) and departement(compact)[0]:
        return "departement"
    if normalise.number(text)[0] is not None:
        return "nb_adherents"
    if (both := _CODE_AND_TOWN.fullmatch(text)) and town(both[2].strip()).communes:
        return "ville"
    return "adresse" if _STREET.search(fold(text)) else None


def _guess_words(text: str) -> str | None:
    if _is_type(text):
        return "type_prospect"
    if region(text)[0]:
        return "region"
    if normalise.statut(text)[0]:
        return "statut"
    if town(text).communes:
        return "ville"
    if fold(text) in ("france", "belgique", "suisse", "luxembourg"):
        return "pays"
    if postcode(text)[0]:
        return None
    if fold(text) in ("oui", "non"):
        return None
    if departement(text)[0]:
        return "departement"
    return "adresse" if _STREET.search(fold(text)) else TEXT
