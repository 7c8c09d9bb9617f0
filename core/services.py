"""Every service, built once and passed on; nothing else builds one."""

from dataclasses import dataclass
from datetime import timedelta

from core.accounts import api_tokens as accounts_tokens
from core.accounts import store as accounts_store
from core.accounts.linking import PasswordLinks
from core.accounts.own import OwnAccount
from core.accounts.service import AccountService
from core.backups import jobs as backups_jobs
from core.backups.parts import build_backups
from core.backups.service import BackupService
from core.campaigns import jobs as campaigns_jobs
from core.campaigns import news as campaigns_news
from core.campaigns import store as campaigns_store
from core.campaigns.build import Campaigns, build_campaigns
from core.clock import Clock, now
from core.configuration import store as configuration_store
from core.configuration.service import ConfigurationService
from core.content import build as content_build
from core.content.build import Content, build_content
from core.database import CollectionSpec, Database
from core.demo import jobs as demo_jobs
from core.demo import store as demo_store
from core.demo.service import DemoService
from core.duplicates import jobs as duplicates_jobs
from core.duplicates import store as duplicates_store
from core.duplicates.service import DIFFERENT, DuplicateService
from core.duplicates.several import SeveralMerges
from core.exports import store as exports_store
from core.exports.enriched import CampaignExports
from core.exports.service import ExportService
from core.imports import jobs as imports_jobs
from core.imports import store as imports_store
from core.imports.service import ImportService
from core.jobs import store as jobs_store
from core.jobs.clockwork import ClockJob, Clockwork, Every, Watch
from core.jobs.models import JobKind
from core.jobs.service import JobService
from core.journal import service as journal_entries
from core.journal.models import Action
from core.journal.service import JournalService
from core.kpis import jobs as kpis_jobs
from core.kpis import store as kpis_store
from core.kpis.service import KpiService
from core.learning import jobs as learning_jobs
from core.learning import store as learning_store
from core.learning.service import Learning, build_learning, build_segments
from core.mailer import limits as mailer_limits
from core.mailer import sink as mailer_sink
from core.planning import decisions as planning_decisions
from core.planning import store as planning_store
from core.planning.service import Planning, build_planning
from core.privacy import jobs as privacy_jobs
from core.privacy import store as privacy_store
from core.privacy.objections import Objections
from core.privacy.rights import Rights, build_rights
from core.privacy.service import PrivacyService
from core.prospects import store as prospects_store
from core.prospects.rekeying import rekey
from core.prospects.service import ProspectService
from core.records import feedback as records_feedback
from core.records import lots as records_lots
from core.records.lots import Lots
from core.records.service import RecordService
from core.records.undo import UndoService
from core.reminders import jobs as reminders_jobs
from core.reminders import store as reminders_store
from core.reminders import undoing as reminders_undoing
from core.reminders.mailing import ReminderMails
from core.reminders.mornings import Mornings
from core.reminders.service import ReminderService
from core.reminders.undoing import ReminderUndo
from core.settings import Settings
from core.upgrades import check, upgrade

COLLECTIONS: tuple[CollectionSpec, ...] = (
    CollectionSpec("meta"),
    *journal_entries.COLLECTIONS,
    *accounts_store.COLLECTIONS,
    *accounts_tokens.COLLECTIONS,
    *configuration_store.COLLECTIONS,
    *prospects_store.COLLECTIONS,
    *imports_store.COLLECTIONS,
    *jobs_store.COLLECTIONS,
    *records_feedback.COLLECTIONS,
    *records_lots.COLLECTIONS,
    *duplicates_store.COLLECTIONS,
    *privacy_store.COLLECTIONS,
    *exports_store.COLLECTIONS,
    *kpis_store.COLLECTIONS,
    *mailer_limits.COLLECTIONS,
    *mailer_sink.COLLECTIONS,
    *content_build.COLLECTIONS,
    *campaigns_store.COLLECTIONS,
    *campaigns_news.COLLECTIONS,
    *learning_store.COLLECTIONS,
    *planning_store.COLLECTIONS,
    *planning_decisions.COLLECTIONS,
    *reminders_store.COLLECTIONS,
    *demo_store.COLLECTIONS,
)


