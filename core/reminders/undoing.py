"""Takes back a change of a reminder, while it has not changed since."""

from core.accounts.models import User
from core.database import Database, Session
from core.errors import Conflict, Refused
from core.journal.models import Entry
from core.journal.service import JournalService
from core.reminders.models import Reminder, ReminderState
from core.reminders.service import ADDED, CHANGED, ReminderService
from core.reminders.store import ReminderStore

ACTIONS = (ADDED, CHANGED)


class ReminderUndo:
    """What `core.records.undo` does with the entries of reminders."""

    def __init__(
        self, database: Database, reminders: ReminderService, journal: JournalService
    ) -> None:
        self._database = database
        self._store = ReminderStore(database)
        self._reminders = reminders
        self._journal = journal

    def undo(self, user: User, entry: Entry) -> str:
        """Put one's own reminder back; the id of the entry that says so. Refused where it changed
        since, Conflict where it does meanwhile, NotFound for somebody else's."""
        now = self._reminders.get(user, entry.cible)
        if now.plain() != entry.details["apres"]:
            raise Refused("Ce rappel a changé depuis : il ne s'annule plus ainsi.")
        back = _before(now, entry)

        def change(session: Session) -> str | None:
            if not self._store.replace(now, back, session):
                return None
            details = {"de": entry.entry_id, "avant": now.plain(), "apres": back.plain()}
            return self._journal.record(user, CHANGED, now.rappel_id, details, session)

        if (undone := self._database.transaction(change)) is None:
            raise Conflict("Ce rappel vient de changer. Réessayez.")
        return undone


def _before(now: Reminder, entry: Entry) -> Reminder:
    """As it was; one that was added is cancelled."""
    if (before := entry.details.get("avant")) is None:
        return now.model_copy(update={"etat": ReminderState.ANNULE, "repete": None})
    back = Reminder.model_validate(before)
    # Dealt with before its time, it left its next one there, which bears how it comes again.
    done = now.etat is ReminderState.FAIT and now.repete is None
    return back.model_copy(update={"repete": None}) if done else back
