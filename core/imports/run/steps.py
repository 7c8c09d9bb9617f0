"""The steps of an import. A file goes through READ and MAP once; its rows through CHECK,
FIND_DUPLICATES and WRITE by batches, so that memory does not grow with the file; then REPORT.
A preview is the same without WRITE.
"""

import gc
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice

from core.imports import refusals
from core.imports.columns import mapping
from core.imports.columns.content import from_content
from core.imports.columns.mapping import from_headings
from core.imports.columns.models import Columns
from core.imports.files.reading import MAX_BYTES, open_table
from core.imports.files.table import MAX_ROWS, Table
from core.imports.models import SAMPLE_ROWS, Change, Outcome, Problem, Progress, Report, Row
from core.imports.options import Options
from core.imports.protocols import Objections, Prospects
from core.imports.refusals import FileRefused
from core.imports.run.checking import RowReader
from core.imports.run.duplicates import Seen
from core.imports.run.updates import compute
from core.imports.run.writing import Writer
from core.prospects.reasons import Reason

BATCH = 1_000
UPDATES = 250
"""Rows at a time where each may change a record: the embedded server stalls on more."""
CONTENT_SAMPLE = 200
_LISTED = 100
"""Changes and duplicates listed in a report, for show."""

RowSink = Callable[[Row], None]
KnownMapping = Callable[[str], Mapping[int, str | None]]


class Step(StrEnum):
    """What the user reads while it runs."""

    READ = "Lecture du fichier"
    MAP = "Reconnaissance des colonnes"
    CHECK = "Vérification des lignes"
    FIND_DUPLICATES = "Recherche des doublons"
    WRITE = "Écriture dans la base"
    REPORT = "Rapport"


@dataclass
class Work:
    """One file going through the steps."""

    import_id: str
    data: bytes = field(repr=False)
    base: Prospects | None
    options: Options = field(default_factory=Options)
    writer: Writer | None = None
    """None on a preview."""
    on_row: RowSink | None = None
    max_bytes: int = MAX_BYTES
    objections: Objections | None = None
    known_mapping: KnownMapping | None = None
    """What was said before of columns with these headings."""
    report: Report = field(default_factory=Report)
    seen: Seen = field(init=False)

    def __post_init__(self) -> None:
        self.seen = Seen(self.import_id)


def go(work: Work, progress: Progress) -> Report:
    """Run the steps; a refused file gives a report that says so. What `progress` raises stops
    the work between two batches."""
    started = time.perf_counter()
    try:
        with _rare_collections():
            _go(work, progress)
    except FileRefused as refusal:
        work.report.refused = refusal
    work.report.seconds = time.perf_counter() - started
    progress(1, 1, Step.REPORT)
    return work.report


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Rows hold no cycles: looking for some after every few hundred costs a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _go(work: Work, progress: Progress) -> None:
    progress(0, 1, Step.READ)
    table = read(work)
    progress(0, table.estimate, Step.MAP)
    columns = map_columns(work, table)
    refuse_too_many_rows(work, table)
    for rows in batches(work, table, columns, progress):
        find_duplicates_and_write(work, rows)
        progress(rows[-1].record, table.estimate, _main_step(work))
        tally(work, rows)
    if work.writer:
        work.writer.wait()


def first_rows(work: Work) -> list[Row]:
    """The first rows that are not rejected, as a preview shows them; none for a refused file."""
    try:
        table = read(work)
        columns = map_columns(work, table)
        for rows in batches(work, table, columns, lambda *_: None):
            work.seen.mark(rows, work.base, work.options)
            tally(work, rows)
            if len(work.report.sample) == SAMPLE_ROWS:
                break
    except FileRefused:
        return []
    return work.report.sample


def _main_step(work: Work) -> Step:
    return Step.WRITE if work.writer else Step.FIND_DUPLICATES


def read(work: Work) -> Table:
    """READ: encoding, separator, header."""
    table = open_table(work.data, work.max_bytes)
    report = work.report
    report.encoding, report.delimiter = table.encoding, table.delimiter
    report.header_row = table.header_line
    report.sheet, report.other_sheets = table.sheet_name, table.other_sheets
    return table


