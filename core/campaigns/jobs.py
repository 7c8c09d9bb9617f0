"""What campaigns do by the clock."""

from datetime import timedelta

from core.campaigns.build import Campaigns
from core.jobs.clockwork import ClockJob, Every


def clock_jobs(campaigns: Campaigns) -> tuple[ClockJob, ...]:
    """Planned sends start within a minute of their time, and the mailbox is read every five."""
    return (
        ClockJob("campaign_sends", Every(timedelta(minutes=1)), campaigns.planned.send_due),
        ClockJob("mailbox", Every(timedelta(minutes=5)), campaigns.mailbox.fetch_by_clock),
    )
