"""Tasks as they are, with what they name: campaigns, people."""

from collections.abc import Sequence
from datetime import date

from core.accounts.models import Permission, User
from core.accounts.service import AccountService
from core.clock import PARIS, Clock
from core.database import Database
from core.errors import NotFound, Refused
from core.planning.briefs import Briefs, CampaignBrief
from core.planning.naming import called
from core.planning.store import TaskStore
from core.planning.task import Task, TaskQuery, TaskState
from core.vocabulary.text import fold

_SHORTEST = 4
"""Of the beginning of an id."""


class TaskReading:
    """What is read of tasks; `core.planning.tasks` changes them."""

    def __init__(self, database: Database, accounts: AccountService, clock: Clock) -> None:
        self._store = TaskStore(database)
        self._briefs = Briefs(database)
        self._accounts = accounts
        self._clock = clock

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
        raise NotFound("Cette tâche n'existe pas, ou plus. Regardez la liste des tâches.")

    def named(self, user: User, words: str, closed: bool = False) -> list[Task]:
        """The tasks whose title has these words, best: those still to be done where there are; or,
        where `closed`, those that are not any more."""
        user.require(Permission.READ)
        every = self._store.find(TaskQuery())
        first = [one for one in every if one.is_open is not closed]
        if keyed := [one for one in first if one.cle and fold(one.cle) == fold(words)]:
            return keyed  # "l'envoi", as its schedule calls it
        left = [one for one in every if one.etat is not TaskState.ANNULEE]
        found = called(words, first, lambda task: task.titre)
        return found or called(words, left, lambda task: task.titre)

    def campaigns(self, user: User) -> list[CampaignBrief]:
        """Those that are not over, the oldest first."""
        user.require(Permission.READ)
        return [one for one in self._briefs.all() if not one.over]

    def campaign_of(self, user: User, campagne_id: str) -> CampaignBrief:
        """A campaign by its id. NotFound."""
        user.require(Permission.READ)
        found = self._briefs.of([campagne_id]).get(campagne_id)
        if found is None:
            raise NotFound("Cette campagne n'existe pas, ou plus.")
        return found

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

    def waiting_only_for(self, user: User, task: Task) -> list[Task]:
        """Those still to be done that wait for it, and for nothing else that is open."""
        user.require(Permission.READ)
        if task.campagne is None:
            return []
        around = self._store.find(TaskQuery(campagne=task.campagne))
        left = {one.tache_id for one in around if one.is_open and one.tache_id != task.tache_id}
        return [
            one
            for one in around
            if one.is_open and task.tache_id in one.apres and not left & set(one.apres)
        ]

    def require_reading(self, user: User) -> None:
        """Forbidden for who may not see tasks."""
        user.require(Permission.READ)

    def many(self, ids: Sequence[str]) -> list[Task]:
        """The tasks of these ids that exist."""
        return self._store.many(ids)

    def people(self) -> list[User]:
        """The open accounts: who may do a task."""
        return [one for one in self._accounts.everybody() if one.actif]

    def person(self, email: str) -> str:
        """The `user_id` of an open account. NotFound."""
        user = self._accounts.get(email)
        if user is None or not user.actif:
            raise NotFound(
                f"Il n'y a pas de compte ouvert pour {email}. Vérifiez l'adresse, ou demandez à un "
                "admin d'ouvrir ce compte."
            )
        return user.user_id
