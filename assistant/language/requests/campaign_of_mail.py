"""The mail in work becomes a campaign: "prépare une campagne avec ce mail", "fais-en une"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.courteous import request_in
from assistant.language.requests.mail_changes import MAIL
from assistant.language.understanding import Intent

_MAKES = (
    r"(?:fai\w+|cre+\w*|prepar\w+|lanc\w+|mont\w+|construi\w*|demarr\w+|commenc\w+|met\w*)"
    r"(?: moi| nous)?"
)
_CAMPAIGN = r"(?:une|la|ma|notre)?(?: nouvelle)? ?campagne"
_THIS = r"(?:ce|le|mon|notre|cet) (?:mail|e mail|message|courriel)"
_LINK = r"(?:avec|de|a partir de|pour|sur|depuis|autour de|d apres)"
_OF_MAIL = re.compile(
    rf"{_MAKES} {_CAMPAIGN} {_LINK} {_THIS}(?: la)?"
    rf"|(?:transform\w+|mets?|met|tourn\w+|pass\w+) {_THIS}(?: la)? (?:en|dans) {_CAMPAIGN}"
)
_THIS_ONE = rf"{_LINK}(?: (?:ca|cela|celui (?:ci|la)|lui|tout ca))?"
_OF_THIS = tuple(
    re.compile(way)
    for way in (
        rf"{_MAKES} {_CAMPAIGN}(?: {_THIS_ONE})?",
        rf"(?:{_MAKES}|(?:je|on|j) en (?:fai\w*|veux faire)) {_CAMPAIGN}",
        rf"(?:{_MAKES} en|(?:(?:je|on) (?:veux|voudrais|peut|va) )?en faire) {_CAMPAIGN}",
        rf"(?:transform\w+|met\w*|tourn\w+) (?:le|ca|la) (?:en|dans) {_CAMPAIGN}",
    )
)


@dataclass(frozen=True)
class MailCampaign(Request):
    """A campaign of a draft: its event, its day, its people, its words."""

    draft: str


def claim_campaign_of_mail(asked: Asked) -> tuple[Intent, MailCampaign] | None:
    """Where a mail is in work; said of "ça" or of nothing, where it was shown last."""
    kept = asked.scene.shown.get(MAIL)
    if kept is None:
        return None
    said = request_in(asked.said)
    last = asked.scene.last_shown == MAIL
    if _OF_MAIL.fullmatch(said) or (last and any(one.fullmatch(said) for one in _OF_THIS)):
        return Intent.CREATE_CAMPAIGN, MailCampaign(str(kept["draft"]))
    return None
