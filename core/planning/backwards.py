"""A schedule computed backwards from its event; and one that can still be kept. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter

from core.planning.calendar import Ladder, WorkingDays
from core.planning.models import Placed, Plan, Proposal, Schedule, Step

_PARTS = 1_000
"""Durations are shortened by thousandths."""


def plan(schedule: Schedule, event: date, today: date, calendar: WorkingDays) -> Plan:
    """The schedule before that event, and another where its start is before today."""
    ladder = calendar.backwards(event)
    work = Work.of(schedule.taches)
    tasks = work.placed(ladder)
    missing = calendar.between(tasks[0].start, today)
    found = propose(work, ladder, ladder.room(today)) if missing else None
    return Plan(schedule.nom, event, missing, tasks, found)


@dataclass(frozen=True)
class Work:
    """Tasks, each after those that it waits for; what they wait for, and how long they take."""

    steps: tuple[Step, ...]
    waits: Mapping[str, Sequence[str]]
    lengths: Mapping[str, int]

    @classmethod
    def of(cls, steps: Sequence[Step]) -> "Work":
        """That of a schedule, whole."""
        waits = {step.cle: step.apres for step in steps}
        rank = {key: rank for rank, key in enumerate(TopologicalSorter(waits).static_order())}
        order = tuple(sorted(steps, key=lambda step: rank[step.cle]))
        return cls(order, waits, {step.cle: step.duree for step in steps})

    def without(self, dropped: Collection[str]) -> "Work":
        """What is left; what waited for one that is dropped waits for what that one waited for."""
        gone, waits = set(dropped), dict[str, list[str]]()
        for step in self.steps:
            known = (waits[key] if key in gone else [key] for key in self.waits[step.cle])
            waits[step.cle] = list(dict.fromkeys(key for keys in known for key in keys))
        kept = tuple(step for step in self.steps if step.cle not in gone)
        return Work(kept, waits, self.lengths)

    def shortened(self, parts: int) -> "Work":
        """Durations of so many thousandths, to the nearest day, a day at least."""
        lengths = {
            key: max(1, (2 * days * parts + _PARTS) // (2 * _PARTS))
            for key, days in self.lengths.items()
        }
        return Work(self.steps, self.waits, lengths)

    def ranks(self, ladder: Ladder) -> dict[str, tuple[int, int]]:
        """Start and end of each task on the ladder, as late as they can be."""
        starts: dict[str, int] = {}
        """Of each task, the highest rank where one that waits for it starts."""
        found: dict[str, tuple[int, int]] = {}
        for step in reversed(self.steps):
            due = max(ladder.leaving(step.avant), starts.get(step.cle, -1) + 1)
            start = due + self.lengths[step.cle] - 1
            found[step.cle] = start, due
            for other in self.waits[step.cle]:
                starts[other] = max(starts.get(other, -1), start)
        return found

    def fits(self, ladder: Ladder, room: int) -> bool:
        """Whether it needs no more than `room` working days."""
        return all(start < room for start, _ in self.ranks(ladder).values())

    def placed(self, ladder: Ladder) -> tuple[Placed, ...]:
        """Each task in the calendar, in the order of their start."""
        found = self.ranks(ladder)
        tasks = [
            Placed(
                key=step.cle,
                title=step.titre,
                start=ladder.day(found[step.cle][0]),
                due=ladder.day(found[step.cle][1]),
                after=tuple(self.waits[step.cle]),
                role=step.role,
                channel=step.canal.value if step.canal else None,
            )
            for step in self.steps
        ]
        return tuple(sorted(tasks, key=lambda one: one.start))


def propose(work: Work, ladder: Ladder, room: int) -> Proposal | None:
    """One that needs no more than `room` working days: optional tasks dropped first, as few as
    needed, then durations shortened in proportion, never under a day. None where there is none."""
    optional = [step.cle for step in work.steps if step.facultative]
    least = work.without(optional)
    if least.fits(ladder, room):
        dropped = list(optional)
        for key in optional:
            fewer = [one for one in dropped if one != key]
            if work.without(fewer).fits(ladder, room):
                dropped = fewer
        return _proposal(work.without(dropped), work, ladder, dropped)
    if not least.shortened(0).fits(ladder, room):
        return None
    low, high = 0, _PARTS  # fits at `low`, does not at `high`
    while high - low > 1:
        middle = (low + high) // 2
        fits = least.shortened(middle).fits(ladder, room)
        low, high = (middle, high) if fits else (low, middle)
    return _proposal(least.shortened(low), work, ladder, optional)


def _proposal(found: Work, whole: Work, ladder: Ladder, dropped: Sequence[str]) -> Proposal | None:
    keys = [step.cle for step in found.steps]
    hurried = tuple(key for key in keys if found.lengths[key] < whole.lengths[key])
    return Proposal(found.placed(ladder), tuple(dropped), hurried) if keys else None


def earliest_event(schedule: Schedule, today: date, calendar: WorkingDays) -> date:
    """The first event for which the whole schedule can still be kept."""
    event = today
    while missing := _missing(schedule, event, today, calendar):
        event = calendar.after(event, missing)
    while event > today and not _missing(schedule, event - timedelta(days=1), today, calendar):
        event -= timedelta(days=1)
    return event


def _missing(schedule: Schedule, event: date, today: date, calendar: WorkingDays) -> int:
    first = Work.of(schedule.taches).placed(calendar.backwards(event))[0].start
    return calendar.between(first, today)
