"""What waits for an answer: confirmations, forms, links to choose a password."""

from collections.abc import Mapping

from assistant.web.asked import OneForm, OnePending
from assistant.web.elements.loading import Page, Sent, loads
from core.accounts.models import User


@loads("pending", OnePending)
def pending(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """Whether a confirmation still waits."""
    return {"state": page.router.conversations.state(user, str(asked["pending_id"]))}


@loads("form", OneForm)
def form(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """A form's state and fields."""
    return page.router.form(user, str(asked["form_id"]))


@loads("shown_once", OnePending)
def shown_once(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """A secret that is shown once, and kept nowhere: spare codes, a token."""
    return page.router.shown_once(user, str(asked["pending_id"]))


@loads("password_link", OnePending)
def password_link(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """A link by which somebody chooses a password: shown once, and kept nowhere."""
    return page.router.password_link(user, str(asked["pending_id"]))
