"""Past campaigns, and what came of them: who was written to, who opened, clicked, answered."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from core.clock import PARIS
from core.database import Document
from core.demo import truth
from core.demo.models import Campaign
from core.demo.organisations import NAMESPACE, Draft
from core.prospects.filters import Filter, PresenceField
from core.prospects.models import Prospect
from core.vocabulary.values import ProspectType, Response

Booleans = NDArray[np.bool_]

BOUNCE_RATE = 0.025
CLICK_RATE = 0.3
"""Of those who opened; of those who answered, twice that."""
_DELAY_DAYS_MEDIAN, _DELAY_SPREAD = 2.5, 1.0
_LONGEST_DELAY_DAYS = 45.0

_T = ProspectType
# (name, objective, subject, days before today, types or None, regions or None, reach)
_PLANS: tuple[
    tuple[str, str, str, int, tuple[ProspectType, ...] | None, tuple[str, ...] | None, float], ...
] = (
    ("Lancement de la saison", "présentation",
     "Une nouvelle saison ludique s'ouvre près de chez vous", 395, None, None, 0.55),
    ("Festival d'hiver", "invitation", "Votre invitation au festival d'hiver", 330,
     (_T.MJC, _T.CSCS, _T.MEDIATHEQUE, _T.LUDOTHEQUE, _T.ASSO_JDR), None, 0.8),
    ("Appel aux créateurs", "partenariat", "Un stand vous attend à notre festival", 275,
     (_T.ARTISAN, _T.EDITEUR, _T.INFLUENCEUR, _T.BOUTIQUE), None, 0.9),
    ("Soirées jeux de printemps", "invitation",
     "Et si nous organisions une soirée jeux ensemble ?", 215,
     (_T.BAR_A_JEUX, _T.ASSO_JDR, _T.LUDOTHEQUE, _T.BOUTIQUE, _T.MJC), None, 0.8),
    ("Rencontres du Grand Est et d'Île-de-France", "invitation",
     "Rencontrons-nous ce mois-ci", 150,
     None, ("Grand Est", "Île-de-France", "Hauts-de-France"), 0.8),
    ("Rentrée des associations", "partenariat", "Préparons la rentrée ensemble", 75,
     None, None, 0.6),
    ("Invitation au grand festival", "invitation", "Le programme du grand festival est prêt", 16,
     (_T.MJC, _T.CSCS, _T.LUDOTHEQUE, _T.ASSO_JDR, _T.BAR_A_JEUX, _T.MEDIATHEQUE), None, 0.7),
)  # fmt: skip


def past_campaigns(seed: int, today: date) -> tuple[Campaign, ...]:
    """The campaigns, oldest first, each on a working day; the oldest 13 months before today."""
    return tuple(
        Campaign(
            campaign_id=str(uuid.uuid5(NAMESPACE, f"{seed}:campagne:{rank}")),
            nom=name,
            objectif=objective,
            objet=subject,
            le=_working_day(today - timedelta(days=days)),
            filtre=Filter(
                type_prospect=types,
                region=regions,
                accepte_contact=True,
                avec=(PresenceField.EMAIL,),
            ),
            reach=reach,
        )
        for rank, (name, objective, subject, days, types, regions, reach) in enumerate(_PLANS)
    )


def campaign_document(campaign: Campaign) -> Document:
    """As stored: created a week before, sent at the first hour of its day."""
    sent = _instant(campaign.le, truth.SENDING_HOURS[0], 0)
    return campaign.document(sent - timedelta(days=7), sent)


@dataclass(slots=True)
class Outcome:
    """What the campaigns did to one prospect."""

    received: list[str] = field(default_factory=list)
    last_sent: datetime | None = None
    answered: datetime | None = None
    answer: Response | None = None
    bounced: bool = False
    last_event: datetime | None = None

    def is_closed(self) -> bool:
        """Who answered, or can't be reached, is not written to again."""
        return self.bounced or self.answer is not None


@dataclass(frozen=True, slots=True)
class Simulated:
    """Of some prospects, in their order."""

    traits: "Traits"
    outcomes: tuple[Outcome, ...]
    recipients: tuple[Document, ...]
    events: tuple[Document, ...]


class Simulation:
    """Sends the past campaigns to drafts; `now` is when answers stop being known."""

    def __init__(self, campaigns: Sequence[Campaign], today: date) -> None:
        self._campaigns = campaigns
        self._now = datetime.combine(today, time(), tzinfo=UTC)

    def run(self, drafts: Sequence[Draft], rng: np.random.Generator) -> Simulated:
        """Every campaign in turn."""
        traits = Traits.of(drafts)
        outcomes = tuple(Outcome() for _ in drafts)
        recipients: list[Document] = []
        events: list[Document] = []
        for campaign in self._campaigns:
            drawn = rng.random((len(drafts), 8))
            normals = rng.standard_normal((len(drafts), 2))
            chosen = self._eligible(campaign, drafts, outcomes) & (drawn[:, 0] < campaign.reach)
            ranks = np.flatnonzero(chosen)
            sends = _sends(campaign, traits, ranks, drawn[ranks], normals[ranks])
            for rank, send in zip(ranks.tolist(), sends, strict=True):
                key = str(drafts[rank]["prospect_id"])
                recipients.append(send.recipient(campaign, drafts[rank]))
                found = send.events(campaign.campaign_id, key, self._now)
                events += found
                _apply(outcomes[rank], campaign, send, found)
        return Simulated(traits, outcomes, tuple(recipients), tuple(events))

    def _eligible(
        self, campaign: Campaign, drafts: Sequence[Draft], outcomes: Sequence[Outcome]
    ) -> Booleans:
        """Selected by the campaign's filter, known by then, and not settled before."""
        wanted, regions = campaign.filtre.type_prospect, campaign.filtre.region
        sent = _instant(campaign.le, truth.SENDING_HOURS[0], 0)
        return np.array(
            [
                draft.get("email") is not None
                and draft.get("accepte_contact") is True
                and not outcome.is_closed()
                and draft["cree_le"] < sent
                and (wanted is None or draft["type_prospect"] in wanted)
                and (regions is None or draft["region"] in regions)
                for draft, outcome in zip(drafts, outcomes, strict=True)
            ],
            dtype=bool,
        )


