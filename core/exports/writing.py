"""Cells into a file: CSV in its two dialects, or a workbook."""

import codecs
import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format as XlsxFormat
from xlsxwriter.worksheet import Worksheet

from core.database import Document
from core.errors import Refused
from core.exports.columns import Cell, in_workbook, rows
from core.exports.models import Format
from core.exports.readable import IN_WORKBOOK, TEXTS, headings

Batches = Iterable[Sequence[Document]]

MOST_SHEET_ROWS = 1_048_575
"""What a sheet holds below its headings."""
MOST_CELL_UNITS = 32_767
"""What a cell holds, in units of UTF-16."""
_DELIMITERS = {Format.CSV: ";", Format.PLAIN: ","}
_WIDE = 28
_NARROW = 16


def write(
    format: Format,
    batches: Batches,
    fields: Sequence[str],
    file: BinaryIO,
    aside: Path,
    readable: bool = False,
) -> int:
    """Write the whole file; return the number of records. `readable`: for people.

    `aside` is a folder for the pieces of a workbook, which are gone at the end. Refused where a
    value does not fit into a workbook.
    """
    if format is Format.XLSX:
        return _write_workbook(batches, fields, file, aside, readable)
    mark, delimiter = format is Format.CSV, _DELIMITERS[format]
    if mark:
        file.write(codecs.BOM_UTF8)
    return _write_csv(batches, fields, file, delimiter, readable)


def _write_csv(
    batches: Batches, fields: Sequence[str], file: BinaryIO, delimiter: str, readable: bool
) -> int:
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=False)
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(headings(fields) if readable else fields)
    count = 0
    for batch in batches:
        writer.writerows(rows(batch, fields, makers=TEXTS if readable else None))
        count += len(batch)
    text.detach()
    return count


def _write_workbook(
    batches: Batches, fields: Sequence[str], file: BinaryIO, aside: Path, readable: bool
) -> int:
    with tempfile.TemporaryDirectory(prefix="classeur-", dir=aside) as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        book = Workbook(file, options)
        sheet = book.add_worksheet("Prospects")
        _lay_out(book, sheet, fields, readable)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        count = 0
        for rank, row in enumerate(_every(batches, fields, readable), start=1):
            _write_row(sheet, rank, row, fields, day)
            count = rank
        sheet.autofilter(0, 0, count, len(fields) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{count + 1}"})
        book.close()
        return count


def _every(batches: Batches, fields: Sequence[str], readable: bool) -> Iterator[tuple[Cell, ...]]:
    for batch in batches:
        yield from rows(batch, fields, in_workbook, IN_WORKBOOK if readable else None)


def _lay_out(book: Workbook, sheet: Worksheet, fields: Sequence[str], readable: bool) -> None:
    """Headings that stay in sight; columns of texts, so that a cell edited by hand stays one."""
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for rank, (field, heading) in enumerate(
        zip(fields, headings(fields) if readable else fields, strict=True)
    ):
        numbers = field == "nb_adherents" or field.endswith("_followers")
        wide = field in _WIDE_FIELDS
        sheet.set_column(rank, rank, _WIDE if wide else _NARROW, None if numbers else text)
        sheet.write_string(0, rank, heading, bold)


_WIDE_FIELDS = frozenset(
    (
        "nom_structure",
        "nom_contact",
        "email",
        "adresse",
        "site_web",
        "commentaires",
        "tags",
        "autres_emails",
        "autres_telephones",
    )
)


def _write_row(
    sheet: Worksheet, rank: int, row: tuple[Cell, ...], fields: Sequence[str], day: XlsxFormat
) -> None:
    if rank > MOST_SHEET_ROWS:
        raise Refused(TOO_MANY_ROWS)
    for place, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if isinstance(cell, int):
            sheet.write_number(rank, place, cell)
            continue
        if isinstance(cell, date):
            sheet.write_datetime(rank, place, cell, day)
            continue
        if len(cell) > MOST_CELL_UNITS // 2 and _units(cell) > MOST_CELL_UNITS:
            raise Refused(_too_long(fields[place]))
        sheet.write_string(rank, place, cell)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


TOO_MANY_ROWS = (
    "Une feuille Excel ne peut pas contenir plus de 1 048 575 prospects. Choisissez le format CSV, "
    "ou réduisez votre sélection."
)


def _too_long(field: str) -> str:
    return (
        f"Une fiche a, dans « {field} », un texte trop long pour une cellule d'Excel (32 767 "
        f"caractères). Choisissez le format CSV, ou exportez sans la colonne « {field} »."
    )
