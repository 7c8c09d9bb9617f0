"""How somebody is greeted: "Bonjour Marie", "Madame", and "Bonjour" where nobody is known."""

import re

from core.vocabulary.text import fold

_CIVILITY = re.compile(
    r"(?P<who>m\.|mr\.?|monsieur|mme\.?|madame|mlle|mademoiselle|dr\.?|docteur|me)\s+(?P<name>.+)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*[(\[,/–—].*$|\s+-\s.*$")
_NAME = re.compile(r"[^\W\d_][^\W\d_.'’ -]*(?:[.'’ -]{1,2}[^\W\d_]+)*\.?")
_NOBODY = frozenset(
    {
        *(
            "accueil",
            "secretariat",
            "direction",
            "service",
            "contact",
            "bureau",
            "equipe",
            "le",
            "la",
        ),
        *(
            "president",
            "presidente",
            "directeur",
            "directrice",
            "responsable",
            "mairie",
            "standard",
        ),
        *("association", "administration", "communication", "inconnu", "aucun", "info", "gerant"),
        *(
            "gerante",
            "coordination",
            "animation",
            "animateur",
            "animatrice",
            "les",
            "l",
            "nc",
            "na",
        ),
    }
)
_PARTICLES = frozenset({"le", "la", "les", "l"})
"""At the head of a family name they are part of it: Karim Le Gall."""
_LONGEST = 60


def _name(value: object) -> tuple[str, str]:
    """Civility and name, as they may be written; empty where nobody is named."""
    if not isinstance(value, str):
        return "", ""
    text = _ASIDE.sub("", " ".join(value.split()))
    who = ""
    if found := _CIVILITY.fullmatch(text):
        who = "Monsieur" if found["who"][:1].lower() == "m" and fold(found["who"]) in _MEN else ""
        who = who or ("Madame" if fold(found["who"]) in _WOMEN else "")
        text = found["name"]
    if len(text) > _LONGEST or not _NAME.fullmatch(text):
        return who, ""
    first, *rest = fold(text).split()
    if not who and (first in _NOBODY or (_NOBODY - _PARTICLES) & set(rest[:1])):
        return "", ""
    return who, _cased(text)


_MEN, _WOMEN = (
    frozenset({"m", "mr", "monsieur"}),
    frozenset({"mme", "madame", "mlle", "mademoiselle"}),
)


def _cased(text: str) -> str:
    """ "MARIE DUPONT" and "marie dupont" as people write them."""
    if text.isupper() or text.islower():
        return re.sub(r"[^\W_]+", lambda word: word[0].capitalize(), text)
    return text


def first_name(value: object) -> str:
    """ "Marie" of "Marie Dupont" and of "DUPONT Marie"; empty where it can't be told."""
    if isinstance(value, str) and (" et " in value or " & " in value):
        return _name(value)[1]
    who, name = _name(value)
    words = [] if who else name.split()
    raw = value.split() if isinstance(value, str) else []
    given = [word for word in raw if not (word.isupper() and len(word) > 1)]
    if words and given and len(given) < len(raw):
        return _cased(given[0])
    return words[0] if words else ""


def greeting(
    value: object, word: str = "Bonjour", first: bool = False, familiar: bool = False
) -> str:
    """ "Bonjour Marie Dupont", "Bonjour Madame Dupont", "Bonjour"; `first`: "Bonjour Marie".

    `familiar`: nobody is called "Monsieur" and "tu" at once.
    """
    who, name = _name(value)
    if who and familiar:
        return word
    if first and (short := first_name(value)):
        return f"{word} {short}"
    if not who and isinstance(value, str):
        name = _in_order(value, name)
    return " ".join(part for part in (word, who, name) if part)


def _in_order(raw: str, name: str) -> str:
    """ "Marie Dupont" of "DUPONT Marie"."""
    words = raw.split()
    family = [word for word in words if word.isupper() and len(word) > 1]
    given = [word for word in words if word not in family]
    if not name or not family or not given or words[0] not in family:
        return name
    return " ".join((*given, *map(_cased, family)))


def formal(value: object) -> str:
    """ "Madame", "Monsieur", or both where it can't be told."""
    return _name(value)[0] or "Madame, Monsieur"
