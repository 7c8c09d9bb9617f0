"""Who gave no sign for so long that they should not be kept: shown, put in a task, erased."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.accounts.models import OPERATOR, Permission, User
from core.campaigns.eligibility import last_sign, years_before
from core.campaigns.events import EventStore
from core.clock import PARIS, Clock
from core.configuration.keys import RETENTION_YEARS
from core.configuration.service import ConfigurationService
from core.database import Database
from core.errors import Refused
from core.jobs.models import Progress
from core.planning.task import OPEN, TaskQuery, TaskWritten
from core.planning.tasks import TaskService
from core.privacy.service import PrivacyService

MOST = 500
"""People that are erased at once: each is looked for everywhere."""
REVIEW_DAYS = 30
ERASING = "Effacement"
_TITLE = "Revoir les prospects sans signe"


@dataclass(frozen=True)
class Silent:
    """Those who gave no sign since a moment."""

    since: datetime
    years: int
    ids: tuple[str, ...]
    total: int
    """Of the base."""


class RetentionService:
    """The yearly look at what is kept, and erasure of many. A sign is the person's own: an answer,
    a click; else the day when their record came in."""

    def __init__(
        self,
        database: Database,
        privacy: PrivacyService,
        configuration: ConfigurationService,
        tasks: TaskService,
        clock: Clock,
    ) -> None:
        self._prospects = database.mongo["prospects"]
        self._events = EventStore(database)
        self._privacy = privacy
        self._configuration = configuration
        self._tasks = tasks
        self._clock = clock

    def silent(self, user: User) -> Silent:
        """Who should not be kept any more. For managers."""
        user.require(Permission.EXPORT)
        years = self._configuration.get(RETENTION_YEARS)
        limit = years_before(self._clock(), years)
        found, total = [], 0
        for one in self._prospects.find({}, {"cree_le": 1, "date_retour": 1}):
            total += 1
            if (last_sign(one) or limit) < limit:
                found.append(str(one["_id"]))
        living = self._events.signs_since(found, limit)
        return Silent(limit, years, tuple(i for i in found if i not in living), total)

    def plan_review(self, user: User) -> TaskWritten | None:
        """Make the task of looking at them; None where there is nobody, or the task is there."""
        silent = self.silent(user)
        today = self._clock().astimezone(PARIS).date()
        if not silent.ids or self._planned():
            return None
        title = f"{_TITLE} depuis {silent.years} ans ({len(silent.ids)})"
        return self._tasks.add(user, title, today + timedelta(days=REVIEW_DAYS))

    def remind(self) -> bool:
        """The same, by the clock."""
        return self.plan_review(OPERATOR) is not None

    def _planned(self) -> bool:
        found = self._tasks.find(OPERATOR, TaskQuery(states=OPEN))
        return any(task.titre.startswith(_TITLE) for task in found)

    # Erasure of many

    def check(self, user: User, ids: Sequence[str]) -> None:
        """Refused where so many can't be erased at once. For admins."""
        user.require(Permission.ERASE)
        if len(ids) > MOST:
            raise Refused(
                f"C'est trop pour une fois : {MOST} personnes au plus. Précisez la sélection, ou "
                "recommencez pour la suite."
            )
        if not ids:
            raise Refused("Cette sélection est vide : il n'y a personne à effacer.")

    def erase(
        self,
        user: User,
        ids: Sequence[str],
        typed: int,
        progress: Progress,
        existing: Callable[[Sequence[str]], Iterable[str]],
    ) -> int:
        """Erase people everywhere. Refused unless the exact number is typed. Run again after a
        cut, it erases those who are left."""
        self.check(user, ids)
        if typed != len(ids):
            raise Refused(f"Le nombre tapé n'est pas le bon ({len(ids)}) : personne n'est effacé.")
        left = set(existing(ids))
        for rank, prospect_id in enumerate(ids):
            progress(rank, len(ids), ERASING)
            if prospect_id in left:
                name = self._privacy.what_will_go(user, prospect_id).nom_structure
                self._privacy.erase(user, prospect_id, name)
        return len(ids)


def day_of(moment: datetime) -> date:
    """In Paris."""
    return moment.astimezone(PARIS).date()
