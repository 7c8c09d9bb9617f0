"""A task by itself: what is known of it, and what can be done."""

from collections.abc import Iterator

from assistant.acts.of_planning import ChangeTask, MoveTask, OpenTask, ReminderForm, TaskForm
from assistant.language.understanding import Intent
from assistant.rendering.planning.lines import span
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.planning.finding_tasks import note_tasks
from assistant.skills.registry import Turn, on_act
from core.planning.task import Task


@on_act(OpenTask, Intent.SHOW_TASKS)
def open_task(turn: Turn, deed: OpenTask) -> Iterator[Reply]:
    """All that is known of a task, and what can be done with it."""
    yield from one_task(turn, turn.services.planning.tasks.get(turn.user, deed.id))


def one_task(turn: Turn, task: Task) -> Iterator[Reply]:
    """A task by itself."""
    service = turn.services.planning.tasks
    note_tasks(turn, [task.tache_id])
    brief = service.campaigns_of([task]).get(task.campagne or "")
    who = service.emails_of([task]).get(task.responsable or "")
    waits = [one.titre for one in service.many(list(task.apres)) if one.is_open]
    late_ = " — **en retard**" if task.is_late(turn.today) else ""
    lines = [
        f"**{escape(task.titre)}** : {span(task.debut, task.echeance)} {task.echeance.year}, "
        f"{task.etat.value.lower()}{late_}.",
        f"- Campagne : {escape(brief.nom)}" if brief else "",
        f"- Qui : {escape(who or task.role or 'personne pour l’instant')}",
        f"- Attend : {', '.join(f'« {escape(one)} »' for one in waits)}" if waits else "",
    ]
    yield Text("\n".join(filter(None, lines)))
    yield Choices(tuple(_buttons(task)))


def _buttons(task: Task) -> Iterator[Button]:
    key, title = task.tache_id, f"« {task.titre} »"
    if not task.is_open:
        act = ChangeTask(id=key, change="reopen")
        yield Button("Remettre à faire", f"remets la tâche {title} à faire", act=act)
        return
    act = ChangeTask(id=key, change="tick")
    yield Button("C'est fait", f"la tâche {title} est faite", act=act)
    take = ChangeTask(id=key, change="take")
    yield Button("Je m'en occupe", f"je m'occupe de la tâche {title}", act=take)
    move = MoveTask(id=key, days=7)
    yield Button("Décaler d'une semaine", f"décale la tâche {title} d'une semaine", act=move)
    yield Button("Modifier…", f"modifie la tâche {title}", act=TaskForm(id=key))
    remind = ReminderForm(task=key)
    yield Button("Me le rappeler…", f"rappelle-moi la tâche {title}", act=remind)
    drop = ChangeTask(id=key, change="drop")
    yield Button("Annuler la tâche", f"supprime la tâche {title}", act=drop)