def map_columns(work: Work, table: Table) -> Columns:
    """MAP: which column fills which field. FileRefused where name or place has none."""
    sample = list(islice(table.rows(), CONTENT_SAMPLE))
    cells = [row.cells or [] for row in sample]
    columns = (
        from_headings(table.headings, cells)
        if table.header_line
        else from_content(cells, table.width)
    )
    columns = _as_said(work, table, columns)
    work.report.columns = columns.shown()
    work.report.fields = columns.previews(cells)
    if not sample:
        raise refusals.no_rows()
    columns.require_name_and_place()
    if not columns.has_types:
        line = table.header_line or sample[0].line
        work.report.note(Problem(line, "type_prospect", "", Reason.NO_TYPE_COLUMN, "info"))
    return columns


def _as_said(work: Work, table: Table, columns: Columns) -> Columns:
    said = dict(work.options.mapping)
    signature = mapping.signature(table.headings)
    if work.known_mapping and signature:
        said = {**work.known_mapping(signature), **said}
    return mapping.remapped(columns, said) if said else columns


def refuse_too_many_rows(work: Work, table: Table) -> None:
    """Before anything is written, where the limit of rows may be passed."""
    if work.writer is not None and table.estimate > MAX_ROWS:
        for _ in table.rows():
            pass


def batches(work: Work, table: Table, columns: Columns, progress: Progress) -> Iterator[list[Row]]:
    """CHECK: rows read and checked, some at a time."""
    reader = RowReader(columns)
    records = enumerate(table.rows(), start=1)
    size = min(BATCH, UPDATES) if work.options.may_update else BATCH
    while batch := [reader.read(rank, record) for rank, record in islice(records, size)]:
        note_objections(work, batch)
        progress(batch[-1].record, table.estimate, Step.CHECK)
        yield batch


def note_objections(work: Work, rows: list[Row]) -> None:
    """CHECK: whoever asked to be erased is told, and kept out unless an admin says otherwise;
    then the record does not count as reachable."""
    if work.objections is None:
        return
    kept = [row for row in rows if row.outcome is not Outcome.REJECTED]
    for row, fields in zip(kept, work.objections.objected([r.values for r in kept]), strict=True):
        if fields:
            row.values["accepte_contact"] = False
            row.held_back = not work.options.objectors
            row.problems.append(Problem(row.line, fields[0], "", Reason.OBJECTION, "warning"))


def find_duplicates_and_write(work: Work, rows: list[Row]) -> None:
    """FIND_DUPLICATES: against the base and the rows before; as planned where a run was cut.
    WRITE: what was decided. Nothing on a preview."""
    plan = work.writer.planned(rows) if work.writer else None
    if plan is None:
        work.seen.mark(rows, work.base, work.options)
    else:
        for record, by, holder in plan.duplicates:
            row = rows[record - rows[0].record]
            row.outcome, row.duplicate_by, row.duplicate_of = Outcome.DUPLICATE, by, holder
        work.seen.learn(rows, work.options)
    if work.writer is not None:
        work.writer.write(rows, plan, work.seen)


def tally(work: Work, rows: list[Row]) -> None:
    """REPORT: counts, problems, and what is listed for show."""
    report, options = work.report, work.options
    outcomes = Counter(row.outcome for row in rows)
    report.total += len(rows)
    report.valid += outcomes[Outcome.VALID]
    report.duplicates += outcomes[Outcome.DUPLICATE]
    report.rejected += outcomes[Outcome.REJECTED]
    report.added += sum(map(options.adds, rows))
    doubles = [row for row in rows if row.outcome is Outcome.DUPLICATE]
    report.updated += sum(map(options.updates, doubles))
    report.forced += sum(map(options.adds, doubles))
    for row in rows:
        for problem in row.problems:
            report.note(problem)
        report.held_back += row.held_back
        if row.outcome is Outcome.DUPLICATE and len(report.duplicate_rows) < _LISTED:
            report.duplicate_rows.append(row)
            _list_changes(work, row)
    if len(report.sample) < SAMPLE_ROWS:
        kept = [row for row in rows if row.outcome is not Outcome.REJECTED]
        report.sample += kept[: SAMPLE_ROWS - len(report.sample)]
    if work.on_row:
        for row in rows:
            work.on_row(row)


def _list_changes(work: Work, row: Row) -> None:
    """What an update of the base's record would change; for show, whatever was chosen."""
    if work.writer or not work.base:
        return
    prospect = work.base.get(row.duplicate_of or "")
    if prospect is None:
        return
    update = compute(row.record, prospect, row.values)
    work.report.changes += [
        Change(
            *(row.record, row.line, prospect.prospect_id, prospect.nom_structure),
            *(name, update.before.get(name), value),
        )
        for name, value in update.after.items()
    ]
