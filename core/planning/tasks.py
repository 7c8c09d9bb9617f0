"""What can be done with tasks: each change in one transaction with its entry of the journal."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pymongo.errors import DuplicateKeyError

from core.accounts.models import Permission, User
from core.accounts.service import AccountService
from core.clock import Clock
from core.database import Database, Session
from core.errors import Conflict, InvalidData, Refused
from core.journal.service import JournalService
from core.planning.calendar import WorkingDays
from core.planning.moving import Move, move
from core.planning.store import Overtaken
from core.planning.task import (
    MOST_TITLE,
    Change,
    Origin,
    Task,
    TaskQuery,
    TaskState,
    TaskWritten,
)
from core.planning.task_reading import TaskReading
from core.vocabulary.text import visible

ADDED = "tâche ajoutée"
CHANGED = "tâche modifiée"
PLANNED = "rétroplanning créé"
UNDONE = "tâches remises comme avant"
ACTIONS = (ADDED, CHANGED, PLANNED, UNDONE)
"""Their words in the journal; `core.planning.undoing` takes them back."""
TASKS = "taches"
"""Where an entry keeps each task as it was and as it became, by id."""
Also = Callable[[Session], None]
"""What is written in the same transaction."""
_ATTEMPTS = 5


class TaskService(TaskReading):
    """Tasks; `calendar` gives the working days of the settings."""

    def __init__(
        self,
        database: Database,
        accounts: AccountService,
        journal: JournalService,
        clock: Clock,
        calendar: Callable[[], WorkingDays],
    ) -> None:
        super().__init__(database, accounts, clock)
        self._database = database
        self._journal = journal
        self._calendar = calendar

    def add(
        self,
        user: User,
        titre: str,
        echeance: date,
        *,
        campagne: str | None = None,
        prospect_id: str | None = None,
        responsable: str | None = None,
    ) -> TaskWritten:
        """Add a task; `campagne` is a `campagne_id`, `responsable` an e-mail. InvalidData for an
        empty title, NotFound for an account that there is not."""
        task = self.new(
            user,
            titre,
            echeance,
            campagne=campagne,
            prospect_id=prospect_id,
            responsable=self.person(responsable) if responsable else None,
        )
        return self.add_new(user, task)

    def new(
        self,
        user: User,
        titre: str,
        echeance: date,
        *,
        campagne: str | None = None,
        prospect_id: str | None = None,
        responsable: str | None = None,
        origine: Origin = Origin.UTILISATEUR,
    ) -> Task:
        """A task of one day, not written yet; `responsable` is a `user_id`."""
        user.require(Permission.WRITE)
        return Task(
            tache_id=str(uuid.uuid4()),
            titre=_title(titre),
            campagne=campagne,
            prospect_id=prospect_id,
            debut=echeance,
            echeance=echeance,
            responsable=responsable,
            origine=origine,
            cree_le=self._clock(),
            cree_par=user.email,
        )

    def add_new(self, user: User, task: Task, also: Also | None = None) -> TaskWritten:
        """Write a task made by `new`, and what goes with it; no `entry_id` where the latter could
        not be written."""
        user.require(Permission.WRITE)
        return TaskWritten(task, self.commit(user, ADDED, task.tache_id, [(None, task)], also=also))

    def set_state(self, user: User, task_id: str, state: TaskState) -> TaskWritten:
        """Change how far a task is; nothing is written where it is there already."""
        done = state is TaskState.FAITE

        def change(task: Task) -> dict[str, Any]:
            if task.etat is state:
                return {}
            when, who = (self._clock(), user.email) if done else (None, None)
            return {"etat": state, "faite_le": when, "faite_par": who}

        return self._change(user, task_id, change)

    def assign(self, user: User, task_id: str, email: str | None) -> TaskWritten:
        """Give a task to somebody, or to nobody. NotFound for an account that there is not."""
        user.require(Permission.WRITE)
        person = self.person(email) if email else None
        return self._change(user, task_id, lambda task: {"responsable": person})

    def rename(self, user: User, task_id: str, titre: str) -> TaskWritten:
        """Call it otherwise."""
        titre = _title(titre)
        return self._change(user, task_id, lambda task: {"titre": titre})

    def moving(self, user: User, task_id: str, due: date) -> Move:
        """What moving a task would do. Refused, with a day that can be, where it can't."""
        user.require(Permission.WRITE)
        task = self.get(user, task_id)
        if not task.is_open:
            raise Refused(
                f"« {task.titre} » est {task.etat.value.lower()} : elle ne se déplace plus. "
                "Remettez-la d'abord à faire."
            )
        around = self._store.find(TaskQuery(campagne=task.campagne)) if task.campagne else []
        brief = self._briefs.of([task.campagne]).get(task.campagne or "")
        return move(task, due, around, self._calendar(), brief.date_evenement if brief else None)

    def shifted(self, user: User, task_id: str, days: int) -> date:
        """The day so many days later (or earlier), or the next one that is worked that way."""
        wanted = self.get(user, task_id).echeance + timedelta(days=days)
        calendar = self._calendar()
        return calendar.at_or_after(wanted) if days >= 0 else calendar.at_or_before(wanted)

    def move(self, user: User, shown: Move) -> TaskWritten:
        """Make a move as it was shown, whole. Conflict where somebody changed a task since."""
        user.require(Permission.WRITE)
        task = shown.moved.task
        changes: list[Change] = [
            (one.task, one.after) for one in shown.shifts if one.after != one.task
        ]
        if not changes:
            return TaskWritten(task, None)
        entry_id = self.commit(user, CHANGED, task.tache_id, changes)
        if entry_id is None:
            raise Conflict(
                "Quelqu'un vient de changer une de ces tâches. Rien n'a été déplacé : "
                "redemandez pour voir ce qui bougerait maintenant."
            )
        return TaskWritten(self.get(user, task.tache_id), entry_id)

    def drop(self, user: User, campagne_id: str, tasks: Sequence[Task]) -> str:
        """Cancel some tasks of a campaign, whole or not at all; the entry that undoes it. Conflict
        where one of them changed since it was read."""
        user.require(Permission.WRITE)
        changes: list[Change] = [
            (one, one.model_copy(update={"etat": TaskState.ANNULEE})) for one in tasks
        ]
        entry_id = self.commit(user, CHANGED, campagne_id, changes)
        if entry_id is None:
            raise Conflict("Quelqu'un vient de changer une de ces tâches. Rien n'a été annulé.")
        return entry_id

    def commit(
        self,
        user: User,
        action: str,
        target: str,
        changes: Sequence[Change],
        also: Also | None = None,
        more: Mapping[str, str] | None = None,
    ) -> str | None:
        """Write some changes, what goes with them and their entry, which says `more`: all or
        nothing. None where somebody was faster."""
        user.require(Permission.WRITE)

        def write(session: Session) -> str:
            if also is not None:
                also(session)
            self._store.write(changes, session)
            details = _details(changes) | dict(more or {})
            return self._journal.record(user, action, target, details, session)

        try:
            return self._database.transaction(write)
        except (Overtaken, DuplicateKeyError):
            return None

    def _change(
        self, user: User, task_id: str, change: Callable[[Task], dict[str, Any]]
    ) -> TaskWritten:
        """Change a task as it is now, whoever changed it meanwhile."""
        user.require(Permission.WRITE)
        for _ in range(_ATTEMPTS):
            before = self.get(user, task_id)
            after = before.model_copy(update=change(before))
            if after == before:
                return TaskWritten(before, None)
            entry_id = self.commit(user, CHANGED, before.tache_id, [(before, after)])
            if entry_id is not None:
                return TaskWritten(self.get(user, before.tache_id), entry_id)
        raise Conflict("Cette tâche change sans cesse. Réessayez dans un instant.")


def _title(text: str) -> str:
    titre = " ".join(visible(text).split())
    if not titre:
        raise InvalidData("Dites ce qu'il y a à faire : « Réserver la salle », par exemple.")
    if len(titre) > MOST_TITLE:
        raise InvalidData(f"Ce titre est trop long ({MOST_TITLE} caractères au plus).")
    return titre


def _details(changes: Sequence[Change]) -> dict[str, Any]:
    tasks: dict[str, list[dict[str, Any] | None]] = {}
    for before, after in changes:
        known = after or before
        assert known is not None
        pair = [None if task is None else task.plain() for task in (before, after)]
        tasks[known.tache_id] = pair
    return {TASKS: tasks}
