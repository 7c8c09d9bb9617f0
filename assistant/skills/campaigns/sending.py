"""A send: confirmed by its exact number, begun, planned, paused, taken up again, given up."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from assistant.language.requests.campaign_talk import CountAnswer
from assistant.rendering.campaigns import terms
from assistant.rendering.forms import Field
from assistant.rendering.wording import escape, moment, number
from assistant.replies import Choices, Form, Progress, Reply, Text
from assistant.skills.accounts.fields import field
from assistant.skills.campaigns.meant import button, by_id, card, keep
from assistant.skills.campaigns.serverless import no_server
from assistant.skills.registry import FormFields, Turn, on_answer, on_end, on_stop, register_form
from core.accounts.models import Permission
from core.campaigns.jobs import SEND
from core.campaigns.models import Campaign, RecipientState, State
from core.clock import PARIS
from core.errors import InvalidData
from core.jobs.models import Job

_COUNT, _PLAN = "form_send_count", "form_send_plan"
_GROUP = "Confirmation"


def send(turn: Turn, campaign: Campaign, at: datetime | None = None) -> Iterator[Reply]:
    """Ask for the exact number to be typed; what hinders is told first."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    if campaign.etat is State.EN_PAUSE:
        yield Text("L'envoi est en pause : il se reprend.")
        yield Choices((button(campaign, "resume"),))
        return
    if not campaign.approved:
        yield Text("Avant d'envoyer, il faut approuver : la liste des destinataires est fixée.")
        yield Choices((button(campaign, "approve"), button(campaign, "brief")))
        return
    if campaign.etat not in (State.BROUILLON, State.PLANIFIEE):
        yield Text(f"Cette campagne est {terms.state_of(campaign).lower()}.")
        yield card(turn, campaign)
        return
    hindrance = turn.services.campaigns.sending.hindrance(turn.user, campaign)
    if hindrance is not None:
        yield from no_server(turn, campaign)
        return
    count = turn.services.campaigns.sending.mailable(turn.user, campaign)
    if not count:
        yield Text("Il n'y a plus personne à qui écrire : tous ont été retirés depuis.")
        yield card(turn, campaign)
        return
    yield from _warnings(turn, campaign)
    yield from _confirmed_by_number(turn, campaign, count, at)


def _confirmed_by_number(
    turn: Turn, campaign: Campaign, count: int, at: datetime | None
) -> Iterator[Reply]:
    payload = {"campaign": campaign.campagne_id, "count": count}
    if at is not None:
        at = at if at.tzinfo else at.replace(tzinfo=PARIS)
        payload["at"] = at.isoformat()
    form_id = turn.ask(_COUNT, payload)
    turn.conversations.question(
        turn.user, turn.conversation, "send_count", payload | {"form": form_id}
    )
    when = f", le {moment(at)}" if at else ", maintenant"
    yield Text(
        f"**{escape(campaign.nom)}** partira à **{terms.people(count)}**{when}. "
        f"Pour confirmer, tapez le nombre exact : **{number(count)}**. « annule » pour renoncer."
    )
    yield Form(form_id, f"Envoyer {campaign.nom}", "Envoyer", "Ne pas envoyer")


