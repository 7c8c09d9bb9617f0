"""The long work of the demonstration: its loading."""

from core.accounts.models import User
from core.demo.service import LOADING, DemoService
from core.jobs.models import Details, JobKind, Progress, Resumed


def job_kinds(demo: DemoService) -> tuple[JobKind, ...]:
    """Large ones take minutes."""

    def load(user: User, payload: Details, progress: Progress) -> Details:
        return {"rows": demo.load(user, payload["rows"], payload.get("seed", 1), progress).rows}

    again = Resumed("an interrupted load is completed as it began, batch by batch")
    return (JobKind("demo", (LOADING,), load, again),)
