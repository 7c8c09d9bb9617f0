"""The rights of the people in the base."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.courteous import request_in
from assistant.language.requests.records import Whom, read_whom
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter

_OF = (" de ", " d'", " d’", " sur ", " du ", " des ")


_VERB = re.compile(
    r"^.*?\b(?:efface|supprime|d[ée]trui|purge|vire|d[ée]gage|jette)\w*\s+(?:moi\s+)?", re.I
)
_SET = re.compile(
    r"(?:\w+ ){0,4}?(?:efface|supprime|detrui|purge|vire|degage|jette)\w* (?:moi )?"
    r"(?:tout\b|tous\b|toutes\b|les |la base|ces |mes |nos )"
)


@dataclass(frozen=True)
class EraseRequest(Request):
    """A record to erase for good."""

    whom: Whom
    people: Filter | None = None
    """A whole selection, where the sentence names no record: "efface les bars à jeux"."""


@dataclass(frozen=True)
class KnownRequest(Request):
    """A record of which all that is known is asked for."""

    whom: Whom


def read_erase(asked: Asked) -> EraseRequest:
    """ "efface la fiche de la MJC de Foix"."""
    if _all_meant(asked):
        return EraseRequest(Whom(), Filter())
    whom = read_whom(asked, asked.slots.get("prospect"))
    if asked.slots.get("prospect") or not _SET.match(asked.said):
        return EraseRequest(whom)
    listed = f"montre {_VERB.sub('', asked.typed, count=1)}"
    understood = asked.understand(listed, Context(), asked.scene.today)
    return EraseRequest(whom, understood.filters)


_GOES = r"(?:efface|supprime|detrui|purge|vire|degage|jette|vide)\w*"
_ALL = re.compile(
    rf"tout {_GOES}|{_GOES} (?:moi )?tout(?: ca)?|{_GOES} (?:toute )?(?:la|notre|ma) base"
    rf"(?: de donnees| entiere| complete)?"
    rf"|{_GOES} (?:tous|toutes) les (?:prospects|contacts|fiches|donnees)"
)


def _all_meant(asked: Asked) -> bool:
    """The whole base, and nobody by name."""
    return _ALL.fullmatch(request_in(asked.said)) is not None


def claim_all(asked: Asked) -> tuple[Intent, Request] | None:
    """ "je veux tout supprimer": whatever record was open, it is not what is meant."""
    if not _all_meant(asked):
        return None
    return Intent.DELETE_PROSPECT, EraseRequest(Whom(), Filter())


def read_known(asked: Asked) -> KnownRequest:
    """ "que savons-nous de la MJC d'Angers ?": the name is read as that of a record to open."""
    about = asked.typed.strip(" ?.!").split(" ", 1)[1]
    opening = f"ouvre la fiche {_after(about)}"
    understood = asked.understand(opening, asked.scene.context, asked.scene.today)
    return KnownRequest(read_whom(asked, understood.slots.get("prospect")))


_RIGHT = re.compile(
    r"(?:consentement|donn[ée]es(?: personnelles)?|acc[èe]s|portabilit[ée])\s+"
    r"(?P<who>(?!des donn|aux donn).+)",
    re.I,
)


def read_right(asked: Asked) -> KnownRequest:
    """ "preuve de consentement de la MJC d'Angers", "portabilité des données du Donjon"."""
    found = _RIGHT.search(asked.typed.strip(" ?.!"))
    opening = f"ouvre la fiche {found['who'] if found else asked.typed}"
    understood = asked.understand(opening, asked.scene.context, asked.scene.today)
    return KnownRequest(read_whom(asked, understood.slots.get("prospect")))


def _after(text: str) -> str:
    """What follows "savons-nous": "de la MJC d'Angers"."""
    found = [at for mark in _OF if (at := f" {text}".find(mark)) >= 0]
    return f" {text}"[min(found) :].strip() if found else text
