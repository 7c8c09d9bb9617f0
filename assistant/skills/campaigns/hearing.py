"""What a sentence means by the campaign on the screen: of each, its skill."""

from collections.abc import Iterable, Iterator

from assistant.language.requests.brief_lines import SHOWN, BriefEdit
from assistant.language.requests.campaign_doubts import DoubtRequest, OtherMail
from assistant.language.requests.campaign_more import (
    FormLine,
    NumberRequest,
    PartsRequest,
    RemoveRequest,
)
from assistant.language.requests.campaign_talk import (
    CheckRequest,
    ListPage,
    MailChosen,
    MailsRequest,
    PeopleRequest,
    StraysRequest,
)
from assistant.language.requests.campaigns import LIST, CampaignRequest, ResultsRequest, StepRequest
from assistant.language.requests.pages import Page
from assistant.rendering.wording import escape
from assistant.replies import Reply, Text
from assistant.skills.campaigns import (
    changing,
    creating,
    following,
    holding,
    mailing,
    measuring,
    received,
    rehearsing,
    removing,
    sending,
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
            return changing.edited(turn, edit)
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
            return _step(turn, step)
        case _:
            return _beside(turn)


def _beside(turn: Turn) -> Iterable[Reply] | None:
    """Its form, its removal, its results by part, a number, a single mail."""
    match turn.request:
        case FormLine(edit):
            return creating.filled(turn, edit)
        case RemoveRequest() as gone:
            return removing.removed(turn, gone)
        case PartsRequest() as parts:
            return measuring.by_part(turn, parts)
        case NumberRequest() as number:
            return _number(turn, number)
        case DoubtRequest() as doubt:
            return holding.doubted(turn, doubt)
        case OtherMail(wanted):
            return following.other_mail(turn, wanted)
        case ResultsRequest() as results:
            return measuring.measured(turn, results)
        case CampaignRequest(rank=int()) as one:
            return showing.one(turn, one)
        case _:
            return None


def _step(turn: Turn, step: StepRequest) -> Iterator[Reply]:
    """The campaign is named first where something else was shown since it was."""
    away = turn.conversations.last_shown(turn.user, turn.conversation) != SHOWN
    found = meant(turn, step)
    if away and not step.name and found.campaign is not None:
        yield Text(f"Campagne **{escape(found.campaign.nom)}** :")
    yield from steps.said(turn, step)


def _people(turn: Turn, asked: PeopleRequest) -> Iterator[Reply]:
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
        return
    yield from showing.people(turn, found.campaign, Wanted(Group(asked.group)))


def _page(turn: Turn, wanted: Page) -> Iterator[Reply]:
    shown = turn.conversations.shown(turn.user, turn.conversation, LIST) or {}
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


def _number(turn: Turn, asked: NumberRequest) -> Iterator[Reply]:
    """A number typed where none was asked for: what lacks for the send, or its question."""
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
        return
    yield Text("Je n'attendais pas encore de nombre : rien n'est parti.")
    yield from sending.send(turn, found.campaign)
