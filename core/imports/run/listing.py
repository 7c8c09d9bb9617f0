"""What can be read of a file line by line: its problems, its doubles, the lines to mend, the
report. Each reads the file anew, so that nothing of it is kept twice."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.clock import PARIS
from core.imports.columns import headings as h
from core.imports.columns.models import Columns
from core.imports.files.rows import RawRow
from core.imports.files.table import Table
from core.imports.models import Change, Conflicts, Import, Outcome, Problem, Row
from core.imports.options import Options
from core.imports.run.checking import RowReader
from core.imports.run.steps import Work, batches, map_columns, read, tally
from core.imports.store import ImportStore
from core.prospects.cells import disarm
from core.vocabulary.labels import FIELD_LABELS

LISTED = 200
"""Problems, and doubles, that are listed for show."""
BOM = "\ufeff"
_LINE, _PROBLEM = "Ligne", "Problème"
_CHUNK = 500
_KINDS = {"error": "rejetée", "warning": "remarque", "info": "à savoir"}
_BY = {"email": "même e-mail", "telephone": "même téléphone"}


@dataclass(frozen=True)
class Double:
    """A row that the base, or an earlier row, has already; what it would change there."""

    record: int
    line: int
    name: str
    by: tuple[str, ...]
    holder: str | None
    """Name of the record of the base; None for an earlier row of the file."""
    conflict: Conflicts
    changes: tuple[Change, ...]


Opened = tuple[Table, Columns]


def opened(work: Work) -> Opened:
    """The table and its columns. FileRefused where there is none."""
    table = read(work)
    return table, map_columns(work, table)


def rows_with_records(table: Table, columns: Columns) -> Iterator[tuple[Row, RawRow]]:
    """Each row as it is understood, beside its cells."""
    reader = RowReader(columns)
    for rank, record in enumerate(table.rows(), start=1):
        yield reader.read(rank, record), record


def problems(work: Work, limit: int = LISTED) -> list[Problem]:
    """The first problems of a file, rejected rows first."""
    table, columns = opened(work)
    errors: list[Problem] = []
    others: list[Problem] = []
    for row, _ in rows_with_records(table, columns):
        for problem in row.problems:
            (errors if problem.severity == "error" else others).append(problem)
        if len(errors) >= limit:
            break
        del others[limit:]
    return [*errors, *others][:limit]


def rejected(work: Work) -> int:
    """How many rows are rejected."""
    table, columns = opened(work)
    rows = (row for row, _ in rows_with_records(table, columns))
    return sum(row.outcome is Outcome.REJECTED for row in rows)


def doubles(work: Work, limit: int = LISTED) -> list[Double]:
    """The first rows that are there already."""
    table, columns = opened(work)
    for rows in batches(work, table, columns, lambda *_: None):
        work.seen.mark(rows, work.base, work.options)
        tally(work, rows)
        if len(work.report.duplicate_rows) >= limit:
            break
    names: dict[str, str] = {}
    if work.base:
        ids = [row.duplicate_of for row in work.report.duplicate_rows if row.duplicate_of]
        names = {found.prospect_id: found.nom_structure for found in work.base.many(ids)}
    return [_double(work, row, names) for row in work.report.duplicate_rows[:limit]]


def _double(work: Work, row: Row, names: dict[str, str]) -> Double:
    return Double(
        *(row.record, row.line, str(row.values.get("nom_structure", "")), row.duplicate_by),
        names.get(row.duplicate_of or ""),
        work.options.conflict(row),
        tuple(change for change in work.report.changes if change.record == row.record),
    )


# Files


def errors_file(work: Work) -> Iterator[bytes]:
    """The rejected rows as they are in the file, each with its reason, to be mended and dropped
    again. Their cells follow two columns more, which an import leaves out."""
    table, columns = opened(work)
    yield from _csv(_errors(table, columns))


def _errors(table: Table, columns: Columns) -> Iterator[list[str]]:
    yield [_LINE, _PROBLEM, *_headings(table, columns)]
    delimiter = table.delimiter or ";"
    for row, record in rows_with_records(table, columns):
        if row.outcome is Outcome.REJECTED:
            cells = record.cells
            if cells is None:
                cells = record.text.replace('"', "").rstrip("\r\n").split(delimiter)
            yield [str(row.line), _told(row.problems), *map(disarm, cells)]


def _headings(table: Table, columns: Columns) -> list[str]:
    """Headings by which the next import understands the same, whatever was said by hand."""
    found = list(table.headings) or [""] * columns.width
    for column in columns.columns:
        if column.meaning and h.meaning(found[column.index]) != column.meaning:
            found[column.index] = column.meaning
    return found


def _told(some: Iterable[Problem]) -> str:
    return " ".join(dict.fromkeys(problem.message for problem in some))


def report_file(
    record: Import, work: Work | None, store: ImportStore, kept: Iterable[Problem]
) -> Iterator[bytes]:
    """The whole report: totals, then each line of the file with something to say. Without the
    file (erased with somebody it spoke of), the problems that were kept."""
    yield from _csv(_report(record, work, store, kept))


def _report(
    record: Import, work: Work | None, store: ImportStore, kept: Iterable[Problem]
) -> Iterator[list[str]]:
    yield from _totals(record)
    yield ["Ligne", "Champ", "Valeur", "Ce qui s'est passé", "Explication"]
    if work is None:
        for problem in kept:
            yield _problem_row(problem)
        return
    planned = _planned(store, record.import_id)
    table, columns = opened(work)
    for row, _ in rows_with_records(table, columns):
        for problem in row.problems:
            yield _problem_row(problem)
        if by := planned.get(row.record):
            yield _double_row(row, by, work.options)


def _planned(store: ImportStore, import_id: str) -> dict[int, tuple[str, ...]]:
    """What the duplicates of an import that ran share with others, by record."""
    plans = store.plans(import_id)
    return {rank: by for plan in plans for rank, by, _ in plan.duplicates}


def tell_rows(work: Work, store: ImportStore) -> None:
    """Every row of an import that ended, with the outcome it had, to the work's `on_row`."""
    if work.on_row is None:
        return
    planned = _planned(store, work.import_id)
    for row, _ in rows_with_records(*opened(work)):
        if by := planned.get(row.record):
            row.outcome, row.duplicate_by = Outcome.DUPLICATE, by
        work.on_row(row)


