"""A row of cells into canonical values, with the reasons for what does not fit."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from core.imports import headings as h
from core.imports.columns import Columns
from core.imports.models import Outcome, Problem, Row
from core.imports.splitting import Record
from core.prospects import deduction, normalise
from core.prospects.cells import MAX_COMMENT, rearm, split_comments, split_tags
from core.prospects.normalise import Read
from core.prospects.reasons import REJECTIONS, Reason
from core.vocabulary.values import Network, Status

MAX_LINE = 500
_SHOWN_CHARS = 300

Reader = Callable[[str], Read[Any]]

_TEXTS = ("nom_structure", "adresse", "source")
_READERS: Mapping[str, Reader] = {
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
_NAME_PARTS = {"nom_contact", h.NOM, h.NOM_FAMILLE, h.PRENOM, h.PRENOM_CONTACT}
_PLACE_FIELDS = ("region", "departement", "ville", "code_postal")


class RowReader:
    """Reads the rows of one file; holds its mapping, nothing else."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._cells = tuple((c.index, c.meaning) for c in columns.columns if c.meaning)

    def read(self, record: int, row: Record) -> Row:
        """The row's values and problems: valid or rejected, duplicates are found later."""
        read = Row(record, row.line, {}, [])
        if row.cells is None:
            return _rejected(read, None, row.text, Reason.UNBALANCED_QUOTE)
        beyond = [cell for cell in row.cells[self._columns.width :] if cell.strip()]
        if beyond:
            return _rejected(read, None, " ".join(beyond), Reason.TOO_MANY_CELLS)
        _Reading(read, self._gather(row.cells), self._columns).run()
        return read

    def _gather(self, cells: list[str]) -> dict[str, str]:
        """Raw cells by meaning; of several columns of one meaning, the first filled."""
        found: dict[str, str] = {}
        count = len(cells)
        for index, meaning in self._cells:
            if index < count and (cell := cells[index]) and not cell.isspace():
                known = found.get(meaning)
                if known is None or normalise.is_empty(normalise.clean(known)):
                    found[meaning] = rearm(cell.strip()) if cell[0] in "'= \t" else cell
        return found


def _rejected(row: Row, field: str | None, value: str, reason: Reason) -> Row:
    row.problems.append(Problem(row.line, field, value[:_SHOWN_CHARS], reason, "error"))
    row.outcome = Outcome.REJECTED
    return row


