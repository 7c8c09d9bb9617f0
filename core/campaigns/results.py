"""What came of a campaign: counts and rates, each person once in each figure. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from statistics import mean, median
from typing import Any

from core.campaigns.models import Campaign, EventKind, RecipientState
from core.clock import PARIS
from core.database import Document
from core.vocabulary.values import Response

_Z_95 = 1.959963984540054
UNKNOWN = "Non renseigné"
S, E = RecipientState, EventKind
COUNTED = {
    "pending": S.TO_SEND,
    "sending": S.SENDING,
    "sent": S.SENT,
    "failed": S.FAILED,
    "uncertain": S.UNCERTAIN,
    "bounced": S.BOUNCED,
}


class By(StrEnum):
    """What results may be broken down by."""

    SEGMENT = "segment"
    TYPE = "type"
    REGION = "region"
    SUBJECT = "subject"
    HOUR = "hour"


@dataclass(frozen=True)
class Rate:
    """A rate between 0 and 1 with its Wilson interval at 95 %; None where nothing was sent."""

    value: float | None
    low: float | None
    high: float | None

    def as_json(self) -> dict[str, float | None]:
        """As the contract gives it."""
        return {"value": self.value, "low": self.low, "high": self.high}


NO_RATE = Rate(None, None, None)


def rate(count: int, of: int) -> Rate:
    """The share of `count` in `of`."""
    if of <= 0:
        return NO_RATE
    share, square = count / of, _Z_95**2
    scale = 1 + square / of
    centre = (share + square / (2 * of)) / scale
    spread = _Z_95 * math.sqrt(share * (1 - share) / of + square / (4 * of**2)) / scale
    low = 0.0 if count == 0 else max(0.0, centre - spread)
    high = 1.0 if count == of else min(1.0, centre + spread)
    return Rate(share, low, high)


@dataclass
class Tally:
    """The counts of some recipients."""

    states: Counter[RecipientState] = field(default_factory=Counter)
    clicked: int = 0
    answered: int = 0
    positive: int = 0
    negative: int = 0
    unsubscribed: int = 0
    delays: list[float] = field(default_factory=list)
    """Days between a mail and its answer."""

    @property
    def reached(self) -> int:
        """Those whose mail left, come back or not: what rates are of."""
        return self.states[S.SENT] + self.states[S.BOUNCED]

    def add(self, row: Document, events: Mapping[str, Document]) -> None:
        """Count one recipient."""
        self.states[S(row["etat"])] += 1
        self.clicked += E.CLICK in events
        self.unsubscribed += E.UNSUBSCRIBED in events
        if (answer := events.get(E.ANSWER)) is None:
            return
        self.answered += 1
        self.positive += answer.get("valeur") == Response.POSITIF
        self.negative += answer.get("valeur") == Response.NEGATIF
        sent: datetime | None = row.get("envoye_le")
        if sent is not None and answer["le"] >= sent:
            self.delays.append((answer["le"] - sent).total_seconds() / 86_400)

    def as_json(self, clicks: bool) -> dict[str, Any]:
        """As the contract gives it; rates of clicks are unknown where they are not measured."""
        counts = {name: self.states[state] for name, state in COUNTED.items()}
        of = self.reached
        rates = {
            "bounce": rate(self.states[S.BOUNCED], of),
            "click": rate(min(self.clicked, of), of) if clicks else NO_RATE,
            "answer": rate(min(self.answered, of), of),
            "positive": rate(self.positive, self.answered),
            "unsubscribe": rate(min(self.unsubscribed, of), of),
        }
        return {
            "recipients": {"total": sum(counts.values())} | counts,
            "clicked": self.clicked,
            "answered": self.answered,
            "positive": self.positive,
            "negative": self.negative,
            "unsubscribed": self.unsubscribed,
            "rates": {name: one.as_json() for name, one in rates.items()},
            "delay": {
                "n": len(self.delays),
                "mean_days": round(mean(self.delays), 2) if self.delays else None,
                "median_days": round(median(self.delays), 2) if self.delays else None,
            },
        }


@dataclass(frozen=True)
class Results:
    """A campaign's results, whole and broken down."""

    campaign: Campaign
    whole: Tally
    left_out: Mapping[str, int]
    by: Mapping[str, Tally]

    def as_json(self) -> dict[str, Any]:
        """As the contract gives it."""
        clicks = self.campaign.clics_mesures
        told = self.whole.as_json(clicks)
        return {
            "name": self.campaign.nom,
            "state": self.campaign.etat.value,
            "recipients": told.pop("recipients"),
            "left_out": dict(self.left_out),
            **told,
            "clicks_measured": clicks,
            "reason": self.campaign.raison,
            "by": {value: tally.as_json(clicks) for value, tally in self.by.items()},
        }


def results(
    campaign: Campaign,
    rows: Iterable[Document],
    events: Iterable[Document],
    left_out: Mapping[str, int],
    by: By | None = None,
) -> Results:
    """Count the recipients of a campaign, with what came of their mails."""
    happened: dict[str, dict[str, Document]] = {}
    for event in events:
        happened.setdefault(event["prospect_id"], {})[event["kind"]] = event
    whole, parts = Tally(), dict[str, Tally]()
    for row in rows:
        if row["etat"] == S.LEFT_OUT:
            continue
        theirs = happened.get(row["prospect_id"], {})
        whole.add(row, theirs)
        if by is not None:
            parts.setdefault(part_of(row, by), Tally()).add(row, theirs)
    return Results(campaign, whole, left_out, {key: parts[key] for key in _ordered(parts)})


_FIELDS = {
    By.SEGMENT: "segment",
    By.TYPE: "type_prospect",
    By.REGION: "region",
    By.SUBJECT: "objet",
}


def part_of(row: Document, by: By) -> str:
    """The part of a breakdown that a recipient is in."""
    if by is By.HOUR:
        sent = row.get("envoye_le")
        return f"{sent.astimezone(PARIS).hour:02}" if sent is not None else UNKNOWN
    return str(row.get(_FIELDS[by]) or UNKNOWN)


def _ordered(parts: Mapping[str, Tally]) -> Sequence[str]:
    return sorted(parts, key=lambda key: (key == UNKNOWN, key))
