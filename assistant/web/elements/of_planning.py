"""What elements about planning load."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from assistant.rendering.planning.task_rows import task_rows
from assistant.web.asked import Asked, Name
from assistant.web.elements.loading import Page, Sent, loads
from core.accounts.models import User


class SomeTasks(Asked):
    ids: Annotated[list[Name], Field(max_length=300)]


@loads("tasks", SomeTasks)
def tasks(page: Page, user: User, sent: Sent) -> Mapping[str, object]:
    """Tasks to tick, as they are now."""
    return {"tasks": task_rows(page.views.services, user, sent["ids"])}
