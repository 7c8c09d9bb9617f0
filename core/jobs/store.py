"""Every MongoDB query about jobs."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from core.database import CollectionSpec, Database, Document
from core.jobs.models import Job, JobState

COLLECTIONS = (
    CollectionSpec("jobs", (IndexModel([("state", 1)]), IndexModel([("_id", 1), ("by", 1)]))),
    CollectionSpec("clock_jobs"),
)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class JobStore:
    """Jobs; each change of state names what it starts from, so that one process wins."""

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

    def claim(self, job_id: str, by: str, now: datetime) -> bool:
        """Take a queued job; False if another process has it."""
        running = {"state": JobState.RUNNING.value, "seen_at": now, "by": by}
        claimed = self._jobs.update_one(
            {"_id": job_id, "state": JobState.QUEUED.value},
            {"$set": running, "$inc": {"attempts": 1}},
        )
        return claimed.modified_count == 1

    def move(self, job: Job, state: JobState, **values: Any) -> bool:
        """Change its state, if its state and who runs it are still as in `job`."""
        moved = self._jobs.update_one(
            {"_id": job.job_id, "state": job.state.value, "by": job.by},
            {"$set": {"state": state.value, **values}},
        )
        return moved.modified_count == 1

    def report(self, job_id: str) -> bool:
        """Note that its end was reported; False if it was before."""
        reported = self._jobs.update_one({"_id": job_id}, [{"$set": {"told": True}}])
        return reported.modified_count == 1

    def ask_to_stop(self, job_id: str) -> None:
        """Whoever runs it sees that at its next step."""
        self._jobs.update_one({"_id": job_id}, {"$set": {"cancel": True}})

    def tell(self, job_id: str, by: str, values: Document) -> None:
        """Set fields of a job, unless somebody else has taken it over."""
        self._jobs.update_one({"_id": job_id, "by": by}, {"$set": values})


class ClockStore:
    """What is done by the clock: when each is due, and who does it until when."""

    def __init__(self, database: Database) -> None:
        self._jobs = database.mongo["clock_jobs"]

    def is_due(
        self, name: str, now: datetime, first: datetime, latest: datetime, until: datetime
    ) -> bool:
        """Whether it is to be done and nobody does it.

        Seen for the first time it is due at `first`; never later than `latest`, nor held beyond
        `until`, whatever an earlier version, or a clock that was wrong, noted.
        """
        found = self._jobs.find_one({"_id": name})
        if found is None:
            found = {"_id": name, "due": first, "until": _LONG_AGO, "by": None}
            with suppress(DuplicateKeyError):  # another process noted the same
                self._jobs.insert_one(dict(found))
        if found["due"] > latest:
            self._jobs.update_one({"_id": name, "due": found["due"]}, {"$set": {"due": latest}})
        if found["until"] > until:
            # Whoever lives renews it.
            self._jobs.update_one(
                {"_id": name, "until": found["until"]}, {"$set": {"until": until}}
            )
        return bool(found["due"] <= now and found["until"] <= now)

    def all(self) -> dict[str, Document]:
        """What is noted of each, by name."""
        return {str(found["_id"]): found for found in self._jobs.find()}

    def claim(self, name: str, by: str, now: datetime, until: datetime) -> bool:
        """Take it; False where another process has, or it is not due any more."""
        claimed = self._jobs.update_one(
            {"_id": name, "due": {"$lte": now}, "until": {"$lte": now}},
            {"$set": {"by": by, "until": until, "claimed_at": now}},
        )
        return claimed.modified_count == 1

    def hold(self, name: str, by: str, until: datetime) -> None:
        """It goes on."""
        self._jobs.update_one({"_id": name, "by": by}, {"$set": {"until": until}})

    def release(self, name: str, by: str, due: datetime, **values: Any) -> bool:
        """Note how it went and when it is due again; False if another took it over."""
        freed = {"by": None, "until": _LONG_AGO, "due": due}
        return (
            self._jobs.update_one({"_id": name, "by": by}, {"$set": freed | values}).modified_count
            == 1
        )


def _job(document: Document) -> Job:
    return Job.model_validate(document | {"job_id": document["_id"]})
