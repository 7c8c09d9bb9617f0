"""The journal: one entry a change, written in the change's own transaction."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pymongo import IndexModel, UpdateOne

from core.clock import Clock
from core.database import CollectionSpec, Database, Document, Session
from core.journal.models import Actor, Details, Entry, Search

COLLECTIONS = (
    CollectionSpec(
        "journal",
        (
            IndexModel([("cible", 1), ("le", 1)]),
            IndexModel([("le", 1)]),
            IndexModel([("details.lot", 1)]),
            IndexModel([("details.de", 1)]),
        ),
    ),
)

_IDS_A_QUERY = 1_000


class JournalService:
    """Append-only: entries are recorded and read, never changed but to forget a person."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._journal = database.mongo["journal"]
        self._clock = clock

    def record(
        self,
        user: Actor,
        action: str,
        target: str,
        details: Details,
        session: Session = None,
        entry_id: str | None = None,
    ) -> str:
        """Write one entry and return its id; writing the same `entry_id` again changes nothing."""
        entry_id = entry_id or str(uuid.uuid4())
        entry = {
            "le": self._clock(),
            "par": user.email,
            "action": str(action),
            "cible": target,
            "details": details,
        }
        self._journal.update_one(
            {"_id": entry_id}, {"$setOnInsert": entry}, upsert=True, session=session
        )
        return entry_id

    def record_many(
        self,
        user: Actor,
        action: str,
        entries: Mapping[str, tuple[str, dict[str, Any]]],
        session: Session = None,
    ) -> None:
        """The same of many entries, by their id: (target, details) of each; those that are there
        already stay."""
        writes = [
            UpdateOne({"_id": entry_id}, {"$setOnInsert": entry}, upsert=True)
            for entry_id, entry in self._entries(user, action, entries)
        ]
        if writes:
            self._journal.bulk_write(writes, ordered=False, session=session)

    def record_new(
        self,
        user: Actor,
        action: str,
        entries: Mapping[str, tuple[str, dict[str, Any]]],
        session: Session = None,
    ) -> None:
        """The same of entries whose ids nothing has yet."""
        made = [{"_id": key} | entry for key, entry in self._entries(user, action, entries)]
        if made:
            self._journal.insert_many(made, ordered=False, session=session)

    def _entries(
        self, user: Actor, action: str, entries: Mapping[str, tuple[str, dict[str, Any]]]
    ) -> Iterator[tuple[str, Document]]:
        told: Document = {"le": self._clock(), "par": user.email, "action": str(action)}
        for entry_id, (target, details) in entries.items():
            yield entry_id, told | {"cible": target, "details": details}

    def of(self, target: str) -> list[Entry]:
        """Entries about one thing, oldest first."""
        return [_entry(e) for e in self._journal.find({"cible": target}).sort("le", 1)]

    def get(self, entry_id: str) -> Entry | None:
        """One entry, or None."""
        found = self._journal.find_one({"_id": entry_id})
        return _entry(found) if found else None

    def of_lot(self, lot: str) -> list[Entry]:
        """Entries of one bulk edit."""
        return [_entry(e) for e in self._journal.find({"details.lot": lot})]

    def undone_by(self, entry_id: str) -> str | None:
        """The entry that took that one back, unless it was taken back itself."""
        for found in self._journal.find({"details.de": entry_id}):
            if self.undone_by(found["_id"]) is None:
                return str(found["_id"])
        return None

    def undone(self, entry_ids: Collection[str]) -> set[str]:
        """Which of these entries are taken back, as `undone_by` tells of one."""
        found: dict[str, str] = {}
        wanted = list(entry_ids)
        for start in range(0, len(wanted), _IDS_A_QUERY):
            some = {"$in": wanted[start : start + _IDS_A_QUERY]}
            by = self._journal.find({"details.de": some}, {"details.de": 1})
            found |= {entry["_id"]: entry["details"]["de"] for entry in by}
        if not found:
            return set()
        again = self.undone(found)
        return {entry_id for by, entry_id in found.items() if by not in again}

    def targets_of_lot(self, lot: str) -> set[str]:
        """The records that a bulk edit changed."""
        return {entry["cible"] for entry in self._journal.find({"details.lot": lot}, {"cible": 1})}

    def search(self, wanted: Search) -> Iterator[Entry]:
        """Entries that fit, newest first, read as they are asked for; of a bulk edit, the last."""
        lots: set[str] = set()
        for found in self._journal.find(_query(wanted)).sort([("le", -1), ("_id", 1)]):
            lot = found["details"].get("lot") if wanted.target is None else None
            if lot is None or lot not in lots:
                yield _entry(found)
            lots |= {lot} if lot else set()

    def count(self, wanted: Search) -> int:
        """How many changes fit, each record of a bulk edit counted."""
        return self._journal.count_documents(_query(wanted))

    def size_of_lot(self, lot: str) -> int:
        """How many records a bulk edit changed."""
        return self._journal.count_documents({"details.lot": lot})

    def authors(self) -> list[str]:
        """Everybody who ever changed something."""
        return sorted(d["_id"] for d in self._journal.aggregate([{"$group": {"_id": "$par"}}]))


def _query(wanted: Search) -> Document:
    query: Document = {}
    if wanted.start and wanted.end:
        query["le"] = {"$gte": wanted.start, "$lt": wanted.end}
    if wanted.par is not None:
        query["par"] = wanted.par
    if wanted.actions:
        query["action"] = {"$in": list(wanted.actions)}
    if wanted.target is not None:
        query["cible"] = wanted.target
    else:
        # What an import changed is told once, by its own entry.
        query["details.import"] = None
    if wanted.field is not None:
        query[f"details.champs.{wanted.field}"] = {"$exists": True}
    return query


def _entry(document: Document) -> Entry:
    return Entry(entry_id=document.pop("_id"), **document)
