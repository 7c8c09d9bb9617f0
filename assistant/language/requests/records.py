"""Which record a sentence speaks of, and what is asked of it."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.ranks import RowSaid, is_bare, rank_of, read_row
from assistant.language.slots.edits import field_of
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

# What the cards' buttons say ends in "la fiche de …": the whole of it is the name.
_NAMED = re.compile(
    r"\bfiche\s+(?:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’])(?P<name>.+)", re.IGNORECASE
)
_NUMBERED = re.compile(r"\bfiche n° ?(?P<id>[0-9a-f-]{36})", re.IGNORECASE)


@dataclass(frozen=True)
class Whom:
    """How a sentence says which record it speaks of; nothing where it says none."""

    number: str | None = None
    """The id, as buttons say it."""
    row: RowSaid | None = None
    names: tuple[str, ...] = ()
    """What may be its name, the likeliest first."""
    whole: str | None = None
    """The same with what follows it in parentheses or quotes: of its name, or an aside."""


_GENERIC = re.compile(r"^(?:structure|prospect|organisation)\s+(?=\S)", re.IGNORECASE)
""" "le mail de la structure Écho ?": the word may be of its name, or say what it is."""
_FOLLOWS = re.compile(r"\s*(?:\([^()]{1,40}\)|[«\"][^«»\"]{1,40}[»\"])")


def read_whom(asked: Asked, name: object = None) -> Whom:
    """`name` is the record's name heard in the sentence, if any."""
    heard = str(name or "")
    number = _NUMBERED.search(asked.typed)
    named = _NAMED.search(asked.typed)
    names = ((named["name"].strip(' ?.!"«»'),) if named else ()) + ((heard,) if heard else ())
    names += tuple(bare for one in names[-1:] if (bare := _GENERIC.sub("", one, count=1)) != one)
    return Whom(
        number["id"] if number else None, read_row(asked, heard), names, _whole(asked.typed, heard)
    )


def _whole(typed: str, heard: str) -> str | None:
    start = typed.find(heard) if heard else -1
    found = _FOLLOWS.match(typed, start + len(heard)) if start >= 0 else None
    return heard + found[0] if found else None


def without_name(asked: Asked, name: object) -> str:
    """The folded sentence without the name in it, whose words are no fields."""
    said, heard = asked.said, fold(str(name or ""))
    return " ".join(said.replace(heard, " ").split()) if heard else said


# --- a record opened, or some of its values ------------------------------------------------------


@dataclass(frozen=True)
class ShowRequest(Request):
    """A record to open."""

    whom: Whom
    fields: tuple[str, ...] = ()
    """Those whose values are asked for; none where the whole record is wanted."""


_WHOLE = re.compile(
    r"\b(?:fiche|dossier|profil|card|tout ce que?|ouvre\w*|ouvrir|affiche|detail\w*|infos?"
    r"|informations?|renseignements?|recap\w*|brief)\b"
)
_DETAILS = re.compile(r"\bcoordonnees\b|\bjoin(?:dre|ables?)\b")
_COORDINATES = ("nom_contact", "telephone", "email", "adresse", "code_postal", "ville")
_ASKED_OTHERWISE: tuple[tuple[str, str], ...] = (
    (r"\bcombien d? ?(?:adherents|membres|licencies)\b", "nb_adherents"),
    (
        r"\b(?:accepte\w*|consent\w*)\b.*\b(?:mails?|contact\w*|ecri\w*|messages?)\b",
        "accepte_contact",
    ),
    (r"\bdernier contact\b|\bquand .*\b(?:contacte|appele|ecrit)\w*", "date_dernier_contact"),
    (r"\b(?:dans )?quelle (?:ville|commune)\b", "ville"),
    (r"\bquel statut\b|\bou en (?:est|sommes)\b|\bon en est ou\b", "statut"),
)
_SHORT = 4


def read_show(asked: Asked) -> ShowRequest:
    """ "ouvre la MJC de Foix", "quel est le mail de la MJC de Foix ?"."""
    whom = read_whom(asked, asked.slots.get("prospect"))
    return ShowRequest(whom, _fields(asked, whom))


def _fields(asked: Asked, whom: Whom) -> tuple[str, ...]:
    said = without_name(asked, asked.slots.get("prospect"))
    if _WHOLE.search(said) or (whom.number and len(said.split()) < _SHORT):
        return ()
    if _DETAILS.search(said):
        return _COORDINATES
    for rule, field in _ASKED_OTHERWISE:
        if re.search(rule, said):
            return (field,)
    named = field_of(said)
    return (named,) if named and named != "nom_structure" else ()


def claim_row(asked: Asked) -> tuple[Intent, Request] | None:
    """ "la deuxième" of the table just shown."""
    scene = asked.scene
    # A rank is rather one of the figures just shown.
    figures = scene.last_shown == "figures" and scene.context.last_intent is Intent.SHOW_KPIS
    if not is_bare(asked.said) or figures or "table" not in scene.shown:
        return None
    return Intent.SHOW_PROSPECT, read_show(asked)


# --- one of several was asked for ----------------------------------------------------------------

_AGREES = re.compile(r"(?:oui|ok|exact\w*|c est (?:ca|elle|lui|bien)|voila|tout a fait)(?: |$)")
_RANKED = re.compile(r"\b(?:premier|deuxieme|second|troisieme|quatrieme|cinquieme|[1-5])")
_LITTLE = frozenset(
    ("de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "en", "et", "un", "une")
)
_POINTING = frozenset(("celle", "celui", "c", "est", "oui", "plutot", "fiche", "prends", "ouvre"))


@dataclass(frozen=True)
class WhichAnswer(Request):
    """Which of several records is meant: by its id, its rank, or words that only one has."""

    number: str | None
    agrees: bool
    """A yes in words, which is enough where only one is offered."""
    rank: int | None
    """From 1."""
    words: tuple[str, ...]

    def fits(self, label: str) -> bool:
        """Whether every word said is of that label."""
        return bool(self.words) and set(self.words) <= set(fold(label).split())


def read_which(asked: Asked) -> WhichAnswer:
    """ "la deuxième", "celle de Lyon", "la fiche n° …"."""
    said = asked.said
    number, ranked = _NUMBERED.search(asked.typed), _RANKED.search(said)
    rank = rank_of(ranked[0]) if ranked and len(said.split()) <= _SHORT else None
    words = tuple(w for w in said.split() if w not in _LITTLE and w not in _POINTING)
    return WhichAnswer(number["id"] if number else None, bool(_AGREES.match(said)), rank, words)
