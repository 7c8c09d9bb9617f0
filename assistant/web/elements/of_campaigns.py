"""A campaign."""

from collections.abc import Mapping

from assistant.web.asked import Asked, Name
from assistant.web.elements.loading import Page, Sent, loads
from core.accounts.models import User


class OneCampaign(Asked):
    campaign_id: Name


@loads("campaign", OneCampaign)
def campaign(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """A campaign as it is now."""
    return page.views.campaign(user, str(asked["campaign_id"]))
