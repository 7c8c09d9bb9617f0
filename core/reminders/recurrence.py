"""Times on a clock of Paris: as instants, and coming again. Pure."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.clock import PARIS

Weekday = Annotated[int, Field(ge=0, le=6)]
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


class Each(StrEnum):
    """What a reminder comes again by."""

    JOUR = "jour"
    SEMAINE = "semaine"
    MOIS = "mois"
    AN = "an"


class Recurrence(BaseModel):
    """Every so many days, weeks, months or years from its first time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chaque: Each
    tous_les: Annotated[int, Field(ge=1, le=100)] = 1
    jours: tuple[Weekday, ...] = ()
    """Of a week, Monday is 0; empty, that of the first time."""
    depuis: datetime
    """The first time, on the wall."""


@dataclass(frozen=True)
class Again:
    """How something comes again, before its first time is known."""

    chaque: Each
    tous_les: int = 1
    jours: tuple[int, ...] = ()

    def since(self, first: datetime) -> Recurrence:
        """From its first time on the wall."""
        return Recurrence(
            chaque=self.chaque, tous_les=self.tous_les, jours=self.jours, depuis=first
        )


def instant(wall: datetime) -> datetime:
    """When a clock in Paris shows that, in UTC. What a change of clocks skips is the next instant
    that exists; of what it shows twice, the first."""
    naive = wall.replace(tzinfo=None)
    while not _exists(naive):
        naive = naive.replace(second=0, microsecond=0) + _MINUTE
    return naive.replace(tzinfo=PARIS, fold=0).astimezone(UTC)


def _exists(naive: datetime) -> bool:
    shown = naive.replace(tzinfo=PARIS).astimezone(UTC).astimezone(PARIS)
    return shown.replace(tzinfo=None) == naive


def on_wall(moment: datetime) -> datetime:
    """What a clock in Paris shows at an instant, without a zone."""
    return moment.astimezone(PARIS).replace(tzinfo=None)


def next_time(again: Recurrence, now: datetime) -> datetime:
    """The first of its times, on the wall, whose instant is after `now`."""
    return next(wall for wall in _times(again, on_wall(now)) if instant(wall) > now)


def first_time(wall: datetime, again: Again) -> datetime:
    """The first day from that one on which it comes."""
    while again.chaque is Each.SEMAINE and again.jours and wall.weekday() not in again.jours:
        wall += _DAY
    return wall


def _times(again: Recurrence, near: datetime) -> Iterator[datetime]:
    """Its times in order, from some time before `near`."""
    if again.chaque is Each.JOUR:
        return _by_days(again.depuis, timedelta(days=again.tous_les), near)
    if again.chaque is Each.SEMAINE:
        return _by_weeks(again, near)
    return _by_months(again.depuis, again.tous_les * (12 if again.chaque is Each.AN else 1), near)


def _by_days(first: datetime, period: timedelta, near: datetime) -> Iterator[datetime]:
    time = first + max(0, (near - first) // period - 1) * period
    while True:
        yield time
        time += period


def _by_weeks(again: Recurrence, near: datetime) -> Iterator[datetime]:
    first = again.depuis
    monday = first - timedelta(days=first.weekday())
    days = sorted(set(again.jours)) or [first.weekday()]
    for start in _by_days(monday, timedelta(weeks=again.tous_les), near):
        for day in days:
            if (time := start + timedelta(days=day)) >= first:
                yield time


def _by_months(first: datetime, months: int, near: datetime) -> Iterator[datetime]:
    """On the day of the first time, or the month's last one where it has fewer."""
    start = first.year * 12 + first.month - 1
    rank = max(0, (near.year * 12 + near.month - 1 - start) // months - 1)
    while True:
        year, month = divmod(start + rank * months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        yield first.replace(year=year, month=month + 1, day=min(first.day, last))
        rank += 1
