"""The indicators' queries: one plain `$group` each, rolled up afterwards in `indicators.py`.

`$facet`, `$unwind`, `$bucket` and `$percentile` are slow and hungry on the embedded server; four
groups with few keys answer everything.
"""

from collections.abc import Iterator
from typing import Any

from core.database import Database
from core.kpis.indicators import DelayRow, PlaceRow, PresenceRow, ProfileRow
from core.prospects.filters import Filter
from core.prospects.query import match_stages
from core.vocabulary.values import Network, Response

Stage = dict[str, Any]


class KpiStore:
    """Grouped counts of a selection. Rows with the same key may come twice: they add up."""

    def __init__(self, database: Database) -> None:
        self._prospects = database.mongo["prospects"]

    def places(self, filter: Filter) -> list[PlaceRow]:
        """Prospects by region, departement and town."""
        key = {"region": "$region", "departement": "$departement", "ville": "$ville"}
        group = {"_id": key, "count": {"$sum": 1}}
        return [
            PlaceRow(
                region=_text(row["_id"], "region"),
                departement=_text(row["_id"], "departement"),
                ville=_text(row["_id"], "ville"),
                count=row["count"],
            )
            for row in self._rows(filter, {"$group": group})
        ]

    def profiles(self, filter: Filter) -> list[ProfileRow]:
        """Prospects by type, audience band, status, consent and answer."""
        key = {
            "type": "$type_prospect",
            "audience": "$tranche_public",
            "status": "$statut",
            "consent": "$accepte_contact",
            "response": "$retour_prospect",
        }
        group = {"_id": key, "count": {"$sum": 1}}
        return [
            ProfileRow(
                type=_text(row["_id"], "type"),
                audience=_text(row["_id"], "audience"),
                status=_text(row["_id"], "status"),
                consent=row["_id"].get("consent"),
                response=_text(row["_id"], "response"),
                count=row["count"],
            )
            for row in self._rows(filter, {"$group": group})
        ]

    def presences(self, filter: Filter) -> list[PresenceRow]:
        """Prospects by the set of fields that they have, with their followers by network."""
        sums = {n.value: {"$sum": f"${n.value}_followers"} for n in Network}
        group = {"_id": "$presents", "count": {"$sum": 1}, **sums}
        return [
            PresenceRow(
                present=frozenset(row["_id"] or ()),
                count=row["count"],
                followers={n.value: int(row[n.value]) for n in Network},
            )
            for row in self._rows(filter, {"$group": group})
        ]

    def delays(self, filter: Filter) -> list[DelayRow]:
        """Answers by the number of days that they took, where both dates are known."""
        answered = {"$match": {"retour_prospect": {"$in": [r.value for r in Response]}}}
        between = {
            "startDate": "$date_dernier_contact",
            "endDate": "$date_retour",
            "unit": "day",
        }
        group = {"_id": {"$dateDiff": between}, "count": {"$sum": 1}}
        rows = self._rows(filter, answered, {"$group": group})
        return [DelayRow(int(r["_id"]), r["count"]) for r in rows if r["_id"] is not None]

    def _rows(self, filter: Filter, *stages: Stage) -> Iterator[dict[str, Any]]:
        return iter(self._prospects.aggregate([*match_stages(filter), *stages]))


def _text(key: dict[str, Any], name: str) -> str | None:
    """A key's value; a missing field and an empty one are the same."""
    return key.get(name) or None
