"""What reminders do by the clock."""

from datetime import time, timedelta

from core.jobs.clockwork import ClockJob, Daily, Watch
from core.reminders.mailing import ReminderMails
from core.reminders.mornings import Mornings
from core.reminders.service import ReminderService

LOOK = timedelta(seconds=2)
POST = timedelta(seconds=10)


def watches(reminders: ReminderService, mails: ReminderMails) -> tuple[Watch, ...]:
    """Told within a few seconds of their time, and written soon after."""
    return (
        Watch("reminders", LOOK, reminders.telling.tell_due),
        Watch("reminder_mails", POST, mails.send_due),
    )


def clock_jobs(mornings: Mornings) -> tuple[ClockJob, ...]:
    """Before nine, the digest, and the reminders of the tasks that fall due that day."""
    return (
        ClockJob("digest", Daily(time(8)), mornings.tell_digests),
        ClockJob("task_reminders", Daily(time(8, 30)), mornings.remind_of_tasks),
    )
