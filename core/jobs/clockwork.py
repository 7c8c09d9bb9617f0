"""What is done by the clock: once, by whichever process sees first that it is due."""

import logging
import threading
import time as timer
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from pymongo.errors import PyMongoError

from core.clock import PARIS, Clock
from core.database import Database, Document
from core.jobs import runner
from core.jobs.store import ClockStore

RETRIED_AFTER = timedelta(minutes=10)
_START = datetime(1970, 1, 1, tzinfo=UTC)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Every:
    """At each multiple of `period`, counted from midnight, and `past` later."""

    period: timedelta
    past: timedelta = timedelta(0)

    def after(self, moment: datetime) -> datetime:
        """The next time."""
        since = moment - _START - self.past
        return _START + self.past + self.period * (since // self.period + 1)

    def first(self, moment: datetime) -> datetime:
        """The first time on a new installation: at once."""
        return moment


@dataclass(frozen=True)
class Daily:
    """Once a day, at that hour of Paris; later where no machine was on."""

    at: time

    def after(self, moment: datetime) -> datetime:
        """The next time; there always is one. An hour that a change of clocks skips is the next
        one that exists."""
        day = moment.astimezone(PARIS).date()
        for ahead in range(3):
            found = datetime.combine(day + timedelta(days=ahead), self.at, PARIS).astimezone(UTC)
            if found > moment:
                return found
        raise AssertionError("unreachable")

    def first(self, moment: datetime) -> datetime:
        """The first time on a new installation: its hour."""
        return self.after(moment)


@dataclass(frozen=True)
class ClockJob:
    """Work of a word of core, declared by it; cut, it is done again, so it must bear that."""

    name: str
    when: Every | Daily
    work: Callable[[], object]
    """What it returns is logged, where it is more than nothing."""
    lease: timedelta = timedelta(minutes=5)
    """After so long without a sign of whoever does it, another takes it over."""


@dataclass(frozen=True)
class Watch:
    """What each process that serves looks at every few seconds. Nobody claims it: its work claims
    each thing that it does."""

    name: str
    every: timedelta
    work: Callable[[], object]


@dataclass(frozen=True)
class ClockState:
    """What is known of a clock job; None where it was never done or looked at."""

    name: str
    ran_at: datetime | None
    due: datetime | None
    trouble: str | None
    """The name of the error that ended it."""


class Clockwork:
    """Runs clock jobs that are due, each claimed in the database by one process."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        jobs: Sequence[ClockJob],
        watches: Sequence[Watch] = (),
    ) -> None:
        self.jobs = tuple(jobs)
        self.watches = tuple(watches)
        self._store = ClockStore(database)
        self._clock = clock

    def states(self) -> list[ClockState]:
        """When each was last done, when it is due again, and how it went."""
        noted = self._store.all()
        return [_state(job.name, noted.get(job.name, {})) for job in self.jobs]

    def tick(self, job: ClockJob) -> bool:
        """Do a job if it is due, and say whether it was done here. Asked often, by every process.

        What was missed while no machine was on is due: it is done once.
        """
        now = self._clock()
        first, latest, until = job.when.first(now), job.when.after(now), now + job.lease
        try:
            if not self._store.is_due(job.name, now, first, latest, until):
                return False
            with runner.running() as mark:
                if not self._store.claim(job.name, mark, now, until):
                    return False
                self._do(job, mark, now)
                return True
        except PyMongoError as error:
            logger.warning("clock job %s: the database does not answer: %s", job.name, error)
            return False

    def look(self, watch: Watch) -> None:
        """Look once; what goes wrong is logged, and the next look tries again."""
        try:
            if result := watch.work():
                logger.info("watch %s: %s", watch.name, result)
        except PyMongoError as error:
            logger.warning("watch %s: the database does not answer: %s", watch.name, error)
        except Exception:
            logger.exception("watch %s failed", watch.name)

    def _do(self, job: ClockJob, mark: str, began: datetime) -> None:
        started, trouble = timer.monotonic(), None
        try:
            with self._held(job, mark):
                result = job.work()
            logger.log(
                logging.INFO if result else logging.DEBUG, "clock job %s: %s", job.name, result
            )
        except Exception as error:
            logger.exception("clock job %s failed", job.name)
            trouble = type(error).__name__
        now = self._clock()
        due = job.when.after(now)
        if trouble:
            due = min(due, now + RETRIED_AFTER)
        seconds = round(timer.monotonic() - started, 1)
        noted = self._store.release(
            job.name, mark, due, ran_at=began, seconds=seconds, trouble=trouble
        )
        if not noted:
            logger.warning("clock job %s was taken over by another process", job.name)

    @contextmanager
    def _held(self, job: ClockJob, mark: str) -> Iterator[None]:
        """The claim, renewed while the work goes on."""
        stop = threading.Event()

        def hold() -> None:
            while not stop.wait(job.lease.total_seconds() / 3):
                try:
                    self._store.hold(job.name, mark, self._clock() + job.lease)
                except PyMongoError as error:
                    logger.warning("clock job %s: claim not renewed: %s", job.name, error)

        threading.Thread(target=hold, daemon=True).start()
        try:
            yield
        finally:
            stop.set()


def _state(name: str, noted: Document) -> ClockState:
    return ClockState(name, noted.get("ran_at"), noted.get("due"), noted.get("trouble"))
