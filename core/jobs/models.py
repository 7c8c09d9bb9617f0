"""Long work: what it is, how far it is, how it ended."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict


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
    payload: dict[str, Any]
    state: JobState = JobState.QUEUED
    done: int = 0
    total: int = 0
    label: str = ""
    cancel: bool = False
    result: dict[str, Any] = {}
    error: str | None = None
    """A French sentence, when it failed."""
    attempts: int = 0
    seen_at: datetime | None = None
    """Last sign of life of the process that runs it."""
    created_at: datetime
