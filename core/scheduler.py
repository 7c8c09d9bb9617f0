"""What is done by the clock, in the background of the process that serves."""

from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from core.clock import PARIS
from core.services import Services

FIRST_AFTER = timedelta(seconds=20)
"""The start is busy enough."""
LOOK_SECONDS = 20
"""How often each process asks whether a job is due; the base says so to one of them."""


def build_scheduler(
    services: Services, first_after: timedelta = FIRST_AFTER
) -> BackgroundScheduler:
    """A scheduler to `start` and `shutdown`, in each process that serves."""
    scheduler = BackgroundScheduler(
        timezone=PARIS,
        # A machine that slept does what it missed, once.
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for job in services.clockwork.jobs:
        scheduler.add_job(
            services.clockwork.tick,
            IntervalTrigger(seconds=LOOK_SECONDS, timezone=PARIS),
            args=[job],
            id=job.name,
            next_run_time=datetime.now(PARIS) + first_after,
        )
    for watch in services.clockwork.watches:
        scheduler.add_job(
            services.clockwork.look,
            IntervalTrigger(seconds=watch.every.total_seconds(), timezone=PARIS),
            args=[watch],
            id=f"watch:{watch.name}",
            # Light, and what came while nobody looked is waited for.
            next_run_time=datetime.now(PARIS) + min(first_after, watch.every),
        )
    return scheduler
