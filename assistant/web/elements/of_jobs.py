"""Long work under way."""

from collections.abc import Mapping

from assistant.web.asked import OneJob
from assistant.web.elements.loading import Page, Sent, loads
from core.accounts.models import User


@loads("job", OneJob)
def job(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """How far a job is."""
    return page.views.job(user, str(asked["job_id"]))


@loads("job_cancel", OneJob)
def job_cancel(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """Ask a job to stop."""
    page.router.services.jobs.cancel(user, str(asked["job_id"]))
    return {}
