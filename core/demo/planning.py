"""What the demonstration has to do: tasks late, due today and to come, and two reminders. Pure."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from core.database import Document
from core.demo.models import SOURCE
from core.demo.organisations import NAMESPACE
from core.demo.words import reminder_words, task_words
from core.planning.documents import document_of as task_document
from core.planning.task import Task, TaskState
from core.reminders.documents import document_of as reminder_document
from core.reminders.models import Reminder
from core.reminders.recurrence import instant


def demo_tasks(seed: int, today: date) -> tuple[Document, ...]:
    """The tasks of a coming festival, as documents of `tasks`."""
    created = datetime.combine(today, time(9), tzinfo=UTC) - timedelta(days=60)
    found = []
    for rank, words in enumerate(task_words()):
        due = today + timedelta(days=words.jours)
        done = datetime.combine(due, time(16), tzinfo=UTC) if words.fait else None
        task = Task(
            tache_id=_key(seed, "tache", rank),
            titre=words.titre,
            debut=due - timedelta(days=words.duree),
            echeance=due,
            etat=TaskState.FAITE if words.fait else TaskState.A_FAIRE,
            cree_le=created,
            cree_par=SOURCE,
            faite_le=done,
            faite_par=SOURCE if done else None,
        )
        found.append(task_document(task) | {"demo": True})
    return tuple(found)


def demo_reminders(seed: int, today: date, user_id: str) -> tuple[Document, ...]:
    """Two reminders for who loads it, as documents of `reminders`."""
    created = datetime.combine(today, time(), tzinfo=UTC) - timedelta(days=1)
    found = []
    for rank, words in enumerate(reminder_words()):
        wall = datetime.combine(today + timedelta(days=words.jours), time(words.heure))
        reminder = Reminder(
            rappel_id=_key(seed, "rappel", rank),
            texte=words.texte,
            quand=instant(wall),
            mur=wall,
            pour=user_id,
            cree_le=created,
            cree_par=SOURCE,
        )
        found.append(reminder_document(reminder) | {"demo": True})
    return tuple(found)


def _key(seed: int, what: str, rank: int) -> str:
    return str(uuid.uuid5(NAMESPACE, f"{seed}:{what}:{rank}"))
