"""What is done by the clock: once among several processes, and later where it was missed."""

import dataclasses
import subprocess
import sys
import threading
import time as timer
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from core.clock import PARIS, now
from core.database import Database
from core.jobs.clockwork import RETRIED_AFTER, ClockJob, Clockwork, Daily, Every, Watch
from core.scheduler import build_scheduler
from core.services import Services, build
from tests.hands import Hands

NOON = datetime(2090, 5, 3, 12, tzinfo=UTC)
HOURLY = Every(timedelta(hours=1))
NIGHTLY = Daily(time(3))
ROOT = Path(__file__).parents[3]
ENDLESS = """
import sys, time
from datetime import timedelta
from pathlib import Path
from core.clock import now
from core.database import Database
from core.jobs.clockwork import ClockJob, Clockwork, Every
from core.settings import Settings

def work():
    print("begun", flush=True)
    time.sleep(600)

database = Database(Settings(data=Path(sys.argv[1]), durability="process-kill"))
job = ClockJob("count", Every(timedelta(hours=1)), work)
Clockwork(database, now, (job,)).tick(job)
"""


class Count:
    """Work that counts how often it was done."""

    def __init__(self, pause: float = 0.0) -> None:
        self.times = 0
        self._pause = pause

    def __call__(self) -> int:
        self.times += 1
        timer.sleep(self._pause)
        return self.times


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


def with_job(services: Services, job: ClockJob, clock: Callable[[], datetime] = now) -> Services:
    """The services of one more process, which does this alone."""
    return dataclasses.replace(services, clockwork=Clockwork(services.database, clock, (job,)))


@pytest.mark.parametrize(
    ("when", "moment", "after"),
    [
        (HOURLY, "2026-05-03T12:00+02:00", "2026-05-03T13:00+02:00"),
        (HOURLY, "2026-05-03T12:59:59+02:00", "2026-05-03T13:00+02:00"),
        (
            Every(timedelta(minutes=30), past=timedelta(minutes=29)),
            "2026-05-03T23:30+02:00",
            "2026-05-03T23:59+02:00",
        ),
        (NIGHTLY, "2026-05-03T02:59+02:00", "2026-05-03T03:00+02:00"),
        (NIGHTLY, "2026-05-03T03:00+02:00", "2026-05-04T03:00+02:00"),
        (NIGHTLY, "2026-03-28T04:00+01:00", "2026-03-29T03:00+02:00"),
        # 02:30 is skipped in March, and comes twice in October.
        (Daily(time(2, 30)), "2026-03-28T04:00+01:00", "2026-03-29T03:30+02:00"),
        (Daily(time(2, 30)), "2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"),
    ],
)
def test_when_it_is_next_due(when: Every | Daily, moment: str, after: str) -> None:
    found = when.after(datetime.fromisoformat(moment))
    assert found == datetime.fromisoformat(after), found.astimezone(PARIS)


def test_it_is_done_when_due_and_once(services: Services) -> None:
    hands, count = Hands(NOON), Count()
    job = ClockJob("count", HOURLY, count)
    clockwork = with_job(services, job, hands).clockwork
    assert clockwork.tick(job)
    assert not clockwork.tick(job)
    hands.forward(minutes=59)
    assert not clockwork.tick(job)
    hands.forward(minutes=1)
    assert clockwork.tick(job)
    assert count.times == 2


def test_a_daily_job_waits_for_its_hour_then_catches_up_once(services: Services) -> None:
    hands, count = Hands(NOON), Count()
    job = ClockJob("nightly", NIGHTLY, count)
    assert not with_job(services, job, hands).clockwork.tick(job)
    # Nobody was there for three nights: the next start does it, once.
    hands.forward(days=3)
    restarted = with_job(services, job, hands).clockwork
    assert restarted.tick(job)
    assert not restarted.tick(job)
    assert count.times == 1


def test_several_at_once_do_it_once(services: Services) -> None:
    hands, count = Hands(NOON), Count(pause=0.05)
    job = ClockJob("count", HOURLY, count)
    for done in range(1, 6):
        hands.forward(hours=1)
        several = [with_job(services, job, hands).clockwork for _ in range(8)]
        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(lambda one: one.tick(job), several)) == 1
        assert count.times == done


