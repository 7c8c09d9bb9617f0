"""A send held, taken up again or given up; a campaign put away."""

from collections.abc import Iterator, Mapping
from typing import Any

from assistant.acts.of_campaigns import DecideDoubtful
from assistant.language.requests.campaign_doubts import DoubtRequest
from assistant.language.understanding import Intent
from assistant.rendering.campaigns import terms
from assistant.rendering.wording import escape, number
from assistant.replies import Confirm, Reply, Text
from assistant.skills.campaigns.meant import by_id, card, meant
from assistant.skills.campaigns.sending import start
from assistant.skills.campaigns.serverless import no_server
from assistant.skills.registry import Turn, on_act, on_yes
from core.accounts.models import Permission
from core.campaigns.models import Campaign, RecipientState, State
from core.campaigns.sending import Doubt


def pause(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """At once: it can be taken up again."""
    campaign = turn.services.campaigns.preparing.pause(turn.user, campaign)
    yield Text("L'envoi est en pause : rien d'autre ne part tant que vous ne le reprenez pas.")
    yield card(turn, campaign)


def resume(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Ask with the exact number of mails left."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    campaign = turn.services.campaigns.reading.settled(turn.user, campaign)
    counts = turn.services.campaigns.reading.counts(turn.user, campaign)
    left, doubtful = (
        counts.get(RecipientState.TO_SEND, 0),
        counts.get(RecipientState.UNCERTAIN, 0),
    )
    if campaign.etat is not State.EN_PAUSE:
        yield Text(
            f"Cette campagne est {terms.state_of(campaign).lower()} : rien n'est à reprendre."
        )
        yield card(turn, campaign)
        return
    if turn.services.campaigns.sending.hindrance(turn.user, campaign) is not None:
        yield from no_server(turn, campaign)
        return
    if doubtful and not left:
        yield Text(
            f"Il ne reste que {terms.mails(doubtful)} incertains : nul ne sait s'ils sont partis. "
            "Les refaire, au risque d'un double, ou les laisser de côté ?"
        )
        yield card(turn, campaign)
        return
    aside = f" {number(doubtful)} incertains attendront votre décision." if doubtful else ""
    yield Confirm(
        turn.ask("campaign_resume", {"campaign": campaign.campagne_id}),
        f"Reprendre l'envoi de « {campaign.nom} » ? {terms.mails(left)} partiront.{aside}",
        "Oui, reprendre",
        "Pas maintenant",
    )


@on_yes("campaign_resume")
def resumed(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Go on."""
    how = {"resume": True, "doubt": payload.get("doubt")}
    yield from start(turn, by_id(turn, payload["campaign"]), how)


@on_act(DecideDoubtful, Intent.SEND_CAMPAIGN)
def decide(turn: Turn, deed: DecideDoubtful) -> Iterator[Reply]:
    """What becomes of the mails of which nobody knows whether they left."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    campaign = by_id(turn, deed.campaign)
    counts = turn.services.campaigns.reading.counts(turn.user, campaign)
    count = counts.get(RecipientState.UNCERTAIN, 0)
    left = counts.get(RecipientState.TO_SEND, 0)
    payload = {"campaign": campaign.campagne_id, "doubt": deed.doubt}
    if deed.recipient is not None:
        yield from _one(turn, payload | {"recipient": deed.recipient})
        return
    if deed.doubt == Doubt.SEND.value:
        question = (
            f"Refaire {terms.mails(count)} incertains ? Quelqu'un pourrait en recevoir deux. "
            f"En tout, {terms.mails(count + left)} partiront."
        )
        yield Confirm(turn.ask("campaign_resume", payload), question, "Oui, les refaire", "Non")
        return
    yield Confirm(
        turn.ask("campaign_skip", payload),
        f"Laisser {terms.mails(count)} incertains de côté ? Ils ne seront pas refaits.",
        "Oui, les laisser",
        "Non",
    )


def doubted(turn: Turn, asked: DoubtRequest) -> Iterator[Reply]:
    """The same, said: of all, or of somebody's mail."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    found = meant(turn, asked)
    if found.campaign is None:
        yield from found.replies
        return
    campaign = turn.services.campaigns.reading.settled(turn.user, found.campaign)
    counts = turn.services.campaigns.reading.counts(turn.user, campaign)
    if not counts.get(RecipientState.UNCERTAIN, 0):
        yield Text(f"Aucun envoi de **{escape(campaign.nom)}** n'est incertain.")
        yield card(turn, campaign)
        return
    doors = turn.services.campaigns.people
    recipient = doors.doubtful(turn.user, campaign, asked.who) if asked.who else None
    if asked.who is not None and recipient is None:
        yield Text("Je ne trouve pas ce nom parmi les envois incertains.")
        yield card(turn, campaign)
        return
    doubt = Doubt.SEND if asked.again else Doubt.SKIP
    said = {"campaign": campaign.campagne_id, "doubt": doubt.value, "recipient": recipient}
    yield from decide(turn, DecideDoubtful.model_validate(said))


def _one(turn: Turn, payload: Mapping[str, str]) -> Iterator[Reply]:
    again = payload["doubt"] == Doubt.SEND.value
    told = (
        "Refaire ce mail ? La personne pourrait en recevoir deux. Il partira à la reprise."
        if again
        else "Laisser ce mail de côté ? Il ne sera pas refait."
    )
    yes = "Oui, le refaire" if again else "Oui, le laisser"
    yield Confirm(turn.ask("campaign_doubt", payload), told, yes, "Non")


@on_yes("campaign_doubt")
def decided(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """One mail."""
    campaign = by_id(turn, payload["campaign"])
    doubt, recipient = Doubt(payload["doubt"]), payload["recipient"]
    count = turn.services.campaigns.sending.decide(turn.user, campaign, doubt, recipient)
    yield Text("C'est noté." if count else "Ce mail n'est plus incertain.")
    yield card(turn, campaign)


@on_yes("campaign_skip")
def skipped(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """They are not sent again; the campaign ends where nothing else is left."""
    campaign = by_id(turn, payload["campaign"])
    count = turn.services.campaigns.sending.decide(turn.user, campaign, Doubt.SKIP)
    counts = turn.services.campaigns.reading.counts(turn.user, campaign)
    yield Text(f"{terms.mails(count)} laissés de côté.")
    if counts.get(RecipientState.TO_SEND):
        yield card(turn, campaign)
        return
    yield from start(turn, campaign, {"resume": True})


def cancel(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Ask: a campaign that is given up is not taken up again."""
    turn.user.require(Permission.SEND_CAMPAIGN)
    counts = turn.services.campaigns.reading.counts(turn.user, campaign)
    left = counts.get(RecipientState.TO_SEND, 0)
    told = f" {terms.mails(left)} ne partiront pas." if left else ""
    yield Confirm(
        turn.ask("campaign_cancel", {"campaign": campaign.campagne_id}),
        f"Annuler « {campaign.nom} » pour de bon ?{told}",
        "Oui, l'annuler",
        "Non, la garder",
    )


@on_yes("campaign_cancel")
def cancelled(turn: Turn, payload: Mapping[str, Any]) -> Iterator[Reply]:
    """Given up."""
    doors = turn.services.campaigns.preparing
    campaign = doors.cancel(turn.user, by_id(turn, payload["campaign"]))
    yield Text("La campagne est annulée.")
    yield card(turn, campaign)


def archive(turn: Turn, campaign: Campaign) -> Iterator[Reply]:
    """Put away; its results stay."""
    campaign = turn.services.campaigns.preparing.archive(turn.user, campaign)
    yield Text("La campagne est archivée : ses résultats restent.")
    yield card(turn, campaign)
