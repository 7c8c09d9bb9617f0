"""A record."""

from collections.abc import Mapping

from assistant.web.asked import Asked, Name
from assistant.web.elements.loading import Page, Sent, loads
from core.accounts.models import User


class OneRecord(Asked):
    prospect_id: Name


@loads("card", OneRecord)
def card(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """A record."""
    return page.views.card(user, str(asked["prospect_id"]))
