"""The journal: one entry a change, written in the change's own transaction."""

import uuid
from typing import Any

from pymongo import IndexModel

from core.clock import Clock
from core.database import CollectionSpec, Database, Session
from core.journal.models import Actor, Entry

COLLECTIONS = (CollectionSpec("journal", (IndexModel([("cible", 1), ("le", 1)]),)),)


class JournalService:
    """Append-only: entries are recorded and read, never changed."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._journal = database.mongo["journal"]
        self._clock = clock

    def record(
        self,
        user: Actor,
        action: str,
        target: str,
        details: dict[str, Any],
        session: Session = None,
        entry_id: str | None = None,
    ) -> str:
        """Write one entry and return its id; writing the same `entry_id` again changes nothing."""
        entry_id = entry_id or str(uuid.uuid4())
        entry = {
            "le": self._clock(),
            "par": user.email,
            "action": action,
            "cible": target,
            "details": details,
        }
        self._journal.update_one(
            {"_id": entry_id}, {"$setOnInsert": entry}, upsert=True, session=session
        )
        return entry_id

    def of(self, target: str) -> list[Entry]:
        """Entries about one thing, oldest first."""
        found = self._journal.find({"cible": target}).sort("le", 1)
        return [Entry(entry_id=e.pop("_id"), **e) for e in found]
