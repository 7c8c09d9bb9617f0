"""Which rows of a file are in the base, or earlier in the file, by e-mail or telephone."""

from collections.abc import Collection, Mapping, Sequence

from core.imports.options import Options
from core.imports.plans import Shared, Update
from core.imports.rows import Outcome, Row
from core.imports.run.keys import KEY_FIELDS, KeyField, KeyTable, added_id
from core.prospects.service import ProspectService

RowsByKey = dict[KeyField, dict[str, int]]
Holders = Mapping[KeyField, Mapping[str, str]]


class Duplicates:
    """Finds the duplicates among the rows of one import; remembers which row has which key."""

    def __init__(self, import_id: str) -> None:
        self._import_id = import_id
        self._keys = {field: KeyTable() for field in KEY_FIELDS}
        self._aliases: dict[int, str] = {}
        """Prospects of rows that are no new prospect, or are added under the file's own id."""
        self._replaced: dict[int, str] = {}
        """Prospects of rows whose keys an update replaced: these keys are no longer in the base."""

    def mark(self, rows: Sequence[Row], base: ProspectService | None, options: Options) -> None:
        """Mark the duplicates among rows that were not rejected."""
        holders = {field: _holders(base, field, rows) for field in KEY_FIELDS}
        known = self._known(rows)
        for row in rows:
            if row.outcome is Outcome.REJECTED:
                continue
            for field in KEY_FIELDS:
                key = row.values.get(field)
                if key is None:
                    continue
                holder = holders[field].get(key) or self._owner(known[field].get(key))
                if holder:
                    row.duplicate_of = row.duplicate_of or holder
                    row.duplicate_by = (*row.duplicate_by, field)
                    row.outcome = Outcome.DUPLICATE
            self._learn(row, options, known, holders)
        self._store(known)

    def mark_as_planned(
        self, rows: Sequence[Row], duplicates: Sequence[Shared], options: Options
    ) -> None:
        """Mark the duplicates that an earlier run found among these rows."""
        for number, fields, holder in duplicates:
            row = rows[number - rows[0].number]
            row.outcome, row.duplicate_by, row.duplicate_of = Outcome.DUPLICATE, fields, holder
        known = self._known(rows)
        for row in rows:
            if row.outcome is not Outcome.REJECTED:
                self._learn(row, options, known, {})
        self._store(known)

    def _known(self, rows: Sequence[Row]) -> RowsByKey:
        return {field: self._keys[field].find(_keys(rows, field)) for field in KEY_FIELDS}

    def _learn(self, row: Row, options: Options, known: RowsByKey, holders: Holders) -> None:
        """Add the row's keys to the known ones."""
        adds = options.adds(row)
        if not adds and not row.duplicate_of:
            return
        for field in KEY_FIELDS:
            key = row.values.get(field)
            if key is None or key in known[field] or key in holders.get(field, ()):
                continue
            known[field][key] = row.number
            if not adds and row.duplicate_of:
                self._aliases[row.number] = row.duplicate_of

    def _store(self, known: RowsByKey) -> None:
        for field, rows in known.items():
            self._keys[field].add(rows)

    def _owner(self, row: int | None) -> str | None:
        if row is None:
            return None
        known = self._replaced.get(row) or self._aliases.get(row)
        return known or added_id(self._import_id, row)

    def use_given_ids(
        self, rows: Sequence[Row], given: Mapping[int, str], options: Options
    ) -> None:
        """Note the rows that are added under the file's own id (row → id), and their duplicates
        among `rows`, which are of the same batch."""
        self._aliases.update(given)
        by_id = {given_id: row for row, given_id in given.items()}
        for row in rows if by_id else ():
            first = by_id.get(row.duplicate_of or "")
            if first is None or row.duplicate_of is None or options.adds(row):
                continue
            self._aliases[row.number] = row.duplicate_of
            if options.updates(row):
                self._replaced[first] = row.duplicate_of

    def note_replaced_keys(self, updates: Sequence[Update]) -> None:
        """Remember the keys that updates replace: a later row that has one is still a duplicate,
        as in the preview, whether or not the update is in the base by then."""
        for update in updates:
            for field in KEY_FIELDS:
                key = update.before.get(field)
                if key is None:
                    continue
                row = self._keys[field].find([key]).get(key)
                if row is None:
                    row = update.row
                    self._keys[field].add({key: row})
                self._replaced[row] = update.prospect_id

    def drop_given_ids(self, given: Collection[int]) -> None:
        """Forget the ids of rows that are in the base by now, where their keys are found."""
        for row in given:
            self._aliases.pop(row, None)


def _keys(rows: Sequence[Row], field: KeyField) -> list[str]:
    return [
        key
        for row in rows
        if row.outcome is not Outcome.REJECTED and (key := row.values.get(field)) is not None
    ]


def _holders(base: ProspectService | None, field: KeyField, rows: Sequence[Row]) -> dict[str, str]:
    values = set(_keys(rows, field)) if base is not None else set()
    return base.holders(field, values) if base is not None and values else {}
