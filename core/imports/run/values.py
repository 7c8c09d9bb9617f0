"""What several cells of a row decide together: contact, type, status, consent, lists, place."""

import re
from uuid import UUID

from core.imports.columns import headings as h
from core.imports.rows import Row
from core.imports.run.cells import bounded
from core.prospects import deduction, normalise
from core.prospects.cells import MAX_COMMENT, split_comments, split_tags
from core.prospects.reasons import Reason
from core.vocabulary.values import Status

RawCells = dict[str, str]
"""Cells of a row by meaning, without the blank ones."""
ManyCells = dict[str, list[str]]
"""The same, all columns of a meaning."""

NAME_PARTS = ("nom_contact", h.NOM, h.NOM_FAMILLE, h.PERSONNE, h.PRENOM, h.PRENOM_CONTACT)
_PLACE_FIELDS = ("region", "departement", "ville", "code_postal")
_PLAIN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def set_contact(row: Row, raw: RawCells) -> None:
    """The contact's full name, joined from its parts; the record's too, of a person alone."""
    first = normalise.clean(raw.get(h.PRENOM) or raw.get(h.PRENOM_CONTACT) or "")
    last = normalise.clean(raw.get(h.NOM_FAMILLE) or raw.get(h.NOM) or raw.get(h.PERSONNE) or "")
    full = normalise.clean(raw.get("nom_contact", ""))
    if first and full and not last:
        last, full = full, ""
    full = full or _joined(first, last)
    if full and not normalise.is_empty(full):
        row.values["nom_contact"], reason = bounded(full)
        if reason:
            row.add_problem("nom_contact", full, reason)
        if h.PERSONNE in raw:
            row.values["nom_structure"] = row.values["nom_contact"]


def _joined(first: str, last: str) -> str:
    parts = [part for part in (first, last) if part and not normalise.is_empty(part)]
    # A column of last names may hold the full name.
    has_both = len(parts) == 2 and first.lower() in last.lower().split()
    return last if has_both else " ".join(parts)


def set_type(row: Row, raw: RawCells, has_types: bool) -> None:
    """The type, which a row needs where the file has a column of types."""
    cell = raw.get("type_prospect", "")
    value, reason = normalise.prospect_type(cell) if cell else (None, None)
    if reason is None and value is None and has_types:
        reason = Reason.MISSING_TYPE_PROSPECT
    if reason:
        row.add_problem("type_prospect", cell, reason)
    elif value is not None:
        row.values["type_prospect"] = value


def set_contacted(row: Row, raw: RawCells) -> None:
    """Whether somebody was contacted already, where no status says more."""
    cell = raw.get(h.CONTACTE)
    if cell is None or "statut" in row.values:
        return
    contacted, reason = normalise.boolean(cell)
    if reason:
        row.add_problem("statut", cell, reason)
    if contacted is not None:
        row.values["statut"] = Status.CONTACTE if contacted else Status.JAMAIS_CONTACTE


def set_street(row: Row, raw: RawCells) -> None:
    """The address from its parts, where no column has it whole."""
    if "adresse" in row.values:
        return
    parts = [normalise.clean(raw.get(part, "")) for part in h.ADDRESS_PARTS]
    whole = " ".join(part for part in parts if part and not normalise.is_empty(part))
    if whole:
        row.values["adresse"], reason = bounded(whole)
        if reason:
            row.add_problem("adresse", whole, reason)


def set_lists(row: Row, many: ManyCells) -> None:
    """Tags and comments, several in a cell and in several columns."""
    tags = [tag for cell in many.get("tags", ()) for tag in split_tags(cell)]
    if tags:
        row.values["tags"] = list(dict.fromkeys(tags))
    comments = []
    for cell in many.get("commentaires", ()):
        told = split_comments(cell)
        if any(len(comment.texte) >= MAX_COMMENT for comment in told):
            row.add_problem("commentaires", cell, Reason.TOO_LONG)
        comments += told
    if comments:
        row.values["commentaires"] = [comment.model_dump() for comment in comments]


def set_given_id(row: Row, raw: RawCells) -> None:
    """The id that the file proposes, where it is one: ids are no keys, another replaces it."""
    cell = raw.get("prospect_id")
    if cell is None:
        return
    try:
        row.given_id = cell if _PLAIN_ID.fullmatch(cell) else str(UUID(cell))
    except ValueError:
        row.given_id = None


def check_required(row: Row, raw: RawCells) -> None:
    """A problem for each missing field without which a row is rejected."""
    for field, reason in (
        ("nom_structure", Reason.MISSING_NOM_STRUCTURE),
        ("ville", Reason.MISSING_VILLE),
    ):
        if field not in row.values:
            row.add_problem(field, raw.get(field, ""), reason)


class Place:
    """What the cells about the place say, and the country's code for telephones."""

    __slots__ = ("by_address", "country", "problems", "values")

    def __init__(self, raw: RawCells, adresse: str | None) -> None:
        self.values: dict[str, str] = {}
        self.problems: list[tuple[str, str, Reason]] = []
        pays, _ = normalise.country(raw.get("pays", ""))
        cells = {field: raw[field] for field in _PLACE_FIELDS if field in raw}
        found = deduction.deduce(cells, pays, adresse)
        for field in ("pays", *_PLACE_FIELDS):
            self._set(field, getattr(found, field))
        self.problems += found.problems
        self.country = normalise.country_code(found.pays)
        self.by_address = deduction.needs_address(cells)
        """Whether the address decided: the place is then that of this row alone."""

    def _set(self, field: str, value: str | None) -> None:
        if value:
            self.values[field], reason = bounded(value)
            if reason:
                self.problems.append((field, value, reason))


PlaceKey = tuple[str | None, ...]


def place_key(raw: RawCells) -> PlaceKey:
    """The cells that decide the place, where the address does not."""
    get = raw.get
    return get("region"), get("departement"), get("ville"), get("code_postal"), get("pays")
