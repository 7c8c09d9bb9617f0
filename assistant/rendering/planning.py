"""Schedules and tasks as lines of French text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from assistant.rendering.wording import day, listed, plural
from core.planning.days import MONTHS
from core.planning.models import Placed, Plan

_SHORT = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")


def short_day(value: date) -> str:
    """sam. 17/04/2027."""
    return f"{_SHORT[value.weekday()]} {value:%d/%m/%Y}"


def span(start: date, due: date) -> str:
    """le 3 mai ; du 3 au 7 mai ; du 28 avril au 3 mai."""
    last = f"{due.day} {MONTHS[due.month - 1]}"
    if start == due:
        return f"le {last}"
    same = (start.year, start.month) == (due.year, due.month)
    first = str(start.day) if same else f"{start.day} {MONTHS[start.month - 1]}"
    return f"du {first} au {last}"


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
