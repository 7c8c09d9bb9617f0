"""A row of cells into canonical values, with the reasons for what does not fit."""

from core.imports.columns import headings as h
from core.imports.columns.models import Columns
from core.imports.files.rows import RawRow
from core.imports.rows import Outcome, Row
from core.imports.run import values as together
from core.imports.run.asides import is_aside
from core.imports.run.cells import (
    AMERICAN,
    ODD_START,
    READERS,
    REMEMBERED,
    Memory,
    is_void,
    says_same,
    tidied,
)
from core.imports.run.consent import MEANINGS as OF_CONSENT
from core.imports.run.consent import set_consent
from core.imports.run.contacts import set_emails, set_telephones
from core.imports.run.values import NAME_PARTS, ManyCells, Place, PlaceKey, RawCells, place_key
from core.prospects import normalise
from core.prospects.models import FURTHER
from core.prospects.reasons import Reason

_MANY = frozenset((*OF_CONSENT, "commentaires", "tags"))
"""Meanings of which all columns are read."""
_CONTACTS = frozenset((*FURTHER, *FURTHER.values()))


class RowReader:
    """Reads the rows of one file: holds its mapping, and what its cells were read as so far."""

    def __init__(self, columns: Columns) -> None:
        readers = READERS | (AMERICAN if columns.month_first else {})
        self._width = columns.width
        self._has_types = columns.has_types
        self._fields = {column.index: column.field for column in columns.columns}
        by_index = {column.index: column.meaning for column in columns.columns}
        meanings = [by_index.get(index) for index in range(columns.width)]
        self._simple = tuple(
            (meanings.index(field), field, Memory(reader))
            for field, reader in readers.items()
            if meanings.count(field) == 1
        )
        simple = {index for index, _, _ in self._simple}
        others = [(c.index, c.meaning) for c in columns.columns if c.index not in simple]
        self._many = tuple((index, m) for index, m in others if m in _MANY)
        self._others = tuple(
            (index, m) for index, m in others if m and m not in _MANY and m not in _CONTACTS
        )
        self._repeated = tuple(
            (field, Memory(reader))
            for field, reader in readers.items()
            if meanings.count(field) > 1
        )
        self._contacts = {field: tuple(columns.ranked(field)) for field in _CONTACTS}
        self._names = any(part in meanings for part in NAME_PARTS)
        self._street = any(part in meanings for part in h.ADDRESS_PARTS)
        self._places: dict[PlaceKey, Place] = {}

    def read(self, number: int, raw: RawRow) -> Row:
        """The row's values and problems: valid or rejected, duplicates are found later."""
        row = Row(number, raw.line, {}, [])
        cells = raw.cells
        if cells is None:
            return _rejected(row, raw.text, Reason.UNBALANCED_QUOTE)
        if len(cells) != self._width:
            if beyond := [cell for cell in cells[self._width :] if cell.strip()]:
                return _rejected(row, " ".join(beyond), Reason.TOO_MANY_CELLS)
            cells = cells + [""] * (self._width - len(cells))
        if "#" in "".join(cells):
            cells = self._without_errors(row, cells)
        self._read(row, cells)
        return row

    def _without_errors(self, row: Row, cells: list[str]) -> list[str]:
        """The cells without what a spreadsheet shows where it can't compute, which is told."""
        kept = list(cells)
        for index, cell in enumerate(cells):
            if cell[:1] == "#" and normalise.is_error(cell):
                kept[index] = ""
                if field := self._fields.get(index):
                    row.add_problem(field, cell, Reason.SPREADSHEET_ERROR)
        return kept

    def _read(self, row: Row, cells: list[str]) -> None:
        values, raw = row.values, self._gather(row, cells)
        many = self._gather_many(cells)
        for index, field, memory in self._simple:
            cell = cells[index]
            if cell and (cell[0] not in ODD_START or (cell := tidied(cell))):
                value, reason = memory[cell]
                if value is not None:
                    values[field] = value
                if reason is not None:
                    self._note(row, field, cell, reason, many)
                elif value is None:
                    raw[field] = cell
        set_emails(row, self._filled(cells, "email"), self._filled(cells, "autres_emails"))
        self._read_together(row, raw, many)
        country = self._set_place(row, raw)
        phones, more = self._filled(cells, "telephone"), self._filled(cells, "autres_telephones")
        set_telephones(row, phones, more, country)
        together.check_required(row, raw)
        if row.problems and any(problem.severity == "error" for problem in row.problems):
            row.outcome = Outcome.REJECTED
            # Nothing of the row is stored, so that no value of it is left out.
            row.problems = [p for p in row.problems if p.severity == "error"]
            row.aside = is_aside(cells, self._fields)

    def _note(self, row: Row, field: str, cell: str, reason: Reason, many: ManyCells) -> None:
        if reason is Reason.UNKNOWN_STATUT and normalise.opted_out(cell):
            # A mailing tool's status: they left its list.
            many.setdefault(h.OPPOSITION, []).append("oui")
            return
        row.add_problem(field, cell, reason)

    def _filled(self, cells: list[str], field: str) -> list[str]:
        """The cells of the columns of e-mails or telephones that hold something, main one first."""
        columns = self._contacts[field]
        if not columns:
            return []
        return [
            cell
            for index in columns
            if (cell := cells[index]) and (cell[0] not in ODD_START or (cell := tidied(cell)))
        ]

    def _gather(self, row: Row, cells: list[str]) -> RawCells:
        """Raw cells by meaning; of several columns of one meaning, the first filled. What another
        one says otherwise is told."""
        found: RawCells = {}
        for index, meaning in self._others:
            cell = cells[index]
            if cell and (cell[0] not in ODD_START or (cell := tidied(cell))):
                if meaning in found and not is_void(found[meaning]):
                    if not is_void(cell) and not says_same(meaning, found[meaning], cell):
                        row.add_problem(self._fields[index], cell, Reason.LEFT_OUT)
                    continue
                found[meaning] = cell
        return found

    def _gather_many(self, cells: list[str]) -> ManyCells:
        found: ManyCells = {}
        for index, meaning in self._many:
            cell = cells[index]
            if meaning and cell and (cell[0] not in ODD_START or (cell := tidied(cell))):
                found.setdefault(meaning, []).append(cell)
        return found

    def _read_together(self, row: Row, raw: RawCells, many: ManyCells) -> None:
        """What several cells decide, or one of several columns."""
        for field, memory in self._repeated:
            if field in raw:
                value, reason = memory[raw[field]]
                if value is not None:
                    row.values[field] = value
                if reason is not None:
                    self._note(row, field, raw[field], reason, many)
        if self._names:
            together.set_contact(row, raw)
        if self._street:
            together.set_street(row, raw)
        together.set_type(row, raw, self._has_types)
        together.set_contacted(row, raw)
        if many:
            set_consent(row, many)
            together.set_lists(row, many)
        together.set_given_id(row, raw)

    def _set_place(self, row: Row, raw: RawCells) -> str:
        """The place; the country's code, by which telephones are read."""
        place = self._place(raw, row.values.get("adresse"))
        row.values.update(place.values)
        for field, value, reason in place.problems:
            row.add_problem(field, value, reason)
        return place.country

    def _place(self, raw: RawCells, adresse: str | None) -> Place:
        key = place_key(raw)
        place = self._places.get(key)
        if place is None:
            place = Place(raw, adresse)
            if not place.by_address and len(self._places) < REMEMBERED:
                self._places[key] = place
        return place


def _rejected(row: Row, value: str, reason: Reason) -> Row:
    row.add_problem(None, value, reason)
    row.outcome = Outcome.REJECTED
    return row
