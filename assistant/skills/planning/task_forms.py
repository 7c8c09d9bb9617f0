"""The form of a task: a new one, or all that can be changed of one."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from assistant.acts.of_planning import MoveTask, TaskForm
from assistant.language.understanding import Intent
from assistant.rendering.forms import Field
from assistant.replies import Reply
from assistant.skills.accounts.fields import choice, field
from assistant.skills.planning.adding_tasks import form
from assistant.skills.planning.moving_tasks import ask_move
from assistant.skills.planning.people import short_name
from assistant.skills.planning.task_written import changed
from assistant.skills.registry import FormFields, Turn, on_act, register_form
from core.errors import InvalidData
from core.planning.task import TaskWritten

_GROUP = "La tâche"


@on_act(TaskForm, Intent.UPDATE_TASK)
def form_by_click(turn: Turn, deed: TaskForm) -> Iterator[Reply]:
    """The form of a button."""
    yield from form(turn, deed)


def _fields(turn: Turn, payload: Mapping[str, Any]) -> list[Field]:
    tasks = turn.services.planning.tasks
    task = tasks.get(turn.user, payload["task"]) if payload.get("task") else None
    people = [("", "Personne pour l'instant")]
    people += [(one.user_id, short_name(one)) for one in tasks.people()]
    who = task.responsable or "" if task else ""
    found = [
        field("titre", "À faire", "text", _GROUP, task.titre if task else ""),
        field("echeance", "Pour quand", "date", _GROUP, task.echeance.isoformat() if task else ""),
        choice("responsable", "Qui s'en occupe", _GROUP, who, people),
    ]
    found[2]["required"] = False
    if task is None:
        campaigns = [("", "Aucune")]
        campaigns += [(one.campagne_id, one.nom) for one in tasks.campaigns(turn.user)]
        of = choice(
            "campagne", "Pour quelle campagne", _GROUP, payload.get("campaign") or "", campaigns
        )
        of["required"] = False
        found.append(of)
    return found


def _submit(turn: Turn, payload: Mapping[str, Any], values: Mapping[str, str]) -> tuple[Reply, ...]:
    due, title = _due(values), values.get("titre", "").strip()
    if not title:
        raise InvalidData("", {"titre": "Dites ce qu'il y a à faire."})
    email = _email(turn, values.get("responsable", ""))
    if payload.get("task"):
        return tuple(_edited(turn, payload["task"], title, due, email))
    written = turn.services.planning.tasks.add(
        turn.user,
        title,
        due,
        campagne=values.get("campagne") or payload.get("campaign"),
        prospect_id=payload.get("record"),
        responsable=email,
    )
    return tuple(changed(turn, written, f"C'est noté : « {written.task.titre} »."))


def _due(values: Mapping[str, str]) -> date:
    try:
        return date.fromisoformat(values.get("echeance", ""))
    except ValueError as error:
        raise InvalidData("", {"echeance": "Donnez un jour : 17/04/2027."}) from error


def _email(turn: Turn, user_id: str) -> str | None:
    people = turn.services.planning.tasks.people()
    return next((one.email for one in people if one.user_id == user_id), None)


def _edited(turn: Turn, task_id: str, title: str, due: date, email: str | None) -> Iterator[Reply]:
    tasks = turn.services.planning.tasks
    before = tasks.get(turn.user, task_id)
    written: list[TaskWritten] = []
    if title != before.titre:
        written.append(tasks.rename(turn.user, task_id, title))
    if email != _email(turn, before.responsable or ""):
        written.append(tasks.assign(turn.user, task_id, email))
    if written:
        yield from changed(turn, written[-1], f"C'est enregistré : « {written[-1].task.titre} ».")
    if due != before.echeance:
        yield from ask_move(turn, MoveTask(id=task_id, due=due))
    elif not written:
        yield from changed(turn, TaskWritten(before, None), "Rien n'a changé.")


register_form(
    "form_task",
    FormFields(_fields, _submit, example="ajoute une tâche : appeler la mairie pour vendredi"),
)
