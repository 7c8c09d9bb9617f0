"""Campaigns in French lines, for a terminal."""

from collections.abc import Iterator

from assistant.rendering.campaigns.terms import LEFT_OUT, RECIPIENTS
from assistant.rendering.wording import percent
from core.campaigns.models import Brief, LeftOut
from core.campaigns.results import Rate, Results, Tally

_NOT_MEASURED = "non mesuré"


def brief_lines(found: Brief) -> Iterator[str]:
    """A brief."""
    yield f"{found.name} ({found.state.value})"
    yield f"Sélectionnés : {found.selected}"
    yield f"À qui écrire : {found.eligible}"
    yield from left_out_lines(found.left_out)
    for name, count in found.missing_variables.items():
        yield f"  {count} sans valeur pour « {name} », qui ne recevraient pas le mail"


def left_out_lines(left_out: object) -> Iterator[str]:
    """Who is left out, and why."""
    assert isinstance(left_out, dict)
    for key, count in left_out.items():
        yield f"  {count} {LEFT_OUT[LeftOut(key)]}"


def campaign_lines(found: Results) -> Iterator[str]:
    """A campaign: its state and its people."""
    campaign = found.campaign
    yield f"{campaign.nom} ({campaign.etat.value}, {campaign.objectif.value})"
    if campaign.raison:
        yield campaign.raison
    if campaign.date_evenement:
        yield f"Événement : {campaign.date_evenement:%d/%m/%Y}"
    yield f"Objet : {campaign.mail.sujet if campaign.mail else 'pas encore de mail'}"
    yield from _counts(found.whole)
    yield from left_out_lines(dict(found.left_out))


def result_lines(found: Results) -> Iterator[str]:
    """What a campaign has given."""
    yield f"{found.campaign.nom} ({found.campaign.etat.value})"
    yield from _counts(found.whole)
    yield from _rates(found.whole, found.campaign.clics_mesures)
    yield from left_out_lines(dict(found.left_out))
    for value, tally in found.by.items():
        yield f"\n{value}"
        yield from _rates(tally, found.campaign.clics_mesures)


def _counts(tally: Tally) -> Iterator[str]:
    told = [
        f"{count} {word if count > 1 else word.removesuffix('s')}"
        for state, word in RECIPIENTS.items()
        if (count := tally.states.get(state, 0))
    ]
    yield f"Destinataires : {', '.join(told) or 'aucun encore'}"


def _rates(tally: Tally, clicks: bool) -> Iterator[str]:
    rates = tally.as_json(clicks)["rates"]
    counts = {
        "click": ("Clics", tally.clicked),
        "answer": ("Réponses", tally.answered),
        "positive": ("dont positives", tally.positive),
        "unsubscribe": ("Désinscriptions", tally.unsubscribed),
    }
    for key, (label, count) in counts.items():
        yield f"  {label} : {_told(count, Rate(**rates[key]), clicks or key != 'click')}"


def _told(count: int, rate: Rate, measured: bool) -> str:
    if not measured:
        return _NOT_MEASURED
    if rate.value is None or rate.low is None or rate.high is None:
        return str(count)
    return f"{count} ({percent(rate.value)}, entre {percent(rate.low)} et {percent(rate.high)})"
