"""Tasks as rows: for the page, which ticks them, and as plain text."""

from collections.abc import Sequence
from typing import TypedDict

from assistant.acts.of_planning import ChangeTask, OpenTask
from assistant.rendering.planning.lines import span
from assistant.rendering.table_pages import PlainTable
from core.accounts.models import User
from core.planning.task import Task, TaskState
from core.services import Services

COLUMNS = ["Tâche", "Quand", "État", "Qui", "Campagne"]


class TaskRow(TypedDict):
    """A task as it is now: `tick` does or undoes it, `open` shows the rest."""

    id: str
    title: str
    days: str
    state: str
    done: bool
    late: bool
    closed: bool
    """Cancelled: it can't be ticked."""
    who: str
    campaign: str
    tick: dict[str, object]
    open: dict[str, object]


def task_rows(services: Services, user: User, ids: Sequence[str]) -> list[TaskRow]:
    """In the order of the ids; those that are gone are left out."""
    service = services.planning.tasks
    service.require_reading(user)
    known = {task.tache_id: task for task in service.many(list(ids))}
    found = [known[one] for one in ids if one in known]
    campaigns, people, today = (
        service.campaigns_of(found),
        service.emails_of(found),
        service.today(),
    )
    rows: list[TaskRow] = []
    for task in found:
        brief, done = campaigns.get(task.campagne or ""), task.etat is TaskState.FAITE
        late = task.is_late(today)
        rows.append(
            {
                "id": task.tache_id,
                "title": task.titre,
                "days": span(task.debut, task.echeance),
                "state": "En retard" if late else task.etat.value,
                "done": done,
                "late": late,
                "closed": task.etat is TaskState.ANNULEE,
                "who": name_of(people.get(task.responsable or ""), task),
                "campaign": brief.nom if brief else "",
                "tick": ChangeTask(id=task.tache_id, change="reopen" if done else "tick").as_json(),
                "open": OpenTask(id=task.tache_id).as_json(),
            }
        )
    return rows


def name_of(email: str | None, task: Task) -> str:
    """Who does it: by the part of an e-mail that people call each other by; else its role."""
    return email.partition("@")[0] if email else task.role or ""


def task_table(services: Services, user: User, ids: Sequence[str], title: str) -> PlainTable:
    """The same as texts."""
    rows = [
        [row["title"], row["days"], row["state"], row["who"], row["campaign"]]
        for row in task_rows(services, user, ids)
    ]
    return {"title": title, "columns": COLUMNS, "rows": rows, "total": len(rows)}
