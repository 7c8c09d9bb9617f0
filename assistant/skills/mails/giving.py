"""A campaign's mail: written here from its brief, and given to it."""

from collections.abc import Iterable, Iterator

from assistant.acts.of_mails import GiveMail, WriteForCampaign
from assistant.language.requests.campaign_mail import GiveTo, WriteFor
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Reply, Text
from assistant.skills.campaigns.meant import by_id, card, meant
from assistant.skills.mails import telling
from assistant.skills.registry import Turn, claim, on_act
from core.campaigns.models import Campaign, Objective
from core.content.facts import Facts
from core.content.recipes import Recipe
from core.content.writer import Asked


@on_act(WriteForCampaign, Intent.GENERATE_MAIL)
def write_for(turn: Turn, deed: WriteForCampaign) -> Iterator[Reply]:
    """A draft of what the campaign is for, for its people; its name and day are the campaign's."""
    yield from _written(turn, by_id(turn, deed.campaign))


def _written(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    asked = Asked(recipe_of(campaign), campaign.filtre, campaign.nom)
    draft = turn.services.content.writer.begin(turn.user, asked)
    told = (
        f"Voici un mail pour **{escape(campaign.nom)}**. Corrigez-le ici, puis donnez-le à la "
        "campagne."
    )
    yield from telling.shown(turn, draft, told)


def recipe_of(campaign: Campaign) -> Recipe:
    """What a campaign's mail is made from."""
    other = campaign.objectif is Objective.AUTRE
    return Recipe(
        objectif="invitation" if other else campaign.objectif.value,
        types=campaign.filtre.type_prospect or (),
        de_campagne=True,
        faits=Facts(date=campaign.date_evenement, date_fin=campaign.date_fin),
    )


@on_act(GiveMail, Intent.CREATE_CAMPAIGN)
def give(turn: Turn, deed: GiveMail) -> Iterator[Reply]:
    """The draft becomes the campaign's mail."""
    yield from _given(turn, by_id(turn, deed.campaign), deed.mail)


def _given(turn: Turn, campaign: Campaign, mail_id: str) -> Iterator[Reply]:
    draft = turn.services.content.writer.get(turn.user, mail_id)
    mail = turn.services.content.writer.composed(draft).mail
    campaign = turn.services.campaigns.preparing.set_mail(turn.user, campaign, mail)
    yield Text(f"C'est le mail de **{escape(campaign.nom)}**.")
    yield card(turn, campaign)


@claim("campaign_mail_said")
def said(turn: Turn) -> Iterable[Reply] | None:
    """The same of the campaign that a sentence speaks of."""
    request = turn.request
    if not isinstance(request, WriteFor | GiveTo):
        return None
    found = meant(turn, request)
    if found.campaign is None:
        return found.replies
    if isinstance(request, GiveTo):
        return _given(turn, found.campaign, request.draft)
    return _written(turn, found.campaign)
