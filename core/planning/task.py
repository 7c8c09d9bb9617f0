"""A task: what is to be done, until when, by whom, after what."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

MOST_TITLE = 300


class TaskState(StrEnum):
    """How far a task is."""

    A_FAIRE = "À faire"
    EN_COURS = "En cours"
    FAITE = "Faite"
    ANNULEE = "Annulée"


OPEN = frozenset({TaskState.A_FAIRE, TaskState.EN_COURS})


class Origin(StrEnum):
    """Where a task comes from."""

    RETROPLANNING = "retroplanning"
    SUGGESTION = "suggestion"
    UTILISATEUR = "utilisateur"


class Task(BaseModel):
    """A task as it is now; days are those of Paris."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    tache_id: str
    titre: Annotated[str, Field(min_length=1, max_length=MOST_TITLE)]
    campagne: str | None = None
    """The `campagne_id` of its campaign."""
    prospect_id: str | None = None
    debut: date
    echeance: date
    etat: TaskState = TaskState.A_FAIRE
    responsable: str | None = None
    """A `user_id`."""
    apres: tuple[str, ...] = ()
    """Ids of the tasks that it waits for."""
    origine: Origin = Origin.UTILISATEUR
    cle: str | None = None
    """Its key in the schedule that it comes from."""
    role: str | None = None
    canal: str | None = None
    cree_le: datetime
    cree_par: str
    faite_le: datetime | None = None
    faite_par: str | None = None
    """An e-mail."""
    version: int = 1

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.etat in OPEN

    def is_late(self, today: date) -> bool:
        """Due before today, and not done."""
        return self.is_open and self.echeance < today

    def plain(self) -> dict[str, Any]:
        """As the journal keeps it: enough to put it back."""
        return self.model_dump(mode="json", exclude={"version"})


@dataclass(frozen=True)
class TaskQuery:
    """Which tasks are looked for; what is None does not matter."""

    late_on: date | None = None
    """Late on that day."""
    week_of: date | None = None
    """Open, and to be worked on in the week of that day, Monday to Sunday."""
    during: tuple[date, date] | None = None
    """The same, from one day to another."""
    due_on: date | None = None
    campagne: str | None = None
    responsable: str | None = None
    prospect_id: str | None = None
    states: frozenset[TaskState] | None = None

    @property
    def week(self) -> tuple[date, date] | None:
        """The first and the last day of the week, or of the time, that is looked at."""
        if self.week_of is None:
            return self.during
        monday = self.week_of - timedelta(days=self.week_of.weekday())
        return monday, monday + timedelta(days=6)


Change = tuple[Task | None, Task | None]
"""A task as it was and as it is to be; None where there is none."""


@dataclass(frozen=True)
class TaskWritten:
    """A change made; `entry_id` undoes it. None where there was nothing to change."""

    task: Task
    entry_id: str | None
