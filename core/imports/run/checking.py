"""A row of cells into canonical values, with the reasons for what does not fit."""

import re
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from core.imports.columns import headings as h
from core.imports.columns.models import Columns
from core.imports.files.rows import RawRow
from core.imports.models import Outcome, Problem, Row
from core.prospects import deduction, normalise
from core.prospects.cells import MAX_COMMENT, rearm, split_comments, split_tags
from core.prospects.normalise import Read
from core.prospects.reasons import REJECTIONS, Reason
from core.vocabulary.values import Network, Status

MAX_LINE = 500
_SHOWN_CHARS = 300

Reader = Callable[[str], Read[Any]]
Raw = dict[str, str]


def _text(raw: str) -> Read[str]:
    text = normalise.clean(raw)
    return (None if normalise.is_empty(text) else text), None


# Fields that one cell decides, in the order in which their problems are told.
_READERS: Mapping[str, Reader] = {
    **dict.fromkeys(("nom_structure", "adresse", "source"), _text),
    "email": normalise.email,
    "statut": normalise.statut,
    "retour_prospect": normalise.retour,
    "methode_contact": normalise.contact_method,
    "site_web": normalise.url,
    "date_dernier_contact": normalise.day,
    "date_retour": normalise.day,
    "cree_le": normalise.instant,
    "modifie_le": normalise.instant,
    "nb_adherents": normalise.number,
    **{network.value: normalise.network for network in Network},
    **{f"{network.value}_followers": normalise.number for network in Network},
}
_NAME_PARTS = ("nom_contact", h.NOM, h.NOM_FAMILLE, h.PRENOM, h.PRENOM_CONTACT)
_PLACE_FIELDS = ("region", "departement", "ville", "code_postal")
_ODD_START = frozenset("'= \t\xa0\u202f\u200b\ufeff\r\n\x0b\x0c")
_PLAIN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


_REMEMBERED = 20_000
_LONGEST = 80