@dataclass(frozen=True)
class Services:
    """What the product can do. `close` when done."""

    database: Database
    clock: Clock
    journal: JournalService
    backups: BackupService
    accounts: AccountService
    own_account: OwnAccount
    account_links: PasswordLinks
    configuration: ConfigurationService
    prospects: ProspectService
    records: RecordService
    lots: Lots
    undo: UndoService
    duplicates: DuplicateService
    merges: SeveralMerges
    privacy: PrivacyService
    rights: Rights
    imports: ImportService
    exports: ExportService
    campaign_exports: CampaignExports
    kpis: KpiService
    content: Content
    campaigns: Campaigns
    learning: Learning
    demo: DemoService
    jobs: JobService
    clockwork: Clockwork
    planning: Planning
    reminders: ReminderService

    def close(self) -> None:
        """Stop the work under way (it goes on at the next start) and the database."""
        self.campaigns.planned.close()
        self.jobs.shut_down()
        self.campaigns.sink.close()
        self.database.close()
        self.imports.close()


def open_services(settings: Settings, clock: Clock = now) -> Services:
    """Open the database and build everything. Unavailable if it can't be opened."""
    return build(Database(settings), clock)


def build(database: Database, clock: Clock = now) -> Services:
    """The services on an open database, its collections made ready."""
    base = _ready(database, clock)
    journal, objections = base[-1], Objections(database, clock)
    prospects = ProspectService(database, journal, clock)
    lots, duplicates = Lots(database, clock), DuplicateService(database, prospects, journal, clock)
    accounts, links, configuration = _accounts(database, journal, clock)
    imports = _imports(prospects, duplicates, objections, accounts, *base)
    kpis, demo = _figures(database, prospects, journal, clock)
    planning, reminders, told = _planning(accounts, prospects, configuration, *base)
    records = _records(database, prospects, duplicates, objections, journal, lots, clock)
    campaigns, learning = _campaigns(prospects, configuration, objections, records, *base)
    rights = build_rights(prospects, imports, configuration, planning.tasks, *base)
    backups = _backups(accounts, configuration, rights.people, objections, *base)
    kinds = _kinds(imports, duplicates, demo, backups, campaigns, rights, prospects, learning)
    jobs = JobService(database, accounts, clock, kinds)
    due = _due(kpis, campaigns, told[0], backups, rights)
    return Services(
        *base,
        accounts=accounts,
        own_account=OwnAccount(accounts, links),
        account_links=links,
        configuration=configuration,
        prospects=prospects,
        records=records,
        lots=lots,
        undo=_undo(database, prospects, duplicates, planning, reminders, journal, lots, clock),
        duplicates=duplicates,
        merges=SeveralMerges(duplicates, journal, lots),
        privacy=rights.people,
        rights=rights,
        backups=backups,
        imports=imports,
        exports=ExportService(database, prospects, journal, clock),
        campaign_exports=CampaignExports(prospects, campaigns.reading, journal),
        kpis=kpis,
        content=build_content(database, prospects, configuration, journal, clock),
        campaigns=campaigns,
        learning=learning,
        demo=demo,
        jobs=jobs,
        clockwork=_clockwork(database, clock, jobs, learning, due, told[1]),
        planning=planning,
        reminders=reminders,
    )


def _campaigns(
    prospects: ProspectService,
    configuration: ConfigurationService,
    objections: Objections,
    records: RecordService,
    database: Database,
    clock: Clock,
    journal: JournalService,
) -> tuple[Campaigns, Learning]:
    """Campaigns freeze segments, and advice is for those whom campaigns may write to."""
    segments = build_segments(database, prospects, clock)
    campaigns = build_campaigns(
        database, prospects, configuration, objections, segments, journal, records, clock
    )
    learning = build_learning(database, prospects, segments, campaigns.eligibility, clock)
    return campaigns, learning


def _ready(database: Database, clock: Clock) -> tuple[Database, Clock, JournalService]:
    """What every word needs, on collections made ready."""
    _make_ready(database)
    return database, clock, JournalService(database, clock)


def _make_ready(database: Database) -> None:
    check(database)
    database.ensure(COLLECTIONS)
    rekey(database)


def _figures(
    database: Database, prospects: ProspectService, journal: JournalService, clock: Clock
) -> tuple[KpiService, DemoService]:
    kpis = KpiService(database, prospects.revision, clock, lambda: demo.is_loaded())
    demo = DemoService(prospects, kpis, database, journal, clock)
    return kpis, demo


def _accounts(
    database: Database, journal: JournalService, clock: Clock
) -> tuple[AccountService, PasswordLinks, ConfigurationService]:
    return (
        AccountService(database, journal, clock),
        PasswordLinks(database, journal, clock),
        ConfigurationService(database, journal),
    )


