"""Planning as a whole, built once: schedules, tasks, and the tasks of a campaign."""

from collections.abc import Callable
from dataclasses import dataclass

from core.accounts.models import User
from core.accounts.service import AccountService
from core.clock import Clock
from core.configuration.service import ConfigurationService
from core.database import Database
from core.journal.models import Entry
from core.journal.service import JournalService
from core.planning.creating import CampaignPlans
from core.planning.digest import DigestService
from core.planning.plans import PlanService
from core.planning.suggestions import DISMISSED, SuggestionService
from core.planning.tasks import ACTIONS, TaskService
from core.planning.undoing import TaskUndo
from core.prospects.service import ProspectService


@dataclass(frozen=True)
class Planning:
    """What `core.services` gives."""

    plans: PlanService
    tasks: TaskService
    campaigns: CampaignPlans
    suggestions: SuggestionService
    digests: DigestService

    def undoers(self) -> dict[str, Callable[[User, Entry], str]]:
        """What takes its entries of the journal back, by their action."""
        undo = TaskUndo(self.tasks).undo
        return {**dict.fromkeys(ACTIONS, undo), DISMISSED: self.suggestions.undo_dismissal}


def build_planning(
    database: Database,
    accounts: AccountService,
    prospects: ProspectService,
    configuration: ConfigurationService,
    journal: JournalService,
    clock: Clock,
) -> Planning:
    """Everything over one database."""
    plans = PlanService(configuration, clock)
    tasks = TaskService(database, accounts, journal, clock, plans.calendar)
    suggestions = SuggestionService(database, prospects, tasks, configuration, journal, clock)
    digests = DigestService(database, tasks, prospects, journal)
    return Planning(plans, tasks, CampaignPlans(plans, tasks, clock), suggestions, digests)
