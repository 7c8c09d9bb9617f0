"""The parts of backups, put together."""

from collections.abc import Callable

from core.backups.closing import Closing
from core.backups.joining import Joining
from core.backups.loading import Loading
from core.backups.restoring import Restoring
from core.backups.service import BackupService
from core.backups.taking import Taking
from core.campaigns.addresses import Addresses
from core.clock import Clock
from core.configuration.service import ConfigurationService
from core.database import Database
from core.jobs.models import JobState
from core.journal.service import JournalService
from core.mailer.tokens import Tokens
from core.privacy.objections import Objections
from core.privacy.service import PrivacyService

_KINDS = ("backup", "backup_verify", "backup_preview", "backup_compare", "backup_restore")
_LIVE = (JobState.QUEUED.value, JobState.RUNNING.value)


def build_backups(
    database: Database,
    configuration: ConfigurationService,
    privacy: PrivacyService,
    objections: Objections,
    journal: JournalService,
    ready: Callable[[], None],
    clock: Clock,
    people: Callable[[], int],
) -> BackupService:
    """`ready` brings a base that was restored to today's state; a backup gives way to `people`."""
    loading = Loading(database)
    restoring = Restoring(
        database=database,
        closing=Closing(database),
        loading=loading,
        objections=objections,
        joining=Joining(database, loading, objections, Addresses(database, Tokens(database))),
        privacy=privacy,
        journal=journal,
        ready=ready,
        clock=clock,
    )

    def working() -> bool:
        wanted = {"state": {"$in": list(_LIVE)}}
        found = database.mongo["jobs"].find(wanted, {"kind": 1})
        return any(one["kind"] not in _KINDS for one in found)

    taking = Taking(database, clock, people)
    return BackupService(taking, restoring, configuration, journal, working, clock)
