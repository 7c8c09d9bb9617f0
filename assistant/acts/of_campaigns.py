"""Acts about campaigns, their people and what came of them."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from assistant.acts.base import Act, Id
from core.campaigns.models import LeftOut
from core.campaigns.people import Group
from core.campaigns.results import By
from core.prospects.filters import Filter

RecipientId = Annotated[str, StringConstraints(pattern=r"^[\w.:-]+$", max_length=200)]
"""A row of a campaign: the ids of both, around a colon."""
Deed = Literal[
    "open", "brief", "edit", "mail", "see_mail", "test", "approve", "unapprove", "send", "plan",
    "rehearse", "pause", "resume", "cancel", "archive", "results", "follow_up", "follow_up_thread",
    "files", "subjects",
]  # fmt: skip


class OfCampaign(Act):
    """Something done with one campaign."""

    campaign: Id


class DoCampaign(OfCampaign):
    do: Literal["campaign"] = "campaign"
    deed: Deed


class Retarget(OfCampaign):
    """Another selection for a draft."""

    do: Literal["retarget_campaign"] = "retarget_campaign"
    filter: Filter


class Rewrite(OfCampaign):
    """Another name or another day for a draft."""

    do: Literal["rewrite_campaign"] = "rewrite_campaign"
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)] | None = None
    event: date | None = None


class UseTemplate(OfCampaign):
    do: Literal["use_template"] = "use_template"
    template: Annotated[str, StringConstraints(min_length=1, max_length=120)]


class DecideDoubtful(OfCampaign):
    """What becomes of mails of which nobody knows whether they left: all, or that one."""

    do: Literal["decide_doubtful"] = "decide_doubtful"
    doubt: Literal["send", "skip"]
    recipient: RecipientId | None = None


class ShowPeople(OfCampaign):
    """Whom a figure of a campaign counts."""

    do: Literal["campaign_people"] = "campaign_people"
    group: Group = Group.TOTAL
    by: By | None = None
    part: Annotated[str, StringConstraints(max_length=300)] | None = None
    left_out: LeftOut | None = None
    day: date | None = None
    """Those alone who answered that day."""


class NewCampaign(Act):
    do: Literal["new_campaign"] = "new_campaign"


class ListCampaigns(Act):
    do: Literal["list_campaigns"] = "list_campaigns"


class NoteMailAnswer(Act):
    """What somebody answered to a campaign's mail."""

    do: Literal["note_mail_answer"] = "note_mail_answer"
    recipient: RecipientId
    response: Literal["Positif", "Négatif"]


class ShowStrays(Act):
    """The mails of which nobody knows whom they are from."""

    do: Literal["show_strays"] = "show_strays"


class OfStray(Act):
    """Something done with one of them."""

    mail: Id


class OpenStray(OfStray):
    do: Literal["open_stray"] = "open_stray"


class AttributeStray(OfStray):
    do: Literal["attribute_stray"] = "attribute_stray"
    recipient: RecipientId


class SetStrayAside(OfStray):
    do: Literal["set_stray_aside"] = "set_stray_aside"


class MailsOfRecord(Act):
    """The mails that a prospect was sent."""

    do: Literal["mails_of_record"] = "mails_of_record"
    id: Id


class ShowRehearsed(OfCampaign):
    """The mail that a rehearsal would have sent to somebody."""

    do: Literal["show_rehearsed"] = "show_rehearsed"
    rank: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class CheckMail(Act):
    """Try the server of mails and the mailbox."""

    do: Literal["check_mail"] = "check_mail"
