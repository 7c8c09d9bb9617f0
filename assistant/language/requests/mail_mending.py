"""What is to be mended in the draft on the screen: "remplace « a » par « b »", "corrige tout"."""

import re

from assistant.language.requests.asked import Asked
from assistant.language.requests.mails import WAYS
from assistant.language.slots.edits import field_of
from core.vocabulary.text import fold

ASPECTS = {
    "mend_tout": "tout",
    "mend_objet": "objet",
    "mend_apercu": "apercu",
    "mend_majuscules": "majuscules",
    "mend_exclamations": "exclamations",
    "mend_filtres": "filtres",
    "mend_images": "images",
    "mend_contraste": "contraste",
    "mend_poids": "poids",
    "mend_liens": "liens",
    "mend_lecture": "lecture",
    "mend_dates": "dates",
    "mend_tu_vous": "tu_vous",
    "mend_variables": "variables",
    "mend_orthographe": "orthographe",
    "mend_nouvelles": "nouvelles",
}
"""The checks, as `core.content.checks` names them, and all of them, by their tables."""
_QUOTED = r"[«\"“]\s*([^«»\"”]+?)\s*[»\"”]"
_BY = re.compile(rf"{_QUOTED}\s+(?:par|en)\s+{_QUOTED}")
_BARE = re.compile(r"^\W*\w+\s+(?:le mot\s+)?(\S+)\s+par\s+(\S+?)[.!]?$")
_INSTEAD = re.compile(rf"{_QUOTED}\s+(?:au lieu de|à la place de)\s+{_QUOTED}")
_ONE = re.compile(_QUOTED)
_NOT_WORDS = frozenset({"le", "la", "les", "l", "objet", "lien", "lieu", "date", "ca", "tout"})


def worded(asked: Asked) -> tuple[str, str | None] | None:
    """What is asked of words that the sentence quotes: the kind of change, and its value."""
    for rule in (_lacked, _replaced, _accepted, _cut, _described):
        if found := rule(asked):
            return found
    return None


def _says(name: str, asked: Asked) -> bool:
    return bool(WAYS.within(name).search(asked.said))


def _replaced(asked: Asked) -> tuple[str, str | None] | None:
    """ "remplace « promo » par « nouvelle »", "écris « venez » au lieu de « venz »"."""
    if found := _INSTEAD.search(asked.typed):
        return "spelling", f"{found[2]}|{found[1]}"
    if not _says("replaced", asked):
        return None
    if found := _BY.search(asked.typed):
        return "spelling", f"{found[1]}|{found[2]}"
    found = _BARE.search(asked.typed.strip())
    words = fold(found[1]).split() if found else []
    if found is None or not words or words[0] in _NOT_WORDS or "://" in found[2]:
        return None
    return "spelling", f"{found[1]}|{found[2]}"


def _accepted(asked: Asked) -> tuple[str, str | None] | None:
    """ "« ludopotame » est juste"."""
    found = _ONE.search(asked.typed)
    return ("accept", found[1]) if found and _says("accepted", asked) else None


def _lacked(asked: Asked) -> tuple[str, str | None] | None:
    """ "si la ville manque, écris « votre ville »", "enlève la phrase si le téléphone manque"."""
    if _says("lacking", asked):
        return "lacking", field_of(asked.said)
    found = WAYS.within("lacks").search(asked.said)
    name = _field(asked, found[0]) if found else None
    if name is None:
        return None
    if _says("drops", asked):
        return "optional", name
    words = [one[1] for one in _ONE.finditer(asked.typed) if one[1] != name]
    return ("default", f"{name}|{words[-1]}") if words else None


def _field(asked: Asked, around: str) -> str | None:
    """A field by its own name, "site_web", or as people say it."""
    for word in re.findall(r"[a-z]+(?:[_.][a-z]+)+", asked.typed):
        return str(word)
    return field_of(around) or field_of(asked.said)


def _cut(asked: Asked) -> tuple[str, str | None] | None:
    """ "enlève la phrase avec « 100 % »"."""
    found = _ONE.search(asked.typed)
    cut = _says("drops", asked) and _says("sentence", asked)
    return ("cut", found[1]) if found and cut else None


def _described(asked: Asked) -> tuple[str, str | None] | None:
    """ "décris l'image : « Affiche du festival »"."""
    found = _ONE.search(asked.typed)
    return ("describe", found[1]) if found and _says("described", asked) else None


def aspect(asked: Asked) -> tuple[str, str | None] | None:
    """ "corrige l'orthographe", "raccourcis l'objet"."""
    found = (name for table, name in ASPECTS.items() if _says(table, asked))
    return next((("mend", name) for name in found), None)


# --- the subject given ----------------------------------------------------------------------------

_OBJECT = (
    r"(?:l['’ ]?|le |un |du |son |notre |mon )?(?:nouvel |nouveau )?(?:objet|titre)"
    r"(?: (?:du|de ce|au) mail)?"
)
_SETS = r"(?:change|mets|mettre|modifie|remplace|passe|corrige|renomme|écris|ecris)[rz]?"
_IS = r"(?:c['’]est|ce sera|est|sera|devient|serait|doit [êe]tre)(?: plut[ôo]t)?"
_WORDS = r"[«\"“]?\s*(?P<words>[^«»]+?)\s*[»\"”]?\s*\.?"
_SUBJECTS = tuple(
    re.compile(rf"^(?:.{{0,20}}\s)?{pattern}$", re.IGNORECASE)
    for pattern in (
        rf"(?:{_SETS}\s+)?{_OBJECT}\s*:\s*{_WORDS}",
        rf"{_SETS}\s+{_OBJECT}\s+(?:(?:en|par|pour|à)\s*)?:?\s*{_WORDS}",
        rf"{_SETS}\s+(?:le |du )?sujet(?: du mail)?\s*(?:en|par|pour|:)\s*{_WORDS}",
        rf"{_OBJECT}\s+{_IS}\s*:?\s*{_WORDS}",
        r"(?:comme|en|pour)\s+(?:objet|titre)\s*[:,]?\s*"
        rf"(?:(?:on )?{_SETS}\s*:?\s*|je veux\s+)?{_WORDS}",
        rf"(?:{_SETS}|je veux|je pr[ée]f[èe]re|prends|utilise)\s+{_WORDS}"
        r"\s+(?:comme|en)\s+(?:objet|titre)",
    )
)
_NO_SUBJECT = re.compile(
    r"(?:un (?:peu|truc|autre)|plus|moins|trop|autre(?:ment|s)?|qu|que|quelque|mieux|court|long"
    r"|au choix)\b"
)


def subject_said(asked: Asked) -> str | None:
    """ "change l'objet : Venez jouer", "mets « Venez jouer » en objet": its words."""
    for way in _SUBJECTS:
        found = way.match(asked.typed.strip())
        if found and not _NO_SUBJECT.match(fold(found["words"])):
            return found["words"].strip()
    return None
