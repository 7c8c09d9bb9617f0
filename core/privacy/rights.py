"""The rights of people and the duties of who keeps their data, put together."""

from dataclasses import dataclass

from core.clock import Clock
from core.configuration.service import ConfigurationService
from core.database import Database
from core.imports.service import ImportService
from core.journal.service import JournalService
from core.planning.tasks import TaskService
from core.privacy.consent import ConsentService
from core.privacy.register import RegisterService
from core.privacy.retention import RetentionService
from core.privacy.service import PrivacyService
from core.prospects.service import ProspectService


@dataclass(frozen=True)
class Rights:
    """Access and erasure of one (`people`), proofs, what is kept too long, texts to show."""

    people: PrivacyService
    consent: ConsentService
    retention: RetentionService
    register: RegisterService


def build_rights(
    prospects: ProspectService,
    imports: ImportService,
    configuration: ConfigurationService,
    tasks: TaskService,
    database: Database,
    clock: Clock,
    journal: JournalService,
) -> Rights:
    """All of them."""
    people = PrivacyService(database, prospects, imports, journal, clock)
    return Rights(
        people=people,
        consent=ConsentService(prospects, journal, configuration),
        retention=RetentionService(database, people, configuration, tasks, clock),
        register=RegisterService(database, configuration),
    )
