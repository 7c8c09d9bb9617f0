"""Takes back a change of tasks, while nobody has changed them since."""

from typing import Any

from core.accounts.models import Permission, User
from core.errors import Refused
from core.journal.models import Entry
from core.planning.task import Change, Task
from core.planning.tasks import TASKS, UNDONE, TaskService


class TaskUndo:
    """What `core.records.undo` does with the entries of tasks; taken back itself, it is as well."""

    def __init__(self, tasks: TaskService) -> None:
        self._tasks = tasks

    def undo(self, user: User, entry: Entry) -> str:
        """Put every task of an entry back; the id of the entry that says so. Refused, with the
        task that stands in the way, if one was changed since."""
        user.require(Permission.WRITE)
        pairs: dict[str, list[dict[str, Any] | None]] = entry.details[TASKS]
        now = {task.tache_id: task for task in self._tasks.many(list(pairs))}
        changes = [_change(now.get(key), *pair) for key, pair in pairs.items()]
        undone = self._tasks.commit(user, UNDONE, entry.cible, changes, more={"de": entry.entry_id})
        if undone is None:
            raise Refused("Ces tâches viennent de changer. Réessayez.")
        return undone


def _change(
    now: Task | None, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> Change:
    if (None if now is None else now.plain()) != after:
        title = (after or before or {}).get("titre", "?")
        raise Refused(
            f"La tâche « {title} » a changé depuis : annulez d'abord ce changement plus récent."
        )
    return now, None if before is None else Task.model_validate(before)
