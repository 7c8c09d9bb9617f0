"""What indicators do by the clock: the snapshot of the day."""

from datetime import timedelta

from core.jobs.clockwork import ClockJob, Every
from core.kpis.service import KpiService


def clock_jobs(kpis: KpiService) -> tuple[ClockJob, ...]:
    """Often: a laptop is seldom on at midnight, and the day's last one counts."""
    often = Every(timedelta(minutes=30), past=timedelta(minutes=29))
    return (ClockJob("snapshot", often, kpis.keep_snapshot),)
