"""What the product can do with files to import."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePath

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Database
from core.errors import Refused
from core.imports.columns import mapping
from core.imports.erasure import Forgetting, Kept
from core.imports.files.reading import MAX_BYTES, open_table
from core.imports.models import Conflicts, Import, ImportState, Progress, Report, UndoReport
from core.imports.options import Decision, Options, by_number, options_of
from core.imports.protocols import Objections, Prospects, Watch, Whom
from core.imports.refusals import FileRefused
from core.imports.run import listing as papers
from core.imports.run.lock import Runs, as_received, is_like, unfinished
from core.imports.run.outputs import row_sink
from core.imports.run.steps import (
    RowSink,
    Work,
    go,
    map_columns,
    read,
    refuse_too_many_rows,
)
from core.imports.run.undo import Undoing
from core.imports.run.writing import Writer
from core.imports.seeing import ImportsSeen, quietly, size_of
from core.imports.store import ImportStore
from core.journal.service import JournalService
from core.vocabulary.text import visible

KEPT_PROBLEMS = 1_000
"""Problems kept in the history; the whole list comes with the report of the run itself."""


class ImportService(ImportsSeen):
    """Receive a file, show what it would do, do it, take it back."""

    def __init__(
        self,
        database: Database,
        prospects: Prospects,
        journal: JournalService,
        clock: Clock,
        max_bytes: int = MAX_BYTES,
        objections: Objections | None = None,
        watch: Watch | None = None,
    ) -> None:
        super().__init__(ImportStore(database), prospects, max_bytes, objections)
        self._journal = journal
        self._clock = clock
        self._watch = watch
        self._forgetting = Forgetting(self._store)
        self._undoing = Undoing(self._store, prospects, clock)
        self._runs = Runs(database.settings.folder)
        self._transaction = database.transaction

    def receive(self, user: User, filename: str, data: bytes | Path) -> str:
        """Keep a file and return its import id; nothing is read yet.

        Forbidden by role, FileRefused if it is too large to be kept.
        """
        user.require(Permission.IMPORT)
        if refused := self._too_large(data):
            raise refused
        record = Import(
            import_id=str(uuid.uuid4()),
            filename=_plain_name(filename),
            size=size_of(data),
            par=user.email,
            cree_le=self._clock(),
        )
        self._store.receive(record, data)
        return record.import_id

    def import_file(
        self,
        user: User,
        file: Path,
        conflicts: Conflicts = Conflicts.IGNORE,
        *,
        dry_run: bool = False,
        rows: Path | None = None,
        progress: Progress = quietly,
    ) -> Report:
        """Receive and run in one go, or only look; `rows` gets one JSON object a row. Where a run
        of the same file was cut, go on with it.

        A refused file is not kept; the report says why.
        """
        with row_sink(rows) as on_row:
            if dry_run:
                return self.examine(user, file, conflicts, progress, on_row)
            try:
                import_id = self._cut(user, file, conflicts) or self.receive(user, file.name, file)
            except FileRefused as refusal:
                return Report(refused=refusal)
            report = self._run_alone(user, import_id, conflicts, progress, on_row)
            self._runs.ends_with_us(import_id)
        if report.refused:
            self.discard(user, import_id)
        return report

    def _cut(self, user: User, file: Path, conflicts: Conflicts) -> str | None:
        """The user's import of this very file, in the same way, whose run was cut."""
        like = as_received(user.email, _plain_name(file.name), size_of(file), conflicts)
        for record in self.recent(user, 100):
            if not unfinished(record, self._clock()) or not is_like(record, like):
                continue
            cut = self._runs.was_cut(record.import_id)
            if cut and self._store.data(record.import_id) == file.read_bytes():
                return record.import_id
        return None

    def decide(self, user: User, import_id: str, decision: Decision) -> Import:
        """Note what the user decided about a received file; what is None stays as it is.

        Refused once it is being imported, for a meaning that no column has, and where people who
        asked to be erased are to be added by somebody who is no admin.
        """
        user.require(Permission.IMPORT)
        record = self.get(import_id)
        if record.state is not ImportState.RECEIVED:
            raise Refused("Cet import est déjà lancé : il ne peut plus être changé.")
        if decision.objectors:
            user.require(Permission.ERASE)
        changed = decision.over(record)
        if decision.mapping:
            self._remember_mapping(import_id, changed.mapping)
        self._store.set(
            import_id,
            {
                "conflicts": changed.conflicts.value if changed.conflicts else None,
                "choices": {record: choice.value for record, choice in changed.choices.items()},
                "mapping": changed.mapping,
                "objectors": changed.objectors,
            },
        )
        return changed

    def _remember_mapping(self, import_id: str, said: Mapping[str, str | None]) -> None:
        table = open_table(self._data(import_id), self._max_bytes)
        if signature := mapping.signature(table.headings):
            known = self._store.mapping(signature)
            self._store.remember_mapping(signature, {**known, **by_number(said)})

    def run(
        self,
        user: User,
        import_id: str,
        conflicts: Conflicts = Conflicts.IGNORE,
        progress: Progress = quietly,
        on_row: RowSink | None = None,
    ) -> Report:
        """Import a received file. Run again after an interruption, it goes on where it stopped;
        run again once done, it returns the report kept.

        A refused file gives a report that says so. Refused for an import that was undone, and while
        another process works on it.
        """
        report = self._run_alone(user, import_id, conflicts, progress, on_row)
        self._runs.ended(import_id)
        return report

    def close(self) -> None:
        """To be called last, as the process ends."""
        self._runs.close()

    def _run_alone(
        self,
        user: User,
        import_id: str,
        conflicts: Conflicts,
        progress: Progress,
        on_row: RowSink | None,
    ) -> Report:
        user.require(Permission.IMPORT)
        self.get(import_id)
        with self._runs.hold(import_id):
            return self._run(user, import_id, conflicts, progress, on_row)

    def _run(
        self,
        user: User,
        import_id: str,
        conflicts: Conflicts,
        progress: Progress,
        on_row: RowSink | None,
    ) -> Report:
        record = self.get(import_id)
        if record.state is ImportState.UNDONE:
            raise Refused(
                "Cet import a été annulé. Pour le refaire, envoyez le fichier de nouveau."
            )
        if record.state is ImportState.DONE:
            if on_row is not None:
                work = self._reading(record)
                work.on_row = on_row
                papers.tell_rows(work, self._store)
            return self.report(import_id)
        data = self._data(import_id)
        if record.state is ImportState.RECEIVED:
            record = record.model_copy(update={"conflicts": record.conflicts or conflicts})
            if refused := self._refused(record, data):
                return refused
        # Decisions taken by a run that was cut bind the next one.
        options = options_of(record, conflicts)
        self._begin(user, record, options.conflicts)
        with self._writer(record, options) as writer:
            work = self._work(import_id, data, self._prospects, options, writer)
            work.on_row, work.report.import_id = on_row, import_id
            report = go(work, progress)
        self._end(import_id, report)
        return report

    def _writer(self, record: Import, options: Options) -> Writer:
        return Writer(
            *(record.import_id, self._prospects, self._store, self._transaction),
            *(_source(record), record.cree_le, options, self._watch),
            turn=self._runs.turn(),
        )

    def _refused(self, record: Import, data: bytes) -> Report | None:
        """The report of a file that can't be imported, before anything says it began."""
        work = self._work(record.import_id, data, None, options_of(record))
        work.report.import_id = record.import_id
        try:
            check_file(work)
        except FileRefused as refusal:
            work.report.refused = refusal
            return work.report
        return None

    def _begin(self, user: User, record: Import, conflicts: Conflicts) -> None:
        # The entry comes first: what is written afterwards can be undone whatever happens.
        self._journal.record(
            user,
            "import",
            record.import_id,
            {"fichier": record.filename, "conflits": conflicts.value},
            entry_id=f"import-{record.import_id}",
        )
        self._store.set(
            record.import_id,
            {"state": ImportState.RUNNING.value, "conflicts": conflicts.value},
        )

    def _end(self, import_id: str, report: Report) -> None:
        kept = report.as_json() | {"seconds": report.seconds}
        kept["columns"] = [list(pair) for pair in report.columns.items()]
        kept["problems"] = kept["problems"][:KEPT_PROBLEMS]
        self._store.set(
            import_id,
            {
                "state": ImportState.DONE.value,
                "fini_le": self._clock(),
                "counts": report.counts(),
                "report": kept,
            },
        )

    def discard(self, user: User, import_id: str) -> None:
        """Forget a received file that is not to be imported."""
        user.require(Permission.IMPORT)
        self._store.discard(import_id)

    # For the word that gives access to what is kept of somebody, and erases it; it checks the role.

    def touching(self, whom: Whom, added_by: str | None) -> list[Import]:
        """The imports that added the record (`added_by`, its import) or updated it."""
        return self._forgetting.touching(whom, added_by)

    def kept_of(self, whom: Whom) -> Kept:
        """What `forget` would take away."""
        return self._forgetting.kept_of(whom)

    def forget(self, whom: Whom) -> Kept:
        """Erase the kept files that hold the person, and what plans and reports say of it. Safe to
        run again. Such an import can be undone still, but not previewed nor resumed."""
        return self._forgetting.forget(whom)

    # Undo

    def undo(self, user: User, import_id: str, progress: Progress = quietly) -> UndoReport:
        """Remove what the import added and restore what it updated, but for what was edited since.

        Safe to run again. Refused if nothing was imported, if it is undone already, and while
        another process works on it.
        """
        user.require(Permission.IMPORT)
        self._to_undo(import_id)
        with self._runs.hold(import_id):
            done = self._undo(user, self._to_undo(import_id), progress)
        self._runs.ended(import_id)
        return done

    def _to_undo(self, import_id: str) -> Import:
        record = self.get(import_id)
        if record.state is ImportState.RECEIVED:
            raise Refused("Ce fichier n'a pas été importé : il n'y a rien à annuler.")
        if record.state is ImportState.UNDONE:
            raise Refused("Cet import est déjà annulé.")
        return record

    def _undo(self, user: User, record: Import, progress: Progress) -> UndoReport:
        import_id = record.import_id
        self._journal.record(
            user,
            "import_undone",
            import_id,
            {"fichier": record.filename},
            entry_id=f"undo-{import_id}",
        )
        done = self._undoing.undo(import_id, record.cree_le, progress)
        self._store.set(import_id, {"state": ImportState.UNDONE.value, "fini_le": self._clock()})
        return done


def check_file(work: Work) -> None:
    """Raise FileRefused if the file can't be imported as a whole."""
    table = read(work)
    map_columns(work, table)
    refuse_too_many_rows(work, table)


def _plain_name(filename: str) -> str:
    name = PurePath(visible(filename).replace("\\", "/")).name
    return name[:200] or "fichier.csv"


def _source(record: Import) -> str:
    day: datetime = record.cree_le
    return f"Import du {day:%d/%m/%Y} ({record.filename})"