@dataclass(frozen=True, slots=True)
class Traits:
    """What answers depend on, of some prospects in their order."""

    types: list[str]
    bands: list[str | None]
    regions: list[str | None]

    @classmethod
    def of(cls, drafts: Sequence[Draft]) -> "Traits":
        bands = [Prospect(**draft).audience_band() for draft in drafts]
        return cls(
            [draft["type_prospect"].value for draft in drafts],
            [band.value if band else None for band in bands],
            [draft["region"] for draft in drafts],
        )

    def at(self, ranks: NDArray[np.intp]) -> "Traits":
        """Those of some ranks."""
        some = ranks.tolist()
        return Traits(
            [self.types[i] for i in some],
            [self.bands[i] for i in some],
            [self.regions[i] for i in some],
        )


@dataclass(frozen=True, slots=True)
class Send:
    """One mail and its fate; delays in days, None where it did not happen."""

    sent: datetime
    bounced: bool
    opened: float | None
    clicked: float | None
    answered: float | None
    answer: Response

    def recipient(self, campaign: Campaign, draft: Draft) -> Document:
        prospect = str(draft["prospect_id"])
        return {
            "_id": f"{campaign.campaign_id}:{prospect}",
            "campagne_id": campaign.campaign_id,
            "prospect_id": prospect,
            "segment": "Générique",
            "objet": campaign.objet,
            "type_prospect": draft["type_prospect"].value,
            "region": draft["region"],
            "envoye_le": self.sent,
            "etat": "Rebond" if self.bounced else "Envoyé",
        }

    def events(self, campaign: str, prospect: str, now: datetime) -> list[Document]:
        """What happened before `now`, in order."""
        happened: list[tuple[str, float | None]] = [
            ("rebond", 0.0005 if self.bounced else None),
            ("ouverture", self.opened),
            ("clic", self.clicked),
            ("réponse", self.answered),
        ]
        found: list[Document] = []
        for kind, delay in happened:
            if delay is None or (at := _after(self.sent, delay)) >= now:
                continue
            event = {
                "_id": f"{campaign}:{prospect}:{kind}",
                "campagne_id": campaign,
                "prospect_id": prospect,
                "kind": kind,
                "le": at,
            }
            found.append(event | ({"valeur": self.answer.value} if kind == "réponse" else {}))
        return found


def _sends(
    campaign: Campaign,
    everybody: Traits,
    ranks: NDArray[np.intp],
    drawn: NDArray[np.float64],
    normals: NDArray[np.float64],
) -> list[Send]:
    """The mails to some prospects, their fates drawn from the hidden model."""
    traits = everybody.at(ranks)
    slots = (drawn[:, 1] * len(truth.SENDING_HOURS)).astype(int)
    hours = [truth.SENDING_HOURS[slot] for slot in slots]
    answers = drawn[:, 2] < truth.answer_probability(
        traits.types, traits.bands, traits.regions, hours
    )
    positive = drawn[:, 3] < truth.positive_probability(traits.types, traits.bands)
    opens = answers | (drawn[:, 4] < truth.open_probability(hours))
    clicks = opens & (drawn[:, 5] < np.where(answers, 2 * CLICK_RATE, CLICK_RATE))
    bounces = drawn[:, 6] < BOUNCE_RATE
    delays = np.minimum(
        _DELAY_DAYS_MEDIAN * np.exp(_DELAY_SPREAD * normals[:, 0]), _LONGEST_DELAY_DAYS
    )
    # Read before it is answered; else within hours, days for some.
    openings = np.where(answers, delays * 0.6, 0.25 * np.exp(1.2 * normals[:, 1]))
    return [
        Send(
            sent=_instant(campaign.le, hours[i], int(drawn[i, 7] * 3600)),
            bounced=bool(bounces[i]),
            opened=float(openings[i]) if opens[i] and not bounces[i] else None,
            clicked=float(openings[i]) * 1.05 if clicks[i] and not bounces[i] else None,
            answered=float(delays[i]) if answers[i] and not bounces[i] else None,
            answer=Response.POSITIF if positive[i] else Response.NEGATIF,
        )
        for i in range(len(hours))
    ]


def _apply(outcome: Outcome, campaign: Campaign, send: Send, events: list[Document]) -> None:
    outcome.received.append(campaign.nom)
    outcome.last_event = events[-1]["le"] if events else send.sent
    if send.bounced:
        outcome.bounced = True
        return
    outcome.last_sent = send.sent
    answer = next((event for event in events if event["kind"] == "réponse"), None)
    if answer is not None:
        outcome.answered, outcome.answer = answer["le"], Response(answer["valeur"])


def _working_day(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _instant(day: date, hour: int, seconds: int) -> datetime:
    """A time of the day in Paris, as UTC."""
    local = datetime.combine(day, time(hour), tzinfo=PARIS)
    return local.astimezone(UTC) + timedelta(seconds=seconds)


def _after(moment: datetime, days: float) -> datetime:
    return moment + timedelta(seconds=round(days * 86_400))
