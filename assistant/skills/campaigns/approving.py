"""Approval: who will be written to is fixed, and may be let go while nothing is sent."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.rendering.campaigns import terms
from assistant.rendering.wording import escape, number
from assistant.replies import Choices, Confirm, File, Reply, Text
from assistant.skills.campaigns.meant import button, by_id, card
from assistant.skills.registry import Turn, on_yes
from core.accounts.models import Permission
from core.campaigns.models import Campaign
from core.errors import Refused


def approve(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Ask with the exact number. Refused without a mail, or without anybody."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    if campaign.approved:
        yield Text("Cette campagne est déjà approuvée.")
        yield card(turn, campaign)
        return
    if campaign.mail is None:
        yield Text("Il lui manque encore un mail : choisissez-le d'abord.")
        yield Choices((button(campaign, "mail"),))
        return
    brief = turn.services.campaigns.preparing.brief(turn.user, campaign)
    if not brief.eligible:
        raise Refused(
            "Personne ne peut recevoir ce mail pour l'instant : élargissez la sélection, ou "
            "regardez pourquoi ces personnes ne sont pas retenues."
        )
    left = brief.selected - brief.eligible
    others = f" {number(left)} ne le recevront pas." if left else ""
    yield Confirm(
        turn.ask("campaign_approve", {"campaign": campaign.campagne_id}),
        f"Approuver « {campaign.nom} » ? Le mail ira à {terms.people(brief.eligible)}.{others} "
        "La liste sera fixée ; rien ne part encore.",
        "Oui, approuver",
        "Pas encore",
    )


@on_yes("campaign_approve")
def approved(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Fix the people; the list is offered as a file."""
    doors = turn.services.campaigns.preparing
    campaign = doors.approve(turn.user, by_id(turn, payload["campaign"]))
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
