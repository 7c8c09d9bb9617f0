"""The indicators' queries: two plain `$group`s, rolled up afterwards in `indicators.py`.

Reading the collection is most of a pass on the embedded server, and each further field to group
by a tenth of one; `$facet`, `$unwind`, `$bucket` and `$percentile` are slow and hungry there. So
records hold what is grouped by as two texts (`core.prospects.groups`): two passes answer all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from types import MappingProxyType
from typing import Any

from pymongo import ReplaceOne

from core.database import CollectionSpec, Database, Document
from core.kpis.indicators import PlaceRow, ProfileRow
from core.kpis.models import Snapshot
from core.prospects import groups
from core.prospects.documents import measured_of
from core.prospects.filters import Filter
from core.prospects.query import match_stages
from core.vocabulary.values import Network

COLLECTIONS = (CollectionSpec("snapshots"),)
_DEMONSTRATION = "demonstration:"
_COUNT = {"count": {"$sum": 1}}
_FOLLOWERS = {network.value: {"$sum": f"${network.value}_followers"} for network in Network}


class KpiStore:
    """Grouped counts of a selection."""

    def __init__(self, database: Database) -> None:
        self._prospects = database.mongo["prospects"]

    def places(self, filter: Filter) -> Iterator[PlaceRow]:
        """Prospects by region, departement and town, with the sums of their followers."""
        # The followers are summed here because fewer groups come back than of profiles.
        for row in self._grouped(filter, "lieu", _FOLLOWERS):
            followers = {name: int(row[name] or 0) for name in _FOLLOWERS}
            yield PlaceRow(groups.read_place(row["_id"]), row["count"], followers)

    def profiles(self, filter: Filter) -> Iterator[ProfileRow]:
        """Prospects by all that indicators know of them besides."""
        for row in self._grouped(filter, "profil"):
            yield ProfileRow(groups.read_profile(row["_id"]), row["count"])

    def additions(self, filter: Filter) -> Iterator[tuple[tuple[int, int], int]]:
        """Prospects still there by the (year, month) that they were added in."""
        local = {"date": "$cree_le", "timezone": "Europe/Paris"}
        key = {"year": {"$year": local}, "month": {"$month": local}}
        known = {"$match": {"cree_le": {"$ne": None}}}
        stages = [*match_stages(filter), known, {"$group": {"_id": key} | _COUNT}]
        for row in self._prospects.aggregate(stages):
            yield (row["_id"]["year"], row["_id"]["month"]), row["count"]

    def _grouped(
        self, filter: Filter, name: str, sums: Mapping[str, Any] = MappingProxyType({})
    ) -> Iterator[Document]:
        stages = match_stages(filter)
        group = {"$group": {"_id": f"${name}"} | _COUNT | dict(sums)}
        for row in self._prospects.aggregate([*stages, group]):
            if row["_id"] is not None:
                yield row
                continue
            # Written by another program, which knows nothing of what we store beside.
            for document in self._prospects.aggregate([*stages, {"$match": {name: None}}]):
                followers = {network: document.get(f"{network}_followers") for network in sums}
                yield {"_id": measured_of(document)[name], "count": 1} | followers


class SnapshotStore:
    """One document a day, its id the day; written again, it holds the day's last figures.

    Days of the demonstration have ids of their own: they never take the place of real ones.
    """

    def __init__(self, database: Database) -> None:
        self._snapshots = database.mongo["snapshots"]

    def all(self, demonstration: bool) -> list[Snapshot]:
        """Those taken with the demonstration in the base, or without, by day."""
        found = self._snapshots.find({"demonstration": demonstration})
        return sorted(map(_snapshot, found), key=lambda one: one.day)

    def is_kept(self, day: date, revision: int, demonstration: bool) -> bool:
        """Whether that day's snapshot was taken of that revision of the base."""
        found = self._snapshots.find_one({"_id": _key(day, demonstration)}) or {}
        return found.get("revision") == revision

    def keep(self, snapshots: Sequence[Snapshot], revision: int | None = None) -> None:
        """Write these days, in place of what was known of them."""
        writes = []
        for one in snapshots:
            document = asdict(one) | {
                "_id": _key(one.day, one.demonstration),
                "revision": revision,
            }
            del document["day"]
            writes.append(ReplaceOne({"_id": document["_id"]}, document, upsert=True))
        if writes:
            self._snapshots.bulk_write(writes, ordered=False)

    def drop_demonstration(self) -> None:
        """Erase those that the demonstration is in."""
        self._snapshots.delete_many({"demonstration": True})


def _key(day: date, demonstration: bool) -> str:
    return f"{_DEMONSTRATION if demonstration else ''}{day.isoformat()}"


def _snapshot(document: Document) -> Snapshot:
    day = date.fromisoformat(document.pop("_id").removeprefix(_DEMONSTRATION))
    document.pop("revision", None)
    return Snapshot(day=day, **document)
