"""What changed and who did it, asked for or taken back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.records import Whom, read_whom, without_name
from assistant.language.slots.edits import field_of
from assistant.language.text.lexicon import table
from assistant.language.text.phrasings import phrasings
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

# --- who changed what -----------------------------------------------------------------------------

_WAYS = phrasings("history", " ")
_KINDS = tuple(
    (kind, _WAYS.within(kind))
    for kind in ("undo", "import", "merge", "different", "erase", "accounts", "answer", "add")
)
_ALL = re.compile(rf"\b{_WAYS['of_all']}\b|\bhistorique complet$")
_HERE, _MINE, _BY_MACHINE = map(_WAYS.within, ("here", "mine", "by_machine"))
_SOMEBODY = re.compile(rf"{_WAYS['somebody']} (?P<who>[a-z]{{2,}}(?: [a-z]{{2,}})?)")
_NOBODY = frozenset(table("noms.toml")["personne"])


@dataclass(frozen=True)
class Subject:
    """The record whose history is asked for, and the field of it."""

    named: bool
    whom: Whom
    field: str | None


@dataclass(frozen=True)
class HistoryRequest(Request):
    """The journal of one record, of a field of it, of somebody, or of a time."""

    said: str
    name: str
    """Both folded: the sentence, and the record's name heard in it."""
    subject: Subject
    nameless: Subject
    """The same where the name heard is no record's."""
    mine: bool
    by_machine: bool
    """Changes made by commands, out of the chat."""
    kind: str | None
    """undo, import, merge, different, erase, accounts, answer or add."""
    days: tuple[date | None, date | None] | None
    """First and last; None for an open end."""
    of_all: bool
    """Changes of whatever record."""
    here: bool
    """Of the record last spoken of, if any."""
    stranger: str | None
    """Somebody whose changes are asked for, whether known or not."""

    def author(self, known: Sequence[str]) -> str | None:
        """The account that the sentence names, by its e-mail or a part of it."""
        named, words = set(self.name.split()), set(self.said.split())
        for one in known:
            parts = {part for part in fold(one.partition("@")[0]).split() if len(part) > 1}
            found = parts & words
            # "la Ludothèque de Gigi" is a record.
            if fold(one) in self.said or (found and (not named or named <= found | _NOBODY)):
                return one
        return None

    def about(self, who: str | None) -> Subject:
        """ "le fichier", "gigi aujourd'hui": the name heard is no record's."""
        words = self.name.split()
        others = [word for word in words if word not in _NOBODY]
        if words and (not others or (who and all(w in fold(who).split() for w in others))):
            return self.nameless
        return self.subject


def read_history(asked: Asked) -> HistoryRequest:
    """ "qui a changé le mail de la MJC de Foix ?", "qu'a fait Gigi hier ?"."""
    said, name = asked.said, asked.slots.get("prospect")
    unknown = _SOMEBODY.search(said)
    stranger = unknown["who"] if unknown and unknown["who"].split()[0] not in _NOBODY else None
    return HistoryRequest(
        said=said,
        name=fold(str(name or "")),
        subject=_subject(asked, name),
        nameless=_subject(asked, None),
        mine=bool(_MINE.search(said)),
        by_machine=bool(_BY_MACHINE.search(said)),
        kind=next((kind for kind, rule in _KINDS if rule.search(said)), None),
        days=_days(asked),
        of_all=bool(_ALL.search(said)),
        here=bool(_HERE.search(said)),
        stranger=stranger,
    )


def _subject(asked: Asked, name: object) -> Subject:
    return Subject(name is not None, read_whom(asked, name), field_of(without_name(asked, name)))


def _days(asked: Asked) -> tuple[date | None, date | None] | None:
    """The days that the sentence speaks of."""
    for bounds in asked.reading.days:
        return bounds.apres, bounds.avant
    return None


_MORE = re.compile(_WAYS["more"])


def claim_more(asked: Asked) -> tuple[Intent, Request] | None:
    """ "la suite", after a page of the journal."""
    if asked.scene.last_shown != "history" or not _MORE.fullmatch(asked.said):
        return None
    return Intent.PROSPECT_HISTORY, Request()


# --- taken back -----------------------------------------------------------------------------------

_ADDITION = re.compile(
    r"ajout\s+(?:de\s+la\s+|de\s+l['’]|du\s+|de\s+|d['’])(?P<name>.+)", re.IGNORECASE
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
