"""Start long work in a process of its own, follow it, stop it, and find it again after a crash."""

import logging
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from core.accounts.models import Role, User
from core.clock import Clock
from core.database import Database
from core.errors import Forbidden, NotFound
from core.jobs.models import Job, JobState
from core.jobs.store import JobStore

Progress = Callable[[int, int, str], None]
"""(done, total, label): how far the work is. Raises Cancelled when it must stop."""

HEARTBEAT_SECONDS = 0.5
DEAD_AFTER = timedelta(seconds=30)
MAX_ATTEMPTS = 3

logger = logging.getLogger(__name__)


class Cancelled(Exception):
    """The user asked for the work to stop."""


class JobService:
    """Jobs run in worker processes (`python -m core.worker JOB`), so that replies stay quick."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._store = JobStore(database)
        self._settings = database.settings
        self._clock = clock
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, user: User, kind: str, payload: dict[str, Any]) -> Job:
        """Queue a job and start its process; return at once."""
        job = Job(
            job_id=str(uuid.uuid4()),
            kind=kind,
            user_id=user.user_id,
            email=user.email,
            payload=payload,
            created_at=self._clock(),
        )
        self._store.insert(job)
        self._spawn(job.job_id)
        return job

    def status(self, user: User, job_id: str) -> Job:
        """A job of the user's (of anybody's for an admin)."""
        job = self._store.get(job_id)
        if job is None:
            raise NotFound("Ce travail n'existe plus.")
        if job.user_id != user.user_id and user.role is not Role.ADMIN:
            raise Forbidden("Ce travail a été lancé par quelqu'un d'autre.")
        return job

    def report_once(self, job_id: str) -> bool:
        """Whether the job's end is still to be told; True once only."""
        return self._store.report(job_id)

    def cancel(self, user: User, job_id: str) -> Job:
        """Ask a job to stop; it does at its next step."""
        job = self.status(user, job_id)
        self._store.update(job.job_id, {"cancel": True})
        if self._store.move(job_id, JobState.QUEUED, JobState.CANCELLED):
            logger.info("job %s cancelled before it ran", job_id)
        return self.status(user, job_id)

    def revive(self) -> int:
        """Start again the jobs whose process died; return how many.

        Safe because every kind of job is idempotent: run again, it ends as if run once.
        """
        revived = 0
        limit = self._clock() - DEAD_AFTER
        for job in self._store.in_state(JobState.RUNNING):
            if job.seen_at is not None and job.seen_at > limit:
                continue
            if job.attempts >= MAX_ATTEMPTS:
                self.fail(job.job_id, "Ce travail s'est interrompu trois fois : il est abandonné.")
            elif self._store.move(job.job_id, JobState.RUNNING, JobState.QUEUED):
                self._spawn(job.job_id)
                revived += 1
        return revived

    def run(self, job_id: str, handler: Callable[[Job, Progress], dict[str, Any]]) -> None:
        """Run a job in this process, to be called by the worker."""
        if not self._store.claim(job_id, self._clock()):
            return
        job = self._store.get(job_id)
        assert job is not None
        stop = threading.Event()
        threading.Thread(target=self._beat, args=(job_id, stop), daemon=True).start()
        try:
            result = handler(job, self._reporter(job_id))
        except Cancelled:
            self._store.update(job_id, {"state": JobState.CANCELLED.value})
        else:
            self._store.update(job_id, {"state": JobState.DONE.value, "result": result})
        finally:
            stop.set()

    def fail(self, job_id: str, sentence: str) -> None:
        """Close a job that could not end, with the reason told to the user."""
        self._store.update(job_id, {"state": JobState.FAILED.value, "error": sentence})

    def _beat(self, job_id: str, stop: threading.Event) -> None:
        while not stop.wait(DEAD_AFTER.total_seconds() / 6):
            self._store.update(job_id, {"seen_at": self._clock()})

    def _reporter(self, job_id: str) -> Progress:
        last = 0.0

        def progress(done: int, total: int, label: str) -> None:
            nonlocal last
            if done < total and time.monotonic() - last < HEARTBEAT_SECONDS:
                return
            last = time.monotonic()
            self._store.update(job_id, {"done": done, "total": total, "label": label})
            job = self._store.get(job_id)
            if job is not None and job.cancel:
                raise Cancelled

        return progress

    def _spawn(self, job_id: str) -> None:
        environment = dict(os.environ) | {
            "MIMICOM_DATA": str(self._settings.folder),
            "MIMICOM_DURABILITY": self._settings.durability,
            "MIMICOM_DATABASE": self._settings.database_name,
        }
        # The address may hold a password: the environment, unlike arguments, is not shown by ps.
        environment.pop("MONGODB_URI", None)
        if self._settings.mongodb_uri is not None:
            environment["MONGODB_URI"] = self._settings.mongodb_uri.get_secret_value()
        process = subprocess.Popen(
            [sys.executable, "-m", "core.worker", job_id],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Those that ended are reaped, else each job would leave a zombie.
        self._processes = [p for p in self._processes if p.poll() is None]
        self._processes.append(process)

    def shut_down(self) -> None:
        """Stop the processes started from here; their jobs go on at the next start."""
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait()
        self._processes = []
