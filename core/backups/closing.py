"""While a restore replaces the base, nobody else may change it: what they wrote would be lost.

Said in the base, so that every process knows; asked before each change, and looked up at most once
a second, since a restore waits longer than that before it begins.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from core.database import Database, Document
from core.embedded.census import RESTORE
from core.errors import Unavailable

MARKER = RESTORE
LOOKED_SECONDS = 1.0
PATIENCE = 2.5
"""Seconds between the closing and the first reading."""
CLOSED = (
    "Une sauvegarde est en train d'être restaurée : rien ne peut être modifié d'ici là. "
    "Réessayez dans quelques minutes."
)


class Closing:
    """The note that closes the base; `gate` is asked by `Database.transaction`."""

    def __init__(self, database: Database) -> None:
        self._meta = database.mongo["meta"]
        self._looked = 0.0
        self._closed = False
        self._mine = threading.local()
        database.gate = self.gate

    def gate(self) -> None:
        """Unavailable while a restore is under way, but for whoever does it."""
        if getattr(self._mine, "held", False):
            return
        if time.monotonic() - self._looked > LOOKED_SECONDS:
            self._closed, self._looked = self.note() is not None, time.monotonic()
        if self._closed:
            raise Unavailable(CLOSED)

    def note(self) -> Document | None:
        """The restore under way."""
        return self._meta.find_one({"_id": MARKER})

    def begin(self, mark: str, now: datetime, **values: Any) -> bool:
        """Close the base; False where another restore has."""
        fresh = {"runner": mark, "seen_at": now, "state": "loading"} | values
        found = self._meta.update_one({"_id": MARKER}, {"$setOnInsert": fresh}, upsert=True)
        self._looked = 0.0
        return found.upserted_id is not None

    def take_over(self, before: Document, mark: str, now: datetime) -> bool:
        """Go on with one that was cut; False where another process does."""
        same = {"_id": MARKER, "runner": before["runner"]}
        taken = self._meta.update_one(same, {"$set": {"runner": mark, "seen_at": now}})
        return taken.modified_count == 1

    def tell(self, **values: Any) -> None:
        """Note how far it is."""
        self._meta.update_one({"_id": MARKER}, {"$set": values})

    def end(self) -> None:
        """Open the base again."""
        self._meta.delete_one({"_id": MARKER})
        self._looked = 0.0

    @contextmanager
    def held(self) -> Iterator[None]:
        """This thread may change the base."""
        self._mine.held = True
        try:
            yield
        finally:
            self._mine.held = False
