"""Every MongoDB query about reminders."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from core.database import CollectionSpec, Database, Document, Session
from core.reminders.models import OPEN, Reminder, ReminderState

COLLECTIONS = (
    CollectionSpec(
        "reminders",
        (
            # Only those still to be told have it: what is looked for every few seconds is one end
            # of a small index, however many there are.
            IndexModel([("a_dire", 1)], sparse=True),
            IndexModel([("pour", 1), ("etat", 1)]),
            IndexModel([("prospect_id", 1)]),
        ),
    ),
)
TOLD = ReminderState.DIT.value


class ReminderStore:
    """Versioned; whoever tells one claims it by one conditional update."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reminders = database.mongo["reminders"]

    def get(self, reminder_id: str, session: Session = None) -> Reminder | None:
        """The reminder of that id."""
        found = self._reminders.find_one({"_id": reminder_id}, session=session)
        return None if found is None else _reminder(found)

    def beginning(self, start: str, limit: int) -> list[str]:
        """The ids that begin so."""
        wanted = {"_id": {"$gte": start, "$lt": start + "\uffff"}}
        found = self._reminders.find(wanted, {"_id": 1}).limit(limit)
        return [str(one["_id"]) for one in found]

    def insert(self, reminder: Reminder, session: Session = None) -> bool:
        """Add one; False where its id is there already."""
        try:
            self._reminders.insert_one(_document(reminder), session=session)
        except DuplicateKeyError:
            return False
        return True

    def replace(self, before: Reminder, after: Reminder, session: Session = None) -> bool:
        """Write a reminder that was read; False if it changed since."""
        read = {"_id": before.rappel_id, "version": before.version}
        document = _document(after) | {"version": before.version + 1}
        return self._reminders.replace_one(read, document, session=session).modified_count == 1

    def of(self, user_id: str | None, since: datetime) -> list[Reminder]:
        """Somebody's (None: everybody's), open or made since, the first to come first."""
        wanted: Document = {
            "$or": [
                {"etat": {"$in": sorted(state.value for state in OPEN)}},
                {"quand": {"$gte": since}},
            ]
        }
        if user_id is not None:
            wanted["pour"] = user_id
        return [_reminder(d) for d in self._reminders.find(wanted).sort([("quand", 1), ("_id", 1)])]

    def due(self, now: datetime, limit: int) -> list[Reminder]:
        """Those to be told by now, the oldest first."""
        found = self._reminders.find({"a_dire": {"$lte": now}}).sort("a_dire", 1).limit(limit)
        return [_reminder(document) for document in found]

    def claim(self, ids: Sequence[str], now: datetime, mark: str) -> list[Reminder]:
        """Have some told: those that nobody else has claimed first."""
        self._reminders.update_many(
            {"_id": {"$in": list(ids)}, "a_dire": {"$lte": now}},
            {
                "$set": {"etat": TOLD, "dit_le": now, "dit_par": mark, "vu_le": None},
                "$unset": {"a_dire": ""},
                "$inc": {"version": 1},
            },
        )
        found = self._reminders.find({"_id": {"$in": list(ids)}, "dit_par": mark})
        return sorted(map(_reminder, found), key=lambda one: one.quand)

    def unseen(self, user_id: str) -> list[Reminder]:
        """Those told to somebody who has not seen them, the oldest first."""
        wanted = {"pour": user_id, "etat": TOLD, "vu_le": None}
        return [_reminder(d) for d in self._reminders.find(wanted).sort([("quand", 1), ("_id", 1)])]

    def told_since(self, user_id: str, since: datetime) -> list[Reminder]:
        """Those told to somebody after a moment, the oldest first."""
        wanted = {"pour": user_id, "etat": TOLD, "dit_le": {"$gt": since}}
        found = self._reminders.find(wanted).sort([("dit_le", 1), ("quand", 1), ("_id", 1)])
        return [_reminder(document) for document in found]

    def see(self, user_id: str, ids: Iterable[str], now: datetime) -> int:
        """Note that somebody saw theirs; how many had not been seen."""
        wanted = {"_id": {"$in": list(ids)}, "pour": user_id, "vu_le": None}
        return self._reminders.update_many(wanted, {"$set": {"vu_le": now}}).modified_count


def _document(reminder: Reminder) -> Document:
    document: dict[str, Any] = reminder.model_dump(mode="python", exclude={"rappel_id"})
    document |= {"_id": reminder.rappel_id, "etat": reminder.etat.value}
    # Without a zone, MongoDB keeps it as it is.
    if reminder.repete is not None:
        document["repete"]["chaque"] = reminder.repete.chaque.value
        document["repete"]["jours"] = list(reminder.repete.jours)
    if reminder.is_pending:
        document["a_dire"] = reminder.quand
    return document


def _reminder(document: Document) -> Reminder:
    found = document | {"rappel_id": document["_id"], "mur": _naive(document["mur"])}
    if again := document.get("repete"):
        found["repete"] = again | {"depuis": _naive(again["depuis"])}
    return Reminder.model_validate(found)


def _naive(stored: datetime) -> datetime:
    return stored.replace(tzinfo=UTC).replace(tzinfo=None)
