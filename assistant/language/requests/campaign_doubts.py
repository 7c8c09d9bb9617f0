"""Sentences on single mails of the campaign on the screen: those in doubt, those of a rehearsal."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.brief_lines import campaign_shown
from assistant.language.requests.campaigns import CampaignRequest
from assistant.language.requests.pages import Page, page_said
from assistant.language.understanding import Intent

Claimed = tuple[Intent, Request]
REHEARSED = "rehearsed"
"""The stage of a campaign whose rehearsed mails are on the screen."""


@dataclass(frozen=True)
class DoubtRequest(CampaignRequest):
    """What becomes of mails of which nobody knows whether they left: all, or somebody's."""

    again: bool = False
    who: str | None = None
    """Folded."""


@dataclass(frozen=True)
class OtherMail(Request):
    """Another of the mails of a rehearsal."""

    page: Page


_VERB = r"(?:(?P<again>refai\w*|renvo\w*)|(?:laisse\w*|abandonne\w*|ignore\w*|oublie\w*))"
_ALL = re.compile(rf"{_VERB} (?:tous )?les (?:mails |envois )?incertains(?: de cote)?")
_ONE = re.compile(rf"{_VERB} le mail (?:de la |de l |du |de |d )?(?P<who>.+?)(?: de cote)?")
_BEFORE = re.compile(r"(?:le )?(?:precedent|d avant)")
_MAIL = re.compile(r"(?:le |au |voir le |montre (?:moi )?le )?mail (?P<page>\w+(?: \w+)?)")


def claim_mail(asked: Asked) -> Claimed | None:
    """ "refais les envois incertains", "laisse le mail de la MJC de côté", "mail suivant"."""
    if found := _ALL.fullmatch(asked.said):
        again = found["again"] is not None
        return Intent.SEND_CAMPAIGN, DoubtRequest(said=asked.said, again=again)
    shown = campaign_shown(asked)
    if shown is None:
        return None
    if shown.get("stage") == REHEARSED:
        return _other(asked.said)
    found = _ONE.fullmatch(asked.said)
    if found is None or shown.get("stage") != "people":
        return None
    return Intent.SEND_CAMPAIGN, DoubtRequest(again=found["again"] is not None, who=found["who"])


def _other(said: str) -> Claimed | None:
    found = _MAIL.fullmatch(said)
    word = found["page"] if found else said
    page = Page.PREVIOUS if _BEFORE.fullmatch(word) else page_said(word)
    return None if page is None else (Intent.SHOW_CAMPAIGN, OtherMail(page))
