"""Tasks as MongoDB stores them."""

from datetime import UTC, date, datetime

from core.database import Document
from core.planning.task import Task
from core.prospects.query import midnight

_DAYS = ("debut", "echeance")


def document_of(task: Task) -> Document:
    """As it is stored."""
    document = task.model_dump(mode="python", exclude={"tache_id"}) | {"_id": task.tache_id}
    document |= {name: midnight(getattr(task, name)) for name in _DAYS}
    document |= {"etat": task.etat.value, "origine": task.origine.value}
    return document | {"apres": list(task.apres)}


def task_of(document: Document) -> Task:
    """A stored one."""
    days = {name: _day(document[name]) for name in _DAYS}
    return Task.model_validate(document | days | {"tache_id": document["_id"]})


def _day(stored: datetime) -> date:
    return stored.replace(tzinfo=UTC).date()
