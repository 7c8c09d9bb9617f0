"""A campaign's mail, said: "rédige le mail de la campagne", "donne ce mail à la campagne"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.brief_lines import campaign_opened
from assistant.language.requests.campaigns import CampaignRequest
from assistant.language.requests.mail_changes import MAIL
from assistant.language.understanding import Intent


@dataclass(frozen=True)
class WriteFor(CampaignRequest):
    """A mail is to be written for a campaign, from its brief."""


@dataclass(frozen=True)
class GiveTo(CampaignRequest):
    """The draft that was shown last is to be a campaign's mail."""

    draft: str = ""


_CAMPAIGN = r"(?:la|ma|notre|cette) campagne(?: (?P<name>.+?))?(?: (?:stp|svp))?"
_WRITE = re.compile(
    r"(?:redige\w*|ecri\w+|prepare\w*|fai[st]?\w*)(?: moi)? (?:le|son) (?:mail|message)"
    rf" (?:de|pour) {_CAMPAIGN}"
)
_THIS = r"(?:ce|mon) (?:mail|brouillon|message)"
_GIVE = re.compile(
    r"(?:donne\w*|me(?:ts|ttez|ttre)|utilise\w*|prend\w*|prenez|choisi\w*|garde\w*)"
    rf"(?: lui)? {_THIS}"
    rf"(?: (?:a|pour|dans|comme mail de) {_CAMPAIGN})?"
)
_GIVE_THE = re.compile(rf"(?:donne\w*|utilise\w*) le mail (?:a|pour) {_CAMPAIGN}")


def claim_campaign_mail(asked: Asked) -> tuple[Intent, Request] | None:
    """Either, where the sentence names a campaign, or one was opened in the conversation."""
    opened = campaign_opened(asked) is not None
    if found := _WRITE.fullmatch(asked.said):
        named = found["name"]
        ready = named or opened
        request = WriteFor(name=named, said=asked.said)
        return (Intent.GENERATE_MAIL, request) if ready else None
    draft = asked.scene.shown.get(MAIL)
    found = _GIVE.fullmatch(asked.said) or _GIVE_THE.fullmatch(asked.said)
    if draft is None or found is None or not (found["name"] or opened):
        return None
    given = GiveTo(name=found["name"], said=asked.said, draft=str(draft["draft"]))
    return Intent.GENERATE_MAIL, given
