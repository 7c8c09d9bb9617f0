"""Two subjects for a campaign's mail, to learn which one works."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.rendering.forms import Field
from assistant.rendering.wording import escape
from assistant.replies import Form, Reply, Text
from assistant.skills.accounts.fields import field
from assistant.skills.campaigns.meant import by_id, card
from assistant.skills.registry import FormFields, Turn, register_form
from core.accounts.models import Permission
from core.campaigns.models import Campaign
from core.errors import InvalidData, Refused

_SUBJECT, _GROUP = "form_campaign_subject", "Le mail"


def ask(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """A form for both subjects."""
    turn.user.require(Permission.PREPARE_CAMPAIGN)
    yield Text(
        "Deux objets : la moitié des personnes, tirées au hasard, reçoit le premier, l'autre "
        "le second. Les résultats diront lequel marche mieux, ou si rien ne le démontre."
    )
    form_id = turn.ask(_SUBJECT, {"campaign": campaign.campagne_id})
    yield Form(form_id, "Deux objets", "Essayer les deux", "Annuler")


def first(turn: Turn, campaign: Campaign, subject: str) -> Campaign:
    """The campaign's mail under another subject. Refused where it has no mail."""
    if campaign.mail is None:
        raise Refused(
            f"La campagne « {escape(campaign.nom)} » n'a pas encore de mail : choisissez-le, ou "
            "rédigez-le, puis donnez ses deux objets."
        )
    if campaign.mail.sujet == subject:
        return campaign
    mail = campaign.mail.model_copy(update={"sujet": subject})
    doors = turn.services.campaigns.preparing
    return doors.set_mail(turn.user, campaign, mail, campaign.modele)


def _subject_fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    campaign = by_id(turn, payload["campaign"])
    second = field(
        "objet_b", "Second objet", "text", _GROUP, campaign.objet_b or "", "Vide : un seul objet"
    )
    second["required"] = False
    if campaign.mail is None:
        return [second]
    return [field("objet", "Premier objet", "text", _GROUP, campaign.mail.sujet), second]


def _subject_submit(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    campaign = by_id(turn, payload["campaign"])
    second = values.get("objet_b", "").strip() or None
    if campaign.mail is not None and (one := values.get("objet", "").strip()):
        if second == one:
            raise InvalidData("", {"objet_b": "C'est le même que le premier."})
        campaign = first(turn, campaign, one)
    campaign = turn.services.campaigns.preparing.edit(turn.user, campaign, {"objet_b": second})
    told = "Les deux objets seront essayés." if second else "Un seul objet, donc."
    return (Text(told), card(turn, campaign))


register_form(
    _SUBJECT,
    FormFields(
        _subject_fields, _subject_submit, example="essaie un autre objet : Venez jouer avec nous !"
    ),
)
