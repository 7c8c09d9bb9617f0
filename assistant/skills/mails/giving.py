"""A campaign's mail: written here from its brief, and given to it."""

from collections.abc import Iterator

from assistant.acts.of_mails import GiveMail, WriteForCampaign
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Reply, Text
from assistant.skills.campaigns.meant import by_id, card
from assistant.skills.mails import telling
from assistant.skills.registry import Turn, on_act
from core.campaigns.models import Campaign, Objective
from core.content.facts import Facts
from core.content.recipes import Recipe
from core.content.writer import Asked


@on_act(WriteForCampaign, Intent.GENERATE_MAIL)
def write_for(turn: Turn, deed: WriteForCampaign) -> Iterator[Reply]:
    """A draft of what the campaign is for, for its people; its name and day are the campaign's."""
    campaign = by_id(turn, deed.campaign)
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
    draft = turn.services.content.writer.get(turn.user, deed.mail)
    mail = turn.services.content.writer.composed(draft).mail
    campaign = by_id(turn, deed.campaign)
    campaign = turn.services.campaigns.preparing.set_mail(turn.user, campaign, mail)
    yield Text(f"C'est le mail de **{escape(campaign.nom)}**.")
    yield card(turn, campaign)
