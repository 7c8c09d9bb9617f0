"""The steps of an import. A file goes through READ and MAP once; its rows through CHECK,
FIND_DUPLICATES and WRITE by batches, so that memory does not grow with the file; then REPORT.
A preview is the same without WRITE.
"""

import gc
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from itertools import islice

from core.imports import refusals
from core.imports.columns.content import from_content
from core.imports.columns.dates import DATES, month_first
from core.imports.columns.mapping import from_headings, remapped, signature
from core.imports.columns.models import Columns
from core.imports.files.reading import open_table
from core.imports.files.table import MAX_ROWS, Table
from core.imports.models import Progress, no_progress
from core.imports.refusals import FileRefused
from core.imports.report import SAMPLE_ROWS, Report
from core.imports.rows import Outcome, Problem, Row
from core.imports.run.checking import RowReader
from core.imports.run.tally import tally
from core.imports.run.work import Work
from core.prospects.reasons import Reason

BATCH = 1_000
UPDATE_BATCH = 250
"""Rows at a time where each may change a prospect: the embedded server stalls on more."""
CONTENT_SAMPLE = 200
_TURN = 0.000_2
"""Seconds."""


class Step(StrEnum):
    READ = "Lecture du fichier"
    MAP = "Reconnaissance des colonnes"
    CHECK = "Vérification des lignes"
    FIND_DUPLICATES = "Recherche des doublons"
    WRITE = "Écriture dans la base"
    REPORT = "Rapport"


def go(work: Work, progress: Progress) -> Report:
    """Run the steps; a refused file gives a report that says so. What `progress` raises stops
    the work between two batches."""
    started = time.perf_counter()
    try:
        with _rare_collections(), _short_turns():
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


@contextmanager
def _short_turns() -> Iterator[None]:
    """What reads hands over to what writes at once: each answer of the database would wait some
    milliseconds for it, ten times a batch."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _TURN))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _go(work: Work, progress: Progress) -> None:
    progress(0, 1, Step.READ)
    table = read(work)
    progress(0, table.estimate, Step.MAP)
    columns = map_columns(work, table)
    if work.writer and table.estimate > MAX_ROWS:
        # Refused before anything is written, where the limit of rows is passed.
        for _ in table.rows():
            pass
    last_step = Step.WRITE if work.writer else Step.FIND_DUPLICATES
    for rows in batches(work, table, columns, progress):
        find_duplicates_and_write(work, rows)
        progress(rows[-1].number, table.estimate, last_step)
        tally(work, rows)
    if work.writer:
        work.writer.wait()


def previewed(work: Work) -> Iterator[Report]:
    """The report after each batch of a preview that may stop before the end. FileRefused."""
    table, columns = opened(work)
    for rows in batches(work, table, columns, no_progress):
        work.duplicates.mark(rows, work.base, work.options)
        tally(work, rows)
        yield work.report


def first_rows(work: Work) -> list[Row]:
    """The first rows that are not rejected, as a preview shows them; none for a refused file."""
    try:
        for report in previewed(work):
            if len(report.sample) == SAMPLE_ROWS:
                break
    except FileRefused:
        return []
    return work.report.sample


def opened(work: Work) -> tuple[Table, Columns]:
    """READ and MAP. FileRefused where there is no table, or a column is missing."""
    table = read(work)
    return table, map_columns(work, table)


def read(work: Work) -> Table:
    """READ: encoding, separator, header. FileRefused where there is no table."""
    table = open_table(work.data, work.max_bytes, work.options.encoding)
    report = work.report
    report.encoding, report.delimiter = table.encoding, table.delimiter
    report.header_row = table.header_line
    report.sheet, report.other_sheets = table.sheet_name, table.other_sheets
    report.mended, report.readings = table.mended, table.readings
    return table


def map_columns(work: Work, table: Table) -> Columns:
    """MAP: which column fills which field. FileRefused where name or place has none."""
    sample = list(islice(table.rows(), CONTENT_SAMPLE))
    cells = [row.cells or [] for row in sample]
    if table.header_line:
        columns = from_headings(table.headings, cells)
    else:
        columns = from_content(cells, table.layout.width)
    columns = remapped(columns, work.mapping_for(signature(table.headings)))
    american = month_first(columns.meaning(*DATES), cells)
    columns = replace(columns, month_first=american)
    work.report.columns = columns.shown()
    work.report.fields = columns.previews(cells)
    if not sample:
        raise refusals.no_rows()
    columns.require_name_and_place(cells)
    if american:
        line = table.header_line or sample[0].line
        work.report.note(Problem(line, DATES[0], "", Reason.MONTH_FIRST, "info"))
    if not columns.has_types:
        line = table.header_line or sample[0].line
        work.report.note(Problem(line, "type_prospect", "", Reason.NO_TYPE_COLUMN, "info"))
    return columns


def batches(work: Work, table: Table, columns: Columns, progress: Progress) -> Iterator[list[Row]]:
    """CHECK: rows read and checked, some at a time."""
    reader = RowReader(columns)
    numbered = enumerate(table.rows(work.report.note_heading), start=1)
    size = min(BATCH, UPDATE_BATCH) if work.options.may_update else BATCH
    while read := list(islice(numbered, size)):
        batch = [reader.read(number, row) for number, row in read]
        work.report.hidden_rows += sum(row.hidden for _, row in read)
        note_objections(work, batch)
        progress(batch[-1].number, table.estimate, Step.CHECK)
        yield batch


def note_objections(work: Work, rows: list[Row]) -> None:
    """CHECK: rows of people who asked to be erased are warned of, and not added unless an admin
    decided so; then the prospect does not accept contact."""
    if work.objections is None:
        return
    valid = [row for row in rows if row.outcome is not Outcome.REJECTED]
    for row, fields in zip(valid, work.objections.objected([r.values for r in valid]), strict=True):
        if fields:
            row.values["accepte_contact"] = False
            row.held_back = not work.options.objectors
            row.add_problem(fields[0], "", Reason.OBJECTION)


def find_duplicates_and_write(work: Work, rows: list[Row]) -> None:
    """FIND_DUPLICATES: against the base and the rows before; as planned by an interrupted run.
    WRITE: what was decided. Nothing on a preview."""
    plan = work.writer.planned(rows) if work.writer else None
    if plan is None:
        asks = work.writer is None or work.writer.asks_the_base(rows)
        work.duplicates.mark(rows, work.base if asks else None, work.options)
    else:
        work.duplicates.mark_as_planned(rows, plan.duplicates, work.options)
    if work.writer is not None:
        work.writer.write(rows, plan, work.duplicates)
