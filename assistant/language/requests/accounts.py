"""What of the settings a sentence is about: one's password, an account, the mail server."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.courteous import request_in
from assistant.language.text.phrasings import phrasings
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

EMAIL = re.compile(r"[^\s<>,;:()«»\"']+@[^\s<>,;:()«»\"']+\.[a-z]{2,}", re.IGNORECASE)
_MARK = " xmail "
_WAYS = phrasings("accounts", " ")


class Topic(StrEnum):
    """What a request for settings is about."""

    OVERVIEW = "overview"
    OWN_PASSWORD = "own_password"  # noqa: S105
    OWN_EMAIL = "own_email"
    OWN_RIGHTS = "own_rights"
    EVERYBODY = "everybody"
    ONE = "one"
    INVITE = "invite"
    CLOSE = "close"
    REOPEN = "reopen"
    ROLE = "role"
    RESET = "reset"
    MAIL_SERVER = "mail_server"
    SENDING = "sending"
    PLANNING = "planning"


_ROLES = {
    "admin": _WAYS.within("role_admin"),
    "manager": _WAYS.within("role_manager"),
    "bénévole": _WAYS.within("role_benevole"),
}
_TOPICS = tuple(
    (topic, _WAYS.within(table))
    for topic, table in (
        (Topic.SENDING, "sending"),
        (Topic.PLANNING, "planning"),
        (Topic.MAIL_SERVER, "mail_server"),
        (Topic.RESET, "others_secret"),
        (Topic.OWN_PASSWORD, "own_secret"),
        (Topic.OWN_PASSWORD, "secret"),
        (Topic.OWN_EMAIL, "own_mail"),
        (Topic.REOPEN, "reopen"),
        (Topic.CLOSE, "close"),
        (Topic.INVITE, "invite"),
        (Topic.EVERYBODY, "everybody"),
        (Topic.ROLE, "gives_role"),
        (Topic.OWN_RIGHTS, "own_rights"),
        (Topic.ONE, "named"),
    )
)
"""The first that is said."""
_BY_MAIL = tuple(map(_WAYS.within, ("by_mail", "own_by_mail")))


@dataclass(frozen=True)
class SettingsRequest(Request):
    """What is to be set, and whose account it is about."""

    topic: Topic
    emails: tuple[str, ...]
    """As typed."""
    role: str | None
    """bénévole, manager or admin, where one is named."""
    words: frozenset[str]
    """What is said, folded: a person may be among them."""

    def whom(self, known: Sequence[str]) -> list[str]:
        """Which of the accounts, given by their e-mail, the sentence names."""
        named = {email.lower() for email in self.emails}
        if named:
            return [email for email in known if email in named]
        return [email for email in known if _names(email) & self.words]


def _names(email: str) -> set[str]:
    """ "julie.martin@exemple.fr" is Julie, or Martin."""
    return {part for part in fold(email.partition("@")[0]).split() if len(part) > 2}


def read_settings(asked: Asked) -> SettingsRequest:
    """ "passe Nadège manager", "change mon mot de passe", "règle le serveur de mail"."""
    said = _marked(asked.typed)
    topic = next((topic for topic, rule in _TOPICS if rule.search(said)), Topic.OVERVIEW)
    return SettingsRequest(
        topic=topic,
        emails=tuple(EMAIL.findall(asked.typed)),
        role=next((role for role, rule in _ROLES.items() if rule.search(said)), None),
        words=frozenset(said.split()),
    )


_AGAIN = re.compile(
    r"(?:rouvr|reouvr|re ouvr|reactiv|debloqu|retabli|remet|redonn|rend)\w*"
    r"(?: (?:moi|le|l|un|son|lui|les))* (?:compte|conte|acces)(?: .+)?"
)


def claim_reopened(asked: Asked) -> tuple[Intent, Request] | None:
    """ "rouvre le compte de Julie": whatever was spoken of, it is no record."""
    if not _AGAIN.fullmatch(request_in(asked.said)):
        return None
    return Intent.SETTINGS, replace(read_settings(asked), topic=Topic.REOPEN)


def speaks_of_account(typed: str) -> bool:
    """Whether an e-mail, or one's own, is plainly an account's, and not that of a record."""
    said = _marked(typed)
    return (_MARK in f" {said} " and bool(_BY_MAIL[0].search(said))) or bool(
        _BY_MAIL[1].search(said)
    )


def _marked(typed: str) -> str:
    """Folded, each e-mail one word."""
    return fold(EMAIL.sub(_MARK, typed))
