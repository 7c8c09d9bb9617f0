"""Requests for settings: each topic and who answers it. Rights are checked by the services."""

from collections.abc import Iterable

from assistant.language.requests.accounts import SettingsRequest, Topic
from assistant.language.understanding import Intent
from assistant.replies import Reply
from assistant.skills.accounts import changing, inviting, own, seeing
from assistant.skills.registry import Turn, claim, skill
from assistant.skills.settings import installation, preferences
from core.accounts.models import Role, User


@claim("account_reopened")
@skill(Intent.SETTINGS)
def settings(turn: Turn) -> Iterable[Reply]:
    """What a request for settings is about."""
    request = turn.asked(SettingsRequest)
    match request.topic:
        case Topic.OWN_PASSWORD:
            return own.password(turn)
        case Topic.OWN_EMAIL:
            return own.email(turn)
        case Topic.OWN_RIGHTS:
            return own.rights(turn)
        case Topic.EVERYBODY:
            return seeing.everybody(turn)
        case Topic.INVITE:
            return inviting.invite(turn, request)
        case Topic.MAIL_SERVER:
            return installation.ask(turn, "mail")
        case Topic.SENDING:
            return installation.ask(turn, "sending")
        case Topic.PLANNING:
            return installation.ask(turn, "planning")
        case Topic.OVERVIEW:
            return preferences.overview(turn)
        case _:
            return seeing.of_whom(turn, request, _deed(request))


def _deed(request: SettingsRequest) -> seeing.Deed:
    """What is done to the account that the sentence names."""

    def role(turn: Turn, account: User) -> Iterable[Reply]:
        return changing.give_role(turn, account, Role(request.role) if request.role else None)

    deeds: dict[Topic, seeing.Deed] = {
        Topic.CLOSE: changing.close,
        Topic.REOPEN: changing.reopen,
        Topic.RESET: changing.reset,
        Topic.ROLE: role,
    }
    return deeds.get(request.topic, seeing.one)
