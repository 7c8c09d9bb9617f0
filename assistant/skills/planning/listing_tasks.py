"""Lists of tasks as they are shown, and the buttons beside them."""

from collections.abc import Iterator, Sequence

from assistant.acts.of_planning import ShowTasks, TaskForm
from assistant.rendering.wording import day, escape, plural
from assistant.replies import Button, Choices, Reply, TaskList, Text
from assistant.skills.planning.finding_tasks import note_tasks
from assistant.skills.registry import Turn
from core.planning.briefs import CampaignBrief
from core.planning.task import OPEN, Task, TaskQuery, TaskState

MOST = 60
"""Tasks of a list that is shown at once."""
ADD = Button("Ajouter une tâche", "ajoute une tâche", act=TaskForm())
LATE = Button("Ce qui est en retard", "qu'est-ce qui est en retard ?", act=ShowTasks(which="late"))
WEEK = Button("Cette semaine", "que dois-je faire cette semaine ?", act=ShowTasks(which="week"))
PEOPLE = Button("Qui fait quoi ?", "qui fait quoi ?", act=ShowTasks(which="people"))
ALL = Button("Tout ce qui reste à faire", "toutes les tâches", act=ShowTasks())


def listed(
    turn: Turn, found: Sequence[Task], title: str, *buttons: Button, quiet: bool = False
) -> Iterator[Reply]:
    """A list to tick, and what can be done beside; `quiet` where the buttons come later."""
    if not found:
        yield Text(f"{escape(title)} : rien.")
        yield Choices(buttons or (ALL, ADD))
        return
    some = tuple(task.tache_id for task in found[:MOST])
    note_tasks(turn, some)
    count = plural(len(found), "tâche")
    lates = sum(task.is_late(turn.today) for task in found)
    more = f", dont {lates} en retard" if lates and lates < len(found) else ""
    yield Text(f"**{escape(title)}** : {count}{more}.")
    yield TaskList(some, title)
    if len(found) > MOST:
        yield Text(f"_Les {MOST} premières sont montrées._")
    if not quiet and buttons:
        yield Choices(buttons)


def nothing(turn: Turn, title: str = "") -> Iterator[Reply]:
    """That there is nothing of what was asked for."""
    any_left = turn.services.planning.tasks.find(turn.user, TaskQuery(states=OPEN))
    told = f"{title} : rien." if title and any_left else "Il n'y a aucune tâche à faire."
    yield Text(told)
    plan = Button("Faire un rétroplanning", "fais-moi un rétroplanning")
    yield Choices((ALL, ADD) if any_left else (ADD, plan))


def how_far(turn: Turn, brief: CampaignBrief, tasks: Sequence[Task]) -> str:
    """How many tasks of a campaign are done, late, and when its event is."""
    done = sum(task.etat is TaskState.FAITE for task in tasks)
    late = sum(task.is_late(turn.today) for task in tasks)
    told = f"**{escape(brief.nom)}** : {plural(done, 'tâche faite', 'tâches faites')} sur "
    told += f"{len(tasks)}"
    told += f", **{late} en retard**" if late else ""
    if brief.date_evenement:
        left = (brief.date_evenement - turn.today).days
        near = f", dans {plural(left, 'jour')}" if left > 0 else ""
        told += f". L'événement est le {day(brief.date_evenement)}{near}"
    return f"{told}."
