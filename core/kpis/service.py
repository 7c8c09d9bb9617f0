"""Indicators of a selection, whole or one by one, side by side, and day after day."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.database import Database
from core.kpis import breakdowns, comparing, trends
from core.kpis.headlines import headlines
from core.kpis.indicators import indicators, of_places, of_profiles
from core.kpis.models import (
    Breakdown,
    Comparison,
    Dashboard,
    Indicators,
    Kpi,
    Snapshot,
    Trend,
)
from core.kpis.store import KpiStore, SnapshotStore
from core.kpis.trends import Month
from core.kpis.wording import caution_sentence
from core.prospects.filters import Filter
from core.recent import Recent

ATTEMPTS = 3
EVERYBODY = Filter().model_dump_json()
KEPT_SECONDS = 300.0
"""Longer than other answers are kept: the whole base costs a second per 100,000 prospects."""


class KpiService:
    """Reads only. Every method requires the right to read."""

    def __init__(
        self,
        database: Database,
        revision: Callable[[], int],
        clock: Clock,
        is_demonstration: Callable[[], bool],
    ) -> None:
        """`revision` tells how often the base has changed: until it moves, answers are kept."""
        self._store = KpiStore(database)
        self._snapshots = SnapshotStore(database)
        self._revision = revision
        self._clock = clock
        self._is_demonstration = is_demonstration
        self._known: Recent[Indicators] = Recent(revision, KEPT_SECONDS)
        self._months: Recent[dict[Month, int]] = Recent(revision, KEPT_SECONDS)

    def indicators(self, user: User, filter: Filter) -> Indicators:
        """Every indicator of the selection; `as_json()` is the document of `kpis --json`."""
        user.require(Permission.READ)
        return self._known.get(filter.model_dump_json(), lambda: self._computed(filter))

    def breakdown(self, user: User, filter: Filter, key: Kpi | str) -> Breakdown:
        """One indicator as bars, each with the filter that lists its prospects.

        `key` is a value of the `kpi` slot but the overview's, which is no breakdown; ValueError
        for anything else.
        """
        kpi = Kpi(key)
        if kpi is Kpi.OVERVIEW:
            raise ValueError("the overview has headlines, no bars")
        return breakdowns.breakdown(self.indicators(user, filter), filter, kpi)

    def dashboard(self, user: User, filter: Filter) -> Dashboard:
        """The headlines and every breakdown of a selection."""
        figures = self.indicators(user, filter)
        caution = caution_sentence(figures.total)
        return Dashboard(
            total=figures.total,
            headlines=headlines(figures, filter),
            breakdowns=tuple(breakdowns.every(figures, filter, caution)),
            caution=caution,
        )

    def compare(
        self, user: User, sides: Sequence[tuple[str, Filter]], key: Kpi | str = Kpi.OVERVIEW
    ) -> Comparison:
        """Two to four selections, (label, filter), side by side; ValueError for another number."""
        comparing.check(len(sides))
        figures = [self.indicators(user, filter) for _, filter in sides]
        return comparing.compare(sides, figures, Kpi(key))

    def trend(self, user: User, filter: Filter) -> Trend:
        """How the base went, from its snapshots; of a part of it, from dates of addition."""
        figures = self.indicators(user, filter)
        months = self._months.get(
            filter.model_dump_json(), lambda: dict(self._store.additions(filter))
        )
        if not filter.is_empty():
            undated = figures.total - sum(months.values())
            return trends.of_part(months, max(0, undated), self._today())
        demonstration, today = self._is_demonstration(), self._today()
        kept = [one for one in self._snapshots.all(demonstration) if one.day < today]
        # Today's may be an hour old; what it will be is known.
        now = [trends.snapshot(figures, today, demonstration)] if figures.total or kept else []
        return trends.of_base([*kept, *now], months, today)

    def keep_snapshot(self) -> bool:
        """Note the day's headline figures of the whole base; False where that is done already.

        Run by the clock, in any number of processes: a day has one snapshot, its last.
        """
        revision, today = self._revision(), self._today()
        demonstration = self._is_demonstration()
        if self._snapshots.is_kept(today, revision, demonstration):
            return False
        figures = self._known.get(EVERYBODY, lambda: self._computed(Filter()))
        taken = trends.snapshot(figures, today, demonstration)
        self._snapshots.keep([taken], revision)
        return True

    # For the demonstration, which has a past of its own.

    def put_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Write the days of a demonstration, in place of what an earlier one left."""
        self._snapshots.drop_demonstration()
        self._snapshots.keep(snapshots)

    def drop_demonstration(self) -> None:
        """Erase the days of the demonstration."""
        self._snapshots.drop_demonstration()

    def _today(self) -> date:
        return self._clock().astimezone(PARIS).date()

    def _computed(self, filter: Filter) -> Indicators:
        """Both halves at once: the database answers two questions on two cores.

        A record added between the two would be in one half only; they are then asked for again.
        """
        with ThreadPoolExecutor(1, "kpis") as beside:
            for _ in range(ATTEMPTS):
                other = beside.submit(lambda: of_places(self._store.places(filter)))
                profiles = of_profiles(self._store.profiles(filter))
                places = other.result()
                if places.total == profiles.total:
                    break
        return indicators(places, profiles)
