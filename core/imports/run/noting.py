"""What an import changes of a record, in the record's own history."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from core.database import Session
from core.imports.models import Import
from core.journal.models import Action, Actor
from core.journal.service import JournalService
from core.prospects.models import Prospect
from core.prospects.plain import differences

Pairs = Sequence[tuple[Prospect, Prospect]]
IMPORT = "import"
"""Under this name in an entry's details, the import that made the change."""


@dataclass(frozen=True)
class Noting:
    """Writes the entries of one import. The same change written again, after an interruption, has
    the same id, and so one entry."""

    journal: JournalService
    user: Actor
    import_: Import

    def changed(self, row: int, pairs: Pairs, session: Session) -> None:
        """The records that rows changed; `row` is the first of these rows."""
        self._note(Action.EDIT, f"maj-{self.import_.import_id}-{row}", pairs, session)

    def restored(self, pairs: Pairs) -> None:
        """The records that undoing the import restored."""
        self._note(Action.UNDO, f"retour-{self.import_.import_id}", pairs, None)

    def _note(self, action: Action, name: str, pairs: Pairs, session: Session) -> None:
        entries: dict[str, tuple[str, dict[str, Any]]] = {}
        for before, after in pairs:
            if changes := differences(before, after):
                details = {
                    "champs": changes,
                    "fichier": self.import_.filename,
                    IMPORT: self.import_.import_id,
                }
                entries[f"{name}-{before.prospect_id}"] = (before.prospect_id, details)
        self.journal.record_many(self.user, action, entries, session)


Restored = Callable[[Pairs], None]
