"""A campaign as it is now, for the page and the terminal."""

from collections.abc import Iterator

from assistant.acts.of_campaigns import Retarget, ShowPeople
from assistant.acts.of_lists import ShowList
from assistant.language.dialogue.own_words import read_chip
from assistant.language.phrasing.chips import chips, describe
from assistant.rendering.campaigns import terms
from assistant.rendering.campaigns.deeds import deed, deeds, shown
from assistant.rendering.campaigns.shapes import (
    CampaignShown,
    CountShown,
    DeedShown,
    LineShown,
    ProgressShown,
)
from assistant.rendering.wording import moment, number, typeset
from core.accounts.models import Permission, User
from core.campaigns.models import Brief, Campaign, LeftOut, RecipientState, State
from core.campaigns.people import Group
from core.campaigns.results import COUNTED
from core.configuration.keys import PUBLIC_URL
from core.errors import MimiComError
from core.prospects.filters import Filter
from core.services import Services

S = RecipientState
_TO_CHOOSE = "à choisir"


def campaign_shown(services: Services, user: User, campagne_id: str) -> CampaignShown:
    """All that the page says of it; what a process that died has left is made plain first."""
    doors = services.campaigns
    campaign = doors.reading.settled(user, doors.preparing.by_id(user, campagne_id))
    brief = doors.preparing.brief(user, campaign)
    states = doors.reading.counts(user, campaign)
    done = sum(n for state, n in states.items() if state not in (S.TO_SEND, S.SENDING))
    total = sum(n for state, n in states.items() if state is not S.LEFT_OUT)
    begun = campaign.etat in (State.EN_COURS, State.EN_PAUSE)
    return {
        "name": campaign.nom,
        "state": terms.state_of(campaign),
        "tone": terms.TONES[campaign.etat],
        "note": typeset(_note(campaign)),
        "lines": list(_lines(services, user, campaign, brief)),
        "conditions": list(_conditions(campaign)) if _open(user, campaign) else [],
        "counts": list(_counts(campaign, states)),
        "left_out": list(_left_out(campaign, brief)),
        "steps": _steps(campaign),
        "progress": _progress(done, total) if begun else None,
        "live": campaign.etat is State.EN_COURS,
        "deeds": deeds(user, campaign, states.get(S.UNCERTAIN, 0)),
        "hint": typeset(_hint(services, user, campaign)),
    }


def _progress(done: int, total: int) -> ProgressShown:
    return {
        "done": done,
        "total": total,
        "words": f"{number(done)} sur {terms.mails(total)}",
    }


def _note(campaign: Campaign) -> str:
    """What there is to know at once."""
    return " ".join(filter(None, (_nothing_leaves(campaign), _state(campaign))))


def _nothing_leaves(campaign: Campaign) -> str:
    if campaign.essai:
        return (
            "Répétition : ces mails vont dans un bac à l'intérieur de MimiCom. "
            "Personne ne reçoit rien."
        )
    if campaign.demo:
        return "Campagne de la démonstration : ses mails ne sortent pas de MimiCom."
    return ""


def _state(campaign: Campaign) -> str:
    if campaign.etat is State.EN_PAUSE and campaign.raison:
        return campaign.raison
    if campaign.etat is State.PLANIFIEE and campaign.envoi_le is not None:
        return (
            f"L'envoi partira le {moment(campaign.envoi_le)}, si MimiCom est ouverte ; "
            "passé un jour de retard, elle vous demandera."
        )
    return ""


# --- the lines of the brief ----------------------------------------------------------------------


def _lines(services: Services, user: User, campaign: Campaign, brief: Brief) -> Iterator[LineShown]:
    change = _open(user, campaign)
    edit = deed(campaign, "edit", label="Changer") if change else None
    yield _line("Objectif", terms.OBJECTIVES[campaign.objectif], edit)
    yield _line("Date", terms.dates(campaign) or "aucune", edit)
    whom = describe(campaign.filtre)
    if campaign.suite_de is not None:
        parent = services.campaigns.preparing.by_id(user, campaign.suite_de)
        whom = f"ceux qui n'ont pas répondu à « {parent.nom} »" + (
            "" if campaign.filtre.is_empty() else f", parmi : {whom}"
        )
    yield _line("Pour qui", whom[:1].upper() + whom[1:], edit)
    told = f"{terms.people(brief.eligible)} à qui écrire, sur {number(brief.selected)}"
    yield {"label": "Combien", "value": told, "deed": _see(campaign)}
    if brief.segments:
        yield _line("Segments", terms.shares(brief.segments))
    mail = _subject(services, user, campaign) if campaign.mail else _TO_CHOOSE
    choose = deed(campaign, "mail", label="Changer" if campaign.mail else "Choisir")
    yield _line("Mail", mail, choose if change else None)
    if campaign.objet_b:
        subjects = deed(campaign, "subjects", label="Changer")
        yield _line("Second objet", campaign.objet_b, subjects if change else None)
    for name, count in brief.missing_variables.items():
        yield _line("Manque", f"« {name} » pour {terms.people(count)} : pas de mail pour elles")
    if campaign.enchaine:
        yield _line("Fil", "sous le premier mail, comme une réponse")
    yield _line("Préparée par", campaign.cree_par)


