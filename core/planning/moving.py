"""What moves with a task: those that wait for it, as little as needed. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from graphlib import TopologicalSorter

from core.errors import Refused
from core.planning.calendar import WorkingDays
from core.planning.days import told
from core.planning.task import Task

_DAY = timedelta(days=1)


class CannotMove(Refused):
    """It can't be that day; `other` is the nearest one that it can be, if there is any."""

    def __init__(self, message: str, other: date | None) -> None:
        super().__init__(message)
        self.other = other


@dataclass(frozen=True)
class Shift:
    """A task and its new days."""

    task: Task
    debut: date
    echeance: date

    @property
    def after(self) -> Task:
        """The task as it would be."""
        return self.task.model_copy(update={"debut": self.debut, "echeance": self.echeance})


@dataclass(frozen=True)
class Move:
    """What moving a task does: the task itself, then what waits for it, in order."""

    shifts: tuple[Shift, ...]
    why_off: str | None = None
    """Where the day asked for is not worked: why."""

    @property
    def moved(self) -> Shift:
        """The task that was asked for."""
        return self.shifts[0]

    @property
    def others(self) -> tuple[Shift, ...]:
        """Those that must follow."""
        return self.shifts[1:]


def move(
    task: Task, due: date, around: Sequence[Task], calendar: WorkingDays, event: date | None
) -> Move:
    """Move a task to a day, and what waits for it no further than it must.

    `around` are the tasks of its campaign. CannotMove, with a day that can be, if it would come
    before what it waits for, or push something after the event.
    """
    first = Shift(task, _start(task, due, calendar), due)
    _not_too_early(first, around, calendar)
    shifts = _pushed(first, around, calendar)
    if event is not None and (beyond := _beyond(shifts, event)):
        latest = _latest(task, due, around, calendar, event)
        raise CannotMove(_too_late(first, beyond, event, latest), latest)
    return Move(tuple(shifts), calendar.why_off(due))


def _start(task: Task, due: date, calendar: WorkingDays) -> date:
    """Its start, so that it takes as many working days as before."""
    if task.debut == task.echeance:
        return due
    return min(due, calendar.start_of(due, calendar.length(task.debut, task.echeance)))


def _not_too_early(first: Shift, around: Iterable[Task], calendar: WorkingDays) -> None:
    waited = [one for one in around if one.tache_id in first.task.apres and one.is_open]
    last = max(waited, key=lambda one: one.echeance, default=None)
    if last is None or first.debut > last.echeance:
        return
    soonest = _due_from(first.task, last.echeance + _DAY, calendar)
    raise CannotMove(
        f"« {first.task.titre} » attend « {last.titre} », qui finit le {told(last.echeance)}. "
        f"Au plus tôt, elle peut être finie le {told(soonest)} ; "
        "ou avancez d'abord l'autre tâche.",
        soonest,
    )


def _due_from(task: Task, day: date, calendar: WorkingDays) -> date:
    """When it ends if it begins that day, or the next one that is worked."""
    length = calendar.length(task.debut, task.echeance)
    return calendar.after(day - _DAY, length)


def _pushed(first: Shift, around: Iterable[Task], calendar: WorkingDays) -> list[Shift]:
    tasks = {one.tache_id: one for one in around if one.is_open} | {first.task.tache_id: first.task}
    waits = {key: [w for w in one.apres if w in tasks] for key, one in tasks.items()}
    ends: Mapping[str, date] = {}
    shifts = {first.task.tache_id: first}
    for key in TopologicalSorter(waits).static_order():
        ends = {other: shifts[other].echeance for other in waits[key] if other in shifts}
        if key == first.task.tache_id or not ends:
            continue
        task, soonest = tasks[key], max(ends.values())
        if task.debut <= soonest:
            start = calendar.after(soonest)
            shifts[key] = Shift(task, start, _due_from(task, start, calendar))
    return list(shifts.values())


def _beyond(shifts: Iterable[Shift], event: date) -> list[Shift]:
    """Those that a move would put after the event; what was after it before may stay there."""
    return [one for one in shifts if one.echeance > event >= one.task.echeance]


def _latest(
    task: Task, due: date, around: Sequence[Task], calendar: WorkingDays, event: date
) -> date | None:
    """The last day before `due` on which everything still fits; None if not even today's."""
    day = min(due, event)
    while day > task.echeance:
        shift = Shift(task, _start(task, day, calendar), day)
        if calendar.is_worked(day) and not _beyond(_pushed(shift, around, calendar), event):
            return day
        day -= _DAY
    return None


def _too_late(first: Shift, beyond: Sequence[Shift], event: date, latest: date | None) -> str:
    when = f"l'événement du {told(event)}"
    if beyond[0].task == first.task:
        why = f"« {first.task.titre} » finirait après {when}."
    else:
        names = ", ".join(f"« {one.task.titre} »" for one in beyond[:3])
        more = f" et {len(beyond) - 3} autres" if len(beyond) > 3 else ""
        why = f"{names}{more}, qui l'attend{'ent' if len(beyond) > 1 else ''}, " \
            f"finirai{'en' if len(beyond) > 1 else ''}t après {when}."  # fmt: skip
    if latest is None:
        return (
            f"{why} Elle ne peut pas être reculée : raccourcissez ou annulez une des tâches qui "
            "suivent, ou changez la date de l'événement."
        )
    return f"{why} Au plus tard, elle peut être finie le {told(latest)}."