class _Memory(dict[str, Read[Any]]):
    """What a reader made of each cell: most columns say the same few things over and over."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, cell: str) -> Read[Any]:
        found = self._reader(cell)
        if type(found[0]) is str and len(found[0]) > MAX_LINE:
            found = _bounded(found[0])
        if len(self) < _REMEMBERED and len(cell) <= _LONGEST:
            self[cell] = found
        return found


def _bounded(text: str) -> tuple[str, Reason | None]:
    """Text cut to what a line of a record holds, with the reason."""
    return (text, None) if len(text) <= MAX_LINE else (text[:MAX_LINE].rstrip(), Reason.TOO_LONG)


class RowReader:
    """Reads the rows of one file; holds its mapping, and what its columns said so far."""

    def __init__(self, columns: Columns) -> None:
        self._width = columns.width
        self._has_types = columns.has_types
        by_index = {column.index: column.meaning for column in columns.columns}
        meanings = [by_index.get(index) for index in range(columns.width)]
        self._simple = tuple(
            (meanings.index(field), field, _Memory(reader))
            for field, reader in _READERS.items()
            if meanings.count(field) == 1
        )
        simple = {index for index, _, _ in self._simple}
        self._others = tuple(
            (c.index, c.meaning) for c in columns.columns if c.meaning and c.index not in simple
        )
        self._repeated = tuple(
            (field, _Memory(reader))
            for field, reader in _READERS.items()
            if meanings.count(field) > 1
        )
        self._names = any(part in meanings for part in _NAME_PARTS)
        self._places: dict[tuple[str | None, ...], _Place] = {}

    def read(self, record: int, row: RawRow) -> Row:
        """The row's values and problems: valid or rejected, duplicates are found later."""
        read = Row(record, row.line, {}, [])
        cells = row.cells
        if cells is None:
            return _rejected(read, None, row.text, Reason.UNBALANCED_QUOTE)
        if len(cells) != self._width:
            if beyond := [cell for cell in cells[self._width :] if cell.strip()]:
                return _rejected(read, None, " ".join(beyond), Reason.TOO_MANY_CELLS)
            cells = cells + [""] * (self._width - len(cells))
        self._read(read, cells)
        return read

    def _gather(self, cells: list[str]) -> Raw:
        """Raw cells by meaning; of several columns of one meaning, the first filled."""
        found: Raw = {}
        for index, meaning in self._others:
            cell = cells[index]
            if cell and (cell[0] not in _ODD_START or (cell := _tidied(cell))):
                if meaning in found and not _is_void(found[meaning]):
                    continue
                found[meaning] = cell
        return found

    def _read(self, row: Row, cells: list[str]) -> None:
        values, raw = row.values, self._gather(cells)
        for index, field, memory in self._simple:
            cell = cells[index]
            if cell and (cell[0] not in _ODD_START or (cell := _tidied(cell))):
                value, reason = memory[cell]
                if value is not None:
                    values[field] = value
                if reason is not None:
                    row.problems.append(_problem(row.line, field, cell, reason))
                elif value is None:
                    raw[field] = cell
        self._read_together(row, raw)

    def _read_together(self, row: Row, raw: Raw) -> None:
        """What several cells decide, or one of several columns."""
        for field, memory in self._repeated:
            if field in raw:
                _take(row, field, raw[field], memory)
        if self._names:
            _contact(row, raw)
        _type(row, raw, self._has_types)
        _answers(row, raw)
        self._place_and_telephone(row, raw)
        if "tags" in raw or "commentaires" in raw:
            _lists(row, raw)
        if "prospect_id" in raw:
            row.given_id = _identity(raw["prospect_id"])
        _required(row, raw)
        if row.problems and any(problem.severity == "error" for problem in row.problems):
            row.outcome = Outcome.REJECTED
            # The row is not kept, so that no value of it is left out.
            row.problems = [p for p in row.problems if p.severity == "error"]

    def _place_and_telephone(self, row: Row, raw: Raw) -> None:
        place = self._place(raw, row.values.get("adresse"))
        row.values.update(place.values)
        for field, value, reason in place.problems:
            row.problems.append(_problem(row.line, field, value, reason))
        if (cell := raw.get("telephone")) is not None:
            number, invalid = normalise.telephone(cell, place.country)
            if invalid:
                row.problems.append(_problem(row.line, "telephone", cell, invalid))
            elif number is not None:
                row.values["telephone"] = number

    def _place(self, raw: Raw, adresse: str | None) -> "_Place":
        get = raw.get
        told = (get("region"), get("departement"), get("ville"), get("code_postal"), get("pays"))
        place = self._places.get(told)
        if place is None:
            place = _Place(raw, adresse)
            # What the address decided holds for that row alone.
            if not place.by_address and len(self._places) < _REMEMBERED:
                self._places[told] = place
        return place


class _Place:
    """What the cells about the place say: values, problems, the country's code for telephones."""

    __slots__ = ("by_address", "country", "problems", "values")

    def __init__(self, raw: Raw, adresse: str | None) -> None:
        self.values: dict[str, str] = {}
        self.problems: list[tuple[str, str, Reason]] = []
        pays, _ = normalise.country(raw.get("pays", ""))
        self._set("pays", pays)
        cells = {field: raw[field] for field in _PLACE_FIELDS if field in raw}
        found = deduction.deduce(cells, pays, adresse)
        for field in _PLACE_FIELDS:
            self._set(field, getattr(found, field))
        self.problems += found.problems
        self.country = normalise.country_code(pays)
        self.by_address = deduction.needs_address(cells)

    def _set(self, field: str, value: str | None) -> None:
        if value:
            self.values[field], reason = _bounded(value)
            if reason:
                self.problems.append((field, value, reason))


def _problem(line: int, field: str | None, value: str, reason: Reason) -> Problem:
    severity = "error" if reason in REJECTIONS else "warning"
    return Problem(line, field, value[:_SHOWN_CHARS], reason, severity)  # type: ignore[arg-type]


def _rejected(row: Row, field: str | None, value: str, reason: Reason) -> Row:
    row.problems.append(Problem(row.line, field, value[:_SHOWN_CHARS], reason, "error"))
    row.outcome = Outcome.REJECTED
    return row


def _tidied(cell: str) -> str:
    """A cell without what it was protected by; '' where it is blank."""
    if cell.isspace():
        return ""
    return rearm(cell.strip()) if cell[0] in "'= \t" else cell


