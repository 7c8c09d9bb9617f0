"""Every MongoDB query about jobs."""

from datetime import datetime
from typing import Any

from pymongo import IndexModel

from core.database import CollectionSpec, Database, Document
from core.jobs.models import Job, JobState

COLLECTIONS = (CollectionSpec("jobs", (IndexModel([("state", 1)]),)),)


class JobStore:
    """Jobs; each change of state names the state it starts from, so that one process wins."""

    def __init__(self, database: Database) -> None:
        self._jobs = database.mongo["jobs"]

    def insert(self, job: Job) -> None:
        """Add a job."""
        document = job.model_dump(mode="python", exclude={"job_id"}) | {"state": job.state.value}
        self._jobs.insert_one({"_id": job.job_id} | document)

    def get(self, job_id: str) -> Job | None:
        """The job of that id."""
        found = self._jobs.find_one({"_id": job_id})
        return None if found is None else _job(found)

    def in_state(self, state: JobState) -> list[Job]:
        """The jobs in a state."""
        return [_job(d) for d in self._jobs.find({"state": state.value})]

    def claim(self, job_id: str, now: datetime) -> bool:
        """Take a queued job; False if another process has it."""
        claimed = self._jobs.update_one(
            {"_id": job_id, "state": JobState.QUEUED.value},
            {"$set": {"state": JobState.RUNNING.value, "seen_at": now}, "$inc": {"attempts": 1}},
        )
        return claimed.modified_count == 1

    def move(self, job_id: str, before: JobState, after: JobState) -> bool:
        """Change its state, if it is still as expected."""
        moved = self._jobs.update_one(
            {"_id": job_id, "state": before.value}, {"$set": {"state": after.value}}
        )
        return moved.modified_count == 1

    def report(self, job_id: str) -> bool:
        """Note that its end was told; False if it was before."""
        told = self._jobs.update_one({"_id": job_id}, [{"$set": {"told": True}}])
        return told.modified_count == 1

    def update(self, job_id: str, values: dict[str, Any]) -> None:
        """Set fields."""
        self._jobs.update_one({"_id": job_id}, {"$set": values})


def _job(document: Document) -> Job:
    return Job.model_validate(document | {"job_id": document["_id"]})
