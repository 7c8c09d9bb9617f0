"""Whole selections as stored, without a model for each record: what exports are written from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from core.database import Database, Document
from core.prospects.filters import Filter
from core.prospects.query import match, match_stages

BATCH = 1_000
MOST_PROJECTED = 16
"""Fields up to which the server is asked for these alone: beyond, the embedded one takes longer to
choose fields than to send whole documents (50 against 18 µs a record for all 35)."""


@dataclass(frozen=True)
class Kind:
    """Records that are alike."""

    key: Mapping[str, Any]
    count: int
    sample: Document
    """Of one of them."""
    emails: Sequence[str] = ()
    """Those that they have, in no order."""


class ProspectReading:
    """Documents of a selection, some at a time: memory does not grow with their number."""

    def __init__(self, database: Database) -> None:
        # Without zones: they cost as much as all the rest of a moment, and are always UTC.
        prospects = database.mongo["prospects"]
        options = prospects.codec_options.with_options(tz_aware=False, tzinfo=None)
        self._prospects = prospects.with_options(codec_options=options)

    def documents(
        self,
        filter: Filter,
        fields: Sequence[str],
        order: Sequence[tuple[str, int]] = (),
        limit: int | None = None,
    ) -> Iterator[list[Document]]:
        """The selection, at most `limit` of it, with these stored fields at least; moments are in
        UTC, without their zone.

        `order` is pymongo's; without one they come as they lie.
        """
        projection = {"_id": 1} | dict.fromkeys(fields, 1) if len(fields) <= MOST_PROJECTED else {}
        return _in_lists(self._cursor(filter, projection, list(order), limit or 0))

    def kinds(self, filter: Filter, keys: Mapping[str, Any], sampled: Sequence[str]) -> list[Kind]:
        """How many of the selection have the same values of these expressions, with some stored
        fields of one of each, and the e-mails of all."""
        group: Document = {"_id": dict(keys), "n": {"$sum": 1}, "emails": {"$push": "$email"}}
        group |= {f"f{rank}": {"$first": f"${name}"} for rank, name in enumerate(sampled)}
        found = self._prospects.aggregate([*match_stages(filter), {"$group": group}])
        return [
            Kind(
                {name: row["_id"].get(name) for name in keys},
                int(row["n"]),
                {name: row.get(f"f{rank}") for rank, name in enumerate(sampled)},
                [one for one in row["emails"] if one and isinstance(one, str)],
            )
            for row in found
        ]

    def ids_where(self, filter: Filter, condition: Document) -> set[str]:
        """The ids of those of the selection of whom an expression holds."""
        stages = [*match_stages(filter), {"$match": {"$expr": condition}}, {"$project": {"_id": 1}}]
        return {row["_id"] for row in self._prospects.aggregate(stages)}

    def among(self, filter: Filter, ids: Sequence[str], fields: Sequence[str]) -> list[Document]:
        """Those of these ids that are in the selection, with these stored fields at least."""
        found: list[Document] = []
        projection = {"_id": 1} | dict.fromkeys(fields, 1)
        for start in range(0, len(ids), BATCH):
            some = {"_id": {"$in": list(ids[start : start + BATCH])}}
            stages: list[Document] = [{"$match": some}]
            if query := match(filter):
                stages.append({"$match": query})
            found += self._prospects.aggregate([*stages, {"$project": projection}])
        return found

    def ids_of_emails(self, emails: Sequence[str]) -> set[str]:
        """The ids of those whose main address is one of these, spelled as they are stored."""
        found: set[str] = set()
        for start in range(0, len(emails), BATCH):
            some = set(emails[start : start + BATCH])
            rows = self._prospects.find({"cles_contact": {"$in": list(some)}}, {"email": 1})
            found |= {row["_id"] for row in rows if row.get("email") in some}
        return found

    def of(self, ids: Sequence[str], fields: Sequence[str] = ()) -> dict[str, Document]:
        """The records of these ids that exist, as stored, or some fields of them; moments without
        their zone."""
        wanted = {"_id": 1} | dict.fromkeys(fields, 1) if fields else None
        found = self._prospects.find({"_id": {"$in": list(ids)}}, wanted)
        return {one["_id"]: one for one in found}

    def _cursor(
        self, filter: Filter, projection: Document, order: list[tuple[str, int]], limit: int
    ) -> Iterable[Document]:
        stages: list[Document] = list(match_stages(filter))
        if len(stages) < 2:
            found = self._prospects.find(match(filter), projection or None, batch_size=BATCH)
            found = found.limit(limit)
            return found.sort(order).allow_disk_use(True) if order else found
        if order:
            stages.append({"$sort": dict(order)})
        if limit:
            stages.append({"$limit": limit})
        if projection:
            stages.append({"$project": projection})
        return self._prospects.aggregate(stages, batchSize=BATCH, allowDiskUse=True)


def _in_lists(documents: Iterable[Document]) -> Iterator[list[Document]]:
    left = iter(documents)
    while some := list(islice(left, BATCH)):
        yield some
