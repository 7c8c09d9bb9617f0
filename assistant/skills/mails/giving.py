"""A campaign's mail: written here from its brief, and given to it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.acts.of_mails import GiveMail, MailWish, WriteForCampaign
from assistant.language.requests.brief_lines import SHOWN
from assistant.language.requests.in_view import CampaignMail, GivenMail
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Reply, Text
from assistant.skills.campaigns.meant import by_id, card, meant
from assistant.skills.mails import telling, wishes
from assistant.skills.registry import Turn, claim, on_act
from core.campaigns.models import Campaign, Objective
from core.content.facts import Facts
from core.content.recipes import Recipe
from core.content.writer import Asked


@on_act(WriteForCampaign, Intent.GENERATE_MAIL)
def write_for(turn: Turn, deed: WriteForCampaign) -> Iterator[Reply]:
    """A draft of what the campaign is for, for its people; its name and day are the campaign's."""
    yield from _write(turn, by_id(turn, deed.campaign), wish=deed.wish)


@claim("mail_of_campaign")
def write_said(turn: Turn) -> Iterable[Reply] | None:
    """The same by a sentence; declined where it names no campaign that there is."""
    request = turn.asked(CampaignMail)
    found = meant(turn, request)
    if found.campaign is not None:
        before = wishes.kept(turn)
        return _write(turn, found.campaign, request.objective, before.wish if before else None)
    return None if request.name else found.replies


def _write(
    turn: Turn,
    campaign: Campaign,
    objective: str | None = None,
    wish: MailWish | None = None,
) -> Iterator[Reply]:
    recipe = wishes.wished(recipe_of(campaign), wish)
    if objective:
        recipe = recipe.with_(objectif=objective)
    asked = Asked(recipe, campaign.filtre, campaign.nom)
    turn.context = replace(turn.context, last_campaign=campaign.campagne_id)
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
    yield from given(turn, deed.mail, by_id(turn, deed.campaign))


@claim("mail_given")
def give_said(turn: Turn) -> Iterable[Reply] | None:
    """The same by a sentence: to the campaign named, else to that of the draft or in view."""
    request = turn.asked(GivenMail)
    found = meant(turn, request)
    in_view = turn.conversations.last_shown(turn.user, turn.conversation) == SHOWN
    if not (request.name or in_view) and (mine := own(turn, request.draft)):
        return given(turn, request.draft, mine)
    if found.campaign is not None:
        return given(turn, request.draft, found.campaign)
    return None if request.name else found.replies


def own(turn: Turn, draft_id: str) -> Campaign | None:
    """The campaign that a draft was written for."""
    draft = turn.services.content.writer.get(turn.user, draft_id)
    every = turn.services.campaigns.preparing.all(turn.user)
    return next((one for one in every if one.nom == draft.campagne), None)


def given(turn: Turn, draft_id: str, campaign: Campaign) -> Iterator[Reply]:
    """The draft's words become the campaign's."""
    draft = turn.services.content.writer.get(turn.user, draft_id)
    mail = turn.services.content.writer.composed(draft).mail
    campaign = turn.services.campaigns.preparing.set_mail(turn.user, campaign, mail)
    yield Text(f"C'est le mail de **{escape(campaign.nom)}**.")
    yield card(turn, campaign)
