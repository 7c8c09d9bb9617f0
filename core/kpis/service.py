"""Indicators of a selection, whole or one by one."""

from collections.abc import Callable

from core.accounts.models import Permission, User
from core.database import Database
from core.kpis import breakdowns
from core.kpis.indicators import indicators
from core.kpis.models import Breakdown, Indicators, Kpi
from core.kpis.overview import overview
from core.kpis.store import KpiStore
from core.prospects.filters import Filter
from core.recent import Recent


class KpiService:
    """Reads only. Every method requires the right to read."""

    def __init__(self, database: Database, revision: Callable[[], int] | None = None) -> None:
        """`revision` tells how often the base has changed: until it moves, answers are kept."""
        self._store = KpiStore(database)
        self._breakdowns: Recent[Breakdown] | None = Recent(revision) if revision else None

    def indicators(self, user: User, filter: Filter) -> Indicators:
        """Every indicator of the selection; `as_json()` is the document of `kpis --json`."""
        user.require(Permission.READ)
        return self._indicators(filter)

    def breakdown(self, user: User, filter: Filter, key: Kpi | str) -> Breakdown:
        """One indicator as bars, each with the filter that lists its prospects.

        `key` is a value of the `kpi` slot; ValueError if it is none. Only the queries that this
        indicator needs are run.
        """
        user.require(Permission.READ)
        kpi = Kpi(key)
        if self._breakdowns is None:
            return self._breakdown(filter, kpi)
        kept = (kpi, filter.model_dump_json())
        return self._breakdowns.get(kept, lambda: self._breakdown(filter, kpi))

    def _breakdown(self, filter: Filter, kpi: Kpi) -> Breakdown:
        if kpi in breakdowns.PLACES:
            return breakdowns.PLACES[kpi](self._store.places(filter), filter)
        if kpi in breakdowns.PROFILES:
            return breakdowns.PROFILES[kpi](self._store.profiles(filter), filter)
        if kpi in breakdowns.PRESENCES:
            return breakdowns.PRESENCES[kpi](self._store.presences(filter), filter)
        if kpi is Kpi.RESPONSE_DELAY:
            total = sum(row.count for row in self._store.profiles(filter))
            return breakdowns.of_delays(self._store.delays(filter), total)
        return overview(self._indicators(filter), filter)

    def _indicators(self, filter: Filter) -> Indicators:
        store = self._store
        return indicators(
            store.places(filter),
            store.profiles(filter),
            store.presences(filter),
            store.delays(filter),
        )
