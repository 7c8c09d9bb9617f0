"""Writing a batch of rows so that an interrupted run, run again, ends as one whole run.

What a batch does is decided first (its plan), then done and noted in one transaction. Where the
database has no transactions the plan is stored before anything of it is done, carried out, and
marked as done. Ids of added prospects follow from the import and the row; an update changes only
what still is as it was when it was planned.

While a batch is written, the next one is read: the database works on one core, this on another.
"""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from core.database import Session
from core.errors import Conflict
from core.imports.plans import Plan, Update
from core.imports.rows import Row
from core.imports.run.alone import Alone
from core.imports.run.duplicates import Duplicates
from core.imports.run.lock import Turn
from core.imports.run.planning import Batch, Planner
from core.imports.run.updates import apply
from core.imports.store import ImportStore
from core.jobs.courtesy import Courtesy
from core.prospects.models import Prospect
from core.prospects.service import ProspectService

Transaction = Callable[[Callable[[Session], Any]], Any]
Pairs = Sequence[tuple[Prospect, Prospect]]
Note = Callable[[int, Pairs, Session], None]
"""Called within the transaction of changes: the first row that makes some, and each prospect before
and after."""
OnForced = Callable[[Sequence[tuple[str, str]]], None]
"""Called with the prospects that were forced in, each with the one that it duplicates."""
_ATTEMPTS = 5


@dataclass(eq=False)
class Writer:
    """Writes the batches of one import. To be used in a `with`, which waits for the last."""

    import_id: str
    base: ProspectService
    store: ImportStore
    transaction: Transaction
    planner: Planner
    turn: Turn
    moment: datetime
    on_forced: OnForced | None = None
    note: Note | None = None
    courtesy: Courtesy | None = None

    def __post_init__(self) -> None:
        self._alone: Alone | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
        self._writing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # What is being written when the work is stopped is written to its end.
        self._thread.shutdown(wait=True)
        try:
            if self._alone is not None:
                self._alone.close()
        finally:
            self.turn.close()

    def planned(self, rows: Sequence[Row]) -> Plan | None:
        """What an earlier run decided for these rows. Waits for this import's turn to write."""
        self.turn.take(self.wait)
        if self._alone is None:
            self._alone = Alone(self.base)
        return self.store.plan(self.import_id, rows[0].number)

    def asks_the_base(self, rows: Sequence[Row]) -> bool:
        """Whether the rows may be in the base but for what this import added; to be asked after
        `planned`."""
        asks = self.planner.asks = not (
            self.planner.options.only_adds and self._alone and self._alone.holds(rows[-1].number)
        )
        return asks

    def write(self, rows: Sequence[Row], plan: Plan | None, duplicates: Duplicates) -> None:
        """Do what the rows' outcomes say, while the caller goes on. Conflict, here or at the next
        call, if a prospect can't be updated."""
        if plan and plan.done:
            self.planner.skip(rows, plan, duplicates)
            return
        if self.planner.options.may_update:
            # An update may be of a prospect that the batch before adds.
            self.wait()
        batch = self.planner.decide(rows, plan, duplicates)
        self.wait()
        self._writing = self._thread.submit(self._commit, batch)

    def wait(self) -> None:
        """Until the last batch is in the base; raises what went wrong with it."""
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def _commit(self, batch: Batch) -> None:
        began = time.monotonic()
        self._commit_whole(batch)
        if self.courtesy is not None:
            self.courtesy.rest(time.monotonic() - began)

    def _commit_whole(self, batch: Batch) -> None:
        for _ in range(_ATTEMPTS):
            if batch.planned:
                existing = self.base.existing(list(batch.packed))
                batch.packed = {k: d for k, d in batch.packed.items() if k not in existing}
            try:
                self.transaction(lambda session: self._do(batch, session))
            except _ChangedMeanwhile:
                continue
            (self._alone or self.base).touched()
            if self.on_forced and batch.forced:
                self.on_forced(batch.forced)
            return
        raise Conflict(
            "Une fiche est modifiée sans cesse par quelqu'un d'autre : relancez l'import, il "
            "reprendra où il s'est arrêté."
        )

    def _do(self, batch: Batch, session: Session) -> None:
        """All of a batch. _ChangedMeanwhile where somebody changed a prospect: nothing is written
        then, or (without transactions) some of it, which the next attempt leaves as it is."""
        if session is None and not batch.planned:
            self.store.save_plan(self.import_id, batch.plan)
            batch.planned = True
        if batch.packed:
            self.base.insert_documents(list(batch.packed.values()), session)
        if batch.plan.updates:
            self._update(batch.plan.updates, session)
        done = replace(batch.plan, done=True)
        self.store.save_plan(self.import_id, done, session)

    def _update(self, updates: Sequence[Update], session: Session) -> None:
        ids = list(dict.fromkeys(update.prospect_id for update in updates))
        before = {prospect.prospect_id: prospect for prospect in self.base.many(ids, session)}
        after = dict(before)
        for update in updates:
            if update.prospect_id in after:
                prospect = after[update.prospect_id]
                after[update.prospect_id] = apply(prospect, update, self.moment)
        pairs = [(before[key], after[key]) for key in before if after[key] is not before[key]]
        if not self.base.replace_many(pairs, session):
            raise _ChangedMeanwhile
        if self.note:
            self.note(updates[0].row, pairs, session)


class _ChangedMeanwhile(Exception):
    """Somebody changed a prospect between its reading and its writing."""
