"""Which rows of a file are in the base, or earlier in the file, by e-mail or telephone."""

from collections.abc import Collection, Mapping, Sequence

from core.imports.options import Options
from core.imports.plans import Shared, Update
from core.imports.rows import Outcome, Row
from core.imports.run.keys import KEY_FIELDS, KeyTable, added_id, keys_of
from core.prospects.models import Holders
from core.prospects.reasons import Reason
from core.prospects.service import ProspectService

RowsByKey = dict[str, int]
HoldersByKey = Mapping[str, Holders]
_NOBODY = Holders((), ())


class Duplicates:
    """Finds the duplicates among the rows of one import; remembers which row has which key."""

    def __init__(self, import_id: str) -> None:
        self._import_id = import_id
        self._keys = KeyTable()
        self._aliases: dict[int, str] = {}
        """Prospects of rows that are no new prospect, or are added under the file's own id."""
        self._replaced: dict[int, str] = {}
        """Prospects of rows whose keys an update replaced: these keys are no longer in the base."""

    def mark(self, rows: Sequence[Row], base: ProspectService | None, options: Options) -> None:
        """Mark the duplicates among rows that were not rejected."""
        keys = _keys(rows)
        holders = base.holders(keys, self._import_id) if base is not None and keys else {}
        known = self._keys.find(keys)
        for row in rows:
            if row.outcome is not Outcome.REJECTED:
                self._match(row, known, holders, options)
                self._learn(row, options, known, holders)
        self._keys.add(known)

    def _match(self, row: Row, known: RowsByKey, holders: HoldersByKey, options: Options) -> None:
        """Whose keys the row has. Of several prospects none is preferred, unless the user chose."""
        found: dict[str, None] = {}
        for field, key in keys_of(row.values):
            owners = self._owners(key, known, holders)
            if owners:
                found |= dict.fromkeys(owners)
                if field not in row.duplicate_by:
                    row.duplicate_by = (*row.duplicate_by, field)
        if not found:
            return
        row.outcome = Outcome.DUPLICATE
        row.duplicate_of, *others = found
        row.also_of = tuple(others)
        chosen = options.targets.get(row.number)
        if chosen in found:
            row.duplicate_of, row.also_of = chosen, tuple(one for one in found if one != chosen)
        _tell_several(row)

    def _owners(self, key: str, known: RowsByKey, holders: HoldersByKey) -> tuple[str, ...]:
        """Whose a key is: of prospects that were there before, else of the row that brought it,
        however many rows were forced in with it, and whether or not they are in the base by now."""
        others, own = holders.get(key, _NOBODY)
        row = known.get(key)
        if others or row is None:
            return others or own[:1]
        owner = self._owner(row)
        return (owner,) if owner in own or not own else own[:1]

    def mark_as_planned(
        self, rows: Sequence[Row], duplicates: Sequence[Shared], options: Options
    ) -> None:
        """Mark the duplicates that an earlier run found among these rows."""
        for number, fields, holder, also in duplicates:
            row = rows[number - rows[0].number]
            row.outcome, row.duplicate_by, row.duplicate_of = Outcome.DUPLICATE, fields, holder
            row.also_of = also
            _tell_several(row)
        known = self._keys.find(_keys(rows))
        for row in rows:
            if row.outcome is not Outcome.REJECTED:
                self._learn(row, options, known, {})
        self._keys.add(known)

    def _learn(self, row: Row, options: Options, known: RowsByKey, holders: HoldersByKey) -> None:
        """Add the row's keys to the known ones."""
        adds = options.adds(row)
        if not adds and not row.duplicate_of:
            return
        for _, key in keys_of(row.values):
            if key in known or key in holders:
                # The base tells.
                continue
            known[key] = row.number
            if not adds and row.duplicate_of:
                self._aliases[row.number] = row.duplicate_of

    def _owner(self, row: int) -> str:
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
                row = self._keys.find([key]).get(key)
                if row is None:
                    row = update.row
                    self._keys.add({key: row})
                self._replaced[row] = update.prospect_id

    def drop_given_ids(self, given: Collection[int]) -> None:
        """Forget the ids of rows that are in the base by now, where their keys are found."""
        for row in given:
            self._aliases.pop(row, None)


def _tell_several(row: Row) -> None:
    if row.also_of:
        told = " / ".join(key for _, key in keys_of(row.values))
        row.add_problem(row.duplicate_by[-1], told, Reason.TWO_MATCHES)


def _keys(rows: Sequence[Row]) -> list[str]:
    return [
        key for row in rows if row.outcome is not Outcome.REJECTED for _, key in keys_of(row.values)
    ]
