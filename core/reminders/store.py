"""Every MongoDB query about reminders."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from core.database import CollectionSpec, Database, Document, Session
from core.reminders.documents import document_of, reminder_of
from core.reminders.models import OPEN, Kind, Reminder, ReminderState

COLLECTIONS = (
    CollectionSpec(
        "reminders",
        (
            # Only those still to be told have it: what is looked for every few seconds is one end
            # of a small index, however many there are.
            IndexModel([("a_dire", 1)], sparse=True),
            # The same of those to be written by mail.
            IndexModel([("a_ecrire", 1)], sparse=True),
            IndexModel([("dit_le", 1)]),
            IndexModel([("pour", 1), ("etat", 1)]),
            IndexModel([("prospect_id", 1)]),
            IndexModel([("_id", 1), ("version", 1)]),
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
        return None if found is None else reminder_of(found)

    def beginning(self, start: str, limit: int) -> list[str]:
        """The ids that begin so."""
        wanted = {"_id": {"$gte": start, "$lt": start + "\uffff"}}
        found = self._reminders.find(wanted, {"_id": 1}).limit(limit)
        return [str(one["_id"]) for one in found]

    def insert(self, reminder: Reminder, session: Session) -> None:
        """Add one; the next of a series may be there already."""
        # Looked for first: within a transaction an error is never passed over.
        if self.get(reminder.rappel_id, session) is None:
            self._reminders.insert_one(document_of(reminder), session=session)

    def insert_once(self, reminder: Reminder) -> bool:
        """Add one whose id is made of what it is about; False where it is there already."""
        try:
            self._reminders.insert_one(document_of(reminder))
        except DuplicateKeyError:
            return False
        return True

    def replace(self, before: Reminder, after: Reminder, session: Session = None) -> bool:
        """Write a reminder that was read; False if it changed since."""
        read = {"_id": before.rappel_id, "version": before.version}
        document = document_of(after) | {"version": before.version + 1}
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
        return [
            reminder_of(d) for d in self._reminders.find(wanted).sort([("quand", 1), ("_id", 1)])
        ]

    def due(self, now: datetime, limit: int) -> list[Reminder]:
        """Those to be told by now, the oldest first."""
        found = self._reminders.find({"a_dire": {"$lte": now}}).sort("a_dire", 1).limit(limit)
        return [reminder_of(document) for document in found]

    def claim(self, ids: Sequence[str], now: datetime, mark: str) -> list[Reminder]:
        """Have some told: those that nobody else has claimed first."""
        self._reminders.update_many(
            {"_id": {"$in": list(ids)}, "a_dire": {"$lte": now}},
            {
                "$set": {
                    "etat": TOLD,
                    "dit_le": now,
                    "dit_par": mark,
                    "vu_le": None,
                    "a_ecrire": now,
                },
                "$unset": {"a_dire": ""},
                "$inc": {"version": 1},
            },
        )
        found = self._reminders.find({"_id": {"$in": list(ids)}, "dit_par": mark})
        return sorted(map(reminder_of, found), key=lambda one: one.quand)

    def told_after(self, since: datetime) -> list[Reminder]:
        """Those told to anybody after a moment, the oldest first."""
        found = self._reminders.find({"dit_le": {"$gt": since}})
        known = [reminder_of(document) for document in found]
        told = [one for one in known if one.etat is ReminderState.DIT and one.dit_le]
        return sorted(told, key=lambda one: (one.quand, one.rappel_id))

    def to_write(self, now: datetime, limit: int) -> list[str]:
        """The ids of those to be written by mail."""
        found = self._reminders.find({"a_ecrire": {"$lte": now}}, {"_id": 1}).limit(limit)
        return [str(one["_id"]) for one in found]

    def take_to_write(self, reminder_id: str, now: datetime) -> Reminder | None:
        """One to be written, taken once; None where another process has it, or it is not to be
        told any more."""
        taken = self._reminders.update_one(
            {"_id": reminder_id, "a_ecrire": {"$lte": now}}, {"$unset": {"a_ecrire": ""}}
        )
        found = self.get(reminder_id) if taken.modified_count == 1 else None
        return found if found is not None and found.etat is ReminderState.DIT else None

    def write_later(self, reminder_id: str, when: datetime) -> None:
        """The server did not take it: again then."""
        self._reminders.update_one({"_id": reminder_id}, {"$set": {"a_ecrire": when}})

    def forget_writing(self, before: datetime) -> None:
        """Nothing told by then is to be written any more."""
        self._reminders.update_many({"a_ecrire": {"$lte": before}}, {"$unset": {"a_ecrire": ""}})

    def drop_unseen(self, user_id: str, kind: Kind) -> None:
        """Those of a kind that somebody has not seen yet are not told any more."""
        self._reminders.update_many(
            {"pour": user_id, "etat": TOLD, "genre": kind.value, "vu_le": None},
            {"$set": {"etat": ReminderState.ANNULE.value}, "$inc": {"version": 1}},
        )

    def unseen(self, user_id: str) -> list[Reminder]:
        """Those told to somebody who has not seen them, the oldest first."""
        wanted = {"pour": user_id, "etat": TOLD, "vu_le": None}
        return [
            reminder_of(d) for d in self._reminders.find(wanted).sort([("quand", 1), ("_id", 1)])
        ]

    def told_since(self, user_id: str, since: datetime) -> list[Reminder]:
        """Those told to somebody after a moment, the oldest first."""
        wanted = {"pour": user_id, "etat": TOLD, "dit_le": {"$gt": since}}
        found = self._reminders.find(wanted).sort([("dit_le", 1), ("quand", 1), ("_id", 1)])
        return [reminder_of(document) for document in found]

    def see(self, user_id: str, ids: Iterable[str], now: datetime) -> int:
        """Note that somebody saw theirs; how many had not been seen."""
        wanted = {"_id": {"$in": list(ids)}, "pour": user_id, "vu_le": None}
        return self._reminders.update_many(wanted, {"$set": {"vu_le": now}}).modified_count
