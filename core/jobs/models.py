"""Long work: what it is, how far it is, how it ended; and what each kind declares."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from core.accounts.models import User

Progress = Callable[[int, int, str], None]
"""(done, total, step): how far the work is. Raises Cancelled when it must stop."""
Details = dict[str, Any]
"""What a kind of job is given, or returns: of each kind its own, ids and counts."""
Work = Callable[[User, Details, Progress], Details]
"""(who asked, with today's role; payload; progress) → result."""


class Cancelled(Exception):
    """The work must stop: its user asked, or another process has taken it over."""


class Place(StrEnum):
    """Where a job runs."""

    PROCESS = "process"
    """Of its own: what is bound by the processor would slow down replies."""
    THREAD = "thread"
    """Of the process that starts it: what waits for others, as a send."""


@dataclass(frozen=True)
class Resumed:
    """A job that was cut is run again."""

    why: str
    """How it then ends as if it had run once."""


@dataclass(frozen=True)
class Closed:
    """A job that was cut stays so."""

    reason: str
    """The French sentence that says why, and what to do."""


@dataclass(frozen=True)
class JobKind:
    """A kind of job, declared by its word of core."""

    name: str
    steps: tuple[str, ...]
    """What the user reads while it runs, in order."""
    work: Work
    when_cut: Resumed | Closed
    place: Place = Place.PROCESS


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Job(BaseModel):
    """A piece of long work; `payload` and `result` hold ids and counts, no personal data."""

    model_config = ConfigDict(frozen=True)

    job_id: str
    kind: str
    user_id: str
    email: str
    payload: Details
    state: JobState = JobState.QUEUED
    done: int = 0
    total: int = 0
    label: str = ""
    cancel: bool = False
    result: Details = {}
    error: str | None = None
    """A French sentence, when it failed."""
    attempts: int = 0
    by: str | None = None
    """The mark of the work that runs it (`core.jobs.runner`)."""
    seen_at: datetime | None = None
    """Last sign of life of the process that runs it."""
    created_at: datetime
