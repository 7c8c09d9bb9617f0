"""What is decided for a batch of rows: prospects to add, updates of the base, duplicates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bson.raw_bson import RawBSONDocument

from core.database import Document
from core.imports.models import Conflicts
from core.imports.options import Options
from core.imports.plans import Plan, Shared
from core.imports.rows import DEFAULTS, Outcome, Row, Values
from core.imports.run.duplicates import Duplicates
from core.imports.run.keys import added_id
from core.imports.run.updates import apply, compute
from core.prospects.documents import document_from, document_of, packed, prospect_of
from core.prospects.models import Prospect
from core.prospects.service import ProspectService

_NOT_IN_THE_BASE = 2
"""Batches that may not be written yet while the next one is decided."""


@dataclass
class Batch:
    """All that some rows write."""

    plan: Plan
    planned: bool
    """Whether an earlier run decided it, and may have done some of it."""
    added: dict[str, Document] = field(default_factory=dict)
    packed: dict[str, RawBSONDocument] = field(default_factory=dict)
    """What is added, as it is sent to the base."""
    forced: list[tuple[str, str]] = field(default_factory=list)
    """(prospect added, the one that it duplicates)."""


@dataclass(eq=False)
class Planner:
    """Decides the batches of one import, in the file's order."""

    import_id: str
    base: ProspectService
    options: Options
    source: str
    moment: datetime

    def __post_init__(self) -> None:
        self.asks = True
        """Whether ids may be in the base but for those that this import added."""
        self._given: list[dict[int, str]] = []
        self._taken: set[str] = set()
        """Ids of the file that the last batches use, which may not be in the base yet; all that
        were used where the base is not asked."""
        own = {"cree_le": self.moment, "modifie_le": self.moment, "source": self.source}
        self._common: Values = {**DEFAULTS, **own}

    def skip(self, rows: Sequence[Row], plan: Plan, duplicates: Duplicates) -> None:
        """Pass rows that an earlier run wrote, for the batches after them."""
        self._note_given_ids(rows, plan.given_ids, duplicates)
        duplicates.note_replaced_keys(plan.updates)

    def decide(self, rows: Sequence[Row], plan: Plan | None, duplicates: Duplicates) -> Batch:
        """The batch of these rows, as planned by an earlier run where it was."""
        batch = Batch(plan or Plan(rows[0].number), planned=plan is not None)
        if plan is None:
            self._choose_given_ids(rows, batch.plan)
        self._note_given_ids(rows, batch.plan.given_ids, duplicates)
        self._add_prospects(rows, batch)
        if plan is None:
            self._plan_duplicates(rows, batch)
        duplicates.note_replaced_keys(batch.plan.updates)
        batch.packed = {key: packed(document) for key, document in batch.added.items()}
        return batch

    def _note_given_ids(
        self, rows: Sequence[Row], given: dict[int, str], duplicates: Duplicates
    ) -> None:
        duplicates.use_given_ids(rows, given, self.options)
        self._given.append(given)
        self._taken.update(given.values())
        forces = Conflicts.FORCE in (self.options.conflicts, *self.options.choices.values())
        if self.asks and len(self._given) > _NOT_IN_THE_BASE and not forces:
            dropped = self._given.pop(0)
            self._taken.difference_update(dropped.values())
            duplicates.drop_given_ids(dropped)

    def _choose_given_ids(self, rows: Sequence[Row], plan: Plan) -> None:
        """An id of the file is used unless the base or an earlier row has it."""
        wanted = {
            row.number: row.given_id for row in rows if row.given_id and self.options.adds(row)
        }
        taken = set(self._taken) if self.asks else self._taken
        # An id can be taken in the base, which may be empty, or by earlier rows of the file.
        if self.asks and (rows[0].number > 1 or not self.base.is_empty()):
            taken |= self.base.existing(list(wanted.values()))
        for number, given in wanted.items():
            if given not in taken:
                taken.add(given)
                plan.given_ids[number] = given
        if any(row.duplicate_of for row in rows):
            self._rename_duplicates(rows, plan.given_ids)

    def _rename_duplicates(self, rows: Sequence[Row], given_ids: dict[int, str]) -> None:
        """Whose duplicates rows are, where it is one that is added under the file's own id."""
        renamed = {added_id(self.import_id, number): given for number, given in given_ids.items()}
        for row in rows:
            if row.duplicate_of in renamed:
                row.duplicate_of = renamed[row.duplicate_of]

    def _add_prospects(self, rows: Sequence[Row], batch: Batch) -> None:
        changed: dict[str, Prospect] = {}
        for row in rows:
            if self.options.adds(row):
                given = batch.plan.given_ids.get(row.number)
                row.prospect_id = given or added_id(self.import_id, row.number)
                batch.added[row.prospect_id] = self._document(row)
                if row.duplicate_of:
                    batch.forced.append((row.prospect_id, row.duplicate_of))
            elif self.options.updates(row) and row.duplicate_of in batch.added:
                self._update_added(row, row.duplicate_of, batch, changed)

    def _document(self, row: Row) -> Document:
        values = {**self._common, **row.values, "prospect_id": row.prospect_id}
        document = document_from(values)
        document["import_id"] = self.import_id
        return document

    def _update_added(
        self, row: Row, prospect_id: str, batch: Batch, changed: dict[str, Prospect]
    ) -> None:
        """A later row changes a prospect of the same batch before it is added."""
        before = changed.get(prospect_id) or prospect_of(dict(batch.added[prospect_id]))
        after = apply(before, compute(row.number, before, row.values), self.moment)
        changed[prospect_id] = after
        batch.added[prospect_id] = document_of(after) | {"import_id": self.import_id}

    def _plan_duplicates(self, rows: Sequence[Row], batch: Batch) -> None:
        """Note the duplicates, and what they change in the base."""
        found = [
            (row, row.duplicate_of)
            for row in rows
            if row.outcome is Outcome.DUPLICATE and row.duplicate_of
        ]
        batch.plan.duplicates += [
            Shared(row.number, row.duplicate_by, of, row.also_of) for row, of in found
        ]
        updating = [
            (row, of) for row, of in found if self.options.updates(row) and of not in batch.added
        ]
        wanted = list({of for _, of in updating})
        current = {prospect.prospect_id: prospect for prospect in self.base.many(wanted)}
        for row, of in updating:
            if of not in current:
                continue
            update = compute(row.number, current[of], row.values)
            if update.after:
                batch.plan.updates.append(update)
                current[of] = apply(current[of], update, self.moment)
