"""All the figures of a campaign at once, in one reading of its people, and those of past ones."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from core.accounts.models import Permission, User
from core.campaigns.events import EventStore
from core.campaigns.models import Campaign, EventKind, RecipientState
from core.campaigns.outcomes import ReadingService
from core.campaigns.recipients import RecipientStore
from core.campaigns.results import By, Results, Tally, part_of, results
from core.campaigns.service import CampaignService
from core.clock import PARIS
from core.database import Document

MOST_PAST = 30
"""Campaigns that an average is of, the newest."""
Parts = Mapping[By, Mapping[str, Tally]]


@dataclass(frozen=True)
class Overview:
    """`past` is the sum of past campaigns, `campaigns` how many they are."""

    results: Results
    by: Parts
    days: tuple[tuple[date, int], ...]
    """Answers by day, every day since the first mail until the last answer."""
    past: Tally
    campaigns: int


class OverviewService:
    """Reads results as a dashboard shows them."""

    def __init__(
        self,
        campaigns: CampaignService,
        reading: ReadingService,
        rows: RecipientStore,
        events: EventStore,
    ) -> None:
        self._campaigns = campaigns
        self._reading = reading
        self._rows = rows
        self._events = events

    def of(self, user: User, campaign: Campaign) -> Overview:
        """Everything of one campaign."""
        user.require(Permission.READ)
        whole = self._reading.results(user, campaign)
        happened = _by_prospect(self._events.of(campaign.campagne_id))
        parts: dict[By, dict[str, Tally]] = {by: {} for by in By}
        days = Days()
        for row in self._rows.counted(campaign.campagne_id):
            if row["etat"] == RecipientState.LEFT_OUT:
                continue
            theirs = happened.get(row["prospect_id"], {})
            days.add(row, theirs)
            for by, tallies in parts.items():
                tallies.setdefault(part_of(row, by), Tally()).add(row, theirs)
        past, count = self._past(user, whole.campaign)
        return Overview(whole, parts, days.all(), past, count)

    def _past(self, user: User, campaign: Campaign) -> tuple[Tally, int]:
        """The sum of the campaigns sent before, rehearsals left out; of the demonstration's where
        the campaign is one of them."""
        before = [
            one
            for one in self._campaigns.all(user)
            if one.campagne_id != campaign.campagne_id
            and one.envoyee_le is not None
            and (campaign.envoyee_le is None or one.envoyee_le < campaign.envoyee_le)
            and not one.essai
            and one.demo == campaign.demo
        ][:MOST_PAST]
        total = Tally()
        for one in before:
            rows, events = self._rows.counted(one.campagne_id), self._events.of(one.campagne_id)
            found = results(one, rows, events, {}).whole
            total.states.update(found.states)
            total.clicked += found.clicked if one.clics_mesures else 0
            total.answered += found.answered
            total.positive += found.positive
            total.negative += found.negative
            total.unsubscribed += found.unsubscribed
            total.delays += found.delays
        return total, len(before)


def _by_prospect(events: Iterable[Document]) -> dict[str, dict[str, Document]]:
    happened: dict[str, dict[str, Document]] = {}
    for event in events:
        happened.setdefault(event["prospect_id"], {})[event["kind"]] = event
    return happened


class Days:
    """Answers by day."""

    def __init__(self) -> None:
        self._counts: Counter[date] = Counter()
        self._first: date | None = None

    def add(self, row: Document, events: Mapping[str, Document]) -> None:
        """Count what came of one mail."""
        sent = row.get("envoye_le")
        if sent is not None:
            day = sent.astimezone(PARIS).date()
            self._first = day if self._first is None else min(self._first, day)
        if (answer := events.get(EventKind.ANSWER)) is not None:
            self._counts[answer["le"].astimezone(PARIS).date()] += 1

    def all(self) -> tuple[tuple[date, int], ...]:
        """Every day since the first mail until the last answer."""
        if self._first is None or not self._counts:
            return ()
        start, last = min(self._first, min(self._counts)), max(self._counts)
        span = range(start.toordinal(), last.toordinal() + 1)
        return tuple((day, self._counts[day]) for day in map(date.fromordinal, span))
