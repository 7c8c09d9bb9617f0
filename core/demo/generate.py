"""The whole demonstration from a size, a seed and a day: always the same. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from core.clock import PARIS
from core.database import Document
from core.demo import truth
from core.demo.campaigns import (
    Outcome,
    Simulation,
    Traits,
    campaign_document,
    past_campaigns,
)
from core.demo.models import DemoBatch
from core.demo.organisations import Draft, Organisations
from core.demo.planning import demo_tasks
from core.demo.words import pick
from core.errors import InvalidData
from core.prospects.models import Comment, Prospect
from core.vocabulary.values import ContactMethod, Response, Status

DEFAULT_ROWS = 1_200
DEFAULT_SEED = 1
MAX_ROWS = 1_000_000
BATCH = 1_000
"""Prospects drawn together; part of what a seed means."""
_DIRECT_CONTACT = 0.13
_WAITING_DAYS = 60


@dataclass(frozen=True, slots=True)
class DemoData:
    """A whole demonstration; its batches are made as they are read, so that any size fits."""

    rows: int
    seed: int
    today: date
    campaigns: tuple[Document, ...]
    tasks: tuple[Document, ...]

    def batches(self) -> Iterator[DemoBatch]:
        """Every batch, in order; the same ones each time."""
        return batches(self.rows, self.seed, self.today)

    def prospects(self) -> Iterator[Prospect]:
        """Every prospect, in order."""
        return (prospect for batch in self.batches() for prospect in batch.prospects)


def generate(rows: int, seed: int, today: date) -> DemoData:
    """`rows` prospects (1 to MAX_ROWS) and what goes with them, as of the morning of `today`.

    A smaller demonstration of the same seed and day is the beginning of a larger one. InvalidData
    if `rows` or `seed` is out of bounds.
    """
    if not 1 <= rows <= MAX_ROWS or seed < 0:
        raise InvalidData(
            "La démonstration compte de 1 à 1 000 000 de prospects, et sa graine est positive."
        )
    campaigns = tuple(campaign_document(c) for c in past_campaigns(seed, today))
    return DemoData(rows, seed, today, campaigns, demo_tasks(seed, today))


def batches(rows: int, seed: int, today: date) -> Iterator[DemoBatch]:
    """The prospects, BATCH by BATCH, with their share of recipients and events."""
    organisations = Organisations(seed, today)
    simulation = Simulation(past_campaigns(seed, today), today)
    for rank, first in enumerate(range(0, rows, BATCH)):
        rng = np.random.default_rng([seed, rank])
        # Whole batches are drawn, so that the last one begins as that of a larger demonstration.
        drafts = organisations.drafts(first, BATCH, rng)
        yield _batch(drafts, simulation, today, rng, min(BATCH, rows - first))


def _batch(
    drafts: list[Draft],
    simulation: Simulation,
    today: date,
    rng: np.random.Generator,
    kept: int,
) -> DemoBatch:
    simulated = simulation.run(drafts, rng)
    chances = rng.random((len(drafts), 10)).tolist()
    answers = _direct_answers(simulated.traits)
    for draft, outcome, chance, answer in zip(
        drafts[:kept], simulated.outcomes, chances, answers, strict=False
    ):
        if outcome.last_sent is not None:
            _mailed(draft, outcome, today, chance)
        elif not outcome.received and chance[0] < _DIRECT_CONTACT:
            _contacted_directly(draft, today, chance, answer)
        _remarked(draft, outcome, today, chance)
    prospects = tuple(Prospect(**draft) for draft in drafts[:kept])
    ids = {prospect.prospect_id for prospect in prospects}
    return DemoBatch(
        prospects,
        tuple(r for r in simulated.recipients if r["prospect_id"] in ids),
        tuple(e for e in simulated.events if e["prospect_id"] in ids),
        _received(prospects, simulated.outcomes),
    )


def _mailed(draft: Draft, outcome: Outcome, today: date, chance: list[float]) -> None:
    """Status and dates as the last campaign left them; days are those of Paris."""
    assert outcome.last_sent is not None
    draft["date_dernier_contact"] = outcome.last_sent.astimezone(PARIS).date()
    if outcome.answered is not None:
        draft["date_retour"] = outcome.answered.astimezone(PARIS).date()
    _settled(draft, outcome.answer, today, chance[1])


def _contacted_directly(draft: Draft, today: date, chance: list[float], answer: float) -> None:
    """A telephone call or a message, by somebody of the association."""
    reachable = any(draft.get(name) for name in ("telephone", "facebook", "instagram"))
    if not reachable or draft.get("accepte_contact") is False:
        return
    known_since = (today - draft["cree_le"].date()).days
    ago = max(1, int(chance[2] * min(known_since, 400)))
    draft["date_dernier_contact"] = today - timedelta(days=ago)
    draft.setdefault("methode_contact", _direct_method(draft))
    response = None
    delay = int(12 * chance[3] ** 3)
    # People answer a call more readily than a mail.
    if chance[4] < min(0.9, 2.5 * answer) and delay < ago:
        response = Response.POSITIF if chance[5] < 0.6 else Response.NEGATIF
        draft["date_retour"] = draft["date_dernier_contact"] + timedelta(days=delay)
        if response is Response.NEGATIF and chance[6] < 0.5:
            draft["accepte_contact"] = False
    _settled(draft, response, today, chance[1])


def _direct_method(draft: Draft) -> ContactMethod:
    if draft.get("telephone"):
        return ContactMethod.TELEPHONE
    return ContactMethod.INSTAGRAM if draft.get("instagram") else ContactMethod.FACEBOOK


def _settled(draft: Draft, response: Response | None, today: date, chance: float) -> None:
    draft["retour_prospect"] = response
    waiting = (today - draft["date_dernier_contact"]).days < _WAITING_DAYS or chance < 0.35
    draft["statut"] = {
        Response.POSITIF: Status.INTERESSE,
        Response.NEGATIF: Status.REFUSE,
        None: Status.EN_ATTENTE if waiting else Status.CONTACTE,
    }[response]


def _direct_answers(traits: Traits) -> list[float]:
    """How readily each answers, at an hour that changes nothing."""
    hours = [17] * len(traits.types)
    found: list[float] = truth.answer_probability(
        traits.types, traits.bands, traits.regions, hours
    ).tolist()
    return found


def _remarked(draft: Draft, outcome: Outcome, today: date, chance: list[float]) -> None:
    """A comment for some, and the day of the last change."""
    changed: list[datetime] = [draft["cree_le"]]
    if outcome.last_event is not None:
        changed.append(outcome.last_event)
    changed += [_noon(draft[f]) for f in ("date_dernier_contact", "date_retour") if draft.get(f)]
    response = draft.get("retour_prospect")
    if chance[7] < (0.5 if response else 0.08):
        comment = Comment(
            texte=pick(_remarks(response), chance[8]),
            auteur=pick("prenoms", chance[9]),
            date=max(changed),
        )
        draft["commentaires"] = (comment,)
    draft["modifie_le"] = max(changed)


def _remarks(response: Response | None) -> str:
    names = {Response.POSITIF: "remarques_interesse", Response.NEGATIF: "remarques_refus"}
    return names[response] if response else "remarques_autres"


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)


def _received(
    prospects: Sequence[Prospect], outcomes: Sequence[Outcome]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for prospect, outcome in zip(prospects, outcomes, strict=False):
        if outcome.received:
            groups.setdefault(tuple(outcome.received), []).append(prospect.prospect_id)
    return {names: tuple(ids) for names, ids in groups.items()}
