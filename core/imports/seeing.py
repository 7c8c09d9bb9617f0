"""What can be seen of files to import and of imports of before. Nothing is written here."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.accounts.models import Permission, User
from core.errors import NotFound, Refused
from core.imports.columns.models import ColumnPreview
from core.imports.models import Conflicts, Import, ImportState, Problem, Progress, Report, Row
from core.imports.options import Options, options_of
from core.imports.protocols import Objections, Prospects
from core.imports.refusals import FileRefused, Refusal
from core.imports.run import listing as papers
from core.imports.run.steps import RowSink, Work, first_rows, go
from core.imports.run.writing import Writer
from core.imports.store import ImportStore
from core.prospects.models import Prospect
from core.prospects.reasons import Reason


def quietly(done: int, total: int, label: str) -> None:
    """Progress that nobody looks at."""


class ImportsSeen:
    """Previews, files told line by line, the history."""

    def __init__(
        self,
        store: ImportStore,
        prospects: Prospects,
        max_bytes: int,
        objections: Objections | None,
    ) -> None:
        self._store = store
        self._prospects = prospects
        self._max_bytes = max_bytes
        self._objections = objections

    def examine(
        self,
        user: User,
        data: bytes | Path,
        conflicts: Conflicts = Conflicts.IGNORE,
        progress: Progress = quietly,
        on_row: RowSink | None = None,
    ) -> Report:
        """A dry run of a file that is not kept; `on_row` gets every row with its outcome."""
        user.require(Permission.IMPORT)
        if refused := self._too_large(data):
            return Report(refused=refused)
        content = data.read_bytes() if isinstance(data, Path) else data
        work = self._work(str(uuid.uuid4()), content, self._prospects, Options(conflicts))
        work.on_row = on_row
        return go(work, progress)

    def preview(
        self, import_id: str, progress: Progress = quietly, conflicts: Conflicts | None = None
    ) -> Report:
        """What a received file would do, as decided so far. Nothing is written in the base."""
        record = self.get(import_id)
        options = options_of(record, conflicts)
        work = self._work(import_id, self._data(import_id), self._prospects, options)
        report = go(work, progress)
        report.import_id = import_id
        return report

    def sample(self, user: User, import_id: str) -> list[Row]:
        """The first rows that are not rejected, as they would be (or were) imported."""
        user.require(Permission.IMPORT)
        record = self.get(import_id)
        # Once imported, every row would look like a duplicate of itself.
        base = self._prospects if record.state is ImportState.RECEIVED else None
        return first_rows(self._work(import_id, self._data(import_id), base, options_of(record)))

    def columns(self, user: User, import_id: str) -> list[ColumnPreview]:
        """The file's columns, what each means, some of its cells. FileRefused where it has none."""
        user.require(Permission.IMPORT)
        work = self._reading(self.get(import_id))
        papers.opened(work)
        return work.report.fields

    def problems(self, user: User, import_id: str) -> list[Problem]:
        """The first problems of a file, rejected rows first."""
        user.require(Permission.IMPORT)
        return papers.problems(self._reading(self.get(import_id)))

    def doubles(self, user: User, import_id: str) -> list[papers.Double]:
        """The first rows that are there already, and what they would change."""
        user.require(Permission.IMPORT)
        work = self._reading(self.get(import_id))
        work.base = self._prospects
        return papers.doubles(work)

    def errors_file(self, user: User, import_id: str) -> Iterator[bytes]:
        """The rejected rows as CSV, to be mended and dropped again."""
        user.require(Permission.IMPORT)
        return papers.errors_file(self._reading(self.get(import_id)))

    def report_file(self, user: User, import_id: str) -> Iterator[bytes]:
        """The whole report as CSV. NotFound before the import ended."""
        user.require(Permission.IMPORT)
        record = self.get(import_id)
        kept = self.report(import_id).problems
        work = None if self._store.data(import_id) is None else self._reading(record)
        return papers.report_file(record, work, self._store, kept)

    def report(self, import_id: str) -> Report:
        """The report of an import that ended; its first problems only."""
        kept = self._store.report(import_id)
        if kept is None:
            raise NotFound("Cet import n'est pas terminé : il n'a pas encore de rapport.")
        return _report(kept)

    def get(self, import_id: str) -> Import:
        """The record of an import."""
        record = self._store.get(import_id)
        if record is None:
            raise NotFound("Cet import n'existe plus. Envoyez le fichier de nouveau.")
        return record

    def recent(self, user: User, limit: int = 20) -> list[Import]:
        """The last imports, newest first."""
        user.require(Permission.IMPORT)
        return self._store.recent(limit)

    def waiting(self, user: User, filename: str | None = None) -> Import | None:
        """The user's last file that is not imported yet; of that name where one is given."""
        return next(
            (
                record
                for record in self.recent(user, 100)
                if record.state is ImportState.RECEIVED
                and record.par == user.email
                and (filename is None or record.is_called(filename))
            ),
            None,
        )

    def added(self, import_id: str) -> int:
        """How many of the prospects in the base that import added."""
        return self._prospects.count_imported(import_id)

    def added_page(
        self, user: User, import_id: str, skip: int, limit: int
    ) -> tuple[list[Prospect], int]:
        """Some of the records that an import added and that are there still; how many in all."""
        user.require(Permission.IMPORT)
        found = self._prospects.page_of_import(import_id, max(0, skip), min(max(1, limit), 100))
        return found, self.added(import_id)

    def updated(self, import_id: str) -> int:
        """How many records that import changed."""
        plans = self._store.plans(import_id)
        return len({update.prospect_id for plan in plans for update in plan.updates})

    def rejected(self, import_id: str) -> int:
        """How many rows of its file are rejected."""
        record = self.get(import_id)
        if record.counts:
            return record.counts["rejected"]
        return papers.rejected(self._reading(record))

    def _too_large(self, data: bytes | Path) -> FileRefused | None:
        if size_of(data) <= self._max_bytes:
            return None
        return FileRefused(
            Refusal.TOO_LARGE,
            f"Ce fichier est trop gros : {self._max_bytes // 1_000_000} Mo au plus. "
            "Partagez-le en plusieurs fichiers, et importez-les l'un après l'autre.",
        )

    def _work(
        self,
        import_id: str,
        data: bytes,
        base: Prospects | None,
        options: Options,
        writer: Writer | None = None,
    ) -> Work:
        return Work(
            *(import_id, data, base, options, writer),
            max_bytes=self._max_bytes,
            objections=self._objections,
            known_mapping=self._store.mapping,
        )

    def _data(self, import_id: str) -> bytes:
        """The file's bytes. Refused where they were erased with somebody that they spoke of."""
        data = self._store.data(import_id)
        if data is None:
            raise Refused(
                "Le fichier de cet import n'est plus gardé : il contenait une personne qui a été "
                "effacée. Pour l'importer, retirez-la du fichier et envoyez-le de nouveau."
            )
        return data

    def _reading(self, record: Import) -> Work:
        data = self._data(record.import_id)
        return self._work(record.import_id, data, None, options_of(record))


def size_of(data: bytes | Path) -> int:
    return data.stat().st_size if isinstance(data, Path) else len(data)


def _report(kept: dict[str, Any]) -> Report:
    problems = [
        Problem(p["line"], p["field"], p["value"], Reason(p["reason"]), p["severity"])
        for p in kept["problems"]
    ]
    plain = {
        name: kept[name]
        for name in (
            *("import_id", "encoding", "delimiter", "header_row", "total", "valid"),
            *("duplicates", "rejected", "warnings", "added", "updated", "seconds"),
        )
    }
    report = Report(columns=dict(kept["columns"]), **plain)
    report.problems = problems
    return report
