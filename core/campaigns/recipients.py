"""Every MongoDB query about the people of campaigns.

A row is claimed by one update whose filter is its id alone: with more, the embedded server would
read the whole collection (see `core.prospects.query` for the same reason).
"""

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from pymongo import InsertOne

from core.campaigns.models import GENERIC, Recipient, RecipientState
from core.campaigns.rowchanges import (
    Claim,
    Settled,
    claiming,
    claims_alike,
    settled_alike,
    settling,
)
from core.database import Database, Document, Session
from core.mailer.webmails import WEBMAILS

BLOCK = 200
"""Rows read at a time while sending."""
_A_QUERY = 1_000
_COUNTED = dict.fromkeys(
    (
        *("prospect_id", "rang", "etat", "segment", "objet", "type_prospect", "region"),
        *("envoye_le", "raison"),
    ),
    1,
)
_WHEN_SENT = {"email": 1, "envoye_le": 1, "essai": 1}
_UNTOLD = {"prospect_id": 1, "envoye_le": 1}
S = RecipientState
_ARRIVED = (S.SENT.value, S.BOUNCED.value)


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

    def segments(self, campagne_id: str) -> dict[str, int]:
        """How many people are in each segment, but those left out."""
        stages: list[Document] = [
            {"$match": {"campagne_id": campagne_id}},
            {"$group": {"_id": {"s": "$segment", "e": "$etat"}, "n": {"$sum": 1}}},
        ]
        found: dict[str, int] = {}
        for row in self._recipients.aggregate(stages):
            if row["_id"].get("e") != S.LEFT_OUT:
                name = str(row["_id"].get("s") or GENERIC)
                found[name] = found.get(name, 0) + int(row["n"])
        return found

    def reasons(self, campagne_id: str, state: RecipientState) -> Counter[str]:
        """How many rows of a state have each reason."""
        query = {"campagne_id": campagne_id, "etat": state.value}
        found = self._recipients.find(query, {"raison": 1})
        return Counter(str(row["raison"]) for row in found if row.get("raison"))

    def left_out(self, campagne_id: str) -> dict[str, int]:
        """Those left out as they were sent to, by their reason's key."""
        return dict(self.reasons(campagne_id, S.LEFT_OUT))

    def in_state(self, campagne_id: str, state: RecipientState) -> Iterator[Recipient]:
        """The rows of a state."""
        found = self._recipients.find({"campagne_id": campagne_id, "etat": state.value})
        return map(recipient_of, found)

    def of(self, campagne_id: str) -> Iterator[Document]:
        """Every row, as stored, in no order."""
        return iter(self._recipients.find({"campagne_id": campagne_id}))

    def counted(self, campagne_id: str) -> Iterator[Document]:
        """Every row, as far as figures are made of it, in no order."""
        return iter(self._recipients.find({"campagne_id": campagne_id}, _COUNTED))

    def block(self, campagne_id: str, start: int) -> list[Recipient]:
        """The rows of ranks `start` to `start + BLOCK`, in order."""
        found = self._recipients.find(in_block(campagne_id, start))
        return sorted(map(recipient_of, found), key=lambda one: one.rang)

    def untold(self, campagne_id: str) -> Iterator[Document]:
        """The rows that left and whose record does not tell of it; `_UNTOLD` of each."""
        # In two steps: the index covers the first, and the embedded server uses it for no more.
        stages: list[Document] = [
            {"$match": {"campagne_id": campagne_id, "etat": {"$in": list(_ARRIVED)}}},
            {"$match": {"note": {"$ne": True}}},
            {"$project": _UNTOLD},
        ]
        return iter(self._recipients.aggregate(stages))

    def get(self, recipient_id: str) -> Recipient | None:
        """A row by its id."""
        found = self._recipients.find_one({"_id": recipient_id})
        return None if found is None else recipient_of(found)

    def keyed(self, key: str) -> Recipient | None:
        """The row whose mail has that key; none of a rehearsal, whose mails went nowhere."""
        found = self._recipients.find_one({"jeton": key})
        return None if found is None or found.get("essai") else recipient_of(found)

    def of_prospect(self, prospect_id: str) -> list[Recipient]:
        """The rows of one prospect."""
        found = map(recipient_of, self._recipients.find({"prospect_id": prospect_id}))
        return [one for one in found if not one.essai]

    def sent_to(self, email: str) -> list[Recipient]:
        """The mails that an address was sent, the last first."""
        found = (recipient_of(one) for one in self._recipients.find({"email": email}))
        sent = [one for one in found if one.envoye_le is not None and not one.essai]
        return sorted(sent, key=lambda one: str(one.envoye_le), reverse=True)

    def sent_to_domain(self, email: str) -> list[Recipient]:
        """The mails that the addresses of the same domain were sent, the last first; none for
        those that many share."""
        domain = email.rpartition("@")[2].lower()
        if not domain or domain in WEBMAILS:
            return []
        ends = {"email": {"$regex": f"@{re.escape(domain)}$"}, "etat": S.SENT.value}
        found = (recipient_of(one) for one in self._recipients.find(ends).limit(_A_QUERY))
        sent = [one for one in found if one.envoye_le is not None and not one.essai]
        return sorted(sent, key=lambda one: str(one.envoye_le), reverse=True)

    def sent_since(self, emails: Sequence[str], limit: datetime) -> Counter[str]:
        """How many mails each of these addresses was sent since."""
        found: Counter[str] = Counter()
        for start in range(0, len(emails), _A_QUERY):
            some = {"$in": list(emails[start : start + _A_QUERY])}
            for row in self._recipients.find({"email": some}, _WHEN_SENT):
                sent = row.get("envoye_le")
                if sent is not None and sent >= limit and not row.get("essai"):
                    found[row["email"]] += 1
        return found

    def silent(self, campagne_id: str, answered: Container[str]) -> dict[str, str]:
        """Those whose mail left and who did not answer: prospects, with their mail's key."""
        query = {"campagne_id": campagne_id, "etat": S.SENT.value}
        found = self._recipients.find(query, {"prospect_id": 1, "jeton": 1})
        return {
            row["prospect_id"]: str(row.get("jeton") or "")
            for row in found
            if row["prospect_id"] not in answered
        }

    # Sending

    def claim_many(
        self, claims: Sequence[Claim], mark: str, now: datetime, session: Session
    ) -> set[str]:
        """Take rows that are to be sent; the ids of those that were, and that nobody else has."""
        if not claims:
            return set()
        wanted = {claim.recipient_id for claim in claims}
        count = sum(
            self._all(ids, claiming(links, mark, now), session)
            for ids, links in claims_alike(claims)
        )
        if count == len(wanted):
            return wanted
        found = self._recipients.find({"_id": {"$in": sorted(wanted)}}, session=session)
        return {
            row["_id"]
            for row in found
            if row["etat"] == S.SENDING and row["par"] == mark and row["pris_le"] == now
        }

    def settle_many(self, settled: Sequence[Settled], mark: str, session: Session) -> None:
        """Note what became of rows that `mark` has taken."""
        for ids, one in settled_alike(settled):
            self._all(ids, settling(one, mark), session)

    def _all(self, ids: Sequence[str], change: list[Document], session: Session) -> int:
        """Change rows by their ids; how many were."""
        query: Document = {"_id": ids[0] if len(ids) == 1 else {"$in": list(ids)}}
        return self._recipients.update_many(query, change, session=session).modified_count

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

    def noted(self, recipient_ids: Sequence[str], session: Session) -> None:
        """The records of these rows tell of them."""
        query = {"_id": {"$in": list(recipient_ids)}}
        self._recipients.update_many(query, {"$set": {"note": True}}, session=session)

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


def recipient_of(document: Document) -> Recipient:
    """A stored row, read."""
    return Recipient.model_validate({**document, "recipient_id": document["_id"]})


def in_block(campagne_id: str, start: int) -> Document:
    """The rows of ranks `start` to `start + BLOCK`."""
    return {"campagne_id": campagne_id, "rang": {"$gte": start, "$lt": start + BLOCK}}
