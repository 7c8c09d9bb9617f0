"""Without sending to anybody: rehearsals, the mails as files, settings tried."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_campaigns import CheckMail
from assistant.acts.of_settings import SettingsForm
from assistant.language.understanding import Intent
from assistant.rendering.campaigns import terms
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Confirm, File, Reply, Text
from assistant.skills.campaigns.meant import button, by_id
from assistant.skills.campaigns.sending import start
from assistant.skills.registry import Turn, on_act, on_yes
from core.accounts.models import Permission
from core.campaigns.models import Campaign


def files(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """The people and the mails as files."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    if not campaign.approved:
        yield Text("Les fichiers se font une fois la campagne approuvée.")
        yield Choices((button(campaign, "approve"),))
        return
    day, key = f"{turn.today.isoformat()}", campaign.campagne_id
    yield Text(
        "Les destinataires, et les mails prêts à partir depuis votre logiciel de messagerie :"
    )
    yield File(
        terms.export_name(campaign, turn.today), "campaign_people", key, "Destinataires, CSV"
    )
    label = "Un .eml par personne, et une liste de publipostage"
    yield File(f"{day}_{terms.plain_name(campaign.nom)}_mails.zip", "campaign_mails", key, label)


def rehearse(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Ask: the mails go to the sink inside the product."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    if campaign.mail is None:
        yield Text("Il lui manque encore un mail : choisissez-le d'abord.")
        yield Choices((button(campaign, "mail"),))
        return
    brief = turn.services.campaigns.preparing.brief(turn.user, campaign)
    yield Confirm(
        turn.ask("campaign_rehearse", {"campaign": campaign.campagne_id}),
        f"Envoyer « {campaign.nom} » pour de faux ? {terms.mails(brief.eligible)} iront dans un "
        "bac à l'intérieur de MimiCom : personne ne reçoit rien, et rien ne change dans la base.",
        "Oui, pour de faux",
        "Non",
    )


@on_yes("campaign_rehearse")
def rehearsed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """A copy of the campaign, approved and sent to the sink."""
    derived = turn.services.campaigns.derived
    campaign = derived.rehearse(turn.user, by_id(turn, payload["campaign"]))
    yield Text("C'est une répétition : rien ne sort de MimiCom.")
    yield from start(turn, campaign, {"expect": campaign.destinataires})


@on_act(CheckMail, Intent.SETTINGS)
def check(turn: Turn, _deed: CheckMail) -> Iterator[Reply]:
    """The same by its button."""
    yield from checked(turn)


def checked(turn: Turn) -> Iterator[Reply]:
    """Try the server and the mailbox, without sending or reading anything."""
    found = turn.services.campaigns.trying.check(turn.user)
    names = {"smtp": "Serveur d'envoi", "sender": "Expéditeur", "imap": "Boîte des réponses"}
    lines = "\n".join(
        f"- {'✓' if one.ok else '✗'} {names[one.name]} : {escape(one.message)}" for one in found
    )
    good = all(one.ok for one in found)
    yield Text(f"{'Tout répond.' if good else 'Il reste à corriger :'}\n\n{lines}")
    again = Button("Régler les mails", "règle le serveur de mail", act=SettingsForm(about="mail"))
    if turn.user.may(Permission.MANAGE_SETTINGS) and not good:
        yield Choices((again,))
