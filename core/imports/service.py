"""What the product can do with files to import."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Database
from core.errors import Refused
from core.imports.columns.mapping import Mapped, check_meanings, signature
from core.imports.columns.models import ColumnPreview
from core.imports.erasure import Erasure
from core.imports.files.encodings import readings
from core.imports.files.reading import MAX_BYTES, open_table
from core.imports.models import Conflicts, Import, ImportState, Progress, UndoReport, no_progress
from core.imports.options import Decision, Options, options_of
from core.imports.refusals import FileRefused
from core.imports.report import Report
from core.imports.rows import DuplicateRow, Problem, Row
from core.imports.run import listing, outputs
from core.imports.run.noting import Noting
from core.imports.run.received import ReceivedFiles, plain_name, size_of
from core.imports.run.runner import Runner
from core.imports.run.steps import first_rows, go, opened
from core.imports.run.undo import Undo
from core.imports.run.work import Objections, OnRow
from core.imports.run.writing import OnForced
from core.imports.store import ImportStore
from core.journal.service import JournalService
from core.prospects.models import Prospect
from core.prospects.service import ProspectService

_RECENT = 100
"""Imports among which a file that waits, or an interrupted run, is looked for."""


class ImportService:
    """Receive a file, show what it would do, do it, undo it.

    Methods that take a user raise Forbidden where the role may not import; those that take an
    import id raise NotFound where it was discarded. Those that read its file raise Refused where it
    was erased, FileRefused where it can't be imported.
    """

    def __init__(
        self,
        database: Database,
        prospects: ProspectService,
        journal: JournalService,
        clock: Clock,
        max_bytes: int = MAX_BYTES,
        objections: Objections | None = None,
        on_forced: OnForced | None = None,
        people: Callable[[], int] = lambda: 0,
    ) -> None:
        """`people` tells how many use the product now: an import gives way to them."""
        self._store = ImportStore(database)
        self._prospects = prospects
        self._journal = journal
        self._clock = clock
        self._files = ReceivedFiles(self._store, max_bytes, objections)
        self._runner = Runner(
            database, self._store, self._files, prospects, journal, clock, on_forced, people
        )
        self._undo = Undo(self._store, prospects, clock)
        self.erasure = Erasure(self._store)

    # Before it runs

    def receive(self, user: User, filename: str, data: bytes | Path) -> str:
        """Store a file and return its import id; nothing is read yet.

        FileRefused if it is too large to be stored.
        """
        user.require(Permission.IMPORT)
        self._files.check_size(data)
        import_ = Import(
            import_id=str(uuid.uuid4()),
            filename=plain_name(filename),
            size=size_of(data),
            par=user.email,
            cree_le=self._clock(),
        )
        self._store.receive(import_, data)
        return import_.import_id

    def examine(
        self,
        user: User,
        data: bytes | Path,
        conflicts: Conflicts = Conflicts.IGNORE,
        progress: Progress = no_progress,
        on_row: OnRow | None = None,
        mapping: Mapped | None = None,
    ) -> Report:
        """A dry run of a file that is not stored; `on_row` gets every row with its outcome;
        `mapping` is what columns mean. A refused file gives a report that says so."""
        user.require(Permission.IMPORT)
        try:
            self._files.check_size(data)
        except FileRefused as refusal:
            return Report(refused=refusal)
        content = data.read_bytes() if isinstance(data, Path) else data
        check_meanings(mapping or {})
        options = Options(conflicts, mapping=mapping or {})
        work = self._files.new_work(str(uuid.uuid4()), content, options, self._others())
        work.on_row = on_row
        return go(work, progress)

    def preview(
        self, import_id: str, progress: Progress = no_progress, conflicts: Conflicts | None = None
    ) -> Report:
        """What a received file would do, as decided so far. Nothing is written in the base."""
        import_ = self.get(import_id)
        work = self._files.work(import_, self._others())
        work.options = options_of(import_, conflicts)
        report = go(work, progress)
        report.import_id = import_id
        return report

    def _others(self) -> ProspectService | None:
        """Whom the rows of a preview are compared with; None where there is nobody."""
        return None if self._prospects.is_empty() else self._prospects

    def decide(self, user: User, import_id: str, decision: Decision) -> Import:
        """Store what the user decided about a received file; what is None stays as it is.

        Refused once it is being imported, and for a meaning that no column has. Forbidden where
        people who asked to be erased are to be added by a user who is no admin.
        """
        user.require(Permission.IMPORT)
        import_ = self.get(import_id)
        if import_.state is not ImportState.RECEIVED:
            raise Refused("Cet import est déjà lancé : il ne peut plus être changé.")
        if decision.objectors:
            user.require(Permission.ERASE)
        changed = decision.over(import_)
        if decision.mapping:
            self._remember_mapping(changed)
        self._store.set(
            import_id,
            {
                "conflicts": changed.conflicts.value if changed.conflicts else None,
                "choices": {str(row): choice.value for row, choice in changed.choices.items()},
                "targets": {str(row): target for row, target in changed.targets.items()},
                "mapping": {str(index): what for index, what in changed.mapping.items()},
                "objectors": changed.objectors,
                "encoding": changed.encoding,
            },
        )
        return changed

    def readings(self, user: User, import_id: str) -> list[str]:
        """The encodings in which a received file may be read, the likelier first; none where its
        letters leave no doubt."""
        user.require(Permission.IMPORT)
        return [one.encoding for one in readings(self._files.data(import_id))]

    def _remember_mapping(self, import_: Import) -> None:
        """For the next file with the same headings."""
        data = self._files.data(import_.import_id)
        table = open_table(data, self._files.max_bytes, import_.encoding)
        if key := signature(table.headings):
            self._store.remember_mapping(key, {**self._store.mapping(key), **import_.mapping})

    def discard(self, user: User, import_id: str) -> None:
        """Remove a received file that is not to be imported."""
        user.require(Permission.IMPORT)
        self._store.discard(import_id)

    # Running and undoing

    def import_file(
        self,
        user: User,
        file: Path,
        conflicts: Conflicts = Conflicts.IGNORE,
        *,
        dry_run: bool = False,
        rows: Path | None = None,
        progress: Progress = no_progress,
        columns: Mapping[str, str | None] | None = None,
    ) -> Report:
        """Receive and run at once, or only examine; `rows` gets one JSON object a row. Where a run
        of the same file was interrupted, go on with it. `columns` says what columns mean, by their
        heading.

        A refused file is not stored; the report says why. Refused if `rows` can't be written, and
        for a heading that the file has not.
        """
        with outputs.rows_file(rows) as on_row:
            try:
                mapping = self._files.said_mapping(file, columns) if columns else {}
            except FileRefused as refusal:
                return Report(refused=refusal)
            if dry_run:
                return self.examine(user, file, conflicts, progress, on_row, mapping)
            recent = self.recent(user, _RECENT)
            import_id = self._runner.interrupted(user, file, conflicts, recent)
            try:
                import_id = import_id or self.receive(user, file.name, file)
            except FileRefused as refusal:
                return Report(refused=refusal)
            if mapping and self.get(import_id).state is ImportState.RECEIVED:
                self.decide(user, import_id, Decision(mapping=mapping))
            report = self._runner.run(user, import_id, conflicts, progress, on_row)
            self._runner.locks.release_at_end(import_id)
        if report.refused:
            self.discard(user, import_id)
        return report

    def run(
        self,
        user: User,
        import_id: str,
        conflicts: Conflicts = Conflicts.IGNORE,
        progress: Progress = no_progress,
        on_row: OnRow | None = None,
    ) -> Report:
        """Import a received file. Run again after an interruption, it goes on where it stopped;
        run again once done, it returns the report stored.

        A refused file gives a report that says so. Refused for an import that was undone, and while
        another process works on it.
        """
        user.require(Permission.IMPORT)
        report = self._runner.run(user, import_id, conflicts, progress, on_row)
        self._runner.locks.release(import_id)
        return report

    def undo(self, user: User, import_id: str, progress: Progress = no_progress) -> UndoReport:
        """Remove what the import added and restore what it updated, but for what was edited since.

        Safe to run again. Refused if nothing was imported, if it is undone already, and while
        another process works on it.
        """
        user.require(Permission.IMPORT)
        self._to_undo(import_id)
        with self._runner.locks.hold(import_id):
            import_ = self._to_undo(import_id)
            named = {"fichier": import_.filename}
            entry_id = f"undo-{import_id}"
            self._journal.record(user, "import_undone", import_id, named, entry_id=entry_id)
            note = Noting(self._journal, user, import_).restored
            done = self._undo.undo(import_id, import_.cree_le, progress, note)
            undone = {"state": ImportState.UNDONE.value, "fini_le": self._clock()}
            self._store.set(import_id, undone)
        self._runner.locks.release(import_id)
        return done

    def _to_undo(self, import_id: str) -> Import:
        import_ = self.get(import_id)
        if import_.state is ImportState.RECEIVED:
            raise Refused("Ce fichier n'a pas été importé : il n'y a rien à annuler.")
        if import_.state is ImportState.UNDONE:
            raise Refused("Cet import est déjà annulé.")
        return import_

    def close(self) -> None:
        """To be called last, as the process ends."""
        self._runner.locks.close()

    # The file, row by row

    def sample(self, user: User, import_id: str) -> list[Row]:
        """The first rows that are not rejected, as they would be (or were) imported; none for a
        refused file."""
        user.require(Permission.IMPORT)
        import_ = self.get(import_id)
        # Once imported, every row would look like a duplicate of itself.
        base = self._others() if import_.state is ImportState.RECEIVED else None
        return first_rows(self._files.work(import_, base))

    def columns(self, user: User, import_id: str) -> list[ColumnPreview]:
        """The file's columns, what each means, some of its cells."""
        user.require(Permission.IMPORT)
        work = self._files.work(self.get(import_id))
        opened(work)
        return work.report.fields

    def problems(self, user: User, import_id: str) -> list[Problem]:
        """The first problems of a file, rejected rows first."""
        user.require(Permission.IMPORT)
        return listing.problems(self._files.work(self.get(import_id)))

    def duplicates(self, user: User, import_id: str) -> list[DuplicateRow]:
        """The first duplicates, and what they would change."""
        user.require(Permission.IMPORT)
        return listing.duplicates(self._files.work(self.get(import_id), self._prospects))

    def errors_file(self, user: User, import_id: str) -> Iterator[bytes]:
        """The rejected rows as CSV, to be corrected and imported again; no titles nor totals."""
        user.require(Permission.IMPORT)
        return outputs.rejected_rows_file(self._files.work(self.get(import_id)))

    def report_file(self, user: User, import_id: str) -> Iterator[bytes]:
        """The whole report as CSV. NotFound before the import ended."""
        user.require(Permission.IMPORT)
        import_ = self.get(import_id)
        stored = self.report(import_id).problems
        work = None if self._files.is_erased(import_id) else self._files.work(import_)
        return outputs.report_file(import_, work, self._files.planned(import_id), stored)

    def to_mend(self, import_id: str) -> int:
        """How many rejected rows of its file are to be corrected."""
        import_ = self.get(import_id)
        return (
            import_.to_mend if import_.counts else listing.count_to_mend(self._files.work(import_))
        )

    # The history

    def get(self, import_id: str) -> Import:
        """The import of that id."""
        return self._files.get(import_id)

    def recent(self, user: User, limit: int = 20) -> list[Import]:
        """The last imports, newest first."""
        user.require(Permission.IMPORT)
        return self._store.recent(limit)

    def waiting(self, user: User, filename: str | None = None) -> Import | None:
        """The user's last file that is not imported yet; of that name where one is given."""
        for import_ in self.recent(user, _RECENT):
            waits = import_.state is ImportState.RECEIVED and import_.par == user.email
            if waits and (filename is None or import_.is_called(filename)):
                return import_
        return None

    def report(self, import_id: str) -> Report:
        """The report of an import, its first problems only. NotFound before the import ended."""
        return self._files.report(import_id)

    def added(self, import_id: str) -> int:
        """How many of the prospects in the base that import added."""
        return self._prospects.count_imported(import_id)

    def added_page(
        self, user: User, import_id: str, skip: int, limit: int
    ) -> tuple[list[Prospect], int]:
        """Some of the prospects that an import added and that are still there; how many in all."""
        user.require(Permission.IMPORT)
        found = self._prospects.page_of_import(import_id, max(0, skip), min(max(1, limit), 100))
        return found, self.added(import_id)

    def updated(self, import_id: str) -> int:
        """How many prospects that import changed."""
        plans = self._store.plans(import_id)
        return len({update.prospect_id for plan in plans for update in plan.updates})
