"""Every MongoDB query about what came of mails: one event of each kind a person and campaign."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pymongo.errors import DuplicateKeyError

from core.campaigns.models import EventKind, Recipient
from core.database import Database, Document, Session

SIGNS = (EventKind.CLICK.value, EventKind.ANSWER.value)
"""What only the person can have done."""
_A_QUERY = 1_000


class EventStore:
    """Events; the first of a kind is the one that counts."""

    def __init__(self, database: Database) -> None:
        self._events = database.mongo["events"]

    def add(
        self,
        row: Recipient,
        kind: EventKind,
        at: datetime,
        value: str | None = None,
        session: Session = None,
        text: str = "",
    ) -> bool:
        """Note an event; False if there is one of its kind. `text` is what somebody wrote."""
        document: Document = {
            "_id": event_id(row, kind),
            "campagne_id": row.campagne_id,
            "prospect_id": row.prospect_id,
            "kind": kind.value,
            "le": at,
        }
        if value is not None:
            document["valeur"] = value
        if text:
            document["texte"] = text
        try:
            before = self._events.find_one({"_id": document["_id"]}, session=session)
            if before is None:
                self._events.insert_one(document, session=session)
        except DuplicateKeyError:
            return False
        return before is None

    def set_value(self, row: Recipient, kind: EventKind, value: str) -> None:
        """Say more of an event."""
        self._events.update_one({"_id": event_id(row, kind)}, {"$set": {"valeur": value}})

    def get(self, row: Recipient, kind: EventKind) -> Document | None:
        """An event of one person."""
        return self._events.find_one({"_id": event_id(row, kind)})

    def remove(self, row: Recipient, kind: EventKind) -> None:
        """Forget an event that was none."""
        self._events.delete_one({"_id": event_id(row, kind)})

    def of(self, campagne_id: str) -> Iterator[Document]:
        """The events of a campaign."""
        return iter(self._events.find({"campagne_id": campagne_id}))

    def signs_since(self, prospect_ids: Sequence[str], limit: datetime) -> set[str]:
        """Those of these prospects who clicked or answered since."""
        found: set[str] = set()
        for start in range(0, len(prospect_ids), _A_QUERY):
            some = {"$in": list(prospect_ids[start : start + _A_QUERY])}
            found |= {
                event["prospect_id"]
                for event in self._events.find({"prospect_id": some})
                if event["kind"] in SIGNS and event["le"] >= limit
            }
        return found


def event_id(row: Recipient, kind: EventKind) -> str:
    """An event is known by its campaign, prospect and kind: it happens once."""
    return f"{row.recipient_id}:{kind.value}"
