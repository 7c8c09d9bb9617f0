"""Suggestions: listed, accepted as tasks, or dismissed for good."""

from dataclasses import dataclass
from datetime import timedelta

from pymongo.errors import DuplicateKeyError

from core.accounts.models import Permission, User
from core.clock import PARIS, Clock
from core.configuration.keys import RETENTION_YEARS
from core.configuration.service import ConfigurationService
from core.database import Database, Session
from core.errors import Conflict, NotFound, Refused
from core.journal.models import Entry
from core.journal.service import JournalService
from core.planning.briefs import Briefs
from core.planning.decisions import Decision, DecisionStore, Verdict
from core.planning.signals import Signals
from core.planning.store import Overtaken
from core.planning.suggesting import Suggestion, due_day, suggest
from core.planning.task import Origin, TaskWritten
from core.planning.tasks import TaskService
from core.prospects.service import ProspectService

DISMISSED, RESTORED = "suggestion écartée", "suggestion remise"
AGAIN_AFTER = timedelta(days=30)
"""Accepted, then done, it may come again."""
_DECIDED = "Quelqu'un vient de décider de cette suggestion. Regardez la liste à nouveau."


@dataclass(frozen=True)
class Accepted:
    """A suggestion, and the task that it became."""

    suggestion: Suggestion
    written: TaskWritten


@dataclass(frozen=True)
class Dismissed:
    """A suggestion that is not made again; `entry_id` undoes it."""

    suggestion: Suggestion
    entry_id: str


class SuggestionService:
    """The same for everybody: what one dismisses is dismissed for all."""

    def __init__(
        self,
        database: Database,
        prospects: ProspectService,
        tasks: TaskService,
        configuration: ConfigurationService,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._signals = Signals(database, prospects)
        self._briefs = Briefs(database)
        self._store = DecisionStore(database)
        self._tasks = tasks
        self._configuration = configuration
        self._journal = journal
        self._clock = clock

    def all(self, user: User) -> list[Suggestion]:
        """What there is to suggest and nobody has decided, the most urgent first."""
        user.require(Permission.READ)
        now = self._clock()
        years = self._configuration.get(RETENTION_YEARS)
        decisions = self._store.all()
        found = suggest(self._signals, now, now.astimezone(PARIS).date(), years)
        return [one for one in found if not self._hidden(decisions.get(one.suggestion_id))]

    def accept(self, user: User, suggestion_id: str) -> Accepted:
        """Make it a task. NotFound where it is not suggested (any more); Conflict where somebody
        has just decided."""
        user.require(Permission.WRITE)
        found = self._open(user, suggestion_id)
        brief = self._briefs.of([found.campagne]).get(found.campagne or "")
        event = brief.date_evenement if brief else None
        task = self._tasks.new(
            user,
            found.title,
            due_day(found.kind, self._tasks.today(), event),
            campagne=found.campagne,
            origine=Origin.SUGGESTION,
        )
        decision = self._decision(user, suggestion_id, Verdict.ACCEPTED, task.tache_id)
        before = self._store.all().get(suggestion_id)

        def decide(session: Session) -> None:
            self._store.decide(decision, before, session)

        written = self._tasks.add_new(user, task, also=decide)
        if written.entry_id is None:
            raise Conflict(_DECIDED)
        return Accepted(found, written)

    def dismiss(self, user: User, suggestion_id: str) -> Dismissed:
        """Not suggest it again. NotFound where it is not suggested (any more). Conflict where
        somebody else decided."""
        user.require(Permission.WRITE)
        found = self._open(user, suggestion_id)
        decision = self._decision(user, suggestion_id, Verdict.DISMISSED, None)
        before = self._store.all().get(suggestion_id)
        details = {"titre": found.title, "raison": found.reason}

        def change(session: Session) -> str:
            self._store.decide(decision, before, session)
            return self._journal.record(user, DISMISSED, suggestion_id, details, session)

        try:
            return Dismissed(found, self._database.transaction(change))
        except (Overtaken, DuplicateKeyError) as error:
            raise Conflict(_DECIDED) from error

    def undo_dismissal(self, user: User, entry: Entry) -> str:
        """Suggest it again; the id of the entry that says so. Refused where it was not dismissed
        any more, Conflict where somebody decides it meanwhile."""
        user.require(Permission.WRITE)
        before = self._store.all().get(entry.cible)
        if before is None or before.verdict is not Verdict.DISMISSED:
            raise Refused("Cette suggestion n'est plus écartée.")

        def change(session: Session) -> str:
            self._store.forget(before, session)
            details = {"de": entry.entry_id, "titre": entry.details.get("titre")}
            return self._journal.record(user, RESTORED, entry.cible, details, session)

        try:
            return self._database.transaction(change)
        except Overtaken as error:
            raise Conflict(_DECIDED) from error

    def _open(self, user: User, suggestion_id: str) -> Suggestion:
        for one in self.all(user):
            if one.suggestion_id == suggestion_id:
                return one
        raise NotFound(
            "Cette suggestion n'est pas, ou plus, proposée. Regardez la liste à nouveau."
        )

    def _hidden(self, decision: Decision | None) -> bool:
        if decision is None:
            return False
        if decision.verdict is Verdict.DISMISSED or self._clock() - decision.le < AGAIN_AFTER:
            return True
        return any(task.is_open for task in self._tasks.many([decision.tache or ""]))

    def _decision(
        self, user: User, suggestion_id: str, verdict: Verdict, task_id: str | None
    ) -> Decision:
        return Decision(
            suggestion_id=suggestion_id,
            verdict=verdict,
            par=user.email,
            le=self._clock(),
            tache=task_id,
        )
