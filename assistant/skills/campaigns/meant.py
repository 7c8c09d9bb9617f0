"""Which campaign a sentence speaks of, and what is remembered of it."""

from collections.abc import Iterator
from dataclasses import replace

from assistant.acts.of_campaigns import DoCampaign, NewCampaign
from assistant.language.requests.brief_lines import SHOWN
from assistant.language.requests.campaigns import LIST, CampaignRequest
from assistant.rendering.campaigns.deeds import label_of, say_of
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, CampaignCard, Choices, Reply, Text
from assistant.skills.registry import Turn
from core.campaigns.mentions import mentioned
from core.campaigns.models import Campaign
from core.errors import NotFound

NEW = Button("Nouvelle campagne", "crée une campagne", act=NewCampaign())
_MOST = 6


class Meant:
    """One campaign, or what to answer where there is not one."""

    def __init__(self, campaign: Campaign | None, replies: tuple[Reply, ...] = ()) -> None:
        self.campaign = campaign
        self.replies = replies


def meant(turn: Turn, request: CampaignRequest) -> Meant:
    """The campaign named, else the one spoken of, else the only one there is."""
    doors = turn.services.campaigns.preparing
    if len(whole := mentioned(doors.all(turn.user), request.said)) == 1:
        return Meant(whole[0])
    if request.name:
        found = doors.called(turn.user, request.name)
        if len(found) == 1:
            return Meant(found[0])
        if not found:
            return Meant(None, tuple(_nobody(turn, request.name)))
        return Meant(None, tuple(_which(found)))
    every = doors.all(turn.user)
    if not every:
        return Meant(None, tuple(none_yet()))
    if request.rank is not None:
        return _ranked(turn, every, request.rank)
    if request.last:
        return Meant(every[0])
    spoken = turn.context.last_campaign
    known = next((one for one in every if one.campagne_id == spoken), None)
    if known is not None or len(every) == 1:
        return Meant(known or every[0])
    return Meant(None, tuple(_which(every)))


def _ranked(turn: Turn, every: list[Campaign], rank: int) -> Meant:
    """That of the list on the screen, of the page that is shown."""
    shown = turn.conversations.shown(turn.user, turn.conversation, LIST) or {}
    states = shown.get("states") or ()
    listed = [one for one in every if not states or one.etat.value in states]
    at = rank - 1 + int(shown.get("skip") or 0) if rank > 0 else len(listed) + rank
    if 0 <= at < len(listed):
        return Meant(listed[at])
    told = f"Il y a {plural(len(listed), 'campagne')} dans cette liste : laquelle ?"
    return Meant(None, (Text(told), *_which(listed)))


def by_id(turn: Turn, campagne_id: str) -> Campaign:
    """The campaign of a button. NotFound."""
    return turn.services.campaigns.preparing.by_id(turn.user, campagne_id)


def none_yet() -> Iterator[Reply]:
    """There is no campaign."""
    yield Text("Il n'y a encore aucune campagne.")
    yield Choices((NEW,))


def _nobody(turn: Turn, name: str) -> Iterator[Reply]:
    try:
        turn.services.campaigns.preparing.named(turn.user, name)
    except NotFound as error:
        yield Text(escape(error.message))
    every = turn.services.campaigns.preparing.all(turn.user)
    yield Choices((*map(open_button, every[:_MOST]), NEW))


def _which(found: list[Campaign]) -> Iterator[Reply]:
    yield Text("De quelle campagne parlez-vous ?")
    yield Choices(tuple(map(open_button, found[:_MOST])))


def open_button(campaign: Campaign) -> Button:
    """Opens a campaign."""
    act = DoCampaign(campaign=campaign.campagne_id, deed="open")
    return Button(campaign.nom, say_of(campaign, "open"), act=act)


def open_named(turn: Turn, name: str) -> Button:
    """Opens the campaign of exactly that name."""
    return open_button(turn.services.campaigns.preparing.named(turn.user, name))


def button(campaign: Campaign, deed: str, label: str = "") -> Button:
    """Does something with a campaign, as under its card."""
    act = DoCampaign.model_validate({"campaign": campaign.campagne_id, "deed": deed})
    return Button(label or label_of(act.deed), say_of(campaign, act.deed), act=act)


def card(turn: Turn, campaign: Campaign) -> CampaignCard:
    """Show a campaign, and speak of it from now on: what follows may change a line of it."""
    brief = not campaign.approved
    keep(turn, campaign, "brief" if brief else "campaign")
    return CampaignCard(campaign.campagne_id)


def keep(turn: Turn, campaign: Campaign, stage: str, rank: int = 0) -> None:
    """Speak of a campaign from now on; of a draft, its selection is the one in force. `rank` is
    that of the mail on the screen, in a rehearsal."""
    turn.context = replace(turn.context, last_campaign=campaign.campagne_id)
    if stage == "brief":
        before = turn.context
        previous = before.previous if campaign.filtre == before.filter else before.filter
        turn.context = replace(before, filter=campaign.filtre, previous=previous)
    shown = {
        "id": campaign.campagne_id,
        "stage": stage,
        "rank": rank,
        "record": turn.context.last_prospect,
        "filter": campaign.filtre.as_json(),
        "event": campaign.date_evenement.isoformat() if campaign.date_evenement else None,
    }
    turn.conversations.show(turn.user, turn.conversation, SHOWN, shown)