def test_two_schedulers_over_one_database_do_it_once(services: Services) -> None:
    count = Count(pause=0.3)
    job = ClockJob("count", HOURLY, count)
    schedulers = [build_scheduler(with_job(services, job), timedelta(0)) for _ in range(2)]
    looked = threading.Semaphore(0)
    for scheduler in schedulers:
        scheduler.add_listener(lambda event: looked.release())
        scheduler.start()
    deadline = timer.monotonic() + 30
    while count.times == 0 and timer.monotonic() < deadline:
        timer.sleep(0.05)
    for scheduler in schedulers:
        scheduler.shutdown()  # waits for what is under way
    assert count.times == 1


def test_a_killed_claim_is_taken_over_after_its_lease(services: Services) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(services.database.settings.folder)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    process.kill()
    process.wait()
    hands, count = Hands(now()), Count()
    job = ClockJob("count", HOURLY, count)
    clockwork = with_job(services, job, hands).clockwork
    assert not clockwork.tick(job)
    hands.forward(minutes=6)
    assert clockwork.tick(job)
    assert count.times == 1


def test_long_work_keeps_its_claim(services: Services) -> None:
    """Its lease is renewed; the clock of this test is the real one."""
    count = Count(pause=1.5)
    job = ClockJob("count", Every(timedelta(seconds=1)), count, lease=timedelta(seconds=0.6))
    first, second = (with_job(services, job).clockwork for _ in range(2))
    work = threading.Thread(target=first.tick, args=(job,))
    work.start()
    while count.times == 0:
        timer.sleep(0.01)
    while timer.sleep(0.05) is None and work.is_alive():
        if not second.tick(job):
            assert count.times == 1
        else:
            assert not work.is_alive()  # it ended, and is due again
    work.join()


def test_work_that_fails_is_tried_again_soon(services: Services, database: Database) -> None:
    hands, tries = Hands(NOON), []

    def work() -> None:
        tries.append(1)
        raise ValueError("broken")

    job = ClockJob("broken", NIGHTLY, work)
    clockwork = with_job(services, job, hands).clockwork
    clockwork.tick(job)
    hands.forward(days=1)
    assert clockwork.tick(job)
    noted = database.mongo["clock_jobs"].find_one({"_id": "broken"}) or {}
    assert (noted["trouble"], noted["by"]) == ("ValueError", None)
    assert noted["due"] == hands() + RETRIED_AFTER
    hands.forward(minutes=11)
    assert clockwork.tick(job)
    assert len(tries) == 2


def test_a_clock_that_was_wrong_delays_nothing(services: Services) -> None:
    hands, count = Hands(NOON + timedelta(days=4000)), Count()
    job = ClockJob("count", HOURLY, count)
    clockwork = with_job(services, job, hands).clockwork
    assert clockwork.tick(job)
    hands.moment = NOON
    assert not clockwork.tick(job)
    hands.forward(hours=1)
    assert clockwork.tick(job)


def test_a_claim_of_a_wrong_clock_is_taken_over_too(services: Services, database: Database) -> None:
    hands, count = Hands(NOON), Count()
    job = ClockJob("count", HOURLY, count)
    clockwork = with_job(services, job, hands).clockwork
    later = NOON + timedelta(days=400)
    database.mongo["clock_jobs"].insert_one(
        {"_id": "count", "due": later, "until": later + job.lease, "by": "somebody who was killed"}
    )
    hands.forward(hours=1)
    assert not clockwork.tick(job)
    hands.forward(hours=1)
    assert clockwork.tick(job)


def test_what_each_word_declares_is_done_by_the_clock(
    services: Services, database: Database
) -> None:
    at_once = {"snapshot", "dead_jobs", "campaign_sends", "mailbox"}
    jobs = [job for job in services.clockwork.jobs if job.name in at_once]
    assert {job.name for job in jobs} == at_once
    for job in jobs:
        assert services.clockwork.tick(job)
    assert {one["_id"] for one in database.mongo["clock_jobs"].find()} == at_once


def test_a_watch_that_fails_looks_again(services: Services) -> None:
    looks: list[int] = []

    def work() -> int:
        looks.append(1)
        raise ValueError

    watch = Watch("broken", timedelta(seconds=2), work)
    for _ in range(2):
        services.clockwork.look(watch)
    assert len(looks) == 2


def test_each_process_that_serves_looks_at_every_watch(services: Services) -> None:
    names = {watch.name for watch in services.clockwork.watches}
    assert "reminders" in names
    scheduled = {job.id for job in build_scheduler(services).get_jobs()}
    assert scheduled >= {f"watch:{name}" for name in names}
