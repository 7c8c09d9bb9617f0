"""Writing a batch of rows so that a run cut anywhere, and run again, ends as one whole run.

The decisions of a batch are stored first (its plan), then carried out, then marked as done. Ids
of added records follow from the import and the row; an update changes only what still is as it
was when it was planned.
"""

from datetime import datetime
from typing import Any

from core.errors import Conflict
from core.imports.doors import Prospects, Watch
from core.imports.models import DEFAULTS, Conflicts, Outcome, Row
from core.imports.store import ImportStore, Plan
from core.imports.updates import Update, apply, compute
from core.prospects.models import Prospect

_ATTEMPTS = 5


class Writer:
    """Writes the batches of one import."""

    def __init__(
        self,
        import_id: str,
        base: Prospects,
        store: ImportStore,
        source: str,
        moment: datetime,
        watch: Watch | None = None,
    ) -> None:
        self._import_id = import_id
        self._base = base
        self._store = store
        self._source = source
        self._moment = moment
        self._watch = watch
        self._given: set[str] = set()
        self._base_was_empty = base.is_empty()
        self._plan: Plan | None = None

    def planned(self, rows: list[Row]) -> Plan | None:
        """What an earlier run decided for these rows."""
        self._plan = self._store.plan(self._import_id, rows[0].record)
        if self._plan:
            self._given.update(self._plan.given_ids.values())
        return self._plan

    def write(self, rows: list[Row], conflicts: Conflicts) -> dict[str, str]:
        """Carry out what the rows' outcomes say. Conflict if a record can't be updated.

        Returns the ids that changed because the file's own were kept: old → new.
        """
        plan = self._plan
        renamed: dict[str, str] = {}
        if plan and plan.done:
            return renamed
        if plan is None:
            plan = Plan(rows[0].record)
            renamed = self._keep_given_ids(rows, conflicts, plan)
        added = self._added(rows, conflicts)
        if self._plan is None:
            self._decide(rows, conflicts, plan, added)
            self._store.save_plan(self._import_id, plan)
        else:
            self._merge_within(rows, conflicts, added)
        self._base.insert_imported(list(added.values()), self._import_id)
        self._watch_forced(rows, conflicts)
        for update in plan.updates:
            self._update(update)
        self._store.finish_plan(self._import_id, plan.number)
        return renamed

    def _watch_forced(self, rows: list[Row], conflicts: Conflicts) -> None:
        """Rows added although others have their keys stay under watch."""
        forced = [
            (row.prospect_id, row.duplicate_of)
            for row in rows
            if row.outcome is Outcome.DUPLICATE and row.prospect_id and row.duplicate_of
        ]
        if self._watch and forced and conflicts is Conflicts.FORCE:
            self._watch(forced)

    def _adds(self, row: Row, conflicts: Conflicts) -> bool:
        return row.outcome is Outcome.VALID or (
            row.outcome is Outcome.DUPLICATE and conflicts is Conflicts.FORCE
        )

    def _keep_given_ids(self, rows: list[Row], conflicts: Conflicts, plan: Plan) -> dict[str, str]:
        """An id of the file is kept unless the base or an earlier row has it."""
        renamed: dict[str, str] = {}
        for row in rows:
            given = row.given_id
            if given is None or not self._adds(row, conflicts) or given in self._given:
                continue
            if self._base_was_empty or self._base.get(given) is None:
                assert row.prospect_id is not None
                renamed[row.prospect_id] = given
                plan.given_ids[row.record] = row.prospect_id = given
                self._given.add(given)
        for row in rows:
            if row.duplicate_of in renamed:
                row.duplicate_of = renamed[row.duplicate_of]
        return renamed

    def _added(self, rows: list[Row], conflicts: Conflicts) -> dict[str, Prospect]:
        """The records that the rows add, by id."""
        return {
            row.prospect_id: self._prospect(row)
            for row in rows
            if row.prospect_id and self._adds(row, conflicts)
        }

    def _prospect(self, row: Row) -> Prospect:
        own: dict[str, Any] = {
            "prospect_id": row.prospect_id,
            "cree_le": self._moment,
            "modifie_le": self._moment,
            "source": self._source,
        }
        return Prospect.model_validate(DEFAULTS | own | row.values)

    def _decide(
        self, rows: list[Row], conflicts: Conflicts, plan: Plan, added: dict[str, Prospect]
    ) -> None:
        """Fill the plan: duplicates, and the changes they make to the base."""
        current: dict[str, Prospect] = {}
        for row in rows:
            if row.outcome is not Outcome.DUPLICATE or row.duplicate_of is None:
                continue
            plan.duplicates.append((row.record, row.duplicate_by, row.duplicate_of))
            if conflicts is not Conflicts.UPDATE or self._merged(row, added):
                continue
            prospect = current.get(row.duplicate_of) or self._base.get(row.duplicate_of)
            if prospect is None:
                continue
            update = compute(row.record, prospect, row.values)
            if update.after:
                plan.updates.append(update)
                current[row.duplicate_of] = apply(prospect, update, self._moment)

    def _merge_within(
        self, rows: list[Row], conflicts: Conflicts, added: dict[str, Prospect]
    ) -> None:
        if conflicts is Conflicts.UPDATE:
            for row in rows:
                self._merged(row, added)

    def _merged(self, row: Row, added: dict[str, Prospect]) -> bool:
        """Whether a duplicate of a row of the same batch was merged before it is added."""
        prospect = added.get(row.duplicate_of or "")
        if prospect is None:
            return False
        update = compute(row.record, prospect, row.values)
        added[prospect.prospect_id] = apply(prospect, update, self._moment)
        return True

    def _update(self, update: Update) -> None:
        for _ in range(_ATTEMPTS):
            prospect = self._base.get(update.prospect_id)
            if prospect is None:
                return
            changed = apply(prospect, update, self._moment)
            if changed is prospect or self._base.replace(changed, prospect.version):
                return
        raise Conflict(
            "Une fiche est modifiée sans cesse par quelqu'un d'autre : relancez l'import, il "
            "reprendra où il s'est arrêté."
        )
