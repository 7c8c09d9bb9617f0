"""Tasks ticked, moved, renamed, given to somebody, added: by a sentence or a click."""

from collections.abc import Iterable, Iterator
from typing import Literal

from assistant.acts.base import Act
from assistant.acts.of_planning import (
    AssignTask,
    ChangeTask,
    MoveTask,
    OpenTask,
    RenameTask,
    TakeBack,
    TaskForm,
)
from assistant.language.requests.task_changes import Change, Shift, TaskRequest
from assistant.language.understanding import Intent
from assistant.rendering.planning.lines import ticked
from assistant.rendering.wording import escape
from assistant.replies import Reply, Text
from assistant.skills.planning.adding_tasks import add_task
from assistant.skills.planning.finding_tasks import find_task
from assistant.skills.planning.moments import day_of
from assistant.skills.planning.moving_tasks import ask_move
from assistant.skills.planning.people import named, somebody
from assistant.skills.planning.task_written import changed
from assistant.skills.registry import ACTS, Turn, claim, on_act, skill
from core.accounts.models import Permission
from core.errors import Refused
from core.planning.task import Task, TaskState, TaskWritten
from core.reminders.undoing import ACTIONS as REMINDERS

_STATES = {
    "tick": TaskState.FAITE,
    "reopen": TaskState.A_FAIRE,
    "start": TaskState.EN_COURS,
    "drop": TaskState.ANNULEE,
}
_TOLD = {
    "reopen": "« {} » est de nouveau à faire.",
    "start": "« {} » est en cours.",
    "drop": "« {} » est annulée.",
}
_SAME = {
    "reopen": "« {} » était déjà à faire.",
    "start": "« {} » était déjà en cours.",
    "drop": "« {} » était déjà annulée.",
}
_DAYS = {"jour": 1, "semaine": 7, "mois": 30, "an": 365}


@skill(Intent.UPDATE_TASK)
def update_task(turn: Turn) -> Iterator[Reply]:
    """What the sentence does to a task."""
    turn.user.require(Permission.WRITE)
    request = turn.asked(TaskRequest)
    if request.change is Change.ADD:
        yield from add_task(turn, request)
        return
    deed = _deed(turn, request)
    if isinstance(deed, str):
        yield Text(deed)
        return

    def of(task: Task) -> Act:
        return deed.model_copy(update={"id": task.tache_id})

    found = find_task(turn, request.which, of, closed=request.change is Change.REOPEN)
    if found.task is None:
        yield from found.replies
        return
    yield from ACTS[type(deed)][1](turn, of(found.task))


@claim("task_moved")
def move_named(turn: Turn) -> Iterable[Reply] | None:
    """A move by so much; None where no task is called so."""
    request = turn.asked(TaskRequest)
    words = request.which.title or request.which.words
    if words and not turn.services.planning.tasks.named(turn.user, words):
        return None
    return update_task(turn)


@claim("task_given")
def give_named(turn: Turn) -> Iterable[Reply] | None:
    """A task to an account; None where nobody or no task is called so."""
    request = turn.asked(TaskRequest)
    words = request.which.title or request.which.words
    known = not words or turn.services.planning.tasks.named(turn.user, words)
    if request.to is None or named(turn, request.to) is None or not known:
        return None
    return update_task(turn)


_NOBODY = "x"
_CHANGES: dict[Change, Literal["tick", "reopen", "start", "drop", "take"]] = {
    Change.TICK: "tick",
    Change.REOPEN: "reopen",
    Change.START: "start",
    Change.DROP: "drop",
    Change.TAKE: "take",
}


def _deed(turn: Turn, request: TaskRequest) -> Act | str:
    """What is to be done to whichever task it is; or what lacks."""
    change = request.change
    if change in (Change.EDIT, Change.OPEN):
        return TaskForm(id=_NOBODY) if change is Change.EDIT else OpenTask(id=_NOBODY)
    if change is Change.MOVE:
        return _moving(turn, request)
    if change is Change.ASSIGN:
        if request.to is None:
            return "À qui la confier ? Dites « confie la tâche … à » suivi d'un nom ou d'un e-mail."
        return AssignTask(id=_NOBODY, to=somebody(turn, request.to).user_id)
    if change is Change.RENAME:
        if not request.title:
            return "Comment la renommer ? Dites « renomme la tâche … en … »."
        return RenameTask(id=_NOBODY, title=request.title[:300])
    return ChangeTask(id=_NOBODY, change=_CHANGES[change])


