"""Cells into a file: CSV in its two dialects, or a workbook."""

import codecs
import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from core.database import Document
from core.errors import Refused
from core.exports.columns import Cell, in_workbook, rows
from core.exports.models import Format

Batches = Iterable[Sequence[Document]]

MOST_SHEET_ROWS = 1_048_575
"""What a sheet holds below its headings."""
MOST_CELL_UNITS = 32_767
"""What a cell holds, in units of UTF-16."""
_DELIMITERS = {Format.CSV: ";", Format.PLAIN: ","}
_WIDE = 28
_NARROW = 16


def write(
    format: Format, batches: Batches, fields: Sequence[str], file: BinaryIO, aside: Path
) -> int:
    """Write the whole file; return the number of records.

    `aside` is a folder for the pieces of a workbook, which are gone at the end. Refused where a
    value does not fit into a workbook.
    """
    if format is Format.XLSX:
        return _write_workbook(batches, fields, file, aside)
    return _write_csv(batches, fields, file, _DELIMITERS[format], mark=format is Format.CSV)


def _write_csv(
    batches: Batches, fields: Sequence[str], file: BinaryIO, delimiter: str, mark: bool
) -> int:
    if mark:
        file.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=False)
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(fields)
    count = 0
    for batch in batches:
        writer.writerows(rows(batch, fields))
        count += len(batch)
    text.detach()
    return count


def _write_workbook(batches: Batches, fields: Sequence[str], file: BinaryIO, aside: Path) -> int:
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
        _lay_out(book, sheet, fields)
        count = 0
        for rank, row in enumerate(_every(batches, fields), start=1):
            _write_row(sheet, rank, row, fields)
            count = rank
        sheet.autofilter(0, 0, count, len(fields) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{count + 1}"})
        book.close()
        return count


def _every(batches: Batches, fields: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    for batch in batches:
        yield from rows(batch, fields, in_workbook)


def _lay_out(book: Workbook, sheet: Worksheet, fields: Sequence[str]) -> None:
    """Headings that stay in sight; columns of texts, so that a cell edited by hand stays one."""
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for rank, field in enumerate(fields):
        numbers = field == "nb_adherents" or field.endswith("_followers")
        wide = field in _WIDE_FIELDS
        sheet.set_column(rank, rank, _WIDE if wide else _NARROW, None if numbers else text)
        sheet.write_string(0, rank, field, bold)


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


def _write_row(sheet: Worksheet, rank: int, row: tuple[Cell, ...], fields: Sequence[str]) -> None:
    if rank > MOST_SHEET_ROWS:
        raise Refused(TOO_MANY_ROWS)
    for place, cell in enumerate(row):
        if cell is None or cell == "":
            continue
        if isinstance(cell, int):
            sheet.write_number(rank, place, cell)
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
