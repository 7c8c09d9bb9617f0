"""What is known of addresses whatever their record: unsubscribed, bounced. Kept as keyed hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.database import Database, Document, Session
from core.mailer.tokens import Tokens

SOFT_BOUNCES = 3
"""In a row, they are worth a hard one."""
_FEW, _A_QUERY = 2_000, 1_000


@dataclass(frozen=True)
class Known:
    """What is known of one address."""

    unsubscribed: bool = False
    bounced: bool = False


class Addresses:
    """One document an address, its id a keyed hash of it."""

    def __init__(self, database: Database, tokens: Tokens) -> None:
        self._addresses = database.mongo["addresses"]
        self._tokens = tokens

    def known(self, emails: Sequence[str]) -> dict[str, Known]:
        """What is known of these addresses; those of which nothing is are left out."""
        few = list(self._addresses.find().limit(_FEW + 1))
        if not few:
            return {}
        by_hash = {self._hash(email): email for email in emails}
        found = few if len(few) <= _FEW else self._found(list(by_hash))
        return {
            by_hash[one["_id"]]: Known(bool(one.get("desinscrit_le")), _bounced(one))
            for one in found
            if one["_id"] in by_hash
        }

    def any(self) -> bool:
        """Whether anything is known of any address."""
        return self._addresses.find_one({}, {"_id": 1}) is not None

    def _found(self, hashes: list[str]) -> list[Document]:
        found: list[Document] = []
        for start in range(0, len(hashes), _A_QUERY):
            some = {"$in": hashes[start : start + _A_QUERY]}
            found += self._addresses.find({"_id": some})
        return found

    def unsubscribe(self, email: str, now: datetime, session: Session = None) -> bool:
        """Note that an address wants no more mails; False if it was known."""
        change = {"$set": {"desinscrit_le": now}}
        key = self._hash(email)
        before = self._addresses.find_one({"_id": key}, session=session)
        if before is not None and before.get("desinscrit_le"):
            return False
        self._addresses.update_one({"_id": key}, change, upsert=True, session=session)
        return True

    def hard_bounce(self, email: str, now: datetime) -> None:
        """Note that an address does not exist, or refuses our mails."""
        self._set(email, {"$set": {"rebond_le": now}})

    def soft_bounce(self, email: str, now: datetime, in_a_row: bool) -> bool:
        """Note that a mail could not be delivered for now; whether this makes it a hard one.

        `in_a_row`: the last mail before it bounced too.
        """
        if not in_a_row:
            self._set(email, {"$set": {"temporaires": 0}})
        self._set(email, {"$inc": {"temporaires": 1}, "$set": {"temporaire_le": now}})
        found = self._addresses.find_one({"_id": self._hash(email)}) or {}
        return _bounced(found)

    def last_soft(self, email: str) -> datetime | None:
        """When the last soft bounce came that counts."""
        found = self._addresses.find_one({"_id": self._hash(email)}) or {}
        at: datetime | None = found.get("temporaire_le")
        return at if found.get("temporaires") else None

    def alive(self, email: str) -> None:
        """Somebody read or answered: soft bounces do not follow one another any more."""
        self._addresses.update_one({"_id": self._hash(email)}, {"$set": {"temporaires": 0}})

    def documents(self, emails: Sequence[str]) -> dict[str, Document]:
        """All that is kept of these addresses, by address; those of which nothing is left out."""
        by_hash = {self._hash(email): email for email in emails}
        return {by_hash[one["_id"]]: one for one in self._found(list(by_hash))}

    def put(self, email: str, document: Document) -> None:
        """Keep what is known of an address, as `documents` gave it, under the key of now."""
        values = {name: value for name, value in document.items() if name != "_id"}
        if values:
            self._set(email, {"$set": values})

    def key_changed(self) -> None:
        """The key is another one, since a backup was restored."""
        self._tokens.forget()

    def _set(self, email: str, change: dict[str, Any]) -> None:
        self._addresses.update_one({"_id": self._hash(email)}, change, upsert=True)

    def _hash(self, email: str) -> str:
        return self._tokens.digest(email.lower())


def _bounced(document: Document) -> bool:
    return bool(document.get("rebond_le")) or document.get("temporaires", 0) >= SOFT_BOUNCES