_DONE = {
    Conflicts.IGNORE: "doublon laissé de côté",
    Conflicts.UPDATE: "fiche mise à jour",
    Conflicts.FORCE: "doublon ajouté quand même",
}


def _double_row(row: Row, by: tuple[str, ...], options: Options) -> list[str]:
    value = str(row.values.get(by[0], "")) if by else ""
    why = " et ".join(_BY[field] for field in by)
    done = _DONE[options.conflict(row)]
    fields = ", ".join(FIELD_LABELS[field] for field in by)
    return [str(row.line), fields, disarm(value), done, f"{why} qu'une autre fiche"]


def _problem_row(problem: Problem) -> list[str]:
    value = disarm(problem.value)
    return [
        *(str(problem.line), FIELD_LABELS.get(problem.field or "", problem.field or ""), value),
        *(_KINDS[problem.severity], problem.message),
    ]


def _totals(record: Import) -> Iterator[list[str]]:
    counts = record.counts
    done = (record.fini_le or record.cree_le).astimezone(PARIS)
    yield ["Fichier", disarm(record.filename)]
    yield ["Importé le", f"{done:%d/%m/%Y %H:%M}"]
    yield ["Par", disarm(record.par)]
    for name, label in (
        *(("total", "Lignes"), ("added", "Ajoutées"), ("updated", "Mises à jour")),
        *(("duplicates", "Doublons"), ("rejected", "Rejetées"), ("warnings", "Remarques")),
    ):
        yield [label, str(counts.get(name, 0))]
    yield []


def _csv(rows: Iterable[list[str]]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write(BOM)
    for rank, row in enumerate(rows, start=1):
        writer.writerow(row)
        if rank % _CHUNK == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    chunk = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return chunk
