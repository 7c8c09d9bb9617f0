"""All tasks at once: how far each campaign is, who does what."""

from collections import defaultdict
from collections.abc import Iterator

from assistant.acts.of_planning import ShowTasks
from assistant.rendering.wording import escape, plural
from assistant.replies import Button, Choices, Reply, TaskList, Text
from assistant.skills.planning.finding_tasks import note_tasks
from assistant.skills.planning.listing_tasks import (
    ADD,
    LATE,
    MOST,
    PEOPLE,
    WEEK,
    how_far,
    nothing,
)
from assistant.skills.planning.people import short_name
from assistant.skills.registry import Turn
from core.planning.task import OPEN, Task, TaskQuery, TaskState


def progress(turn: Turn) -> Iterator[Reply]:
    """How far each campaign is, and what belongs to none."""
    service = turn.services.planning.tasks
    every = service.find(turn.user, TaskQuery(states=frozenset(TaskState) - {TaskState.ANNULEE}))
    groups: dict[str, list[Task]] = defaultdict(list)
    for task in every:
        groups[task.campagne or ""].append(task)
    briefs = service.campaigns_of(every)
    lines = [how_far(turn, briefs[key], tasks) for key, tasks in groups.items() if key in briefs]
    if alone := [task for key, tasks in groups.items() if key not in briefs for task in tasks]:
        done = sum(task.etat is TaskState.FAITE for task in alone)
        late = sum(task.is_late(turn.today) for task in alone)
        more = f", **{late} en retard**" if late else ""
        told = plural(done, "tâche faite", "tâches faites")
        lines.append(f"**Hors campagne** : {told} sur {len(alone)}{more}.")
    if not lines:
        yield from nothing(turn)
        return
    yield Text("\n".join(f"- {line}" for line in lines))
    plans = [
        Button(f"Voir « {brief.nom} »", f"montre les tâches de la campagne « {brief.nom} »",
               act=ShowTasks(campaign=key))
        for key, brief in list(briefs.items())[:3]
    ]  # fmt: skip
    yield Choices((*plans, LATE, PEOPLE))


def by_person(turn: Turn) -> Iterator[Reply]:
    """Who does what, what nobody does yet first."""
    found = turn.services.planning.tasks.find(turn.user, TaskQuery(states=OPEN))
    if not found:
        yield from nothing(turn)
        return
    people = {one.user_id: one for one in turn.services.planning.tasks.people()}
    groups: dict[str, list[str]] = defaultdict(list)
    for task in found:
        groups[task.responsable if task.responsable in people else ""].append(task.tache_id)
    order = sorted(groups, key=lambda one: short_name(people[one]) if one else "")
    note_tasks(turn, [one for key in order for one in groups[key]][:MOST])
    yield Text(f"**{plural(len(found), 'tâche')}** à faire, par personne :")
    for key in order:
        who = short_name(people[key]) if key else "À personne pour l'instant"
        yield Text(f"**{escape(who)}** : {plural(len(groups[key]), 'tâche')}")
        yield TaskList(tuple(groups[key][:MOST]), who)
    yield Text("Pour en confier une : « confie la réservation de la salle à Nico ».")
    yield Choices((WEEK, LATE, ADD))
