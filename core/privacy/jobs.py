"""The long work of privacy, and what it does by the clock."""

from datetime import time

from core.accounts.models import User
from core.jobs.clockwork import ClockJob, Daily
from core.jobs.models import Details, JobKind, Progress, Resumed
from core.privacy.retention import ERASING, RetentionService
from core.prospects.service import ProspectService

AT = time(6, 0)


def job_kinds(retention: RetentionService, prospects: ProspectService) -> tuple[JobKind, ...]:
    """Each person is looked for in the whole base: minutes for many."""

    def erase(user: User, payload: Details, progress: Progress) -> Details:
        ids, typed = payload["ids"], payload["typed"]
        return {"erased": retention.erase(user, ids, typed, progress, prospects.existing)}

    again = Resumed("those who are erased are gone, and the others are still to be")
    return (JobKind("erase_many", (ERASING,), erase, again),)


def clock_jobs(retention: RetentionService) -> tuple[ClockJob, ...]:
    """The task of the review is made on the day when somebody has become too old."""
    return (ClockJob("retention_review", Daily(AT), retention.remind),)
