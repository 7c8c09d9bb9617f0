"""The mail of a campaign: one of the library, or written; shown, tried."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.acts.of_campaigns import UseTemplate
from assistant.acts.of_mails import WriteForCampaign
from assistant.language.requests.campaign_talk import MailChosen, MailNamed
from assistant.language.requests.in_view import ThemeSaid
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Confirm, Details, Form, Reply, Text
from assistant.skills.accounts.fields import field
from assistant.skills.campaigns.meant import button, by_id, card, meant
from assistant.skills.registry import (
    FormFields,
    Turn,
    claim,
    on_act,
    on_answer,
    on_yes,
    register_form,
)
from core.accounts.models import Permission
from core.campaigns.models import Campaign
from core.content.models import MOST_SUBJECT, Mail
from core.errors import InvalidData

_WRITE, _TEST = "form_campaign_mail", "form_campaign_test"
_WHICH = "campaign_mail"
_GROUP = "Le mail"
_HELP = (
    "{{ nom_structure }}, {{ ville }}, {{ campagne.nom }}… sont remplacés pour chacun ; le lien "
    "de désinscription s'ajoute de lui-même"
)


def choose(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """The mails of the library as buttons, and a form to write one."""
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    yield Text(
        f"Quel mail pour **{escape(campaign.nom)}** ? Prenez-en un tout prêt, ou écrivez-le :"
    )
    yield Choices(
        tuple(_template(campaign, name) for name in turn.services.content.library.names())
    )
    together = WriteForCampaign(campaign=campaign.campagne_id)
    yield Choices((Button("Le rédiger ensemble", "rédige le mail de la campagne", act=together),))
    payload = {"campaign": campaign.campagne_id}
    turn.conversations.question(turn.user, turn.conversation, _WHICH, payload)
    yield Form(turn.ask(_WRITE, payload), "Écrire le mail", "Utiliser ce mail", "Annuler")


@claim("theme_said")
def theme(turn: Turn) -> Iterable[Reply] | None:
    """A campaign has no theme: its mail tells it."""
    found = meant(turn, turn.asked(ThemeSaid))
    if found.campaign is None:
        return None
    together = WriteForCampaign(campaign=found.campaign.campagne_id)
    return [
        Text(
            f"La campagne **{escape(found.campaign.nom)}** n'a pas de thème à elle : c'est dans "
            "son mail qu'on le dit. Rédigez-le, puis dites « ajoute que … »."
        ),
        Choices(
            (
                Button("Rédiger le mail", "rédige le mail de la campagne", act=together),
                button(found.campaign, "mail"),
            )
        ),
    ]


@on_answer(_WHICH)
def mail_told(turn: Turn, payload: Mapping[str, Any]) -> Iterable[Reply] | None:
    """One of the library by its bare name; anything else is another request."""
    named = turn.services.content.library.called(turn.asked(MailNamed).words)
    return _use(turn, by_id(turn, payload["campaign"]), named) if named else None


def _template(campaign: Campaign, name: str) -> Button:
    act = UseTemplate(campaign=campaign.campagne_id, template=name)
    return Button(name[:1].upper() + name[1:], f"prends le modèle {name}", act=act)


@on_act(UseTemplate, Intent.CREATE_CAMPAIGN)
def use_by_click(turn: Turn, deed: UseTemplate) -> Iterator[Reply]:
    """That mail of the library."""
    yield from _use(turn, by_id(turn, deed.campaign), deed.template)


def use(turn: Turn, asked: MailChosen) -> Iterator[Reply]:
    """The mail of the library that a sentence names."""
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
        return
    yield from _use(turn, found.campaign, asked.template)


def _use(turn: Turn, campaign: Campaign, template: str) -> Iterator[Reply]:
    doors = turn.services.campaigns.preparing
    campaign = doors.set_mail(
        turn.user, campaign, turn.services.content.library.named(template), template
    )
    yield from _chosen(turn, campaign)


def _chosen(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    yield Text("Le mail est choisi.")
    yield from seen(turn, campaign)
    yield card(turn, campaign)


def seen(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """The campaign's mail, as its first person would read it."""
    if campaign.mail is None:
        yield Text("Cette campagne n'a pas encore de mail.")
        yield Choices((button(campaign, "mail"),))
        return
    written = turn.services.campaigns.trying.sample(turn.user, campaign)
    yield Text(f"Objet : **{escape(written.sujet)}**")
    lines = tuple(line for line in written.texte.splitlines() if line.strip())
    yield Details("Lire le mail comme le premier destinataire", lines)


# --- written -------------------------------------------------------------------------------------


def _fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    campaign = by_id(turn, payload["campaign"])
    mail = campaign.mail or Mail(sujet="", texte="")
    subject = field("sujet", "Objet", "text", _GROUP, mail.sujet)
    preview = field(
        "apercu", "Texte d'aperçu", "text", _GROUP, mail.apercu, "Ce qu'on lit à côté de l'objet"
    )
    preview["required"] = False
    return [subject, preview, field("texte", "Texte", "long", _GROUP, mail.texte.strip(), _HELP)]


def _submit(turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    subject, preview = values.get("sujet", ""), values.get("apercu", "")
    if len(subject) > MOST_SUBJECT or len(preview) > MOST_SUBJECT:
        raise InvalidData("Ce mail est trop long.", {"sujet": "C'est trop long pour un objet."})
    mail = Mail(sujet=subject, apercu=preview, texte=values.get("texte", ""))
    try:
        campaign = turn.services.campaigns.preparing.set_mail(
            turn.user, by_id(turn, payload["campaign"]), mail
        )
    except InvalidData as invalid:
        where = "sujet" if "objet" in invalid.message.lower() else "texte"
        raise InvalidData(invalid.message, {where: invalid.message}) from invalid
    return tuple(_chosen(turn, campaign))


register_form(
    _WRITE,
    FormFields(_fields, _submit, how="Ou prenez un modèle : « prends le modèle invitation »."),
)

# --- a test mail ---------------------------------------------------------------------------------


def test(turn: Turn, campaign: Campaign, address: str | None) -> Iterator[Reply]:
    """Ask where to, or whether to that address."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    if address is None:
        form_id = turn.ask(_TEST, {"campaign": campaign.campagne_id})
        yield Form(form_id, f"Mail de test de {campaign.nom}", "Envoyer le test", "Annuler")
        return
    payload = {"campaign": campaign.campagne_id, "address": address}
    yield Confirm(
        turn.ask("campaign_test", payload),
        f"Envoyer un mail de test, et un seul, à {address} ?",
        "Oui, l'envoyer",
        "Non",
    )


@on_yes("campaign_test")
def test_confirmed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Send it."""
    yield from _tested(turn, payload["campaign"], payload["address"])


def _tested(turn: Turn, campagne_id: str, address: str) -> Iterator[Reply]:
    campaign = by_id(turn, campagne_id)
    subject = turn.services.campaigns.trying.test(turn.user, campaign, address)
    yield Text(f"Mail de test envoyé à {escape(address)} : « {escape(subject)} ».")
    yield Choices((button(campaign, "open"),))


def _test_fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    told = "Un seul mail, rempli comme pour le premier destinataire"
    return [field("adresse", "Adresse", "email", "Mail de test", turn.user.email, told)]


def _test_submit(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    return tuple(_tested(turn, payload["campaign"], values.get("adresse", "")))


register_form(
    _TEST, FormFields(_test_fields, _test_submit, example="envoie un mail de test à vous@asso.fr")
)
