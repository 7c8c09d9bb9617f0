"""Running an import, and going on with a run that was interrupted."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.accounts.models import User
from core.clock import Clock
from core.database import Database
from core.errors import Refused
from core.imports.models import Conflicts, Import, ImportState, Progress
from core.imports.options import Options, options_of
from core.imports.refusals import FileRefused
from core.imports.report import Report
from core.imports.run.lock import ImportLocks
from core.imports.run.noting import Noting
from core.imports.run.outputs import list_rows
from core.imports.run.planning import Planner
from core.imports.run.received import ReceivedFiles, plain_name, size_of
from core.imports.run.steps import go, opened
from core.imports.run.work import OnRow
from core.imports.run.writing import OnForced, Writer
from core.imports.store import ImportStore
from core.jobs.courtesy import Courtesy
from core.journal.service import JournalService
from core.prospects.service import ProspectService

REPORTED_AGAIN_FOR = timedelta(minutes=10)
"""How long importing a file again gives the report of a command that was killed as it ended."""


@dataclass(eq=False)
class Runner:
    """Runs imports, one process at a time each. The caller checks the role."""

    database: Database
    store: ImportStore
    files: ReceivedFiles
    prospects: ProspectService
    journal: JournalService
    clock: Clock
    on_forced: OnForced | None
    people: Callable[[], int]
    """How many use the product now."""

    def __post_init__(self) -> None:
        self.locks = ImportLocks(self.database.settings.folder)

    def run(
        self,
        user: User,
        import_id: str,
        conflicts: Conflicts,
        progress: Progress,
        on_row: OnRow | None,
    ) -> Report:
        """See `ImportService.run`; the lock stays until it is released. Refused for an import that
        was undone."""
        self.files.get(import_id)
        with self.locks.hold(import_id):
            import_ = self.files.get(import_id)
            if import_.state is ImportState.UNDONE:
                raise Refused(
                    "Cet import a été annulé. Pour le refaire, envoyez le fichier de nouveau."
                )
            if import_.state is ImportState.DONE:
                return self._done_before(import_, on_row)
            return self._run(user, import_, conflicts, progress, on_row)

    def interrupted(
        self, user: User, file: Path, conflicts: Conflicts, recent: list[Import]
    ) -> str | None:
        """Of the recent imports, the user's own of this very file, with the same decisions, whose
        run was interrupted."""
        same = Import(
            import_id="",
            filename=plain_name(file.name),
            size=size_of(file),
            par=user.email,
            cree_le=self.clock(),
            conflicts=conflicts,
        )
        for import_ in recent:
            if not self._may_be_unfinished(import_) or not _is_same(import_, same):
                continue
            interrupted = self.locks.was_interrupted(import_.import_id)
            if interrupted and self.store.data(import_.import_id) == file.read_bytes():
                return import_.import_id
        return None

    def _may_be_unfinished(self, import_: Import) -> bool:
        """Whether a run may have been interrupted in its middle, or before it gave its report."""
        if import_.state is ImportState.DONE and import_.fini_le is not None:
            return self.clock() - import_.fini_le < REPORTED_AGAIN_FOR
        return import_.state is ImportState.RUNNING

    def _done_before(self, import_: Import, on_row: OnRow | None) -> Report:
        if on_row is not None:
            work = self.files.work(import_)
            work.on_row = on_row
            list_rows(work, self.files.planned(import_.import_id))
        return self.files.report(import_.import_id)

    def _run(
        self,
        user: User,
        import_: Import,
        conflicts: Conflicts,
        progress: Progress,
        on_row: OnRow | None,
    ) -> Report:
        import_id, data = import_.import_id, self.files.data(import_.import_id)
        if import_.state is ImportState.RECEIVED:
            import_ = import_.model_copy(update={"conflicts": import_.conflicts or conflicts})
            if refused := self._refused(import_, data):
                return refused
        # Decisions of a run that was interrupted hold for the next one.
        options = options_of(import_, conflicts)
        self._begin(user, import_, options.conflicts)
        with self._writer(user, import_, options) as writer:
            work = self.files.new_work(import_id, data, options, self.prospects, writer)
            work.on_row, work.report.import_id = on_row, import_id
            report = go(work, progress)
        self._end(import_id, report)
        return report

    def _refused(self, import_: Import, data: bytes) -> Report | None:
        """The report of a file that can't be imported, before anything says that it began."""
        work = self.files.new_work(import_.import_id, data, options_of(import_), None)
        work.report.import_id = import_.import_id
        try:
            opened(work)
        except FileRefused as refusal:
            work.report.refused = refusal
            return work.report
        return None

    def _begin(self, user: User, import_: Import, conflicts: Conflicts) -> None:
        # The entry comes first: what is written afterwards can be undone whatever happens.
        self.journal.record(
            user,
            "import",
            import_.import_id,
            {"fichier": import_.filename, "conflits": conflicts.value},
            entry_id=f"import-{import_.import_id}",
        )
        state = {"state": ImportState.RUNNING.value, "conflicts": conflicts.value}
        self.store.set(import_.import_id, state)

    def _writer(self, user: User, import_: Import, options: Options) -> Writer:
        day: datetime = import_.cree_le
        source = f"Import du {day:%d/%m/%Y} ({import_.filename})"
        planner = Planner(import_.import_id, self.prospects, options, source, day)
        return Writer(
            *(import_.import_id, self.prospects, self.store, self.database.transaction, planner),
            *(self.locks.turn(), day, self.on_forced),
            note=Noting(self.journal, user, import_).changed,
            courtesy=Courtesy(self.people),
        )

    def _end(self, import_id: str, report: Report) -> None:
        self.store.set(
            import_id,
            {
                "state": ImportState.DONE.value,
                "fini_le": self.clock(),
                "counts": {**report.counts(), "asides": len(report.asides)},
                "report": report.as_stored(),
            },
        )


def _is_same(import_: Import, other: Import) -> bool:
    """Whether both are of a file of that name and size, by the same user, decided alike."""
    return all(
        getattr(import_, name) == getattr(other, name)
        for name in (
            "par",
            "filename",
            "size",
            "conflicts",
            "choices",
            "mapping",
            "objectors",
            "targets",
        )
    )
