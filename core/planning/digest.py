"""The morning's digest: what is due, what is late, who answered yesterday."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.accounts.models import Permission, User
from core.clock import PARIS
from core.database import Database
from core.journal.models import Action, Search
from core.journal.service import JournalService
from core.planning.task import OPEN, Task, TaskQuery
from core.planning.tasks import TaskService
from core.prospects.service import ProspectService

_ANSWER = "réponse"


@dataclass(frozen=True)
class Digest:
    """Of one user's day: their own tasks, and those that nobody has."""

    day: date
    due: tuple[Task, ...]
    late: tuple[Task, ...]
    answered: int
    """Prospects who answered the day before."""
    to_note: int
    """Of them, those of whom nobody has noted what they said."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.due or self.late or self.answered)


class DigestService:
    """Composed when it is asked for: it tells how things are then."""

    def __init__(
        self,
        database: Database,
        tasks: TaskService,
        prospects: ProspectService,
        journal: JournalService,
    ) -> None:
        self._events = database.mongo["events"]
        self._tasks = tasks
        self._prospects = prospects
        self._journal = journal

    def of(self, user: User) -> Digest:
        """Today's, for a user."""
        user.require(Permission.READ)
        today = self._tasks.today()
        due = self._tasks.find(user, TaskQuery(due_on=today, states=OPEN))
        ids = self._answered(today - timedelta(days=1))
        records = self._prospects.many(sorted(ids)) if ids else []
        return Digest(
            today,
            _own(user, due),
            _own(user, self._tasks.late(user)),
            len(records),
            sum(one.retour_prospect is None for one in records),
        )

    def _answered(self, day: date) -> set[str]:
        """Who answered a mail that day, or whose answer was noted that day."""
        start = datetime.combine(day, time(), PARIS)
        end = datetime.combine(day + timedelta(days=1), time(), PARIS)
        wanted = {"kind": _ANSWER, "le": {"$gte": start, "$lt": end}}
        ids = {str(one["prospect_id"]) for one in self._events.find(wanted, {"prospect_id": 1})}
        search = Search(start=start, end=end, actions=(Action.ANSWER,))
        return ids | {entry.cible for entry in self._journal.search(search)}


def _own(user: User, tasks: list[Task]) -> tuple[Task, ...]:
    mine = [task for task in tasks if task.responsable == user.user_id]
    return (*mine, *(task for task in tasks if task.responsable is None))
