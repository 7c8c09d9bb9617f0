"""Which rows of a file are in the base, or earlier in the file, by e-mail or telephone."""

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from core.imports.models import Outcome, Row
from core.imports.options import Options
from core.imports.protocols import KEY_FIELDS, KeyField, Prospects
from core.imports.run.updates import Update

_VARIANT = "89ab"


def added_id(import_id: str, record: int) -> str:
    """The id under which a row is added: the same each time the import is run.

    It is `uuid5(import_id, record)`, in a fifth of the time.
    """
    made = hashlib.sha1(uuid.UUID(import_id).bytes, usedforsecurity=False)
    made.update(str(record).encode())
    text = made.hexdigest()
    variant = _VARIANT[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-5{text[13:16]}-{variant}{text[17:20]}-{text[20:32]}"


class Seen:
    """E-mails and phones of the rows read so far, each with the row that has it."""

    def __init__(self, import_id: str) -> None:
        self._import_id = import_id
        self._keys: dict[KeyField, _Ledger] = {field: _Ledger() for field in KEY_FIELDS}
        self._aliases: dict[int, str] = {}
        """Rows whose keys belong to a record of the base, or that kept the file's own id."""
        self._lasting: dict[int, str] = {}
        """Rows whose keys an update took out of the base: only here is told whose they were."""

    def mark(self, rows: Sequence[Row], base: Prospects | None, options: Options) -> None:
        """Mark the duplicates among rows that were not rejected."""
        held = {field: _held(base, field, rows) for field in KEY_FIELDS}
        known = {field: self._keys[field].find(_keys(rows, field)) for field in KEY_FIELDS}
        for row in rows:
            if row.outcome is Outcome.REJECTED:
                continue
            for field in KEY_FIELDS:
                key = row.values.get(field)
                if key is None:
                    continue
                holder = held[field].get(key) or self._owner(known[field].get(key))
                if holder:
                    row.duplicate_of = row.duplicate_of or holder
                    row.duplicate_by = (*row.duplicate_by, field)
                    row.outcome = Outcome.DUPLICATE
            self._learn(row, options, known, held)
        self._keep(known)

    def learn(self, rows: Sequence[Row], options: Options) -> None:
        """Remember the keys of rows whose outcome was decided by an earlier run."""
        known = {field: self._keys[field].find(_keys(rows, field)) for field in KEY_FIELDS}
        for row in rows:
            if row.outcome is not Outcome.REJECTED:
                self._learn(row, options, known, {})
        self._keep(known)

    def _learn(
        self,
        row: Row,
        options: Options,
        known: dict[KeyField, dict[str, int]],
        held: Mapping[KeyField, Mapping[str, str]],
    ) -> None:
        adds = options.adds(row)
        if not adds and not row.duplicate_of:
            return
        for field in KEY_FIELDS:
            key = row.values.get(field)
            if key is None or key in known[field] or key in held.get(field, ()):
                continue
            known[field][key] = row.record
            if not adds and row.duplicate_of:
                self._aliases[row.record] = row.duplicate_of

    def _keep(self, known: Mapping[KeyField, dict[str, int]]) -> None:
        for field, ranks in known.items():
            self._keys[field].add(ranks)

    def _owner(self, record: int | None) -> str | None:
        if record is None:
            return None
        known = self._lasting.get(record) or self._aliases.get(record)
        return known or added_id(self._import_id, record)

    def follow(self, rows: Sequence[Row], given: Mapping[int, str], options: Options) -> None:
        """Follow rows that keep the file's own id (record → id), and their doubles among `rows`,
        which are of the same batch."""
        self._aliases.update(given)
        records = {kept: record for record, kept in given.items()}
        for row in rows if records else ():
            record = records.get(row.duplicate_of or "")
            if record is None or row.duplicate_of is None or options.adds(row):
                continue
            self._aliases[row.record] = row.duplicate_of
            if options.updates(row):
                self._lasting[record] = row.duplicate_of

    def keep_moved(self, updates: Sequence[Update]) -> None:
        """Remember the keys that updates replace: a later row that has one is still a duplicate,
        as the preview said, whether or not the update is in the base by then."""
        for update in updates:
            for field in KEY_FIELDS:
                key = update.before.get(field)
                if key is None:
                    continue
                record = self._keys[field].find([key]).get(key)
                if record is None:
                    record = update.record
                    self._keys[field].add({key: record})
                self._lasting[record] = update.prospect_id

    def forget_renamed(self, given: Collection[int]) -> None:
        """Rows that are in the base by now, where their keys are found."""
        for record in given:
            self._aliases.pop(record, None)


def _keys(rows: Sequence[Row], field: KeyField) -> list[str]:
    return [
        key
        for row in rows
        if row.outcome is not Outcome.REJECTED and (key := row.values.get(field)) is not None
    ]


def _held(base: Prospects | None, field: KeyField, rows: Sequence[Row]) -> dict[str, str]:
    values = set(_keys(rows, field)) if base is not None else set()
    return base.holders(field, values) if base is not None and values else {}


class _Ledger:
    """Which row has a key, for a million of them in 12 bytes each.

    The last ones are kept as they are, older ones as 64-bit hashes in a sorted array: that two of
    a million keys share one is less likely than one in ten million.
    """

    _RECENT = 50_000

    def __init__(self) -> None:
        self._recent: dict[str, int] = {}
        self._hashes: Any = None
        self._records: Any = None

    def find(self, keys: Sequence[str]) -> dict[str, int]:
        """The records of those of these keys that are known."""
        found = {key: self._recent[key] for key in keys if key in self._recent}
        if self._hashes is None or not keys:
            return found
        import numpy as np

        hashes = np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys))
        places = np.searchsorted(self._hashes, hashes)
        places[places == len(self._hashes)] = 0
        for at in np.nonzero(self._hashes[places] == hashes)[0].tolist():
            found.setdefault(keys[at], int(self._records[places[at]]))
        return found

    def add(self, records: Mapping[str, int]) -> None:
        """Remember keys; known ones may be among them."""
        self._recent.update(records)
        if len(self._recent) >= self._RECENT:
            self._settle()

    def _settle(self) -> None:
        import numpy as np

        count = len(self._recent)
        hashes = np.fromiter(map(hash, self._recent), dtype=np.int64, count=count)
        records = np.fromiter(self._recent.values(), dtype=np.int32, count=count)
        if self._hashes is not None:
            hashes = np.concatenate((self._hashes, hashes))
            records = np.concatenate((self._records, records))
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._records = hashes[order], records[order]
        self._recent = {}