def _moving(turn: Turn, request: TaskRequest) -> Act | str:
    if request.shift is not None:
        return MoveTask(id=_NOBODY, days=_days(request.shift))
    due = day_of(turn, request.moment)
    if due is None:
        return (
            "De combien, ou à quel jour ? Dites par exemple « décale la tâche de 3 jours » ou "
            "« décale-la au 15 mars »."
        )
    return MoveTask(id=_NOBODY, due=due)


def _days(shift: Shift) -> int:
    return max(-1_000, min(1_000, shift.count * _DAYS[shift.unit]))


def do(turn: Turn, deed: Act) -> Iterator[Reply]:
    """Do it to its task."""
    match deed:
        case ChangeTask(change="take"):
            yield from _assigned(turn, deed.id, turn.user.email)
        case ChangeTask():
            yield from _state(turn, deed)
        case MoveTask():
            yield from ask_move(turn, deed)
        case AssignTask():
            person = next(
                (one for one in turn.services.planning.tasks.people() if one.user_id == deed.to),
                None,
            )
            yield from _assigned(turn, deed.id, person.email if person else deed.to)
        case RenameTask():
            written = turn.services.planning.tasks.rename(turn.user, deed.id, deed.title)
            yield from changed(
                turn, written, f"Elle s'appelle maintenant « {written.task.titre} »."
            )


@on_act(ChangeTask, Intent.UPDATE_TASK)
def change_by_click(turn: Turn, deed: ChangeTask) -> Iterator[Reply]:
    """A box ticked, or a button."""
    yield from do(turn, deed)


@on_act(MoveTask, Intent.UPDATE_TASK)
def move_by_click(turn: Turn, deed: MoveTask) -> Iterator[Reply]:
    """Moved by a button."""
    yield from do(turn, deed)


@on_act(AssignTask, Intent.UPDATE_TASK)
def assign_by_click(turn: Turn, deed: AssignTask) -> Iterator[Reply]:
    """Given to somebody by a button."""
    yield from do(turn, deed)


@on_act(RenameTask, Intent.UPDATE_TASK)
def rename_by_click(turn: Turn, deed: RenameTask) -> Iterator[Reply]:
    """Renamed by a button."""
    yield from do(turn, deed)


def _state(turn: Turn, deed: ChangeTask) -> Iterator[Reply]:
    written = turn.services.planning.tasks.set_state(turn.user, deed.id, _STATES[deed.change])
    title = written.task.titre
    if deed.change == "tick":
        told = ticked(written)
    else:
        told = (_TOLD if written.entry_id else _SAME)[deed.change].format(title)
    yield from changed(turn, written, told)
    if deed.change == "tick" and written.entry_id and (after := _freed(turn, written)):
        yield Text(f"La suite peut commencer : {after}.")


def _freed(turn: Turn, written: TaskWritten) -> str:
    """What waited for a task that is done, and for nothing else."""
    freed = turn.services.planning.tasks.waiting_only_for(turn.user, written.task)
    return ", ".join(f"« {escape(task.titre)} »" for task in freed[:3])


def _assigned(turn: Turn, task_id: str, email: str) -> Iterator[Reply]:
    written = turn.services.planning.tasks.assign(turn.user, task_id, email)
    who = "vous" if email == turn.user.email else email
    told = f"« {written.task.titre} » est pour {who}."
    yield from changed(turn, written, told)


@on_act(TakeBack, Intent.UPDATE_TASK)
def taken_back(turn: Turn, deed: TakeBack) -> Iterator[Reply]:
    """Take it back. Refused where something newer depends on it."""
    entry = turn.services.journal.get(deed.entry)
    if entry is not None and entry.action not in (*turn.services.planning.undoers(), *REMINDERS):
        # What else is taken back is asked about first.
        raise Refused("Ce bouton ne fait plus rien. Regardez l'historique de la fiche.")
    turn.services.undo.undo(turn.user, deed.entry)
    turn.conversations.forget_change(turn.user, turn.conversation, {"entry": deed.entry})
    yield Text("C'est annulé.")
