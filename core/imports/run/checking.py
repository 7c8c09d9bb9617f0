"""A row of cells into canonical values, with the reasons for what does not fit."""

from core.imports.columns.models import Columns
from core.imports.files.rows import RawRow
from core.imports.rows import Outcome, Row
from core.imports.run import values as together
from core.imports.run.cells import ODD_START, READERS, REMEMBERED, Memory, is_void, tidied
from core.imports.run.values import NAME_PARTS, Place, PlaceKey, RawCells, place_key
from core.prospects import normalise
from core.prospects.reasons import Reason


class RowReader:
    """Reads the rows of one file: holds its mapping, and what its cells were read as so far."""

    def __init__(self, columns: Columns) -> None:
        self._width = columns.width
        self._has_types = columns.has_types
        by_index = {column.index: column.meaning for column in columns.columns}
        meanings = [by_index.get(index) for index in range(columns.width)]
        self._simple = tuple(
            (meanings.index(field), field, Memory(reader))
            for field, reader in READERS.items()
            if meanings.count(field) == 1
        )
        simple = {index for index, _, _ in self._simple}
        self._others = tuple(
            (c.index, c.meaning) for c in columns.columns if c.meaning and c.index not in simple
        )
        self._repeated = tuple(
            (field, Memory(reader))
            for field, reader in READERS.items()
            if meanings.count(field) > 1
        )
        self._names = any(part in meanings for part in NAME_PARTS)
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
        self._read(row, cells)
        return row

    def _read(self, row: Row, cells: list[str]) -> None:
        values, raw = row.values, self._gather(cells)
        for index, field, memory in self._simple:
            cell = cells[index]
            if cell and (cell[0] not in ODD_START or (cell := tidied(cell))):
                value, reason = memory[cell]
                if value is not None:
                    values[field] = value
                if reason is not None:
                    row.add_problem(field, cell, reason)
                elif value is None:
                    raw[field] = cell
        self._read_together(row, raw)
        if row.problems and any(problem.severity == "error" for problem in row.problems):
            row.outcome = Outcome.REJECTED
            # Nothing of the row is stored, so that no value of it is left out.
            row.problems = [p for p in row.problems if p.severity == "error"]

    def _gather(self, cells: list[str]) -> RawCells:
        """Raw cells by meaning; of several columns of one meaning, the first filled."""
        found: RawCells = {}
        for index, meaning in self._others:
            cell = cells[index]
            if cell and (cell[0] not in ODD_START or (cell := tidied(cell))):
                if meaning in found and not is_void(found[meaning]):
                    continue
                found[meaning] = cell
        return found

    def _read_together(self, row: Row, raw: RawCells) -> None:
        """What several cells decide, or one of several columns."""
        for field, memory in self._repeated:
            if field in raw:
                value, reason = memory[raw[field]]
                if value is not None:
                    row.values[field] = value
                if reason is not None:
                    row.add_problem(field, raw[field], reason)
        if self._names:
            together.set_contact(row, raw)
        together.set_type(row, raw, self._has_types)
        together.set_answers(row, raw)
        self._set_place_and_telephone(row, raw)
        if "tags" in raw or "commentaires" in raw:
            together.set_lists(row, raw)
        together.set_given_id(row, raw)
        together.check_required(row, raw)

    def _set_place_and_telephone(self, row: Row, raw: RawCells) -> None:
        place = self._place(raw, row.values.get("adresse"))
        row.values.update(place.values)
        for field, value, reason in place.problems:
            row.add_problem(field, value, reason)
        if (cell := raw.get("telephone")) is not None:
            number, invalid = normalise.telephone(cell, place.country)
            if invalid:
                row.add_problem("telephone", cell, invalid)
            elif number is not None:
                row.values["telephone"] = number

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
