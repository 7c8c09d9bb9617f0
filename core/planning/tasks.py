"""What can be done with tasks: each change in one transaction with its entry of the journal."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from pymongo.errors import DuplicateKeyError

from core.accounts.models import Permission, User
from core.accounts.service import AccountService
from core.clock import PARIS, Clock
from core.database import Database, Session
from core.errors import Conflict, InvalidData, NotFound, Refused
from core.journal.service import JournalService
from core.planning.briefs import Briefs, CampaignBrief
from core.planning.calendar import WorkingDays
from core.planning.moving import Move, move
from core.planning.store import Overtaken, TaskStore
from core.planning.task import (
    MOST_TITLE,
    Change,
    Origin,
    Task,
    TaskQuery,
    TaskState,
    TaskWritten,
)
from core.vocabulary.text import visible

ADDED = "tâche ajoutée"
CHANGED = "tâche modifiée"
PLANNED = "rétroplanning créé"
UNDONE = "tâches remises comme avant"
ACTIONS = (ADDED, CHANGED, PLANNED, UNDONE)
"""Their words in the journal; `core.planning.undoing` takes them back."""
TASKS = "taches"
"""Where an entry keeps each task as it was and as it became, by id."""
_ATTEMPTS = 5
_SHORTEST = 4


class TaskService:
    """Tasks; `calendar` gives the working days of the settings."""

    def __init__(
        self,
        database: Database,
        accounts: AccountService,
        journal: JournalService,
        clock: Clock,
        calendar: Callable[[], WorkingDays],
    ) -> None:
        self._database = database
        self._store = TaskStore(database)
        self._briefs = Briefs(database)
        self._accounts = accounts
        self._journal = journal
        self._clock = clock
        self._calendar = calendar

    # Reading

    def today(self) -> date:
        """The day in Paris."""
        return self._clock().astimezone(PARIS).date()

    def find(self, user: User, query: TaskQuery) -> list[Task]:
        """The tasks that fit, the first due first."""
        user.require(Permission.READ)
        return self._store.find(query)

    def late(self, user: User) -> list[Task]:
        """Those that are late today."""
        return self.find(user, TaskQuery(late_on=self.today()))

    def get(self, user: User, task_id: str) -> Task:
        """A task by its id or how it begins. NotFound; Refused where several begin so."""
        user.require(Permission.READ)
        if found := self._store.get(task_id):
            return found
        known = self._store.beginning(task_id, 2) if len(task_id) >= _SHORTEST else []
        if len(known) > 1:
            raise Refused(f"Plusieurs tâches commencent par « {task_id} » : donnez-en plus long.")
        if known and (found := self._store.get(known[0])):
            return found
        raise NotFound(
            "Cette tâche n'existe pas, ou plus. Voyez la liste avec « mimicom tasks list »."
        )

    def campaign(self, user: User, name: str) -> CampaignBrief:
        """A campaign by its name. NotFound, with those there are."""
        user.require(Permission.READ)
        return self._briefs.named(name)

    def campaigns_of(self, tasks: Sequence[Task]) -> dict[str, CampaignBrief]:
        """The campaigns of some tasks, by id."""
        return self._briefs.of(task.campagne for task in tasks)

    def emails_of(self, tasks: Sequence[Task]) -> dict[str, str]:
        """The e-mails of those who do them, by user_id."""
        ids = {task.responsable for task in tasks if task.responsable}
        known = ((key, self._accounts.get_by_id(key)) for key in sorted(ids))
        return {key: user.email for key, user in known if user is not None}

    def progress(self, user: User, campagne_id: str) -> tuple[int, int]:
        """How many of a campaign's tasks are done, and how many there are, without those
        cancelled."""
        user.require(Permission.READ)
        done = frozenset({TaskState.FAITE})
        left = frozenset(TaskState) - {TaskState.ANNULEE}
        counts = [
            self._store.count(TaskQuery(campagne=campagne_id, states=s)) for s in (done, left)
        ]
        return counts[0], counts[1]

    # Writing

    def add(
        self,
        user: User,
        titre: str,
        echeance: date,
        *,
        campagne: str | None = None,
        prospect_id: str | None = None,
        responsable: str | None = None,
        origine: Origin = Origin.UTILISATEUR,
    ) -> TaskWritten:
        """Add a task; `campagne` is a `campagne_id`, `responsable` an e-mail. InvalidData for an
        empty title, NotFound for an account that there is not."""
        user.require(Permission.WRITE)
        titre = _title(titre)
        task = Task(
            tache_id=str(uuid.uuid4()),
            titre=titre,
            campagne=campagne,
            prospect_id=prospect_id,
            debut=echeance,
            echeance=echeance,
            responsable=self._person(responsable) if responsable else None,
            origine=origine,
            cree_le=self._clock(),
            cree_par=user.email,
        )
        return TaskWritten(task, self.commit(user, ADDED, task.tache_id, [(None, task)]))

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
        person = self._person(email) if email else None
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

    def commit(
        self, user: User, action: str, target: str, changes: Sequence[Change], **more: Any
    ) -> str | None:
        """Write some changes and their entry, all or nothing; None where somebody was faster."""

        def write(session: Session) -> str:
            self._store.write(changes, session)
            return self._journal.record(user, action, target, _details(changes) | more, session)

        try:
            return self._database.transaction(write)
        except (Overtaken, DuplicateKeyError):
            return None

    def many(self, ids: Sequence[str]) -> list[Task]:
        """The tasks of these ids that exist."""
        return self._store.many(ids)

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

    def _person(self, email: str) -> str:
        user = self._accounts.get(email)
        if user is None or not user.actif:
            raise NotFound(
                f"Il n'y a pas de compte ouvert pour {email}. Voyez « mimicom users list »."
            )
        return user.user_id


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
