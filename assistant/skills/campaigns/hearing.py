"""What a sentence means by the campaign on the screen: of each, its skill."""

from collections.abc import Iterable, Iterator

from assistant.language.requests.brief_lines import BriefEdit
from assistant.language.requests.campaign_talk import (
    CheckRequest,
    ListPage,
    MailChosen,
    MailsRequest,
    PeopleRequest,
    StraysRequest,
)
from assistant.language.requests.campaigns import StepRequest
from assistant.language.requests.pages import Page
from assistant.replies import Reply, Text
from assistant.skills.campaigns import (
    creating,
    following,
    mailing,
    received,
    rehearsing,
    showing,
    steps,
)
from assistant.skills.campaigns.meant import meant
from assistant.skills.registry import Turn, claim
from core.campaigns.people import Group, Wanted


@claim("campaign_said")
def claimed(turn: Turn) -> Iterable[Reply] | None:
    """Of what the sentence is about, its skill."""
    match turn.request:
        case BriefEdit() as edit:
            return creating.edited(turn, edit)
        case MailChosen() as chosen:
            return mailing.use(turn, chosen)
        case PeopleRequest() as wanted:
            return _people(turn, wanted)
        case MailsRequest(name):
            return following.mails_of(turn, name)
        case CheckRequest():
            return rehearsing.checked(turn)
        case StraysRequest():
            return received.strays(turn)
        case ListPage(wanted_page):
            return _page(turn, wanted_page)
        case StepRequest() as step:
            return steps.said(turn, step)
        case _:
            return None


def _people(turn: Turn, asked: PeopleRequest) -> Iterator[Reply]:
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
        return
    yield from showing.people(turn, found.campaign, Wanted(Group(asked.group)))


def _page(turn: Turn, wanted: Page) -> Iterator[Reply]:
    shown = turn.conversations.shown(turn.user, turn.conversation, "campaigns") or {}
    total, skip = int(shown.get("total", 0)), int(shown.get("skip", 0))
    last = max(0, (total - 1) // showing.PAGE * showing.PAGE)
    skip = {
        Page.NEXT: skip + showing.PAGE,
        Page.PREVIOUS: skip - showing.PAGE,
        Page.FIRST: 0,
        Page.LAST: last,
    }[wanted]
    if not 0 <= skip <= last:
        yield Text("C'est tout : il n'y a pas d'autre campagne de ce côté.")
        return
    yield showing.page(turn, tuple(shown.get("states", ())), total, skip)
