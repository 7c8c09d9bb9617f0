"""Every MongoDB query about tasks."""

from collections.abc import Iterable, Sequence

from pymongo import IndexModel

from core.database import CollectionSpec, Database, Document, Session
from core.planning.documents import document_of, task_of
from core.planning.task import OPEN, Change, Task, TaskQuery
from core.prospects.query import midnight

COLLECTIONS = (
    CollectionSpec(
        "tasks",
        (
            IndexModel([("campagne", 1), ("echeance", 1)]),
            IndexModel([("etat", 1), ("echeance", 1)]),
            IndexModel([("prospect_id", 1)]),
            # Both, as a change asks: the embedded server would else read all tasks for it.
            IndexModel([("_id", 1), ("version", 1)]),
        ),
    ),
)
_OPEN = sorted(state.value for state in OPEN)


class Overtaken(Exception):
    """Somebody changed a task since it was read."""


class TaskStore:
    """Versioned: a change names the version that it read."""

    def __init__(self, database: Database) -> None:
        self._tasks = database.mongo["tasks"]

    def get(self, task_id: str, session: Session = None) -> Task | None:
        """The task of that id."""
        found = self._tasks.find_one({"_id": task_id}, session=session)
        return None if found is None else task_of(found)

    def beginning(self, start: str, limit: int) -> list[str]:
        """The ids that begin so."""
        wanted = {"_id": {"$gte": start, "$lt": start + "\uffff"}}
        return [str(found["_id"]) for found in self._tasks.find(wanted, {"_id": 1}).limit(limit)]

    def many(self, ids: Iterable[str], session: Session = None) -> list[Task]:
        """The tasks of these ids that exist."""
        wanted = {"_id": {"$in": sorted(set(ids))}}
        return [task_of(found) for found in self._tasks.find(wanted, session=session)]

    def find(self, query: TaskQuery) -> list[Task]:
        """Those that fit, the first due first."""
        order = [("echeance", 1), ("debut", 1), ("_id", 1)]
        return [task_of(found) for found in self._tasks.find(_wanted(query)).sort(order)]

    def count(self, query: TaskQuery) -> int:
        """How many fit."""
        return self._tasks.count_documents(_wanted(query))

    def write(self, changes: Sequence[Change], session: Session) -> None:
        """Make every change. Overtaken where one was read before somebody else's; what a
        transaction had written by then goes with it."""
        for before, after in changes:
            if before is None and after is not None:
                self._tasks.insert_one(document_of(after), session=session)
            elif before is not None and not self._change(before, after, session):
                raise Overtaken

    def _change(self, before: Task, after: Task | None, session: Session) -> bool:
        read = {"_id": before.tache_id, "version": before.version}
        if after is None:
            return self._tasks.delete_one(read, session=session).deleted_count == 1
        values = document_of(after) | {"version": before.version + 1}
        del values["_id"]
        done = self._tasks.update_one(read, {"$set": values}, session=session)
        return done.modified_count == 1


def _wanted(query: TaskQuery) -> Document:
    parts: list[Document] = []
    if query.late_on is not None:
        parts += [{"etat": {"$in": _OPEN}}, {"echeance": {"$lt": midnight(query.late_on)}}]
    if query.week is not None:
        first, last = (midnight(day) for day in query.week)
        parts += [{"etat": {"$in": _OPEN}}]
        parts += [{"echeance": {"$gte": first}}, {"debut": {"$lte": last}}]
    if query.due_on is not None:
        parts.append({"echeance": midnight(query.due_on)})
    if query.states is not None:
        parts.append({"etat": {"$in": sorted(state.value for state in query.states)}})
    for name in ("campagne", "responsable", "prospect_id"):
        if (value := getattr(query, name)) is not None:
            parts.append({name: value})
    return {"$and": parts} if parts else {}
