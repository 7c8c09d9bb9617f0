"""Every MongoDB query about exports: orders granted, and what each user has used of the limits."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from core.database import CollectionSpec, Database, Document, Session
from core.exports.models import Export, Order

COLLECTIONS = (
    CollectionSpec(
        "exports",
        (IndexModel([("prise", 1)]), IndexModel([("expire_le", 1)], expireAfterSeconds=0)),
    ),
    CollectionSpec("export_limits"),
)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Claim:
    """What an export takes of the limits."""

    export_id: str
    people: str
    """See `Order.people`."""
    rows: int
    at: datetime
    day: date


@dataclass(frozen=True)
class Used:
    """What a user's last claim left."""

    export_id: str
    people: str
    at: datetime
    rows: int
    """Of the day of the claim asked about."""


class ExportStore:
    """Orders by id; one document a user for the limits, so that one update decides a claim."""

    def __init__(self, database: Database) -> None:
        self._exports = database.mongo["exports"]
        self._limits = database.mongo["export_limits"]

    def claim(self, user_id: str, claim: Claim, not_since: datetime, most_rows: int) -> bool:
        """Take it, unless one was taken after `not_since` or the day's rows pass `most_rows`.

        One update on one document: of two processes, one wins.
        """
        with suppress(DuplicateKeyError):  # another is making it
            self._limits.update_one(
                {"_id": user_id}, {"$setOnInsert": {"prise": None}}, upsert=True
            )
        day = claim.day.isoformat()
        used = {"$cond": [{"$eq": ["$prise.jour", day]}, "$prise.lignes", 0]}
        total = {"$add": [used, claim.rows]}
        last = {"$ifNull": ["$prise.le", _LONG_AGO]}
        free = {"$and": [{"$lte": [last, not_since]}, {"$lte": [total, most_rows]}]}
        taken = {
            "export": claim.export_id,
            "qui": {"$literal": claim.people},
            "le": claim.at,
            "jour": day,
            "lignes": total,
        }
        done = self._limits.update_one(
            {"_id": user_id}, [{"$set": {"prise": {"$cond": [free, taken, "$prise"]}}}]
        )
        return done.modified_count == 1

    def used(self, user_id: str, day: date) -> Used | None:
        """The user's last claim; None where there is none."""
        found = self._limits.find_one({"_id": user_id})
        if found is None or not found["prise"]:
            return None
        last = found["prise"]
        rows = last["lignes"] if last["jour"] == day.isoformat() else 0
        return Used(last["export"], last["qui"], last["le"], rows)

    def insert(
        self, export: Export, claimed: str, expires: datetime, session: Session = None
    ) -> None:
        """Keep an order granted under a claim (its own, or that of the same people's first)."""
        document: Document = {
            "_id": export.export_id,
            "user_id": export.user_id,
            "le": export.le,
            "expire_le": expires,
            "prise": claimed,
            "lignes": export.rows,
            "commande": export.order.model_dump(mode="json", exclude_none=True),
        }
        self._exports.insert_one(document, session=session)

    def get(self, export_id: str, now: datetime) -> Export | None:
        """An order that is still served."""
        found = self._exports.find_one({"_id": export_id})
        return _export(found) if found and found["expire_le"] > now else None

    def of_claim(self, export_id: str) -> list[Export]:
        """The exports granted under one claim."""
        return [_export(found) for found in self._exports.find({"prise": export_id})]


def _export(document: Document) -> Export:
    return Export(
        export_id=document["_id"],
        user_id=document["user_id"],
        le=document["le"],
        rows=document["lignes"],
        order=_order(document),
    )


def _order(document: Document) -> Order:
    return Order.model_validate(document["commande"])