def _backups(
    accounts: AccountService,
    configuration: ConfigurationService,
    privacy: PrivacyService,
    objections: Objections,
    database: Database,
    clock: Clock,
    journal: JournalService,
) -> BackupService:
    """With what a restore that was cut had left to do done first."""

    def ready() -> None:
        _make_ready(database)
        upgrade(database, lambda: "c'est fait, avant la restauration.")

    backups = build_backups(
        database,
        configuration,
        privacy,
        objections,
        journal,
        ready,
        clock,
        people=accounts.sessions.around,
    )
    backups.restoring.revive()
    upgrade(database, lambda: backups.before_upgrade().name)
    return backups


def _undo(
    database: Database,
    prospects: ProspectService,
    duplicates: DuplicateService,
    planning: Planning,
    reminders: ReminderService,
    journal: JournalService,
    lots: Lots,
    clock: Clock,
) -> UndoService:
    undoers = {Action.MERGE: duplicates.unmerge, DIFFERENT: duplicates.maybe_duplicates}
    undoers |= planning.undoers()
    of_reminders = ReminderUndo(database, reminders, journal).undo
    undoers |= dict.fromkeys(reminders_undoing.ACTIONS, of_reminders)
    return UndoService(database, prospects, journal, clock, lots, undoers)


def _imports(
    prospects: ProspectService,
    duplicates: DuplicateService,
    objections: Objections,
    accounts: AccountService,
    database: Database,
    clock: Clock,
    journal: JournalService,
) -> ImportService:
    return ImportService(
        database,
        prospects,
        journal,
        clock,
        max_bytes=database.settings.max_upload_mb * 1_000_000,
        objections=objections,
        on_forced=duplicates.watch_forced,
        people=accounts.sessions.around,
    )


def _records(
    database: Database,
    prospects: ProspectService,
    duplicates: DuplicateService,
    objections: Objections,
    journal: JournalService,
    lots: Lots,
    clock: Clock,
) -> RecordService:
    return RecordService(
        database,
        prospects,
        journal,
        clock,
        lots,
        duplicates.exact,
        duplicates.watch,
        objections.objected,
    )


def _kinds(
    imports: ImportService,
    duplicates: DuplicateService,
    demo: DemoService,
    backups: BackupService,
    campaigns: Campaigns,
    rights: Rights,
    prospects: ProspectService,
    learning: Learning,
) -> tuple[JobKind, ...]:
    """The long work of each word."""
    return (
        *imports_jobs.job_kinds(imports),
        *duplicates_jobs.job_kinds(duplicates),
        *demo_jobs.job_kinds(demo),
        *backups_jobs.job_kinds(backups),
        *campaigns_jobs.job_kinds(campaigns),
        *privacy_jobs.job_kinds(rights.retention, prospects),
        *learning_jobs.job_kinds(learning),
    )


def _due(
    kpis: KpiService,
    campaigns: Campaigns,
    mornings: Mornings,
    backups: BackupService,
    rights: Rights,
) -> tuple[ClockJob, ...]:
    """What each word does by the clock."""
    return (
        *kpis_jobs.clock_jobs(kpis),
        *campaigns_jobs.clock_jobs(campaigns),
        *reminders_jobs.clock_jobs(mornings),
        *backups_jobs.clock_jobs(backups),
        *privacy_jobs.clock_jobs(rights.retention),
    )


def _clockwork(
    database: Database,
    clock: Clock,
    jobs: JobService,
    learning: Learning,
    due: tuple[ClockJob, ...],
    watches: tuple[Watch, ...],
) -> Clockwork:
    dead = ClockJob("dead_jobs", Every(timedelta(minutes=1)), jobs.revive)
    again = learning_jobs.clock_jobs(learning, jobs)
    return Clockwork(database, clock, (dead, *due, *again), watches)


def _planning(
    accounts: AccountService,
    prospects: ProspectService,
    configuration: ConfigurationService,
    database: Database,
    clock: Clock,
    journal: JournalService,
) -> tuple[Planning, ReminderService, tuple[Mornings, tuple[Watch, ...]]]:
    """Tasks, reminders, and what is told by the clock: every morning, and at its time."""
    planning = build_planning(database, accounts, prospects, configuration, journal, clock)
    reminders = ReminderService(database, accounts, planning.tasks, journal, clock)
    digests = planning.digests
    mornings = Mornings(reminders.telling, planning.tasks, digests, accounts, configuration)
    mails = ReminderMails(database, accounts, digests, configuration, clock)
    return planning, reminders, (mornings, reminders_jobs.watches(reminders, mails))
