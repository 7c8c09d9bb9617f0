"""What is done by the clock, in the background of the process that serves."""

from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from core.clock import PARIS
from core.services import Services

FIRST_AFTER = timedelta(seconds=20)
"""The start is busy enough."""


def build_scheduler(services: Services) -> BackgroundScheduler:
    """A scheduler to `start` and `shutdown`. Every task may run in several processes at once."""
    scheduler = BackgroundScheduler(
        timezone=PARIS,
        # A machine that slept does what it missed, once.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    scheduler.add_job(
        services.kpis.keep_snapshot,
        # Often: a laptop is seldom on at midnight, and the day's last one counts.
        CronTrigger(minute="29,59", timezone=PARIS),
        id="snapshot",
        next_run_time=datetime.now(PARIS) + FIRST_AFTER,
    )
    return scheduler
