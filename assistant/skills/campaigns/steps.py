"""What may be done with a campaign, by a sentence or a button: one table."""

from collections.abc import Callable, Iterator, Mapping

from assistant.language.requests.campaigns import Step, StepRequest
from assistant.language.understanding import Intent
from assistant.replies import Reply
from assistant.skills.campaigns import (
    approving,
    creating,
    following,
    holding,
    mailing,
    measuring,
    rehearsing,
    sending,
    subjects,
)
from assistant.skills.campaigns.meant import card, meant
from assistant.skills.registry import Turn, skill
from core.campaigns.models import Campaign

Do = Callable[[Turn, Campaign], Iterator[Reply]]


@skill(Intent.SEND_CAMPAIGN)
def send_campaign(turn: Turn) -> Iterator[Reply]:
    """A send, or whatever else is to be done with a campaign."""
    yield from said(turn, turn.asked(StepRequest))


def said(turn: Turn, asked: StepRequest) -> Iterator[Reply]:
    """What a sentence asks for."""
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
    elif asked.step is Step.TEST:
        yield from mailing.test(turn, found.campaign, asked.address)
    elif asked.step is Step.PLAN and asked.at is not None:
        yield from sending.send(turn, found.campaign, asked.at)
    else:
        yield from done(turn, found.campaign, asked.step.value)


def done(turn: Turn, campaign: Campaign, deed: str) -> Iterator[Reply]:
    """What a button is for; the same as its sentence."""
    yield from _DEEDS[deed](turn, campaign)


def _brief(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    yield card(turn, campaign)


def _test(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    yield from mailing.test(turn, campaign, None)


def _threaded(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    yield from following.follow_up(turn, campaign, threaded=True)


_DEEDS: Mapping[str, Do] = {
    "brief": _brief,
    "edit": creating.edit_form,
    "mail": mailing.choose,
    "see_mail": following.see_mail,
    "test": _test,
    "subjects": subjects.ask,
    "approve": approving.approve,
    "unapprove": approving.unapprove,
    "send": sending.send,
    "plan": sending.plan,
    "rehearse": rehearsing.rehearse,
    "pause": holding.pause,
    "resume": holding.resume,
    "cancel": holding.cancel,
    "archive": holding.archive,
    "files": rehearsing.files,
    "results": measuring.results,
    "follow_up": following.follow_up,
    "follow_up_thread": _threaded,
}
