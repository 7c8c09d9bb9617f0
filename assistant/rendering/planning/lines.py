"""Schedules and tasks as lines of French text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta

from assistant.rendering.wording import day, listed, moment, plural
from core.journal.models import author
from core.planning.calendar import WorkingDays
from core.planning.days import MONTHS, WEEKDAYS, told
from core.planning.models import Placed, Plan
from core.planning.moving import Move, Shift
from core.planning.task import Task, TaskWritten
from core.reminders.models import Reminder
from core.reminders.recurrence import Recurrence

_SHORT = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def short_day(value: date) -> str:
    """sam. 17/04/2027."""
    return f"{_SHORT[value.weekday()]} {value:%d/%m/%Y}"


def span(start: date, due: date) -> str:
    """le 3 mai ; du 3 au 7 mai ; du 28 avril au 3 mai."""
    last = _day_of_month(due)
    if start == due:
        return f"le {last}"
    same = (start.year, start.month) == (due.year, due.month)
    return f"du {_day_of_month(start).split()[0] if same else _day_of_month(start)} au {last}"


def _day_of_month(value: date) -> str:
    return f"{'1er' if value.day == 1 else value.day} {MONTHS[value.month - 1]}"


def plan_lines(tasks: Iterable[Placed]) -> Iterator[str]:
    """A task a line: its days, its title, who for."""
    for task in tasks:
        role = f" ({task.role})" if task.role else ""
        yield f"{short_day(task.start)} → {short_day(task.due)}\t{task.title}{role}"


def feasibility(plan: Plan) -> str:
    """Whether there is time, and what could be done where there is not."""
    if plan.feasible:
        return f"C'est faisable : {plural(len(plan.tasks), 'tâche')} avant le {day(plan.event)}."
    short = (
        f"Il manque {plural(plan.missing_days, 'jour ouvré', 'jours ouvrés')} : il aurait fallu "
        f"commencer le {day(plan.tasks[0].start)}."
    )
    if plan.proposal is None:
        return f"{short} Même réduit au plus court, il ne tient pas : changez de date."
    titles = {task.key: task.title for task in plan.tasks}
    parts = []
    if dropped := plan.proposal.dropped:
        parts.append(f"en renonçant à {_quoted(titles, dropped)}")
    if shortened := plan.proposal.shortened:
        parts.append(f"en raccourcissant {plural(len(shortened), 'tâche')}")
    return f"{short} Il tient {listed(parts)}."


def _quoted(titles: dict[str, str], keys: Sequence[str]) -> str:
    return listed([f"« {titles[key]} »" for key in keys])


def task_line(task: Task, today: date, campaign: str, who: str) -> str:
    """A task a line: the beginning of its id, its days, how far it is, its title, who does it."""
    late = " (en retard)" if task.is_late(today) else ""
    beside = " · ".join(filter(None, (campaign, who)))
    days = f"{short_day(task.debut)} → {short_day(task.echeance)}"
    end = f"\t{beside}" if beside else ""
    return f"{task.tache_id[:8]}\t{days}\t{task.etat.value}{late}\t{task.titre}{end}"


def ticked(written: TaskWritten) -> str:
    """That a task is done, by whom where somebody was faster."""
    task = written.task
    if written.entry_id is not None:
        return f"« {task.titre} » est faite."
    who = f" par {author(task.faite_par)}" if task.faite_par else ""
    when = f", le {moment(task.faite_le)}" if task.faite_le else ""
    return f"« {task.titre} » était déjà faite{who}{when} : rien n'a changé."


def due_notes(due: date, today: date, calendar: WorkingDays, event: date | None) -> Iterator[str]:
    """What to know of a day that was chosen."""
    if due < today:
        yield f"Le {told(due)} est passé : cette tâche est déjà en retard."
    elif why := calendar.why_off(due):
        yield f"Le {told(due)} n'est pas un jour travaillé ({why})."
    if event is not None and due > event:
        yield (
            f"Le {told(due)} est après l'événement, le {told(event)}. Si c'est une erreur, "
            f"déplacez-la : la veille est le {told(event - timedelta(days=1))}."
        )


def move_lines(shown: Move) -> Iterator[str]:
    """What a move does, to be read before it is made."""
    yield _shift_line(shown.moved)
    if shown.why_off:
        yield f"  Ce n'est pas un jour travaillé ({shown.why_off})."
    if shown.others:
        wait = "l'attend" if len(shown.others) == 1 else "l'attendent"
        yield f"Cela déplace aussi {plural(len(shown.others), 'tâche')} qui {wait} :"
    for one in shown.others:
        yield f"  {_shift_line(one)}"


def _shift_line(shift: Shift) -> str:
    old = span(shift.task.debut, shift.task.echeance)
    return f"« {shift.task.titre} » : {old} → {span(shift.debut, shift.echeance)}"


def reminder_line(reminder: Reminder, who: str) -> str:
    """A reminder a line: the beginning of its id, when, how far it is, what it says, to whom."""
    local = reminder.local
    when = f"{short_day(local.date())} {local:%H:%M}"
    again = f" (revient : {_again(reminder.repete)})" if reminder.repete else ""
    key = reminder.rappel_id[:8]
    return f"{key}\t{when}\t{reminder.etat.value}\t{reminder.texte}{again}\t{who}"


def when_text(local: datetime) -> str:
    """le mardi 1er décembre 2026 à 10 h."""
    minutes = f" {local.minute:02}" if local.minute else ""
    return f"le {told(local.date())} à {local.hour} h{minutes}"


def again_text(how: Recurrence) -> str:
    """How it comes again: "tous les lundis", "chaque mois"."""
    if how.jours and how.tous_les == 1:
        days = [f"{WEEKDAYS[day]}s" for day in how.jours]
        return f"tous les {listed(days)}"
    if how.jours:
        days = [WEEKDAYS[day] for day in how.jours]
        return f"le {listed(days)}, une semaine sur {how.tous_les}"
    return _again(how)


def _again(how: Recurrence) -> str:
    if how.jours:
        return listed([f"le {WEEKDAYS[day]}" for day in how.jours])
    unit = how.chaque.value
    if how.tous_les == 1:
        return f"chaque {unit}"
    every = "toutes" if unit == "semaine" else "tous"
    return f"{every} les {how.tous_les} {unit.removesuffix('s')}s"
