"""Changes of tasks, reminders and suggestions, as the journal tells them."""

from core.journal.models import Entry
from core.planning.suggestions import DISMISSED, RESTORED
from core.planning.tasks import ACTIONS, PLANNED, TASKS
from core.reminders.undoing import ACTIONS as OF_REMINDERS

UNDOABLE = frozenset((*ACTIONS, DISMISSED))
"""Those that whoever may write takes back from the journal; reminders are their user's own."""
_SHOWN = 2


def entry_text(entry: Entry) -> str | None:
    """What was changed, in plain words; None for what is not of planning."""
    if entry.action in ACTIONS:
        pairs = list(entry.details.get(TASKS, {}).values())
        titles = [str((after or before or {}).get("titre", "?")) for before, after in pairs]
        if entry.action == PLANNED:
            return f"{entry.action} : {entry.details.get('campagne', '?')} ({len(titles)} tâches)"
        named = ", ".join(f"« {one} »" for one in titles[:_SHOWN])
        more = f" et {len(titles) - _SHOWN} autres" if len(titles) > _SHOWN else ""
        return f"{entry.action} : {named}{more}"
    if entry.action in (DISMISSED, RESTORED):
        return f"{entry.action} : {entry.details.get('titre', '?')}"
    if entry.action in OF_REMINDERS:
        return entry.action  # what it says is its user's own
    return None