class _Reading:
    """One row being read."""

    def __init__(self, row: Row, raw: dict[str, str], columns: Columns) -> None:
        self._row = row
        self._raw = raw
        self._columns = columns

    def run(self) -> None:
        for field in _TEXTS:
            if field in self._raw:
                self._set(field, self._line(field, self._raw[field]))
        self._contact()
        self._simple_fields()
        self._type()
        self._status()
        self._consent()
        self._place_and_telephone()
        self._lists()
        self._identity()
        self._required()
        if any(problem.severity == "error" for problem in self._row.problems):
            self._row.outcome = Outcome.REJECTED
            # The row is not kept, so that no value of it is left out.
            self._row.problems = [p for p in self._row.problems if p.severity == "error"]

    def _set(self, field: str, value: Any) -> None:
        if value is not None and value != []:
            self._row.values[field] = value

    def _note(self, field: str, reason: Reason, value: str | None = None) -> None:
        raw = self._raw.get(field, "") if value is None else value
        severity = "error" if reason in REJECTIONS else "warning"
        self._row.problems.append(
            Problem(self._row.line, field, raw[:_SHOWN_CHARS], reason, severity)  # type: ignore[arg-type]
        )

    def _line(self, field: str, raw: str) -> str | None:
        text = normalise.clean(raw)
        return None if normalise.is_empty(text) else self._bounded(field, text)

    def _bounded(self, field: str, text: str) -> str:
        if len(text) <= MAX_LINE:
            return text
        self._note(field, Reason.TOO_LONG, text)
        return text[:MAX_LINE].rstrip()

    def _read(self, field: str, reader: Reader, meaning: str | None = None) -> Any:
        raw = self._raw.get(meaning or field)
        if raw is None:
            return None
        value, reason = reader(raw)
        if reason:
            self._note(field, reason, raw)
        return value

    def _simple_fields(self) -> None:
        for field, reader in _READERS.items():
            if field in self._raw:
                value = self._read(field, reader)
                self._set(field, self._bounded(field, value) if type(value) is str else value)

    def _contact(self) -> None:
        raw = self._raw
        if not _NAME_PARTS & raw.keys():
            return
        first = normalise.clean(raw.get(h.PRENOM) or raw.get(h.PRENOM_CONTACT) or "")
        last = normalise.clean(raw.get(h.NOM_FAMILLE) or raw.get(h.NOM) or "")
        full = normalise.clean(raw.get("nom_contact", ""))
        if first and full and not last:
            last, full = full, ""
        parts = [part for part in (first, last) if part and not normalise.is_empty(part)]
        # A full name in the column of last names is not doubled.
        joined = last if len(parts) == 2 and first.lower() in last.lower().split() else None
        self._set("nom_contact", self._line("nom_contact", full or joined or " ".join(parts)))

    def _type(self) -> None:
        value, reason = normalise.prospect_type(self._raw.get("type_prospect", ""))
        if reason:
            self._note("type_prospect", reason)
        elif value is None and self._columns.has_types:
            self._note("type_prospect", Reason.MISSING_TYPE_PROSPECT)
        else:
            self._set("type_prospect", value)

    def _status(self) -> None:
        if "statut" in self._row.values or h.CONTACTE not in self._raw:
            return
        contacted = self._read("statut", normalise.boolean, h.CONTACTE)
        if contacted is not None:
            self._set("statut", Status.CONTACTE if contacted else Status.JAMAIS_CONTACTE)

    def _consent(self) -> None:
        answers = [
            self._read("accepte_contact", normalise.consent),
            self._read("accepte_contact", normalise.consent_from_opposition, h.OPPOSITION),
        ]
        if normalise.consent(self._raw.get(h.ABONNEMENT, ""))[0] is False:
            answers.append(False)
        known = [answer for answer in answers if answer is not None]
        self._set("accepte_contact", all(known) if known else None)

    def _place_and_telephone(self) -> None:
        raw, values = self._raw, self._row.values
        pays = self._read("pays", normalise.country)
        self._set("pays", self._bounded("pays", pays) if pays else None)
        cells = {field: raw[field] for field in _PLACE_FIELDS if field in raw}
        place = deduction.deduce(cells, pays, values.get("adresse"))
        for field in _PLACE_FIELDS:
            value = getattr(place, field)
            self._set(field, self._bounded(field, value) if value else None)
        for field, value, reason in place.problems:
            self._note(field, reason, value)
        if "telephone" in raw:
            value, problem = normalise.telephone(raw["telephone"], normalise.country_code(pays))
            if problem:
                self._note("telephone", problem)
            self._set("telephone", value)

    def _lists(self) -> None:
        if "tags" in self._raw:
            self._set("tags", split_tags(self._raw["tags"]))
        if "commentaires" in self._raw:
            raw = self._raw["commentaires"]
            comments = split_comments(raw)
            if any(len(comment.texte) >= MAX_COMMENT for comment in comments):
                self._note("commentaires", Reason.TOO_LONG)
            self._set("commentaires", [comment.model_dump() for comment in comments])

    def _identity(self) -> None:
        # An id that is none is replaced like one that is taken: ids are no keys.
        try:
            self._row.given_id = str(UUID(self._raw["prospect_id"]))
        except (KeyError, ValueError):
            return

    def _required(self) -> None:
        for field, reason in (
            ("nom_structure", Reason.MISSING_NOM_STRUCTURE),
            ("ville", Reason.MISSING_VILLE),
        ):
            if field not in self._row.values:
                self._note(field, reason)
