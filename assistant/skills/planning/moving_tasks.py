"""Tasks moved, once what moves with them was shown."""

from collections.abc import Iterator
from datetime import date

from assistant.acts.of_planning import MoveTask
from assistant.conversation import Payload
from assistant.rendering.planning.lines import move_lines
from assistant.rendering.wording import escape
from assistant.replies import Button, Choices, Confirm, Reply, TaskList, Text
from assistant.skills.planning.finding_tasks import TODO, note_tasks
from assistant.skills.planning.task_written import take_back
from assistant.skills.registry import Turn, on_yes
from core.accounts.models import Permission
from core.planning.moving import CannotMove, Move


def ask_move(turn: Turn, deed: MoveTask) -> Iterator[Reply]:
    """What moving it would do, and the question."""
    turn.user.require(Permission.WRITE)
    tasks = turn.services.planning.tasks
    due = deed.due or tasks.shifted(turn.user, deed.id, deed.days or 0)
    task = tasks.get(turn.user, deed.id)
    note_tasks(turn, [task.tache_id])
    try:
        shown = tasks.moving(turn.user, task.tache_id, due)
    except CannotMove as refused:
        yield Text(refused.message)
        if refused.other is not None and refused.other != task.echeance:
            yield Choices((_to(task.titre, task.tache_id, refused.other), TODO))
        return
    if due == task.echeance:
        yield Text(f"« {escape(task.titre)} » finit déjà ce jour-là.")
        return
    yield Text("\n".join(_in_markdown(shown)))
    payload = {"task": task.tache_id, "due": due.isoformat(), "shown": _mark(shown)}
    count = 1 + len(shown.others)
    question = "La déplacer ?" if count == 1 else f"Déplacer ces {count} tâches ?"
    yes = "Oui, déplacer" if count == 1 else f"Oui, déplacer les {count}"
    yield Confirm(turn.ask("move_task", payload), question, yes, "Non")


def _to(title: str, task_id: str, due: date) -> Button:
    label = f"La mettre au {due:%d/%m/%Y}"
    return Button(label, f"décale « {title} » au {due:%d/%m/%Y}", act=MoveTask(id=task_id, due=due))


def _in_markdown(shown: Move) -> Iterator[str]:
    for line in move_lines(shown):
        yield f"- {escape(line)}" if line.startswith("  «") else escape(line) + "\n"


def _mark(shown: Move) -> list[list[str]]:
    """What was shown, to be compared on the yes: what moves, from which version to which day."""
    return [
        [one.task.tache_id, str(one.task.version), one.debut.isoformat(), one.echeance.isoformat()]
        for one in shown.shifts
    ]


@on_yes("move_task")
def move_confirmed(turn: Turn, payload: Payload) -> Iterator[Reply]:
    """Move them as they were shown; shown again where something changed since."""
    tasks, due = turn.services.planning.tasks, date.fromisoformat(payload["due"])
    shown = tasks.moving(turn.user, payload["task"], due)
    if _mark(shown) != payload["shown"]:
        yield Text("Une de ces tâches a changé entre-temps. Voici ce qui bougerait maintenant :")
        yield from ask_move(turn, MoveTask(id=payload["task"], due=due))
        return
    written = tasks.move(turn.user, shown)
    moved = [one.task.tache_id for one in shown.shifts]
    note_tasks(turn, moved)
    yield Text("C'est déplacé.")
    yield TaskList(tuple(moved), "Tâches déplacées")
    if written.entry_id:
        turn.conversations.note_change(turn.user, turn.conversation, {"entry": written.entry_id})
        yield Choices((take_back(written.entry_id, "Tout remettre comme avant"), TODO))
