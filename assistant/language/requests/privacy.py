"""The rights of the people in the base."""

from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.records import Whom, read_whom

_OF = (" de ", " d'", " d’", " sur ", " du ", " des ")


@dataclass(frozen=True)
class EraseRequest(Request):
    """A record to erase for good."""

    whom: Whom


@dataclass(frozen=True)
class KnownRequest(Request):
    """A record of which all that is known is asked for."""

    whom: Whom


def read_erase(asked: Asked) -> EraseRequest:
    """ "efface la fiche de la MJC de Foix"."""
    return EraseRequest(read_whom(asked, asked.slots.get("prospect")))


def read_known(asked: Asked) -> KnownRequest:
    """ "que savons-nous de la MJC d'Angers ?": the name is read as that of a record to open."""
    about = asked.typed.strip(" ?.!").split(" ", 1)[1]
    opening = f"ouvre la fiche {_after(about)}"
    understood = asked.understand(opening, asked.scene.context, asked.scene.today)
    return KnownRequest(read_whom(asked, understood.slots.get("prospect")))


def _after(text: str) -> str:
    """What follows "savons-nous": "de la MJC d'Angers"."""
    found = [at for mark in _OF if (at := f" {text}".find(mark)) >= 0]
    return f" {text}"[min(found) :].strip() if found else text