def _take(row: Row, field: str, cell: str, memory: _Memory) -> None:
    value, reason = memory[cell]
    if value is not None:
        row.values[field] = value
    if reason is not None:
        row.problems.append(_problem(row.line, field, cell, reason))


def _is_void(cell: str) -> bool:
    return normalise.is_empty(normalise.clean(cell))


def _contact(row: Row, raw: Raw) -> None:
    first = normalise.clean(raw.get(h.PRENOM) or raw.get(h.PRENOM_CONTACT) or "")
    last = normalise.clean(raw.get(h.NOM_FAMILLE) or raw.get(h.NOM) or "")
    full = normalise.clean(raw.get("nom_contact", ""))
    if first and full and not last:
        last, full = full, ""
    if not full:
        parts = [part for part in (first, last) if part and not normalise.is_empty(part)]
        # A full name in the column of last names is not doubled.
        joined = last if len(parts) == 2 and first.lower() in last.lower().split() else None
        full = joined or " ".join(parts)
    if full and not normalise.is_empty(full):
        row.values["nom_contact"], reason = _bounded(full)
        if reason:
            row.problems.append(_problem(row.line, "nom_contact", full, reason))


def _type(row: Row, raw: Raw, has_types: bool) -> None:
    cell = raw.get("type_prospect", "")
    value, reason = normalise.prospect_type(cell) if cell else (None, None)
    if reason is None and value is None and has_types:
        reason = Reason.MISSING_TYPE_PROSPECT
    if reason:
        row.problems.append(_problem(row.line, "type_prospect", cell, reason))
    elif value is not None:
        row.values["type_prospect"] = value


def _read(row: Row, field: str, cell: str | None, reader: Reader) -> Any:
    if cell is None:
        return None
    value, reason = reader(cell)
    if reason:
        row.problems.append(_problem(row.line, field, cell, reason))
    return value


def _answers(row: Row, raw: Raw) -> None:
    """What is said by yes or no: whether somebody was contacted, and may be."""
    if h.CONTACTE in raw and "statut" not in row.values:
        _status(row, raw)
    if "accepte_contact" in raw or h.OPPOSITION in raw or h.ABONNEMENT in raw:
        _consent(row, raw)


def _status(row: Row, raw: Raw) -> None:
    contacted = _read(row, "statut", raw[h.CONTACTE], normalise.boolean)
    if contacted is not None:
        row.values["statut"] = Status.CONTACTE if contacted else Status.JAMAIS_CONTACTE


def _consent(row: Row, raw: Raw) -> None:
    opposed = raw.get(h.OPPOSITION)
    answers = [
        _read(row, "accepte_contact", raw.get("accepte_contact"), normalise.consent),
        _read(row, "accepte_contact", opposed, normalise.consent_from_opposition),
    ]
    if normalise.consent(raw.get(h.ABONNEMENT, ""))[0] is False:
        answers.append(False)
    known = [answer for answer in answers if answer is not None]
    if known:
        row.values["accepte_contact"] = all(known)


def _lists(row: Row, raw: Raw) -> None:
    if tags := split_tags(raw.get("tags", "")):
        row.values["tags"] = tags
    cell = raw.get("commentaires")
    comments = split_comments(cell) if cell else []
    if any(len(comment.texte) >= MAX_COMMENT for comment in comments):
        row.problems.append(_problem(row.line, "commentaires", cell or "", Reason.TOO_LONG))
    if comments:
        row.values["commentaires"] = [comment.model_dump() for comment in comments]


def _identity(cell: str) -> str | None:
    if _PLAIN_ID.fullmatch(cell):
        return cell
    # An id that is none is replaced like one that is taken: ids are no keys.
    try:
        return str(UUID(cell))
    except ValueError:
        return None


def _required(row: Row, raw: Raw) -> None:
    for field, reason in (
        ("nom_structure", Reason.MISSING_NOM_STRUCTURE),
        ("ville", Reason.MISSING_VILLE),
    ):
        if field not in row.values:
            row.problems.append(_problem(row.line, field, raw.get(field, ""), reason))
