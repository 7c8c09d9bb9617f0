"""Approval: who will be written to is fixed, and may be let go while nothing is sent."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.language.requests.mail_changes import MAIL
from assistant.rendering.campaigns import terms
from assistant.rendering.wording import escape, number
from assistant.replies import Choices, Confirm, File, Reply, Text
from assistant.skills.campaigns.meant import button, by_id, card
from assistant.skills.registry import Turn, on_yes
from core.accounts.models import Permission
from core.campaigns.models import Campaign
from core.content.drafts import Draft
from core.content.models import Mail
from core.errors import NotFound, Refused


def approve(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Ask with the exact number. Refused without a mail, or without anybody."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    if campaign.approved:
        yield Text("Cette campagne est déjà approuvée.")
        yield card(turn, campaign)
        return
    own = _own_draft(turn, campaign) if campaign.mail is None else None
    if campaign.mail is None and own is None:
        yield Text("Il lui manque encore un mail : choisissez-le d'abord.")
        yield Choices((button(campaign, "mail"),))
        return
    if own is not None:
        campaign = campaign.model_copy(update={"mail": _mail_of(turn, own)})
    brief = turn.services.campaigns.preparing.brief(turn.user, campaign)
    if not brief.eligible:
        raise Refused(
            "Personne ne peut recevoir ce mail pour l'instant : élargissez la sélection, ou "
            "regardez pourquoi ces personnes ne sont pas retenues."
        )
    left = brief.selected - brief.eligible
    others = f" {number(left)} ne le recevront pas." if left else ""
    payload = {"campaign": campaign.campagne_id}
    what = f"Approuver « {campaign.nom} » ?"
    if own is not None and campaign.mail is not None:
        payload |= {"draft": own.draft_id, "number": str(own.last.numero)}
        [subject] = turn.services.content.previews.subjects(turn.user, own, [campaign.mail.sujet])
        what = f"Prendre le mail « {subject} », et approuver « {campaign.nom} » ?"
    yield Confirm(
        turn.ask("campaign_approve", payload),
        f"{what} Le mail ira à {terms.people(brief.eligible)}.{others} "
        "La liste sera fixée ; rien ne part encore.",
        "Oui, approuver",
        "Pas encore",
    )


def _own_draft(turn: Turn, campaign: Campaign) -> Draft | None:
    """The mail that was written for the campaign in this conversation, and not given to it yet."""
    kept = turn.conversations.shown(turn.user, turn.conversation, MAIL)
    try:
        draft = turn.services.content.writer.get(turn.user, kept["draft"]) if kept else None
    except NotFound:
        return None
    return draft if draft is not None and draft.campagne == campaign.nom else None


def _mail_of(turn: Turn, draft: Draft, number: int | None = None) -> Mail:
    return turn.services.content.writer.composed(draft, number).mail


@on_yes("campaign_approve")
def approved(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Fix the people; the list is offered as a file."""
    doors = turn.services.campaigns.preparing
    campaign = by_id(turn, payload["campaign"])
    turn.user.require(Permission.SEND_CAMPAIGN)
    if campaign.mail is None and "draft" in payload:
        draft = turn.services.content.writer.get(turn.user, payload["draft"])
        mail = _mail_of(turn, draft, int(payload["number"]))
        campaign = doors.set_mail(turn.user, campaign, mail)
    campaign = doors.approve(turn.user, campaign)
    yield Text(
        f"C'est approuvé : **{terms.people(campaign.destinataires)}** dans "
        f"« {escape(campaign.nom)} ». Voici la liste, et la suite :"
    )
    if turn.user.may(Permission.EXPORT):
        name = terms.export_name(campaign, turn.today)
        yield File(name, "campaign_people", campaign.campagne_id, "La liste des destinataires")
    yield card(turn, campaign)


def unapprove(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Let the list go: nothing was sent, and it can be approved again."""
    campaign = turn.services.campaigns.preparing.unapprove(turn.user, campaign)
    yield Text("L'approbation est retirée : la campagne se modifie de nouveau.")
    yield card(turn, campaign)
