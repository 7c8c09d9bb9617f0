"""No server of mails is set: what can be done all the same, and whom to ask."""

from collections.abc import Iterator

from assistant.acts.of_settings import SettingsForm
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.campaigns.meant import button, keep
from assistant.skills.registry import Turn
from core.accounts.models import Permission, Role
from core.campaigns.models import Campaign


def no_server(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Without a server: how to set one, or the mails as files, or a rehearsal."""
    keep(turn, campaign, "campaign" if campaign.approved else "brief")
    sets = turn.user.may(Permission.MANAGE_SETTINGS)
    who = "régler celui de l'association" if sets else f"demander à {_admins(turn)} de le régler"
    yield Text(
        f"**{escape(campaign.nom)}** ne peut pas encore partir : je ne sais pas par quel serveur "
        f"envoyer. Vous pouvez :\n\n- {who} ;\n"
        "- télécharger les mails en fichiers (.eml), avec une liste de publipostage, et les "
        "envoyer par votre logiciel de messagerie ;\n"
        "- vous entraîner : un envoi pour de faux, que personne ne reçoit."
    )
    settings = Button(
        "Régler le serveur", "règle le serveur de mail", act=SettingsForm(about="mail")
    )
    own = (settings,) if sets else ()
    yield Choices((*own, button(campaign, "files"), button(campaign, "rehearse")))


_MOST_ADMINS = 3


def _admins(turn: Turn) -> str:
    """Whom to ask, by their e-mails."""
    every = turn.services.accounts.everybody()
    emails = [one.email for one in every if one.role is Role.ADMIN and one.actif]
    told = f" ({', '.join(escape(one) for one in emails[:_MOST_ADMINS])})" if emails else ""
    return f"un admin{told}"
