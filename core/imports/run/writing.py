"""Writing a batch of rows so that a run cut anywhere, and run again, ends as one whole run.

What a batch does is decided first (its plan), then done and noted in one transaction. Where the
database knows no transactions the plan is stored before anything of it is done, carried out, and
marked as done. Ids of added records follow from the import and the row; an update changes only
what still is as it was when it was planned.

While a batch is written, the next one is read: the database works on one core, this on another.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from core.database import Document, Session
from core.errors import Conflict
from core.imports.models import DEFAULTS, Outcome, Row
from core.imports.options import Options
from core.imports.protocols import Prospects, Watch
from core.imports.run.duplicates import Seen, added_id
from core.imports.run.lock import Turn
from core.imports.run.updates import Update, apply, compute
from core.imports.store import ImportStore, Plan
from core.prospects.documents import document_from, document_of, prospect_of
from core.prospects.models import Prospect

Transaction = Callable[[Callable[[Session], Any]], Any]
_ATTEMPTS = 5


@dataclass
class Batch:
    """What some rows come to."""

    plan: Plan
    planned: bool
    """Whether an earlier run decided it, and may have done some of it."""
    added: dict[str, Document] = field(default_factory=dict)
    forced: list[tuple[str, str]] = field(default_factory=list)


class Writer:
    """Writes the batches of one import. To be used in a `with`, which waits for the last."""

    def __init__(
        self,
        import_id: str,
        base: Prospects,
        store: ImportStore,
        transaction: Transaction,
        source: str,
        moment: datetime,
        options: Options,
        watch: Watch | None = None,
        *,
        turn: Turn,
    ) -> None:
        self._import_id = import_id
        self._base = base
        self._store = store
        self._transaction = transaction
        self._own = {"cree_le": moment, "modifie_le": moment, "source": source}
        self._moment = moment
        self._options = options
        self._watch = watch
        self._turn = turn
        self._base_was_empty: bool | None = None
        self._given: list[dict[int, str]] = []
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
        self._writing: Future[None] | None = None

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        # What is being written when the work is stopped is written to its end.
        self._thread.shutdown(wait=True)
        self._turn.close()

    def planned(self, rows: Sequence[Row]) -> Plan | None:
        """What an earlier run decided for these rows. Waits for this import's turn to write."""
        self._turn.take(self.wait)
        if self._base_was_empty is None:
            self._base_was_empty = self._base.is_empty()
        return self._store.plan(self._import_id, rows[0].record)

    def write(self, rows: Sequence[Row], plan: Plan | None, seen: Seen) -> None:
        """Do what the rows' outcomes say, while the caller goes on. Conflict, here or at the next
        call, if a record can't be updated."""
        if plan and plan.done:
            self._remember(rows, plan.given_ids, seen)
            seen.keep_moved(plan.updates)
            return
        if self._options.may_update:
            # An update may be of a record that the batch before adds.
            self.wait()
        batch = Batch(plan or Plan(rows[0].record), planned=plan is not None)
        if plan is None:
            self._keep_given_ids(rows, batch.plan)
        self._remember(rows, batch.plan.given_ids, seen)
        self._decide(rows, batch)
        seen.keep_moved(batch.plan.updates)
        self.wait()
        self._writing = self._thread.submit(self._commit, batch)

    def wait(self) -> None:
        """Until the last batch is in the base; raises what went wrong with it."""
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def _remember(self, rows: Sequence[Row], given: dict[int, str], seen: Seen) -> None:
        """Keep the ids of the last batches, which may not be in the base yet."""
        seen.follow(rows, given, self._options)
        self._given.append(given)
        if len(self._given) > 2:
            seen.forget_renamed(self._given.pop(0))

    # Deciding

    def _keep_given_ids(self, rows: Sequence[Row], plan: Plan) -> None:
        """An id of the file is kept unless the base or an earlier row has it."""
        wanted = [row for row in rows if row.given_id and self._options.adds(row)]
        taken = {key for given in self._given for key in given.values()}
        ids = [row.given_id for row in wanted if row.given_id]
        # Of an empty base only earlier rows of the file can have taken an id.
        if not self._base_was_empty or rows[0].record > 1:
            taken |= self._base.existing(ids)
        renamed: dict[str, str] = {}
        for row in wanted:
            given = row.given_id
            if given is None or given in taken:
                continue
            taken.add(given)
            renamed[added_id(self._import_id, row.record)] = given
            plan.given_ids[row.record] = given
        for row in rows if renamed else ():
            if row.duplicate_of in renamed:
                row.duplicate_of = renamed[row.duplicate_of]

    def _decide(self, rows: Sequence[Row], batch: Batch) -> None:
        """Fill the batch: records to add, changes of the base, what stays under watch."""
        plan, options = batch.plan, self._options
        records: dict[str, Prospect] = {}
        for row in rows:
            if options.adds(row):
                given = plan.given_ids.get(row.record)
                row.prospect_id = given or added_id(self._import_id, row.record)
                batch.added[row.prospect_id] = self._document(row)
                if row.duplicate_of:
                    batch.forced.append((row.prospect_id, row.duplicate_of))
            elif options.updates(row) and row.duplicate_of in batch.added:
                self._merge(row, batch, records)
        if not batch.planned:
            self._plan_duplicates(rows, batch)

    def _document(self, row: Row) -> Document:
        values = {**DEFAULTS, **self._own, **row.values, "prospect_id": row.prospect_id}
        return document_from(values) | {"import_id": self._import_id}

    def _merge(self, row: Row, batch: Batch, records: dict[str, Prospect]) -> None:
        """A later row changes a record of the same batch before it is added."""
        key = row.duplicate_of
        assert key is not None
        before = records.get(key) or prospect_of(dict(batch.added[key]))
        after = apply(before, compute(row.record, before, row.values), self._moment)
        records[key] = after
        batch.added[key] = document_of(after) | {"import_id": self._import_id}

    def _plan_duplicates(self, rows: Sequence[Row], batch: Batch) -> None:
        doubles = [r for r in rows if r.outcome is Outcome.DUPLICATE and r.duplicate_of]
        updating = [
            r for r in doubles if self._options.updates(r) and r.duplicate_of not in batch.added
        ]
        wanted = {r.duplicate_of for r in updating if r.duplicate_of}
        current = {record.prospect_id: record for record in self._base.many(list(wanted))}
        for row in doubles:
            assert row.duplicate_of is not None
            batch.plan.duplicates.append((row.record, row.duplicate_by, row.duplicate_of))
        for row in updating:
            prospect = current.get(row.duplicate_of or "")
            if prospect is None:
                continue
            update = compute(row.record, prospect, row.values)
            if update.after:
                batch.plan.updates.append(update)
                current[prospect.prospect_id] = apply(prospect, update, self._moment)

    # Doing

    def _commit(self, batch: Batch) -> None:
        for _ in range(_ATTEMPTS):
            if batch.planned:
                there = self._base.existing(list(batch.added))
                batch.added = {k: d for k, d in batch.added.items() if k not in there}
            try:
                self._transaction(lambda session: self._do(batch, session))
            except _Overtaken:
                continue
            self._base.touched()
            if self._watch and batch.forced:
                self._watch(batch.forced)
            return
        raise Conflict(
            "Une fiche est modifiée sans cesse par quelqu'un d'autre : relancez l'import, il "
            "reprendra où il s'est arrêté."
        )

    def _do(self, batch: Batch, session: Session) -> None:
        """All of a batch. _Overtaken where somebody changed a record meanwhile: nothing is written
        then, or (without transactions) some of it, which the next attempt leaves as it is."""
        if session is None and not batch.planned:
            self._store.save_plan(self._import_id, batch.plan)
            batch.planned = True
        if batch.added:
            self._base.insert_documents(list(batch.added.values()), session)
        if batch.plan.updates:
            self._update(batch.plan.updates, session)
        done = replace(batch.plan, done=True)
        self._store.save_plan(self._import_id, done, session)

    def _update(self, updates: Sequence[Update], session: Session) -> None:
        ids = list(dict.fromkeys(update.prospect_id for update in updates))
        before = {record.prospect_id: record for record in self._base.many(ids, session)}
        after = dict(before)
        for update in updates:
            if update.prospect_id in after:
                record = after[update.prospect_id]
                after[update.prospect_id] = apply(record, update, self._moment)
        pairs = [(before[key], after[key]) for key in before if after[key] is not before[key]]
        if not self._base.replace_many(pairs, session):
            raise _Overtaken


class _Overtaken(Exception):
    """Somebody changed a record between its reading and its writing."""
