"""What the preview of a draft shows, loaded by its id."""

from typing import TypedDict

from core.accounts.models import User
from core.services import Services

POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:; '
    "style-src 'unsafe-inline'; form-action 'none'\"><base target=\"_blank\">"
)
"""Nothing of the mail runs, and nothing is asked of the outside."""


class PersonShown(TypedDict):
    """Whom the draft may be shown as."""

    id: str
    label: str


class MailShown(TypedDict):
    """A draft as one person reads it."""

    sender: str
    subject: str
    preview: str
    text: str
    html: str
    missing: list[str]
    number: int
    people: list[PersonShown]


def shown(
    services: Services, user: User, draft_id: str, number: int, person: str | None
) -> MailShown:
    """The version of that number, as that prospect or as the first one."""
    content = services.content
    draft = content.writer.get(user, draft_id)
    seen = content.previews.seen(user, draft_id, number, person)
    people = content.previews.people(user, draft)
    return {
        "sender": seen.expediteur,
        "subject": seen.sujet,
        "preview": seen.apercu,
        "text": seen.texte,
        "html": POLICY + seen.html,
        "missing": list(seen.manque),
        "number": number,
        "people": [
            {"id": one.prospect_id, "label": f"{one.name} ({one.type}, {one.town})"}
            for one in people
        ],
    }
