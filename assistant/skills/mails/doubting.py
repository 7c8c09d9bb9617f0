"""A sentence that may be about the mail in work: which is asked, before one is for everybody."""

from collections.abc import Iterable, Iterator

from assistant.acts.of_mails import NewMail, ShowMail, WriteForCampaign
from assistant.language.requests.brief_lines import SHOWN
from assistant.language.requests.mail_changes import MAIL
from assistant.language.requests.mails import MailRequest
from assistant.language.understanding import Intent
from assistant.rendering.wording import plural
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.mails import telling, wishes
from assistant.skills.registry import Turn, on_act
from core.accounts.models import User
from core.campaigns.models import Campaign, State
from core.content.drafts import Draft
from core.content.recipes import Recipe
from core.content.writer import Asked
from core.errors import NotFound

NEW = "écris un nouveau mail pour tous les prospects"


def follows(turn: Turn, request: MailRequest) -> bool:
    """Whether a mail or a campaign in view may be meant, and not another mail for everybody."""
    if request.channel or (_draft(turn) is None and _campaign(turn) is None):
        return False
    return not request.fresh or turn.conversations.last_shown(*_here(turn)) == SHOWN


def _here(turn: Turn) -> tuple[User, str]:
    return turn.user, turn.conversation


def which(turn: Turn, recipe: Recipe) -> Iterator[Reply]:
    """The mail in work, the campaign's, or a new one for all: each a button."""
    draft, campaign = _draft(turn), _campaign(turn)
    total = turn.services.prospects.count(turn.user, turn.filter)
    yield Text("De quel mail parlez-vous ?")
    buttons = []
    if draft is not None:
        subject = turn.services.content.writer.composed(draft).mail.sujet
        act = ShowMail(mail=draft.draft_id)
        buttons.append(Button(f"Changer le mail « {subject} »", "montre le mail", act=act))
    if campaign is not None:
        write = WriteForCampaign(campaign=campaign.campagne_id, wish=wishes.wish_of(recipe))
        say = f"rédige le mail de la campagne {campaign.nom}"
        buttons.append(Button(f"Écrire le mail de « {campaign.nom} »", say, act=write))
    wishes.keep(turn, recipe)
    label = f"Écrire un nouveau mail pour {_all(total)}"
    buttons.append(Button(label, NEW, act=wishes.new_of(recipe)))
    yield Choices(tuple(buttons))


def _all(total: int) -> str:
    return f"les {plural(total, 'prospect')}" if total > 1 else plural(total, "prospect")


@on_act(NewMail, Intent.GENERATE_MAIL)
def write_new(turn: Turn, deed: NewMail) -> Iterator[Reply]:
    """A mail for everybody, as it was asked for."""
    draft = turn.services.content.writer.begin(turn.user, Asked(wishes.recipe_of(deed)))
    count = turn.services.prospects.count(turn.user, draft.filtre)
    yield from telling.shown(turn, draft, f"Voici un mail pour **{plural(count, 'prospect')}**.")


def settled(turn: Turn, request: MailRequest) -> Iterable[Reply] | None:
    """The button's sentence, typed: the mail as it was asked for before. None for any other."""
    asked = wishes.kept(turn)
    said = (request.event, request.day, request.place, request.link, request.tone, request.channel)
    if asked is None or not request.fresh or any(said) or not turn.filter.is_empty():
        return None
    return write_new(turn, asked)


def _draft(turn: Turn) -> Draft | None:
    """The draft that the conversation showed last."""
    kept = turn.conversations.shown(*_here(turn), MAIL)
    try:
        return turn.services.content.writer.get(turn.user, kept["draft"]) if kept else None
    except NotFound:
        return None


def _campaign(turn: Turn) -> Campaign | None:
    """The campaign spoken of, while its mail may be written."""
    every = turn.services.campaigns.preparing.all(turn.user)
    known = next((one for one in every if one.campagne_id == turn.context.last_campaign), None)
    return known if known is not None and known.etat is State.BROUILLON else None
