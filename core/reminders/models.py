"""A reminder: what to tell whom, and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from core.clock import PARIS
from core.reminders.recurrence import Recurrence, instant, next_time

MOST_TEXT = 500


class ReminderState(StrEnum):
    """How far a reminder is."""

    PREVU = "Prévu"
    DIT = "Dit"
    REPORTE = "Reporté"
    FAIT = "Fait"
    ANNULE = "Annulé"


class Kind(StrEnum):
    """What is told."""

    RAPPEL = "rappel"
    BILAN = "bilan"
    """The digest of the morning, composed when it is shown."""


PENDING = frozenset({ReminderState.PREVU, ReminderState.REPORTE})
OPEN = PENDING | {ReminderState.DIT}


@dataclass(frozen=True)
class About:
    """What a reminder is about, if anything: ids."""

    tache: str | None = None
    prospect_id: str | None = None
    campagne: str | None = None


NOTHING = About()
"""A reminder of its own."""


class Reminder(BaseModel):
    """A reminder as it is now."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    rappel_id: str
    texte: Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]
    quand: datetime
    """The instant when it is told."""
    mur: datetime
    """What a clock on a wall in Paris was meant to show then, without a zone."""
    pour: str
    """A `user_id`."""
    tache: str | None = None
    prospect_id: str | None = None
    campagne: str | None = None
    etat: ReminderState = ReminderState.PREVU
    repete: Recurrence | None = None
    """How it comes again; once it is told, the next one bears it."""
    serie: str | None = None
    genre: Kind = Kind.RAPPEL
    automatique: bool = False
    """Made for a task that falls due; not told if the task is done by then."""
    dit_le: datetime | None = None
    a_ecrire: datetime | None = None
    """From when on it is to be written by mail as well; gone once it was."""
    vu_le: datetime | None = None
    """When its user saw it."""
    cree_le: datetime
    cree_par: str
    version: int = 1

    @property
    def is_pending(self) -> bool:
        """Whether it is still to be told."""
        return self.etat in PENDING

    @property
    def is_open(self) -> bool:
        """Whether it is still to be told, or to be dealt with."""
        return self.etat in OPEN

    @property
    def local(self) -> datetime:
        """When it is told, in Paris."""
        return self.quand.astimezone(PARIS)

    def plain(self) -> dict[str, Any]:
        """As the journal keeps it."""
        return self.model_dump(mode="json", exclude={"version", "a_ecrire"})

    def following(self, now: datetime) -> "Reminder | None":
        """The next of its series, after now; None where it does not come again."""
        if self.repete is None:
            return None
        wall = next_time(self.repete, max(now, self.quand))
        values = {
            "rappel_id": f"{self.serie}:{wall.isoformat()}",
            "quand": instant(wall),
            "mur": wall,
            "etat": ReminderState.PREVU,
            "version": 1,
        }
        return self.model_copy(update=values)
