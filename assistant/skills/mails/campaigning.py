"""A mail in work becomes a campaign: its event, its day, its people, its words."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from assistant.acts.of_mails import MailToCampaign
from assistant.language.requests.campaign_of_mail import MailCampaign
from assistant.language.understanding import Intent
from assistant.rendering.wording import escape
from assistant.replies import Reply, Text
from assistant.skills.campaigns.creating import asked_form, made
from assistant.skills.campaigns.form_lines import payload_of
from assistant.skills.mails.giving import given, own
from assistant.skills.registry import Turn, claim, on_act
from core.accounts.models import Permission
from core.campaigns.drafts import DayPassed, Draft, NameTaken
from core.content.drafts import Draft as MailDraft
from core.errors import Refused
from core.vocabulary.values import ContactMethod


@on_act(MailToCampaign, Intent.CREATE_CAMPAIGN)
def make(turn: Turn, deed: MailToCampaign) -> Iterator[Reply]:
    """The brief of its campaign; a form where the mail names no event."""
    yield from _make(turn, deed.mail)


@claim("campaign_of_mail")
def make_said(turn: Turn) -> Iterable[Reply]:
    """The same by a sentence."""
    return _make(turn, turn.asked(MailCampaign).draft)


def _make(turn: Turn, draft_id: str) -> Iterator[Reply]:
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    if (mine := own(turn, draft_id)) is not None:
        yield from given(turn, draft_id, mine)
        return
    mail = turn.services.content.writer.get(turn.user, draft_id)
    if mail.personne is not None:
        raise Refused(
            "Ce mail est pour une seule personne. Pour une campagne, écrivez-le pour une liste : "
            "« écris un mail pour les médiathèques »."
        )
    draft = _campaign_of(mail)
    if not draft.name:
        yield Text("Il ne manque que son nom : « elle s'appelle … ».")
        yield asked_form(turn, payload_of(draft) | {"mail": draft_id})
        return
    try:
        yield from made(turn, draft, draft_id)
    except NameTaken as taken:
        yield Text(f"Une campagne s'appelle déjà « {escape(taken.name)} ».")
        yield from made(turn, replace(draft, name=taken.free), draft_id)
    except DayPassed as passed:
        yield Text(escape(passed.message))
        meant = replace(draft, event=passed.meant, end=None)
        yield asked_form(turn, payload_of(meant) | {"mail": draft_id})


def _campaign_of(mail: MailDraft) -> Draft:
    """Named by the mail's event and its year; without a name where it has none."""
    recipe = mail.last.recette
    facts = recipe.faits
    name = facts.evenement or ""
    if name and facts.date is not None and str(facts.date.year) not in name:
        name = f"{name} {facts.date.year}"
    return Draft(
        name, mail.filtre, recipe.objectif, facts.date, facts.date_fin, ContactMethod.EMAIL
    )
