"""The long work of duplicates: the search for near ones."""

from core.accounts.models import User
from core.duplicates.finding import COMPARING, READING
from core.duplicates.service import DuplicateService
from core.jobs.models import Details, JobKind, Progress, Resumed


def job_kinds(duplicates: DuplicateService) -> tuple[JobKind, ...]:
    """Every record is compared to its likes."""

    def find(user: User, payload: Details, progress: Progress) -> Details:
        return {"groups": duplicates.find(user, progress)}

    return (
        JobKind("duplicates", (READING, COMPARING), find, Resumed("groups found replace others")),
    )
