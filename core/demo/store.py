"""Every MongoDB query of the demonstration."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from pymongo import DeleteOne, IndexModel, InsertOne, UpdateMany
from pymongo.errors import BulkWriteError

from core.database import CollectionSpec, Database, Document, Session
from core.demo.models import DemoBatch
from core.prospects.query import midnight
from core.vocabulary.text import fold

IMPORT_ID = "demonstration"
"""The import that every prospect of the demonstration comes from."""
COLLECTIONS = (
    CollectionSpec("settings"),
    CollectionSpec("campaigns"),
    CollectionSpec("recipients"),
    CollectionSpec("events", (IndexModel([("campagne_id", 1)]),)),
    CollectionSpec("tasks"),
    CollectionSpec("reminders"),
)
_MARKER = "demonstration"
_LOADING, _LOADED = "en cours", "chargée"
_DUPLICATE_KEY = 11000
_WRITES = 1_000


class DemoStore:
    """The marker says what is being loaded, or was; the rest is written once, by id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mongo = database.mongo

    def marker(self) -> Document | None:
        """{rows, seed, today, batches (done), etat}, or None without a demonstration."""
        return self._mongo["settings"].find_one({"_id": _MARKER})

    def begin(self, rows: int, seed: int, today: date) -> None:
        """Note what is to be loaded, before anything is."""
        marker = {"rows": rows, "seed": seed, "today": midnight(today)}
        self._mongo["settings"].replace_one(
            {"_id": _MARKER}, marker | {"batches": 0, "etat": _LOADING}, upsert=True
        )

    def is_loading(self, marker: Document) -> bool:
        """Whether a load began and did not end."""
        return bool(marker["etat"] == _LOADING)

    def day(self, marker: Document) -> date:
        """The day that a load began with."""
        at: datetime = marker["today"]
        return at.replace(tzinfo=UTC).date()

    def batch_done(self, batches: int) -> None:
        """Note how many batches are whole."""
        self._mongo["settings"].update_one({"_id": _MARKER}, {"$max": {"batches": batches}})

    def finish(self, session: Session) -> bool:
        """Mark the load as ended; False if somebody else did."""
        found = self._mongo["settings"].update_one(
            {"_id": _MARKER, "etat": _LOADING}, {"$set": {"etat": _LOADED}}, session=session
        )
        return found.modified_count == 1

    def forget(self, session: Session) -> bool:
        """Erase the marker; False if there was none."""
        return bool(
            self._mongo["settings"].delete_one({"_id": _MARKER}, session=session).deleted_count
        )

    def add(self, name: str, documents: Sequence[Document]) -> None:
        """Insert those whose id is not there yet."""
        if not documents:
            return
        try:
            self._mongo[name].bulk_write([InsertOne(d) for d in documents], ordered=False)
        except BulkWriteError as error:
            if any(e["code"] != _DUPLICATE_KEY for e in error.details["writeErrors"]):
                raise

    def add_mailings(self, batch: DemoBatch) -> None:
        """Who was written to, what they did, and on each prospect the campaigns received."""
        self.add("recipients", batch.recipients)
        self.add("events", batch.events)
        writes = _received(batch.received)
        if not writes:
            return

        def change(session: Session) -> Any:
            return self._mongo["prospects"].bulk_write(writes, ordered=False, session=session)

        # One transaction, hence one flush to disk, rather than one for each update.
        self._database.transaction(change)

    def unedited(self) -> list[str]:
        """Ids of the demonstration's prospects that are as they were loaded."""
        found = self._mongo["prospects"].find({"import_id": IMPORT_ID}, {"version": 1})
        return [d["_id"] for d in found if d["version"] == 1]

    def remove_unedited(self, ids: Sequence[str]) -> int:
        """Erase these prospects, but those edited meanwhile; at most 1,000 ids."""
        writes = [DeleteOne({"_id": key, "version": 1}) for key in ids]

        def change(session: Session) -> int:
            done = self._mongo["prospects"].bulk_write(writes, ordered=False, session=session)
            return int(done.deleted_count)

        return self._database.transaction(change) if writes else 0

    def count(self) -> int:
        """How many of its prospects are in the base."""
        return self._mongo["prospects"].count_documents({"import_id": IMPORT_ID})

    def ids(self) -> list[str]:
        """Ids of its prospects that are in the base, edited or not."""
        return [
            d["_id"] for d in self._mongo["prospects"].find({"import_id": IMPORT_ID}, {"_id": 1})
        ]

    def is_alone(self) -> bool:
        """Whether the base has no prospect of anybody else's."""
        other = {"import_id": {"$ne": IMPORT_ID}}
        return self._mongo["prospects"].find_one(other, {"_id": 1}) is None

    def erase(self, ids: Sequence[str]) -> int:
        """Erase these prospects of it, whatever was changed of them; at most 1,000 ids."""

        def change(session: Session) -> int:
            chosen = {"_id": {"$in": list(ids)}}
            return self._mongo["prospects"].delete_many(chosen, session=session).deleted_count

        return self._database.transaction(change)

    def remove_campaigns(self) -> None:
        """Erase the past campaigns with their recipients and events, last their own documents."""
        campaigns = self._mongo["campaigns"]
        for campaign in list(campaigns.find({"demo": True}, {"_id": 1})):
            for name in ("recipients", "events"):
                self._mongo[name].delete_many({"campagne_id": campaign["_id"]})
            campaigns.delete_one({"_id": campaign["_id"]})
        self._mongo["prospects"].update_many(
            {"import_id": IMPORT_ID}, {"$unset": {"campagnes_norm": ""}}
        )

    def remove_tasks(self) -> None:
        """Erase its tasks that nobody changed."""
        self._mongo["tasks"].delete_many({"demo": True, "version": 1})

    def remove_reminders(self) -> None:
        """Erase its reminders, told or not: those that somebody changed are theirs."""
        self._mongo["reminders"].delete_many({"demo": True})


def pages(ids: Sequence[str]) -> list[Sequence[str]]:
    """The ids, as many at a time as one transaction writes."""
    return [ids[start : start + _WRITES] for start in range(0, len(ids), _WRITES)]


def _received(received: Mapping[tuple[str, ...], Sequence[str]]) -> list[UpdateMany]:
    return [
        UpdateMany(
            {"_id": {"$in": list(ids)}}, {"$set": {"campagnes_norm": [fold(n) for n in names]}}
        )
        for names, ids in received.items()
    ]
