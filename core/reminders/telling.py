"""Reminders whose time has come, told once by whichever process sees them first."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from core.accounts.models import User
from core.clock import PARIS, Clock
from core.database import Database, Session
from core.planning.days import MORNING
from core.planning.task import Task
from core.planning.tasks import TaskService
from core.reminders.models import MOST_TEXT, Kind, Reminder, ReminderState
from core.reminders.recurrence import instant, on_wall
from core.reminders.store import ReminderStore

BATCH = 500
_ROUNDS = 100
"""Of a batch each, at one look: the next look goes on."""


class Telling:
    """What the clock does with reminders."""

    def __init__(self, database: Database, tasks: TaskService, clock: Clock) -> None:
        self._database = database
        self._store = ReminderStore(database)
        self._tasks = tasks
        self._clock = clock

    def tell_due(self) -> int:
        """Have those whose time has come told, each once whatever the number of processes; how
        many this one told. Called every few seconds by each process that serves."""
        now, count = self._clock(), 0
        for _ in range(_ROUNDS):
            due = self._store.due(now, BATCH)
            self._drop_done(due)
            plain = [one.rappel_id for one in due if one.repete is None]
            count += len(self._store.claim(plain, now, str(uuid.uuid4()))) if plain else 0
            count += sum(self._tell_again(one, now) for one in due if one.repete is not None)
            if len(due) < BATCH:
                break
        return count

    def _tell_again(self, reminder: Reminder, now: datetime) -> bool:
        """One that comes again: told, and the next one made, together. What was missed meanwhile is
        not made up."""
        values = {"etat": ReminderState.DIT, "dit_le": now, "vu_le": None, "repete": None}
        values["a_ecrire"] = now
        after, following = reminder.model_copy(update=values), reminder.following(now)

        def change(session: Session) -> bool:
            told = self._store.replace(reminder, after, session)
            if told and following is not None:
                self._store.insert(following, session)
            return told

        return self._database.transaction(change)

    def _drop_done(self, due: Sequence[Reminder]) -> None:
        """Those made for tasks that are done by now are not told."""
        ids = [one.tache for one in due if one.automatique and one.tache]
        open_tasks = {task.tache_id for task in self._tasks.many(ids) if task.is_open}
        for one in due:
            if one.automatique and one.tache and one.tache not in open_tasks:
                self._store.replace(one, one.model_copy(update={"etat": ReminderState.ANNULE}))

    def for_tasks(self, tasks: Sequence[Task]) -> int:
        """Make the reminders of tasks that fall due, at nine that day, for those who do them; once
        each, however often it is asked. How many were made."""
        return sum(
            self._store.insert_once(self._of_task(task)) for task in tasks if task.responsable
        )

    def digest_for(self, user: User) -> bool:
        """Tell somebody that the digest of the day is there; what they have not seen of the days
        before is not told any more. False where it was told already."""
        now = self._clock()
        day = now.astimezone(PARIS).date()
        reminder = Reminder(
            rappel_id=f"bilan:{user.user_id}:{day.isoformat()}",
            texte="Votre bilan du matin",
            quand=now,
            mur=on_wall(now),
            pour=user.user_id,
            genre=Kind.BILAN,
            automatique=True,
            cree_le=now,
            cree_par=user.email,
        )
        if self._store.get(reminder.rappel_id) is not None:
            return False
        self._store.drop_unseen(user.user_id, Kind.BILAN)
        return self._store.insert_once(reminder)

    def _of_task(self, task: Task) -> Reminder:
        wall = datetime.combine(task.echeance, MORNING)
        assert task.responsable is not None
        return Reminder(
            rappel_id=f"tache:{task.tache_id}:{task.echeance.isoformat()}",
            texte=f"« {task.titre} » est à finir aujourd'hui."[:MOST_TEXT],
            quand=max(instant(wall), self._clock()),
            mur=wall,
            pour=task.responsable,
            tache=task.tache_id,
            prospect_id=task.prospect_id,
            campagne=task.campagne,
            automatique=True,
            cree_le=self._clock(),
            cree_par=task.cree_par,
        )
