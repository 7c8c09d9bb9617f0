"""What changed and who did it, asked for or taken back."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.understanding import Intent

_ADDITION = re.compile(
    r"ajout\s+(?:de\s+la\s+|de\s+l['’]|du\s+|de\s+|d['’])(?P<name>.+)", re.IGNORECASE
)
_MORE = re.compile(
    r"(?:(?:et|ok|montre|voir|affiche|donne)(?: moi)? )*"
    r"(?:la suite|suite|les? suivant\w*|suivant\w*|(?:les )?(?:plus )?anciennes?|avant"
    r"|continue|encore|page suivante)"
)


@dataclass(frozen=True)
class UndoRequest(Request):
    """One change of the journal, or one change of a whole list, to be taken back."""

    id: str


@dataclass(frozen=True)
class UndoAdditionRequest(Request):
    """A record whose addition is to be taken back, by its name."""

    name: str


def read_undo(asked: Asked) -> UndoRequest:
    """ "annule la modification 0a1b…": the id that the sentence ends with."""
    return UndoRequest(asked.typed.strip().split(" ")[-1].lower())


def read_undo_addition(asked: Asked) -> UndoAdditionRequest:
    """ "annule l'ajout de la MJC de Foix"."""
    found = _ADDITION.search(asked.typed)
    return UndoAdditionRequest(found["name"].strip(' ?.!"«»') if found else "")


def claim_more(asked: Asked) -> tuple[Intent, Request] | None:
    """ "la suite", after a page of the journal."""
    if asked.scene.last_shown != "history" or not _MORE.fullmatch(asked.said):
        return None
    return Intent.PROSPECT_HISTORY, Request()
