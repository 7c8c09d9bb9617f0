"""What reminders do by the clock."""

from datetime import time, timedelta

from core.accounts.models import OPERATOR
from core.clock import PARIS, Clock
from core.jobs.clockwork import ClockJob, Daily, Watch
from core.planning.task import OPEN, TaskQuery
from core.planning.tasks import TaskService
from core.reminders.service import ReminderService

LOOK = timedelta(seconds=2)


def watches(reminders: ReminderService) -> tuple[Watch, ...]:
    """Told within a few seconds of their time."""
    return (Watch("reminders", LOOK, reminders.telling.tell_due),)


def clock_jobs(
    reminders: ReminderService, tasks: TaskService, clock: Clock
) -> tuple[ClockJob, ...]:
    """Before nine, the reminders of the tasks that fall due that day."""

    def of_today() -> int:
        today = clock().astimezone(PARIS).date()
        return reminders.telling.for_tasks(
            tasks.find(OPERATOR, TaskQuery(due_on=today, states=OPEN))
        )

    return (ClockJob("task_reminders", Daily(time(8, 30)), of_today),)
