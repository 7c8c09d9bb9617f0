"""Working days: which days count, and counting them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.errors import InvalidData
from core.planning.days import WEEKDAYS
from core.planning.holidays import METROPOLE, public_holidays, school_holidays

WEEK = {"lundi-vendredi": 5, "lundi-samedi": 6, "tous": 7}
"""How many days of a week are worked, by the setting `planning.days`."""
_DAY = timedelta(days=1)
_LONGEST_REST = 400
"""Days without work after which a calendar is taken for a mistake."""


@dataclass(frozen=True)
class WorkingDays:
    """A calendar of an association."""

    days: str = "lundi-vendredi"
    zone: str = METROPOLE
    school_zone: str | None = None
    off: tuple[tuple[date, date], ...] = ()
    """Days off of the volunteers: first and last, both off."""
    _known: dict[date, str | None] = field(default_factory=dict, repr=False, compare=False)

    def why_off(self, day: date) -> str | None:
        """Why nobody works that day ("samedi", "Noël", "Vacances d'hiver"); None if it counts."""
        if day not in self._known:
            self._known[day] = self._why(day)
        return self._known[day]

    def _why(self, day: date) -> str | None:
        if name := public_holidays(day.year, self.zone).get(day):
            return name
        if day.weekday() >= WEEK[self.days]:
            return WEEKDAYS[day.weekday()]
        if self.school_zone:
            school = school_holidays(day.year, self.school_zone) or {}
            if name := school.get(day):
                return name
        return "jour de congé" if any(first <= day <= last for first, last in self.off) else None

    def is_worked(self, day: date) -> bool:
        """Whether it counts."""
        return self.why_off(day) is None

    def at_or_before(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        return next(self.walk(day, -_DAY))

    def at_or_after(self, day: date) -> date:
        """The day itself, or the next working day."""
        return next(self.walk(day, _DAY))

    def before(self, day: date, count: int = 1) -> date:
        """The working day that is `count` (≥ 1) working days before a day."""
        return self._nth(day - _DAY, -_DAY, count)

    def after(self, day: date, count: int = 1) -> date:
        """The working day that is `count` (≥ 1) working days after a day."""
        return self._nth(day + _DAY, _DAY, count)

    def start_of(self, due: date, length: int) -> date:
        """When something of `length` working days begins, so that `due`, counted, ends it."""
        return self.before(due + _DAY, length)

    def between(self, first: date, last: date) -> int:
        """Working days from `first` on, `last` not counted."""
        days = (last - first).days
        return sum(self.is_worked(first + timedelta(days=n)) for n in range(days))

    def length(self, start: date, due: date) -> int:
        """Working days from start to due, both counted; at least one."""
        return max(1, self.between(start, due + _DAY))

    def backwards(self, event: date) -> "Ladder":
        """The working days up to an event, counted from it."""
        return Ladder(self, event)

    def _nth(self, day: date, step: timedelta, count: int) -> date:
        for rank, found in enumerate(self.walk(day, step), 1):
            if rank == count:
                return found
        raise AssertionError("unreachable")

    def walk(self, day: date, step: timedelta) -> Iterator[date]:
        """Working days from a day on, forwards or backwards. InvalidData after a year of rest."""
        rest = 0
        while rest < _LONGEST_REST:
            if self.is_worked(day):
                rest = 0
                yield day
            rest += 1
            try:
                day += step
            except OverflowError:
                break
        raise InvalidData(
            "Le calendrier ne laisse aucun jour de travail sur plus d'un an. Vérifiez les réglages "
            "planning.days, planning.school_zone et planning.days_off."
        )


class Ladder:
    """Working days up to an event, the event's at the latest: rank 0 is the last one, 1 the one
    before. Ranks are quicker to compute with than days."""

    def __init__(self, calendar: WorkingDays, event: date) -> None:
        self._days: list[date] = []
        self._walk = calendar.walk(event, -_DAY)
        self._event = event
        self._on_event = int(self.day(0) == event)

    def day(self, rank: int) -> date:
        """The working day of that rank."""
        while len(self._days) <= rank:
            self._days.append(next(self._walk))
        return self._days[rank]

    def leaving(self, free: int) -> int:
        """The rank of the last day after which `free` working days are left before the event."""
        return free + self._on_event if free else 0

    def room(self, today: date) -> int:
        """How many ranks there are from today on."""
        rank = 0
        while self.day(rank) >= today:
            rank += 1
        return rank
