"""Reminders: made, told once when their time comes, seen, done, put off."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.accounts.models import OPERATOR, Permission, User
from core.accounts.service import AccountService
from core.clock import PARIS, Clock
from core.database import Database, Session
from core.errors import Conflict, InvalidData, NotFound, Refused
from core.journal.service import JournalService
from core.planning.days import told as day_told
from core.planning.naming import called
from core.planning.tasks import TaskService
from core.reminders.models import MOST_TEXT, NOTHING, About, Kind, Reminder, ReminderState
from core.reminders.recurrence import Again, first_time, instant, on_wall
from core.reminders.store import ReminderStore
from core.reminders.telling import Telling
from core.vocabulary.text import visible

ADDED, CHANGED = "rappel ajouté", "rappel modifié"
LATER = timedelta(hours=1)
"""How long "plus tard" is."""
RECENT = timedelta(days=30)
"""How long lists show those that are done."""
_ATTEMPTS = 5
_SHORTEST = 4


class PastTime(Refused):
    """Nobody can be told then; `other` is the next time at that hour, on the wall."""

    def __init__(self, message: str, other: datetime) -> None:
        super().__init__(message)
        self.other = other


class ReminderService:
    """Everybody sees their own; whoever holds the machine sees all."""

    def __init__(
        self,
        database: Database,
        accounts: AccountService,
        tasks: TaskService,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._store = ReminderStore(database)
        self._accounts = accounts
        self.telling = Telling(database, tasks, clock)
        self._journal = journal
        self._clock = clock

    # Made and changed

    def add(
        self,
        user: User,
        text: str,
        when: datetime,
        *,
        to: str | None = None,
        again: Again | None = None,
        about: About = NOTHING,
    ) -> Reminder:
        """Add a reminder. `when` is an instant, or without a zone a time of Paris; `to` an e-mail,
        else for oneself. Refused for a time that is past, with one that is not."""
        user.require(Permission.READ)
        words = _words(text)
        wall = on_wall(when) if when.tzinfo else when
        wall = first_time(wall, again) if again else wall
        moment = when if when.tzinfo and not again else instant(wall)
        self._refuse_past(wall, moment)
        key = str(uuid.uuid4())
        reminder = Reminder(
            rappel_id=key,
            texte=words,
            quand=moment,
            mur=wall,
            pour=self._person(user, to),
            tache=about.tache,
            prospect_id=about.prospect_id,
            campagne=about.campagne,
            repete=again.since(wall) if again else None,
            serie=key if again else None,
            cree_le=self._clock(),
            cree_par=user.email,
        )
        self._insert(user, reminder)
        return reminder

    def _insert(self, user: User, reminder: Reminder) -> None:
        key, details = reminder.rappel_id, {"apres": reminder.plain()}

        def change(session: Session) -> None:
            self._store.insert(reminder, session)
            self._journal.record(user, ADDED, key, details, session)

        self._database.transaction(change)

    def done(self, user: User, reminder_id: str) -> Reminder:
        """It is dealt with; one that comes again comes again."""
        return self._change(user, reminder_id, {"etat": ReminderState.FAIT})

    def cancel(self, user: User, reminder_id: str) -> Reminder:
        """It is not wanted any more; one that comes again does not."""
        return self._change(user, reminder_id, {"etat": ReminderState.ANNULE, "repete": None})

    def snooze(self, user: User, reminder_id: str, when: datetime | None = None) -> Reminder:
        """Put it off, by an hour where no time is given. Refused for a time that is past."""
        moment = self._clock() + LATER
        if when is not None:
            moment = when if when.tzinfo else instant(when)
            self._refuse_past(on_wall(moment), moment)
        values = {"etat": ReminderState.REPORTE, "quand": moment, "dit_le": None, "vu_le": None}
        return self._change(user, reminder_id, values)

    def _change(self, user: User, reminder_id: str, values: dict[str, object]) -> Reminder:
        user.require(Permission.READ)
        for _ in range(_ATTEMPTS):
            before = self.get(user, reminder_id)
            if before.etat is ReminderState.ANNULE:
                raise Refused("Ce rappel est annulé.")
            if before.etat is values["etat"] is not ReminderState.REPORTE:
                return before  # by another page, a moment ago
            after = before.model_copy(update=values | {"a_ecrire": None})
            followed = before.is_pending and after.etat is ReminderState.FAIT
            if self._write(
                user, before, after, after.following(self._clock()) if followed else None
            ):
                return self.get(user, before.rappel_id)
        raise Conflict("Ce rappel change sans cesse. Réessayez dans un instant.")

    def _write(
        self, user: User, before: Reminder, after: Reminder, following: Reminder | None
    ) -> bool:
        if following is not None:
            after = after.model_copy(update={"repete": None})

        def change(session: Session) -> bool:
            if not self._store.replace(before, after, session):
                return False
            if following is not None:
                self._store.insert(following, session)
            details = {"avant": before.plain(), "apres": after.plain()}
            self._journal.record(user, CHANGED, before.rappel_id, details, session)
            return True

        return self._database.transaction(change)

    # Read

    def get(self, user: User, reminder_id: str) -> Reminder:
        """One by its id or how it begins. NotFound, also for somebody else's."""
        user.require(Permission.READ)
        known = [reminder_id]
        if self._store.get(reminder_id) is None and len(reminder_id) >= _SHORTEST:
            known = self._store.beginning(reminder_id, 2)
        found = self._store.get(known[0]) if len(known) == 1 else None
        if found is None or (found.pour != user.user_id and user != OPERATOR):
            raise NotFound("Ce rappel n'existe pas, ou plus. Regardez la liste de vos rappels.")
        return found

    def all(self, user: User) -> list[Reminder]:
        """One's own, the first to come first; those done are there for a month."""
        user.require(Permission.READ)
        whose = None if user == OPERATOR else user.user_id
        found = self._store.of(whose, self._clock() - RECENT)
        return [one for one in found if one.genre is Kind.RAPPEL]

    def named(self, user: User, words: str) -> list[Reminder]:
        """One's own whose text has these words, best: those still to be dealt with."""
        return called(words, (one for one in self.all(user) if one.is_open), lambda one: one.texte)

    def entry_of(self, reminder: Reminder) -> str:
        """The entry of the journal that says its last change: what takes it back."""
        return self._journal.of(reminder.rappel_id)[-1].entry_id

    def email_of(self, reminder: Reminder) -> str:
        """Whom it is for."""
        if reminder.pour == OPERATOR.user_id:
            return OPERATOR.email
        user = self._accounts.get_by_id(reminder.pour)
        return user.email if user else reminder.pour

    # Told: made so by `telling`, whoever is there

    def due_for(self, user: User) -> list[Reminder]:
        """Those told that this user has not seen yet, the oldest first: they greet a visit."""
        user.require(Permission.READ)
        return self._store.unseen(user.user_id)

    def told_since(self, user: User, moment: datetime) -> list[Reminder]:
        """Those told after a moment: for a page that has been open since."""
        user.require(Permission.READ)
        return self._store.told_since(user.user_id, moment)

    def told_after(self, moment: datetime) -> list[Reminder]:
        """Those told to anybody after a moment: for who shows each page its own."""
        return self._store.told_after(moment)

    def seen(self, user: User, ids: Sequence[str]) -> int:
        """Note that a page of this user showed them: they greet no other visit."""
        user.require(Permission.READ)
        return self._store.see(user.user_id, ids, self._clock())

    def _person(self, user: User, email: str | None) -> str:
        if email is None:
            return user.user_id
        found = self._accounts.get(email)
        if found is None or not found.actif:
            raise NotFound(
                f"Il n'y a pas de compte ouvert pour {email}. Vérifiez l'adresse, ou demandez à un "
                "admin d'ouvrir ce compte."
            )
        if found.user_id != user.user_id:
            user.require(Permission.WRITE)
        return found.user_id

    def _refuse_past(self, wall: datetime, moment: datetime) -> None:
        now = self._clock()
        if moment > now:
            return
        here = now.astimezone(PARIS)
        other = datetime.combine(here.date(), wall.time())
        if instant(other) <= now:
            other += timedelta(days=1)
        raise PastTime(
            f"Le {day_told(wall.date())} à {wall.hour} h {wall.minute:02} est déjà passé. "
            f"Voulez-vous le {day_told(other.date())} à la même heure "
            f"({other.isoformat(timespec='minutes')}) ?",
            other,
        )


def _words(text: str) -> str:
    words = " ".join(visible(text).split())
    if not words or len(words) > MOST_TEXT:
        raise InvalidData(f"Un rappel dit quelque chose, en {MOST_TEXT} caractères au plus.")
    return words
