"""Schedules as their files say them, and as they fall in the calendar."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, NotRequired, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from core.vocabulary.text import fold
from core.vocabulary.values import ContactMethod

Key = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,59}$")]
Words = Annotated[str, Field(min_length=1, max_length=200)]
MOST_STEPS = 200


class Step(BaseModel):
    """A task of a schedule, as its file writes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    cle: Key
    titre: Words
    duree: Annotated[int, Field(ge=1, le=366)]
    """Working days."""
    avant: Annotated[int, Field(ge=0, le=1_000)]
    """Working days left free between its end and the event."""
    apres: list[Key] = []
    """Keys of those that it waits for."""
    role: Words | None = None
    canal: ContactMethod | None = Field(default=None, strict=False)
    facultative: bool = False


class Schedule(BaseModel):
    """What to do before an event of a kind."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    nom: Words
    mots: list[Words]
    """How people call it."""
    taches: Annotated[list[Step], Field(min_length=1, max_length=MOST_STEPS)]

    def called(self, name: str) -> bool:
        """Whether people call it so."""
        return fold(name) in {fold(word) for word in (self.nom, *self.mots)}


class PlacedJson(TypedDict):
    """A task, as the planning contract writes it."""

    key: str
    title: str
    start: str
    due: str
    after: list[str]


class PlanJson(TypedDict):
    """A plan, as the planning contract writes it; its proposal says what it leaves out."""

    kind: str
    event: str
    feasible: bool
    missing_days: int
    tasks: list[PlacedJson]
    proposal: "PlanJson | None"
    dropped: NotRequired[list[str]]
    shortened: NotRequired[list[str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A task of a schedule in the calendar; both days are worked."""

    key: str
    title: str
    start: date
    due: date
    after: tuple[str, ...] = ()
    role: str | None = None
    channel: str | None = None

    def as_json(self) -> PlacedJson:
        """As the planning contract writes it."""
        return {
            "key": self.key,
            "title": self.title,
            "start": self.start.isoformat(),
            "due": self.due.isoformat(),
            "after": list(self.after),
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """A schedule that can still be kept: what it leaves out, and what it hurries."""

    tasks: tuple[Placed, ...]
    dropped: tuple[str, ...]
    shortened: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule computed backwards from an event, and whether there is time for it."""

    kind: str
    event: date
    missing_days: int
    """Working days between its first start and today; 0 where it is feasible."""
    tasks: tuple[Placed, ...]
    """In the order of their start."""
    proposal: Proposal | None = None

    @property
    def feasible(self) -> bool:
        """Whether nothing should have begun before today."""
        return not self.missing_days

    def as_json(self) -> PlanJson:
        """As the planning contract writes it."""
        return {
            "kind": self.kind,
            "event": self.event.isoformat(),
            "feasible": self.feasible,
            "missing_days": self.missing_days,
            "tasks": [task.as_json() for task in self.tasks],
            "proposal": self._proposal_json(),
        }

    def _proposal_json(self) -> PlanJson | None:
        if self.proposal is None:
            return None
        return {
            "kind": self.kind,
            "event": self.event.isoformat(),
            "feasible": True,
            "missing_days": 0,
            "tasks": [task.as_json() for task in self.proposal.tasks],
            "proposal": None,
            "dropped": list(self.proposal.dropped),
            "shortened": list(self.proposal.shortened),
        }
