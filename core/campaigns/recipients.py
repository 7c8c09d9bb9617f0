"""Every MongoDB query about the people of campaigns.

A row is claimed by one update whose filter is its id alone: with more, the embedded server would
read the whole collection (see `core.prospects.query` for the same reason).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import InsertOne

from core.campaigns.models import Recipient, RecipientState
from core.database import Database, Document, Session

BLOCK = 200
"""Rows read at a time while sending."""
S = RecipientState


class RecipientStore:
    """One row a campaign and prospect."""

    def __init__(self, database: Database) -> None:
        self._recipients = database.mongo["recipients"]

    # Approval

    def replace_all(self, campagne_id: str, rows: Iterator[list[Document]]) -> int:
        """Write the people of a campaign in place of those there were; return how many."""
        self.drop(campagne_id)
        count = 0
        for some in rows:
            if some:
                self._recipients.bulk_write([InsertOne(row) for row in some], ordered=False)
            count += len(some)
        return count

    def drop(self, campagne_id: str) -> None:
        """Forget the people of a campaign."""
        self._recipients.delete_many({"campagne_id": campagne_id})

    # Reading

    def counts(self, campagne_id: str) -> dict[RecipientState, int]:
        """How many rows are in each state."""
        stages: list[Document] = [
            {"$match": {"campagne_id": campagne_id}},
            {"$group": {"_id": "$etat", "n": {"$sum": 1}}},
        ]
        return {S(row["_id"]): int(row["n"]) for row in self._recipients.aggregate(stages)}

    def left_out(self, campagne_id: str) -> dict[str, int]:
        """Those left out as they were sent to, by their reason's key."""
        found = self._recipients.find({"campagne_id": campagne_id, "etat": S.LEFT_OUT.value})
        counts: dict[str, int] = {}
        for row in found:
            counts[row["raison"]] = counts.get(row["raison"], 0) + 1
        return counts

    def in_state(self, campagne_id: str, state: RecipientState) -> Iterator[Recipient]:
        """The rows of a state."""
        found = self._recipients.find({"campagne_id": campagne_id, "etat": state.value})
        return map(recipient_of, found)

    def of(self, campagne_id: str) -> Iterator[Document]:
        """Every row, as stored, in no order."""
        return iter(self._recipients.find({"campagne_id": campagne_id}))

    def block(self, campagne_id: str, start: int) -> list[Recipient]:
        """The rows of ranks `start` to `start + BLOCK`, in order."""
        ranks = {"$gte": start, "$lt": start + BLOCK}
        found = self._recipients.find({"campagne_id": campagne_id, "rang": ranks})
        return sorted(map(recipient_of, found), key=lambda one: one.rang)

    def get(self, recipient_id: str) -> Recipient | None:
        """A row by its id."""
        found = self._recipients.find_one({"_id": recipient_id})
        return None if found is None else recipient_of(found)

    def keyed(self, key: str) -> Recipient | None:
        """The row whose mail has that key."""
        found = self._recipients.find_one({"jeton": key})
        return None if found is None else recipient_of(found)

    def of_prospect(self, prospect_id: str) -> list[Recipient]:
        """The rows of one prospect."""
        return [recipient_of(one) for one in self._recipients.find({"prospect_id": prospect_id})]

    def sent_to(self, email: str) -> list[Recipient]:
        """The mails that an address was sent, the last first."""
        found = (recipient_of(one) for one in self._recipients.find({"email": email}))
        sent = [one for one in found if one.envoye_le is not None]
        return sorted(sent, key=lambda one: str(one.envoye_le), reverse=True)

    # Sending

    def claim(self, recipient_id: str, mark: str, now: datetime, links: Sequence[str] = ()) -> bool:
        """Take a row that is to be sent; False where it is not, or another has it."""
        free = {"$eq": ["$etat", S.TO_SEND.value]}

        def if_free(value: Any, field: str) -> Document:
            return {"$cond": [free, value, f"${field}"]}

        change = {
            "etat": if_free(S.SENDING.value, "etat"),
            "par": if_free(mark, "par"),
            "pris_le": if_free(now, "pris_le"),
            "liens": if_free(list(links), "liens"),
            "essais": if_free({"$add": [{"$ifNull": ["$essais", 0]}, 1]}, "essais"),
        }
        done = self._recipients.update_one({"_id": recipient_id}, [{"$set": change}])
        return done.modified_count == 1

    def settle(
        self, recipient_id: str, mark: str, state: RecipientState, values: Mapping[str, Any]
    ) -> bool:
        """Note what became of a row that `mark` has taken; False if it is not its any more."""
        mine = {"$and": [{"$eq": ["$etat", S.SENDING.value]}, {"$eq": ["$par", mark]}]}
        wanted = {"etat": state.value, "par": None, **values}
        change = {
            name: {"$cond": [mine, {"$literal": value}, f"${name}"]}
            for name, value in wanted.items()
        }
        done = self._recipients.update_one({"_id": recipient_id}, [{"$set": change}])
        return done.modified_count == 1

    def move(
        self,
        recipient_id: str,
        before: RecipientState,
        after: RecipientState,
        values: Mapping[str, Any],
        session: Session = None,
    ) -> bool:
        """Change the state of a row that is in one; False if it is in another."""
        there = {"$eq": ["$etat", before.value]}
        wanted = {"etat": after.value, **values}
        change = {
            name: {"$cond": [there, {"$literal": value}, f"${name}"]}
            for name, value in wanted.items()
        }
        done = self._recipients.update_one(
            {"_id": recipient_id}, [{"$set": change}], session=session
        )
        return done.modified_count == 1

    def opened_at_once(self, row: Recipient, link: str) -> bool:
        """Note a link opened as soon as the mail was there; whether all of them now were."""
        query = {"_id": row.recipient_id}
        self._recipients.update_one(query, {"$addToSet": {"liens_aussitot": link}})
        found = self._recipients.find_one(query) or {}
        return set(found.get("liens_aussitot", ())) >= set(found.get("liens") or (link,))

    def held(self, campagne_id: str) -> list[tuple[str, str]]:
        """The rows being sent: (id, mark of who took it)."""
        found = self._recipients.find({"campagne_id": campagne_id, "etat": S.SENDING.value})
        return [(row["_id"], str(row.get("par") or "")) for row in found]

    def unsettle(self, recipient_id: str, mark: str, reason: str) -> bool:
        """Mark as uncertain a row whose sender died."""
        return self.settle(recipient_id, mark, S.UNCERTAIN, {"raison": reason})


def ids(rows: Sequence[Recipient]) -> list[str]:
    """The ids of rows."""
    return [row.recipient_id for row in rows]


def recipient_of(document: Document) -> Recipient:
    """A stored row, read."""
    return Recipient.model_validate({**document, "recipient_id": document["_id"]})
