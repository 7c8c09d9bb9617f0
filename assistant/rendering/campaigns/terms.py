"""Campaigns in French words."""

from collections.abc import Mapping
from datetime import date

from assistant.rendering.wording import day, number, plural
from core.campaigns.models import Campaign, LeftOut, Objective, RecipientState, State
from core.campaigns.people import Group
from core.campaigns.results import By

OBJECTIVES: Mapping[Objective, str] = {
    one: one.value[:1].upper() + one.value[1:] for one in Objective
}
LEFT_OUT: Mapping[LeftOut, str] = {
    LeftOut.NO_EMAIL: "sans adresse e-mail",
    LeftOut.REFUSAL: "refus d'être contacté",
    LeftOut.OBJECTION: "désinscrits ou opposés",
    LeftOut.CONSENT_NEEDED: "sans accord, alors qu'il en faut un",
    LeftOut.HARD_BOUNCE: "adresse qui n'existe plus",
    LeftOut.RETENTION: "sans signe depuis trop longtemps",
    LeftOut.FREQUENCY: "déjà écrits assez souvent ce mois-ci",
    LeftOut.SAME_ADDRESS: "adresse déjà dans la campagne",
}
RULES: Mapping[LeftOut, str] = {
    LeftOut.NO_EMAIL: "Leur fiche n'a pas d'adresse e-mail.",
    LeftOut.REFUSAL: "Leur fiche dit qu'ils refusent d'être contactés : on ne leur écrit pas.",
    LeftOut.OBJECTION: "Ils se sont désinscrits, ou ont demandé à ne plus recevoir de mails : "
    "la loi nous oblige à les respecter.",
    LeftOut.CONSENT_NEEDED: "Ce sont des personnes (influenceurs, artisans) : il faut leur accord "
    "avant de leur écrire.",
    LeftOut.HARD_BOUNCE: "Un mail leur est revenu pour de bon : insister nuirait à vos envois.",
    LeftOut.RETENTION: "Aucun signe d'eux depuis plus longtemps que le réglage ne le permet : "
    "leurs données ne servent plus à écrire.",
    LeftOut.FREQUENCY: "Ils ont déjà reçu autant de mails ce mois-ci que votre réglage le permet.",
    LeftOut.SAME_ADDRESS: "Une autre fiche de la campagne a la même adresse : une fois suffit.",
}
"""Each rule that leaves somebody out, in a sentence."""
GROUPS: Mapping[Group, str] = {
    Group.TOTAL: "Destinataires",
    Group.PENDING: "Mails à envoyer",
    Group.SENDING: "Mails en train de partir",
    Group.SENT: "Mails arrivés",
    Group.FAILED: "Mails en échec",
    Group.UNCERTAIN: "Mails incertains",
    Group.BOUNCED: "Mails revenus",
    Group.CLICKED: "Ont cliqué",
    Group.ANSWERED: "Ont répondu",
    Group.POSITIVE: "Ont dit oui",
    Group.NEGATIVE: "Ont dit non",
    Group.UNSUBSCRIBED: "Se sont désinscrits",
    Group.SILENT: "N'ont pas répondu",
    Group.TO_READ: "Réponses à lire",
}
BY: Mapping[By, str] = {
    By.SEGMENT: "Par segment",
    By.TYPE: "Par type",
    By.REGION: "Par région",
    By.SUBJECT: "Par objet",
    By.HOUR: "Par heure d'envoi",
}
TONES: Mapping[State, str] = {
    State.BROUILLON: "draft",
    State.PLANIFIEE: "planned",
    State.EN_COURS: "running",
    State.EN_PAUSE: "paused",
    State.TERMINEE: "done",
    State.ANNULEE: "off",
    State.ARCHIVEE: "off",
}
NO_CLICKS = "les clics ne sont pas mesurés"
RECIPIENTS: Mapping[RecipientState, str] = {
    RecipientState.TO_SEND: "à envoyer",
    RecipientState.SENDING: "en train de partir",
    RecipientState.SENT: "envoyés",
    RecipientState.FAILED: "en échec",
    RecipientState.UNCERTAIN: "incertains",
    RecipientState.BOUNCED: "revenus",
}


def people(count: int) -> str:
    """'1 personne', '12 personnes'."""
    return plural(count, "personne")


def mails(count: int) -> str:
    """'1 mail', '12 mails'."""
    return plural(count, "mail")


def state_of(campaign: Campaign) -> str:
    """Its state; an approved draft is told apart, for its people are fixed."""
    if campaign.etat is State.BROUILLON and campaign.approved:
        return "Approuvée"
    return campaign.etat.value


_MANY = {State.EN_COURS: "en cours", State.EN_PAUSE: "en pause"}


def in_state(count: int, state: State) -> str:
    """'1 brouillon', '7 terminées'."""
    one = state.value.lower()
    return plural(count, one, _MANY.get(state))


def dates(campaign: Campaign) -> str:
    """'17 avril 2027', 'du 17 au 19 avril 2027'; empty where there is none."""
    first, last = campaign.date_evenement, campaign.date_fin
    if first is None:
        return ""
    return day(first) if last is None or last == first else _span(first, last)


def _span(first: date, last: date) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return f"du {'1er' if first.day == 1 else first.day} au {day(last)}"
    return f"du {day(first)} au {day(last)}"


def shares(counts: Mapping[str, int]) -> str:
    """'Générique : 82, Fidèles : 12'."""
    return ", ".join(f"{name} : {number(count)}" for name, count in counts.items())


def export_name(campaign: Campaign, today: date) -> str:
    """'2027-04-17_Festival_2027_export.csv'."""
    return f"{today.isoformat()}_{plain_name(campaign.nom)}_export.csv"


def plain_name(name: str) -> str:
    """A campaign's name as a part of a file's."""
    kept = "".join(one if one.isalnum() or one in "-_" else "_" for one in name)
    return "_".join(filter(None, kept.split("_")))[:80] or "campagne"
