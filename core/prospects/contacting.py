"""Records of people who were written to, changed by the base itself: nobody reads them whole.

A send tells of itself on each record that it reaches. What changes on nearly all of them follows
from a few of their values; the others are changed as any record is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from core.database import Document
from core.prospects import groups
from core.prospects.query import midnight
from core.vocabulary.values import Status

READ: Document = dict.fromkeys(("statut", "date_dernier_contact", "date_retour", "profil"), 1)
_OPEN = frozenset((Status.JAMAIS_CONTACTE.value, Status.CONTACTE.value))
"""Whoever is further than that stays there."""
_NEVER = datetime(1900, 1, 1, tzinfo=UTC)


def status_after(statut: str) -> str:
    """The status of a record once a mail left."""
    return Status.EN_ATTENTE.value if statut in _OPEN else statut


@dataclass(frozen=True)
class Contact:
    """A record that was written to: the status that it had, and has now."""

    prospect_id: str
    before: str
    after: str


@dataclass(frozen=True)
class Alike:
    """Records that change alike: those of one status, written to on one day."""

    statut: str
    day: date

    @property
    def after(self) -> str:
        """The status that they have then."""
        return status_after(self.statut)

    def change(self, campaign: str) -> list[Document]:
        """What is done with each, one version up, unless it is not such a record any more;
        `campaign` is the folded name of what they received."""
        values: Document = {
            "date_dernier_contact": {"$literal": midnight(self.day)},
            "version": {"$add": ["$version", 1]},
            "campagnes_norm": _with(campaign),
        }
        if self.after != self.statut:
            pieces = groups.around(self.statut), groups.around(self.after)
            values["statut"] = {"$literal": self.after}
            values["profil"] = {
                "$replaceOne": {"input": "$profil", "find": pieces[0], "replacement": pieces[1]}
            }
        still = self._still()
        return [{"$set": {n: {"$cond": [still, v, f"${n}"]} for n, v in values.items()}}]

    def _still(self) -> Document:
        last = {"$ifNull": ["$date_dernier_contact", _NEVER]}
        return {
            "$and": [
                {"$eq": ["$statut", self.statut]},
                {"$lt": [last, midnight(self.day)]},
                {"$not": ["$date_retour"]},
            ]
        }


def _with(campaign: str) -> Document:
    had: Document = {"$ifNull": ["$campagnes_norm", []]}
    more = {"$concatArrays": [had, [{"$literal": campaign}]]}
    return {"$cond": [{"$in": [{"$literal": campaign}, had]}, had, more]}


def alike(documents: Mapping[str, Document], days: Mapping[str, date]) -> dict[Alike, list[str]]:
    """The records, as read, that the base may change, by id; those that have answered, that were
    written to that day before, or that another program wrote without what follows, are others."""
    found: dict[Alike, list[str]] = {}
    for prospect_id, document in documents.items():
        statut, day = document.get("statut"), days[prospect_id]
        if isinstance(statut, str) and _is_plain(document, statut, day):
            found.setdefault(Alike(statut, day), []).append(prospect_id)
    return found


def contacts(found: Mapping[Alike, list[str]]) -> Iterator[Contact]:
    """What becomes of each of them."""
    for one, ids in found.items():
        for prospect_id in ids:
            yield Contact(prospect_id, one.statut, one.after)


def _is_plain(document: Document, statut: str, day: date) -> bool:
    last = document.get("date_dernier_contact")
    return (
        document.get("date_retour") is None
        and (last is None or (isinstance(last, datetime) and last.date() < day))
        and groups.around(statut) in str(document.get("profil"))
    )
