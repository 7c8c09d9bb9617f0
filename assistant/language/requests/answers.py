"""What was answered to a question in words, or by a prospect."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.records import Whom, read_whom
from core.vocabulary.text import fold

# --- to a question of the assistant --------------------------------------------------------------


@dataclass(frozen=True)
class Dictated(Request):
    """Free words, as typed: a value, a comment, a name."""

    text: str


def read_dictated(asked: Asked) -> Dictated:
    """The whole message is the value."""
    return Dictated(asked.typed.strip())


_KEEPS_ONE = re.compile(
    r"(?:oui |non |je )?(?:garde\w*|laisse\w*|prend\w*|mets|met|choisi\w*|prefere\w*)"
    r" (?:plutot )?(?:l autre|la mienne|la sienne|ma valeur|l autre valeur)"
)


def says_which_stays(asked: Asked) -> bool:
    """ "garde l'autre": an answer, though it begins as a request."""
    return _KEEPS_ONE.fullmatch(asked.said) is not None


@dataclass(frozen=True)
class KeepAnswer(Request):
    """Which of two values stays; neither where another request was typed."""

    mine: bool = False
    theirs: bool = False


def read_keep(asked: Asked) -> KeepAnswer:
    """ "mets la mienne", "garde l'autre"."""
    said = asked.said
    if "mien" in said or "ma valeur" in said:
        return KeepAnswer(mine=True)
    return KeepAnswer(theirs="autre" in said or "sienne" in said)


_PERSON = re.compile(r"\b(?:personne|contact|responsable|quelqu un|humain)\b")
_STRUCTURE = re.compile(r"\b(?:structure|asso\w*|organis\w*|lieu|boutique|nom)\b")


@dataclass(frozen=True)
class WhoAnswer(Request):
    """Whose name it is; nobody's where another request was typed."""

    person: bool = False
    structure: bool = False


def read_who(asked: Asked) -> WhoAnswer:
    """ "c'est une personne", "le nom de la structure"."""
    if _PERSON.search(asked.said):
        return WhoAnswer(person=True)
    return WhoAnswer(structure=bool(_STRUCTURE.search(asked.said)))


_KEEPS = re.compile(r"n efface|ne pas|surtout pas|rien")


@dataclass(frozen=True)
class EraseAnswer(Request):
    """The name that confirms an erasure, as typed; or a wish to keep the record."""

    name: str
    keeps: bool


def read_erase_answer(asked: Asked) -> EraseAnswer:
    """ "MJC du Lac", "n'efface rien"."""
    return EraseAnswer(asked.typed.strip(), bool(_KEEPS.match(asked.said)))


_NO = ("neg", "non", "refus", "pas")
_YES = ("posi", "oui", "ok", "interess", "accept")


@dataclass(frozen=True)
class ResponseAnswer(Request):
    """Whether the prospect's answer was positive; None where that is not said."""

    positive: bool | None


def read_response_answer(asked: Asked) -> ResponseAnswer:
    """ "positive", "il a refusé"."""
    negative = any(word in asked.said for word in _NO)
    positive = any(word in asked.said for word in _YES)
    return ResponseAnswer(None if negative == positive else positive)


# --- by a prospect -------------------------------------------------------------------------------


class Unclear(StrEnum):
    """Why a sentence gives no day on which an answer came."""

    UNKNOWN = "unknown"
    """Something like a day, that is none."""
    SEVERAL = "several"
    FUTURE = "future"


@dataclass(frozen=True)
class ResponseRequest(Request):
    """A prospect answered."""

    whom: Whom
    response: str | None = None
    day: date | None = None
    unclear: Unclear | None = None


@dataclass(frozen=True)
class DayAnswer(Request):
    """On which day a prospect answered; nothing of it where another request was typed."""

    day: date | None = None
    unclear: Unclear | None = None


def read_response_day(asked: Asked) -> DayAnswer:
    """ "le 3 mars", "hier"; "le 12" says no month."""
    if _NO_MONTH.fullmatch(asked.said):
        return DayAnswer(unclear=Unclear.SEVERAL)
    return DayAnswer(*_day_answered(asked))


_NO_MONTH = re.compile(r"(?:c etait )?le \d{1,2}(?:er)?")


_UNREAD = re.compile(r"\ble \d{1,2}(?:er)? [a-zéû]+|\ble \d{1,2}/\d{1,2}", re.IGNORECASE)


def read_response(asked: Asked) -> ResponseRequest:
    """ "la MJC de Foix a dit oui hier"."""
    day, unclear = (None, None) if _is_what_for(asked) else _day_answered(asked)
    whom = read_whom(asked, asked.slots.get("prospect"))
    return ResponseRequest(whom, asked.slots.get("response"), day, unclear)


_WHAT_FOR = re.compile(
    r"\b(?:pour|afin d|en vue d|dispo\w*|ven(?:ir|u|ue|ues|us)|viendr\w+|vien\w+)\b"
    r"|\b(?:particip|rappel|recontact|tiendr|tenir|anime|accueill|expose|passe)\w*"
)
"""What an answer speaks of may come later: "d'accord pour venir en juin"."""


def _is_what_for(asked: Asked) -> bool:
    """The time said is that of what was answered about, not of the answer."""
    dated = [one for one in asked.reading.mentions if one.kind in ("date", "other")]
    return bool(dated) and _WHAT_FOR.search(fold(asked.typed[: dated[0].start])) is not None


def _day_answered(asked: Asked) -> tuple[date | None, Unclear | None]:
    day, unclear = _day(asked)
    plain = asked.slots.get("date")
    return (date.fromisoformat(plain) if day is None and plain else day), unclear


def _day(asked: Asked) -> tuple[date | None, Unclear | None]:
    """The single, past day that the sentence gives; or why it gives none."""
    today = asked.scene.today
    bounds = asked.reading.days
    if not bounds:
        return None, Unclear.UNKNOWN if _UNREAD.search(asked.typed) else None
    first, last = bounds[0].apres, bounds[0].avant
    if first is None or (last is not None and last != first):
        return None, Unclear.SEVERAL
    if last is None and first != today:
        return None, Unclear.SEVERAL
    return (None, Unclear.FUTURE) if first > today else (first, None)
