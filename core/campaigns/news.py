"""Answers that a campaign's owner has not been told of yet: a mark on the event, gone once told."""

from collections.abc import Sequence

from pymongo import IndexModel

from core.campaigns.events import event_id
from core.campaigns.models import EventKind, Recipient
from core.database import CollectionSpec, Database

COLLECTIONS = (CollectionSpec("events", (IndexModel([("a_dire", 1)], sparse=True),)),)


class News:
    """`a_dire` is the e-mail of whom the answer is to be told to."""

    def __init__(self, database: Database) -> None:
        self._events = database.mongo["events"]

    def add(self, owner: str, row: Recipient) -> None:
        """An answer came to the campaign of that owner."""
        query = {"_id": event_id(row, EventKind.ANSWER)}
        self._events.update_one(query, {"$set": {"a_dire": owner}})

    def of(self, owner: str) -> list[str]:
        """The rows of the answers not told yet, the oldest first."""
        found = sorted(self._events.find({"a_dire": owner}), key=lambda one: one["le"])
        return [f"{one['campagne_id']}:{one['prospect_id']}" for one in found]

    def told(self, recipient_ids: Sequence[str]) -> None:
        """These were told."""
        ids = [f"{one}:{EventKind.ANSWER.value}" for one in recipient_ids]
        self._events.update_many({"_id": {"$in": ids}}, {"$unset": {"a_dire": ""}})
