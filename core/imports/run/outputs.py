"""The files that an import gives: rejected rows, the report, its rows as JSON."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.clock import PARIS
from core.errors import Refused, reason_of
from core.imports.columns import headings as h
from core.imports.columns.models import Columns
from core.imports.files.table import Table
from core.imports.models import Conflicts, Import
from core.imports.options import Options
from core.imports.rows import Outcome, Problem, Row
from core.imports.run.listing import checked_rows, is_to_mend
from core.imports.run.steps import opened
from core.imports.run.work import OnRow, Work
from core.prospects.cells import disarm
from core.vocabulary.labels import FIELD_LABELS

BOM = "\ufeff"
_CHUNK = 500
"""Rows of a CSV file that are sent together."""
_LINE, _PROBLEM = "Ligne", "Problème"
_KINDS = {"error": "rejetée", "warning": "remarque", "info": "à savoir"}
_ASIDE = "Sans doute un titre ou un total, pas un prospect : rien à corriger."
_BY = {"email": "même e-mail", "telephone": "même téléphone"}
_DONE = {
    Conflicts.IGNORE: "doublon laissé de côté",
    Conflicts.UPDATE: "fiche mise à jour",
    Conflicts.FORCE: "doublon ajouté quand même",
}
_TOTALS = (
    *(("total", "Lignes"), ("added", "Ajoutées"), ("updated", "Mises à jour")),
    *(("duplicates", "Doublons"), ("rejected", "Rejetées"), ("warnings", "Remarques")),
)

Planned = dict[int, tuple[str, ...]]
"""The fields that the duplicates of an import that ran share, by the row's number."""


def rejected_rows_file(work: Work) -> Iterator[bytes]:
    """The rejected rows as they are in the file but for titles and totals, each with its reason, to
    be corrected and imported again. Their cells follow two columns more, which an import leaves
    out. FileRefused."""
    yield from _csv(_rejected_rows(*opened(work)))


def _rejected_rows(table: Table, columns: Columns) -> Iterator[list[str]]:
    yield [_LINE, _PROBLEM, *_headings(table, columns)]
    delimiter = table.delimiter or ";"
    for row, raw in checked_rows(table, columns):
        if is_to_mend(row):
            cells = raw.cells
            if cells is None:
                cells = raw.text.replace('"', "").rstrip("\r\n").split(delimiter)
            reasons = dict.fromkeys(problem.message for problem in row.problems)
            yield [str(row.line), " ".join(reasons), *map(disarm, cells)]


def _headings(table: Table, columns: Columns) -> list[str]:
    """Headings that the next import reads as this one did, whatever the user said of columns."""
    found = list(table.headings) or [""] * columns.width
    for column in columns.columns:
        if column.meaning and h.meaning(found[column.index]) != column.meaning:
            found[column.index] = column.meaning
    return found


def report_file(
    import_: Import, work: Work | None, planned: Planned, stored: Iterable[Problem]
) -> Iterator[bytes]:
    """The whole report: totals, then each line of the file with something to say. Without the
    file (erased with somebody who was in it), the problems that were stored. FileRefused."""
    yield from _csv(_report(import_, work, planned, stored))


def _report(
    import_: Import, work: Work | None, planned: Planned, stored: Iterable[Problem]
) -> Iterator[list[str]]:
    yield from _totals(import_)
    yield ["Ligne", "Champ", "Valeur", "Ce qui s'est passé", "Explication"]
    if work is None:
        yield from map(_problem_row, stored)
        return
    for row, _ in checked_rows(*opened(work)):
        if row.aside:
            yield [str(row.line), "", "", _KINDS["error"], _ASIDE]
            continue
        yield from map(_problem_row, row.problems)
        if by := planned.get(row.number):
            yield _duplicate_row(row, by, work.options)


def _totals(import_: Import) -> Iterator[list[str]]:
    ended = (import_.fini_le or import_.cree_le).astimezone(PARIS)
    yield ["Fichier", disarm(import_.filename)]
    yield ["Importé le", f"{ended:%d/%m/%Y %H:%M}"]
    yield ["Par", disarm(import_.par)]
    for name, label in _TOTALS:
        yield [label, str(import_.counts.get(name, 0))]
    yield []


def _problem_row(problem: Problem) -> list[str]:
    field = problem.field or ""
    what = (FIELD_LABELS.get(field, field), disarm(problem.value), _KINDS[problem.severity])
    return [str(problem.line), *what, problem.message]


def _duplicate_row(row: Row, by: tuple[str, ...], options: Options) -> list[str]:
    value = str(row.values.get(by[0], ""))
    fields = ", ".join(FIELD_LABELS[field] for field in by)
    why = " et ".join(_BY[field] for field in by)
    done = _DONE[options.conflict(row)]
    return [str(row.line), fields, disarm(value), done, f"{why} qu'une autre fiche"]


def _csv(rows: Iterable[list[str]]) -> Iterator[bytes]:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    text.write(BOM)
    for rank, row in enumerate(rows, start=1):
        writer.writerow(row)
        if rank % _CHUNK == 0:
            yield _emptied(text)
    yield _emptied(text)


def _emptied(text: io.StringIO) -> bytes:
    """What was written since the last call."""
    chunk = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return chunk


@contextmanager
def rows_file(path: Path | None) -> Iterator[OnRow | None]:
    """A function that writes a row to the file, as one JSON object a line; None without a file.
    Refused if it can't be written."""
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise Refused(
            f"Le fichier « {path} » ne peut pas être écrit ({reason_of(error)})."
        ) from error
    with file:
        yield lambda row: print(json.dumps(row.as_json(), ensure_ascii=False), file=file)


def list_rows(work: Work, planned: Planned) -> None:
    """Call the work's `on_row` with every row of an import that ended, and the outcome it had."""
    if work.on_row is None:
        return
    for row, _ in checked_rows(*opened(work)):
        if by := planned.get(row.number):
            row.outcome, row.duplicate_by = Outcome.DUPLICATE, by
        work.on_row(row)