def _subject(services: Services, user: User, campaign: Campaign) -> str:
    """As its first person reads it; as it was written where it can't be filled in."""
    assert campaign.mail is not None
    try:
        return services.campaigns.trying.sample(user, campaign).sujet
    except MimiComError:
        return campaign.mail.sujet


def _open(user: User, campaign: Campaign) -> bool:
    """Whether its lines may still be changed, by that user."""
    draft = campaign.etat is State.BROUILLON and not campaign.approved
    return draft and user.may(Permission.PREPARE_CAMPAIGN)


def _line(label: str, value: str, change: DeedShown | None = None) -> LineShown:
    return {"label": label, "value": value, "deed": change}


def _see(campaign: Campaign) -> DeedShown:
    if campaign.approved:
        return shown("Voir", "montre les destinataires", ShowPeople(campaign=campaign.campagne_id))
    return shown("Voir", "montre-les", ShowList(filter=campaign.filtre))


def _conditions(campaign: Campaign) -> Iterator[DeedShown]:
    """Each condition of a draft's selection, and what takes it off."""
    for chip in chips(campaign.filtre):
        less = read_chip(chip.say, campaign.filtre) or Filter()
        yield shown(chip.label, chip.say, Retarget(campaign=campaign.campagne_id, filter=less))


# --- counts --------------------------------------------------------------------------------------


def _counts(campaign: Campaign, states: dict[RecipientState, int]) -> Iterator[CountShown]:
    for name, state in COUNTED.items():
        if count := states.get(state, 0):
            group = Group(name)
            act = ShowPeople(campaign=campaign.campagne_id, group=group)
            yield {
                "label": terms.RECIPIENTS[state],
                "shown": number(count),
                "rule": "",
                "say": f"montre : {terms.GROUPS[group].lower()}",
                "act": act.as_json(),
            }


def _left_out(campaign: Campaign, brief: Brief) -> Iterator[CountShown]:
    for key, count in brief.left_out.items():
        reason = LeftOut(key)
        act = ShowPeople(campaign=campaign.campagne_id, left_out=reason)
        yield {
            "label": terms.LEFT_OUT[reason],
            "shown": number(count),
            "rule": terms.RULES[reason],
            "say": f"qui n'est pas retenu : {terms.LEFT_OUT[reason]} ?",
            "act": act.as_json(),
        }


def _steps(campaign: Campaign) -> list[tuple[str, bool]]:
    """What is left before the mails leave."""
    if campaign.etat is not State.BROUILLON:
        return []
    return [
        ("Choisir le mail", campaign.mail is not None),
        ("Approuver : les destinataires sont fixés", campaign.approved),
        ("Envoyer, ou programmer l'envoi", False),
    ]


def _hint(services: Services, user: User, campaign: Campaign) -> str:
    """In a sentence or two, what is not said elsewhere."""
    if campaign.etat is not State.BROUILLON:
        return ""
    if not user.may(Permission.SEND_CAMPAIGN):
        return "Un compte manager ou admin approuve et envoie : prévenez-le quand elle est prête."
    if campaign.approved and services.configuration.get(PUBLIC_URL) is None:
        return (
            "Sans adresse publique, on se désinscrit en répondant, et les clics ne sont pas "
            "mesurés. Une fois l'adresse publique de MimiCom donnée dans les réglages, un clic "
            "suffit, et les clics se comptent."
        )
    if not campaign.approved:
        return (
            "Changez une ligne d'un clic ou d'une phrase : « mets plutôt le 24 », « ajoute les "
            "médiathèques », « sans l'Ille-et-Vilaine »."
        )
    return ""
