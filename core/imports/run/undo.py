"""Undoing an import: what it added is removed, what it updated restored; edits made since stay."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from core.clock import Clock
from core.imports.models import Progress, UndoReport
from core.imports.plans import Update
from core.imports.run.noting import Restored
from core.imports.run.updates import take_back
from core.imports.store import ImportStore
from core.prospects.models import Prospect
from core.prospects.service import ProspectService

STEP = "Annulation de l'import"
_BATCH = 500
_ATTEMPTS = 5


@dataclass(frozen=True, eq=False)
class Undo:
    """Undoes one import after another. Safe to run again after an interruption."""

    store: ImportStore
    prospects: ProspectService
    clock: Clock

    def undo(
        self, import_id: str, moment: datetime, progress: Progress, note: Restored
    ) -> UndoReport:
        """Undo it; what `progress` raises stops between two batches. `moment` is the date that the
        import's own changes bear; `note` is called with each record restored."""
        plans = sorted(self.store.plans(import_id), key=lambda plan: plan.number)
        made = [update for plan in plans for update in plan.updates]
        changed = {update.prospect_id for update in made}

        def ours(prospect: Prospect) -> bool:
            """Whether only the import changed it: the file may hold a prospect twice, or another
            file have changed it in an import that was undone."""
            if prospect.version == 1:
                return True
            if prospect.modifie_le != moment:
                return False
            by_import = prospect.prospect_id in changed
            return by_import or self.store.updated_by_undone(prospect.prospect_id)

        removed, kept, own = self._remove_added(import_id, ours, progress)
        restored: set[str] = set()
        for update in reversed(made):
            if update.prospect_id in own:
                continue
            before = self._restore(update, moment, note)
            if isinstance(before, str):
                kept.append(before)
            elif before:
                restored.add(update.prospect_id)
        return UndoReport(removed, len(restored), tuple(dict.fromkeys(kept)))

    def _remove_added(
        self, import_id: str, ours: Callable[[Prospect], bool], progress: Progress
    ) -> tuple[int, list[str], set[str]]:
        """(how many were removed, names of those kept, ids of all that the import added)."""
        own: set[str] = set()
        kept: list[str] = []
        untouched: list[str] = []
        for prospect in self.prospects.of_import(import_id):
            own.add(prospect.prospect_id)
            if ours(prospect):
                untouched.append(prospect.prospect_id)
            else:
                kept.append(prospect.nom_structure)
        removed = 0
        for start in range(0, len(untouched), _BATCH):
            progress(start, len(untouched), STEP)
            removed += self.prospects.remove_imported(untouched[start : start + _BATCH])
        return removed, kept, own

    def _restore(self, update: Update, moment: datetime, note: Restored) -> bool | str:
        """True if restored, False if there was nothing to do, the name if it was edited since."""
        for _ in range(_ATTEMPTS):
            prospect = self.prospects.get(update.prospect_id)
            if prospect is None:
                return False
            before = take_back(prospect, update, moment, self.clock())
            if before is None:
                return prospect.nom_structure
            if self.prospects.replace(before, prospect.version):
                note([(prospect, before)])
                return True
        return prospect.nom_structure if prospect else False
