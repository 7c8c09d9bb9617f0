"""What can be done with a campaign as it is, by who may: buttons, what is likeliest first."""

from collections.abc import Iterator

from assistant.acts.base import Act
from assistant.acts.of_campaigns import DecideDoubtful, Deed, DoCampaign
from assistant.rendering.campaigns.shapes import DeedShown
from core.accounts.models import Permission, User
from core.campaigns.models import Campaign, State

S = State
_LABELS: dict[Deed, tuple[str, str]] = {
    "mail": ("Choisir le mail", "choisis le mail de la campagne {}"),
    "see_mail": ("Voir le mail", "montre le mail de la campagne {}"),
    "edit": ("Modifier", "modifie la campagne {}"),
    "approve": ("Approuver", "approuve la campagne {}"),
    "unapprove": ("Retirer l'approbation", "retire l'approbation de la campagne {}"),
    "send": ("Envoyer", "envoie la campagne {}"),
    "plan": ("Envoyer plus tard", "programme l'envoi de la campagne {}"),
    "test": ("Mail de test", "envoie un mail de test de la campagne {}"),
    "rehearse": ("Envoyer pour de faux", "envoie pour de faux la campagne {}"),
    "files": ("Télécharger les fichiers", "donne les fichiers de la campagne {}"),
    "pause": ("Mettre en pause", "mets en pause la campagne {}"),
    "resume": ("Reprendre l'envoi", "reprends la campagne {}"),
    "cancel": ("Annuler la campagne", "annule la campagne {}"),
    "archive": ("Archiver", "archive la campagne {}"),
    "results": ("Voir les résultats", "résultats de la campagne {}"),
    "follow_up": ("Relancer les silencieux", "relance ceux qui n'ont pas répondu à la campagne {}"),
    "follow_up_thread": (
        "Relancer dans le même fil",
        "relance dans le même fil ceux qui n'ont pas répondu à la campagne {}",
    ),
    "subjects": ("Essayer deux objets", "essaie deux objets pour la campagne {}"),
    "open": ("Ouvrir", "où en est la campagne {} ?"),
    "brief": ("Voir le brief", "montre le brief de la campagne {}"),
}
_BY_STATE: dict[State, tuple[Deed, ...]] = {
    S.PLANIFIEE: ("send", "test", "files", "unapprove", "cancel"),
    S.EN_COURS: ("pause", "cancel", "results"),
    S.EN_PAUSE: ("resume", "results", "cancel"),
    S.TERMINEE: ("results", "follow_up", "files", "archive"),
    S.ANNULEE: ("results", "archive"),
    S.ARCHIVEE: ("results", "files"),
}
_DRAFT: tuple[Deed, ...] = (
    *("approve", "test", "rehearse"),
    *("see_mail", "mail", "subjects", "edit", "cancel"),
)
_APPROVED: tuple[Deed, ...] = (
    *("send", "plan", "test", "rehearse"),
    *("files", "unapprove", "cancel"),
)
_SENDERS = frozenset(
    {
        *("approve", "unapprove", "send", "plan", "test", "rehearse", "files", "pause", "resume"),
        *("cancel", "archive"),
    }
)


def deeds(user: User, campaign: Campaign, doubtful: int) -> list[DeedShown]:
    """The buttons under a campaign."""
    found = [] if not doubtful else list(_doubtful(user, campaign))
    may = user.may(Permission.SEND_CAMPAIGN)
    names = [one for one in _of(campaign) if may or one not in _SENDERS]
    return found + [deed(campaign, name, first=not rank) for rank, name in enumerate(names)]


def _of(campaign: Campaign) -> tuple[Deed, ...]:
    if campaign.etat is not S.BROUILLON:
        return _BY_STATE[campaign.etat]
    if campaign.approved:
        return _APPROVED
    if campaign.mail is None:
        return ("mail", "edit", "cancel")
    return _DRAFT


def deed(campaign: Campaign, name: Deed, *, first: bool = False, label: str = "") -> DeedShown:
    """One button of a campaign."""
    usual, say = _LABELS[name]
    return shown(
        label or usual,
        say.format(campaign.nom),
        DoCampaign(campaign=campaign.campagne_id, deed=name),
        first,
    )


def label_of(name: Deed) -> str:
    """What a button says."""
    return _LABELS[name][0]


def say_of(campaign: Campaign, name: Deed) -> str:
    """The sentence beside a button."""
    return _LABELS[name][1].format(campaign.nom)


def _doubtful(user: User, campaign: Campaign) -> Iterator[DeedShown]:
    if not user.may(Permission.SEND_CAMPAIGN):
        return
    key = campaign.campagne_id
    yield shown(
        "Laisser les incertains de côté",
        "laisse les mails incertains de côté",
        DecideDoubtful(campaign=key, doubt="skip"),
    )
    yield shown(
        "Refaire les envois incertains",
        "refais les envois incertains",
        DecideDoubtful(campaign=key, doubt="send"),
    )


def shown(label: str, say: str, act: Act, first: bool = False) -> DeedShown:
    """A button."""
    return {"label": label, "say": say, "act": act.as_json(), "first": first}
