"""What a change of a task leaves on the screen."""

from collections.abc import Iterator

from assistant.acts.of_planning import OpenTask, TakeBack
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Reply, Text
from assistant.skills.planning.finding_tasks import TODO, note_tasks
from assistant.skills.registry import Turn
from core.planning.task import TaskWritten


def changed(turn: Turn, written: TaskWritten, told: str) -> Iterator[Reply]:
    """What was written, and its undo."""
    task = written.task
    note_tasks(turn, [task.tache_id])
    yield Text(told.replace(task.titre, escape(task.titre)))
    if written.entry_id is None:
        return
    turn.conversations.note_change(turn.user, turn.conversation, {"entry": written.entry_id})
    details = Button(
        "Voir la tâche", f"montre la tâche « {task.titre} »", act=OpenTask(id=task.tache_id)
    )
    yield Choices((take_back(written.entry_id), details, TODO))


def take_back(entry_id: str, label: str = "Annuler") -> Button:
    """Takes back a change at once: it is one thing, just done."""
    return Button(label, "annule la dernière modification", act=TakeBack(entry=entry_id))
