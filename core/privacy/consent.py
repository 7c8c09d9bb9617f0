"""The proof of a consent: who said what, when, how it came in, and under which wording."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.accounts.models import Permission, User
from core.clock import PARIS
from core.configuration.keys import CONSENT_WORDING
from core.configuration.service import SET, ConfigurationService
from core.database import Document
from core.errors import NotFound
from core.journal.models import Entry, author
from core.journal.service import JournalService
from core.prospects.service import ProspectService

FIELD = "accepte_contact"
_SAID = {True: "oui", False: "non", None: "non renseigné"}


@dataclass(frozen=True)
class Evidence:
    """One time when a consent was noted."""

    le: datetime
    par: str
    """Who noted it."""
    comment: str
    """How it came in, in French."""
    valeur: bool | None
    formule: str
    """The wording that people were asked with on that day; empty where none was noted."""

    @property
    def said(self) -> str:
        """In a sentence."""
        with_wording = f" ; formule : « {self.formule} »" if self.formule else ""
        return (
            f"{self.le.astimezone(PARIS):%d/%m/%Y à %H:%M} : {_SAID[self.valeur]}, "
            f"noté par {self.par} ({self.comment}){with_wording}"
        )

    def as_json(self) -> Document:
        """As plain data."""
        return {
            "le": self.le.isoformat(),
            "par": self.par,
            "comment": self.comment,
            "valeur": self.valeur,
            "formule": self.formule,
        }


class ConsentService:
    """Reads the journal, where each change is with its author and its hour."""

    def __init__(
        self,
        prospects: ProspectService,
        journal: JournalService,
        configuration: ConfigurationService,
    ) -> None:
        self._prospects = prospects
        self._journal = journal
        self._configuration = configuration

    def proof(self, user: User, prospect_id: str) -> list[Evidence]:
        """Each time the consent of a record was noted, oldest first. For managers. NotFound for a
        record that is gone."""
        user.require(Permission.EXPORT)
        record = self._prospects.get(prospect_id)
        if record is None:
            raise NotFound("Cette fiche n'existe plus : elle a été supprimée ou effacée.")
        wordings = list(self._wordings())
        found = [
            Evidence(e.le, author(e.par), _how(e), value, _wording(wordings, e.le))
            for e in self._journal.of(prospect_id)
            for value in _noted(e)
        ]
        if not found and record.accepte_contact is not None:
            # It came in with the record, by a file whose import is one entry for all.
            at, source = record.cree_le, record.source or "origine inconnue"
            told = f"arrivé avec la fiche, de « {source} »"
            if at is not None:
                wording = _wording(wordings, at)
                found = [Evidence(at, source, told, record.accepte_contact, wording)]
        return found

    def _wordings(self) -> Iterator[tuple[datetime, str]]:
        """The wordings there were, each with the moment from which it held."""
        for entry in self._journal.of(CONSENT_WORDING.name):
            if entry.action == SET:
                yield entry.le, str(entry.details.get("apres") or "")


def _noted(entry: Entry) -> Iterator[bool | None]:
    """The consent that an entry notes."""
    changes = entry.details.get("champs")
    if isinstance(changes, dict) and FIELD in changes:
        yield _flag(changes[FIELD][1])
    record = entry.details.get("fiche")
    if isinstance(record, dict) and record.get(FIELD) is not None:
        yield _flag(record[FIELD])


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _how(entry: Entry) -> str:
    if entry.details.get("import"):
        return "par un fichier importé"
    words = {"ajout": "à la création de la fiche", "modification": "par une modification"}
    return words.get(entry.action, entry.action)


def _wording(wordings: list[tuple[datetime, str]], at: datetime) -> str:
    """The one in force at that moment."""
    return next((text for since, text in reversed(wordings) if since <= at), "")
