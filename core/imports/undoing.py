"""Taking an import back: what it added is removed, what it updated restored; edits made since
stay."""

from collections.abc import Callable
from datetime import datetime

from core.clock import Clock
from core.imports import updates
from core.imports.doors import Prospects
from core.imports.models import Progress, UndoReport
from core.imports.store import ImportStore
from core.imports.updates import Update
from core.prospects.models import Prospect

STEP = "Annulation de l'import"
_BATCH = 500
_ATTEMPTS = 5


class Undoing:
    """Safe to run again after a cut: what is taken back already is found so."""

    def __init__(self, store: ImportStore, prospects: Prospects, clock: Clock) -> None:
        self._store = store
        self._prospects = prospects
        self._clock = clock

    def undo(self, import_id: str, moment: datetime, progress: Progress) -> UndoReport:
        """Take it back; what `progress` raises stops between two batches. `moment` is when the
        import's own changes say that they were made."""
        plans = sorted(self._store.plans(import_id), key=lambda plan: plan.number)
        made = [update for plan in plans for update in plan.updates]
        changed = {update.prospect_id for update in made}

        def ours(prospect: Prospect) -> bool:
            """Whether only the import changed it: the file may hold its own records twice, or
            another file have changed it in an import that was undone."""
            if prospect.version == 1:
                return True
            if prospect.modifie_le != moment:
                return False
            by_import = prospect.prospect_id in changed
            return by_import or self._store.taken_back(prospect.prospect_id)

        removed, kept, own = self._remove_added(import_id, ours, progress)
        restored: set[str] = set()
        for update in reversed(made):
            if update.prospect_id in own:
                continue
            before = self._restore(update, moment)
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
        for prospect in self._prospects.of_import(import_id):
            own.add(prospect.prospect_id)
            if ours(prospect):
                untouched.append(prospect.prospect_id)
            else:
                kept.append(prospect.nom_structure)
        removed = 0
        for start in range(0, len(untouched), _BATCH):
            progress(start, len(untouched), STEP)
            removed += self._prospects.remove_imported(untouched[start : start + _BATCH])
        return removed, kept, own

    def _restore(self, update: Update, moment: datetime) -> bool | str:
        """True if restored, False if there was nothing to do, the name if it was edited since."""
        for _ in range(_ATTEMPTS):
            prospect = self._prospects.get(update.prospect_id)
            if prospect is None:
                return False
            before = updates.take_back(prospect, update, moment, self._clock())
            if before is None:
                return prospect.nom_structure
            if self._prospects.replace(before, prospect.version):
                return True
        return prospect.nom_structure if prospect else False
