"""Which rows of a file are in the base, or earlier in the file, by e-mail or telephone."""

import uuid
from collections.abc import Mapping, Sequence

from core.imports.doors import KEY_FIELDS, KeyField, Prospects
from core.imports.models import Conflicts, Outcome, Row


def added_id(import_id: str, row: Row) -> str:
    """The id of the record that a row adds: the same each time the import runs."""
    return str(uuid.uuid5(uuid.UUID(import_id), str(row.record)))


class Seen:
    """E-mails and phones of the rows read so far, each with the id of the record that has it."""

    def __init__(self) -> None:
        self._keys: dict[KeyField, dict[str, str]] = {field: {} for field in KEY_FIELDS}

    def mark(self, rows: Sequence[Row], base: Prospects | None, conflicts: Conflicts) -> None:
        """Mark the duplicates among rows that were not rejected.

        Every row must have its `prospect_id` (that it gets if it is added).
        """
        held = {field: _held(base, field, rows) for field in KEY_FIELDS}
        for row in rows:
            if row.outcome is Outcome.REJECTED:
                continue
            holders = {
                field: self._keys[field].get(key) or held[field].get(key)
                for field in KEY_FIELDS
                if (key := row.values.get(field))
            }
            by = tuple(field for field, holder in holders.items() if holder)
            if by:
                row.outcome = Outcome.DUPLICATE
                row.duplicate_by = by
                row.duplicate_of = holders[by[0]]
            self.learn(row, conflicts)

    def learn(self, row: Row, conflicts: Conflicts) -> None:
        """Remember the keys of a row that was not rejected."""
        adds = row.outcome is Outcome.VALID or conflicts is Conflicts.FORCE
        owner = row.prospect_id if adds else row.duplicate_of
        for field in KEY_FIELDS:
            if (key := row.values.get(field)) and owner:
                self._keys[field].setdefault(key, owner)

    def rename(self, rows: Sequence[Row], renamed: Mapping[str, str]) -> None:
        """Follow records that got another id (old → new) when they were written."""
        for row in rows if renamed else ():
            for field in KEY_FIELDS:
                owner = self._keys[field].get(row.values.get(field, ""))
                if owner is not None and owner in renamed:
                    self._keys[field][row.values[field]] = renamed[owner]


def _held(base: Prospects | None, field: KeyField, rows: Sequence[Row]) -> dict[str, str]:
    values = {row.values[field] for row in rows if field in row.values}
    return base.holders(field, values) if base is not None and values else {}
