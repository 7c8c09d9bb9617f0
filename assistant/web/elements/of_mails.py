"""Drafts of mails."""

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import Field

from assistant.rendering.mails.views import shown
from assistant.web.asked import Asked, Name
from assistant.web.elements.loading import Page, Sent, loads
from core.accounts.models import User


class OneMail(Asked):
    draft_id: Name
    number: Annotated[int, Field(ge=1, le=100_000)]
    person: Name | None = None


@loads("mail", OneMail)
def mail(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """A draft as one of its recipients reads it."""
    person = str(asked["person"]) if asked.get("person") else None
    found = shown(
        page.router.services, user, str(asked["draft_id"]), cast("int", asked["number"]), person
    )
    return dict(found)