def _warnings(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """What is to be known before a first send."""
    every = turn.services.campaigns.preparing.all(turn.user)
    first = not any(one.envoyee_le and not one.rehearsed for one in every)
    if campaign.rehearsed:
        yield Text("Ces mails iront dans le bac de MimiCom : personne ne reçoit rien.")
        return
    if first and (told := turn.services.campaigns.trying.warning(turn.user)):
        yield Text(f"⚠ {escape(told)}")
    if not campaign.clics_mesures:
        yield Text(
            "Sans adresse publique, on se désinscrit en répondant au mail, et les clics ne sont "
            "pas mesurés ; les réponses et les retours se lisent dans la boîte."
        )


# --- the number ----------------------------------------------------------------------------------


def _count_fields(_turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    told = f"Recopiez : {number(payload['count'])}"
    return [field("nombre", "Nombre de mails", "text", _GROUP, help=told)]


def _count_submit(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    typed = "".join(one for one in values.get("nombre", "") if one.isdigit())
    if typed != str(payload["count"]):
        wrong = f"Ce n'est pas le nombre exact : {number(payload['count'])}."
        raise InvalidData(wrong, {"nombre": wrong})
    replies = tuple(_begun(turn, payload))
    turn.conversations.take_question(turn.user, turn.conversation)
    return replies


register_form(
    _COUNT, FormFields(_count_fields, _count_submit, how="Tapez le nombre exact, ou « annule ».")
)


@on_answer("send_count")
def count_typed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """The number was typed in the conversation."""
    typed = turn.asked(CountAnswer).count
    if typed != payload["count"]:
        turn.conversations.question(turn.user, turn.conversation, "send_count", dict(payload))
        yield Text(
            f"Ce n'est pas le nombre exact : {number(payload['count'])}. Rien n'est parti. "
            "Tapez-le, ou « annule »."
        )
        return
    replies = tuple(_begun(turn, payload))
    turn.conversations.close(turn.user, payload["form"], "done")
    yield from replies


def _begun(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    campaign = by_id(turn, payload["campaign"])
    if at := payload.get("at"):
        when = datetime.fromisoformat(at)
        sending = turn.services.campaigns.sending
        campaign = sending.plan(turn.user, campaign, payload["count"], when)
        yield Text(
            f"C'est programmé pour le {moment(when)}. L'envoi part de lui-même si MimiCom est "
            "ouverte à ce moment-là."
        )
        yield card(turn, campaign)
        return
    yield from start(turn, campaign, {"expect": payload["count"]})


def start(turn: Turn, campaign: Campaign, how: Mapping[str, Any]) -> Iterator[Reply]:
    """The job that sends, with its progress."""
    payload = {"campagne_id": campaign.campagne_id, **how}
    job = turn.services.jobs.start(turn.user, SEND, payload)
    keep(turn, campaign, "campaign")
    yield Progress(job.job_id, f"Envoi de {campaign.nom}")
    buttons = (button(campaign, "pause"), button(campaign, "cancel", "Tout arrêter"))
    yield Choices(buttons, job.job_id)


@on_end(SEND)
def ended(turn: Turn, job: Job) -> Iterator[Reply]:
    """How the send ended."""
    yield from _told(turn, job.payload["campagne_id"])


@on_stop(SEND)
def stopped(turn: Turn, job: Job) -> Iterator[Reply]:
    """The user stopped it: it is paused."""
    yield from _told(turn, job.payload["campagne_id"])


def _told(turn: Turn, campagne_id: str) -> Iterator[Reply]:
    campaign = turn.services.campaigns.reading.settled(turn.user, by_id(turn, campagne_id))
    counts = turn.services.campaigns.reading.counts(turn.user, campaign)
    told = [
        f"{number(counts[state])} {label}"
        for state, label in terms.RECIPIENTS.items()
        if counts.get(state)
    ]
    head = {
        State.TERMINEE: "C'est envoyé",
        State.EN_PAUSE: "L'envoi est en pause",
        State.ANNULEE: "L'envoi est arrêté",
    }.get(campaign.etat, "Où en est l'envoi")
    yield Text(f"{head} : **{escape(campaign.nom)}**, {', '.join(told) or 'rien encore'}.")
    if campaign.essai and counts.get(RecipientState.SENT):
        yield Text("Personne n'a rien reçu : voici les mails, tels qu'ils seraient partis.")
        yield Choices((button(campaign, "see_mail", "Regarder les mails"),))
    yield card(turn, campaign)


# --- later ---------------------------------------------------------------------------------------


def plan(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """A form for the day and the hour."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    ready = campaign.approved and campaign.etat is State.BROUILLON
    if ready and turn.services.campaigns.sending.hindrance(turn.user, campaign) is not None:
        yield from no_server(turn, campaign)
        return
    form_id = turn.ask(_PLAN, {"campaign": campaign.campagne_id})
    yield Form(form_id, f"Programmer {campaign.nom}", "Programmer", "Annuler")


def _plan_fields(turn: Turn, _payload: Mapping[str, Any]) -> list[Field]:
    when = "La date et l'heure de Paris"
    return [
        field("jour", "Jour", "date", when, turn.today.isoformat()),
        field("heure", "Heure", "text", when, "09:00", "Par exemple 09:00"),
    ]


def _plan_submit(
    turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]
) -> tuple[Reply, ...]:
    try:
        day = date.fromisoformat(values.get("jour", "").strip())
    except ValueError as error:
        raise InvalidData("Ce jour n'existe pas.", {"jour": "Ce jour n'existe pas."}) from error
    try:
        hour = time.fromisoformat(
            values.get("heure", "").strip().lower().replace("h", ":").zfill(5)
        )
    except ValueError as error:
        raise InvalidData("Cette heure n'existe pas.", {"heure": "Par exemple 09:00."}) from error
    at = datetime.combine(day, hour, PARIS)
    if at <= turn.services.clock():
        raise InvalidData("Ce moment est passé.", {"jour": "Ce moment est passé."})
    return tuple(send(turn, by_id(turn, payload["campaign"]), at))


register_form(_PLAN, FormFields(_plan_fields, _plan_submit, example="envoie-la le 3 mars à 9h"))
