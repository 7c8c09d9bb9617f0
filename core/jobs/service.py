"""Start long work, follow it, stop it, and find it again after a crash."""

import logging
import os
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta

from core.accounts.models import OPERATOR, Role, User
from core.accounts.service import AccountService
from core.clock import Clock
from core.database import Database, Document
from core.errors import Forbidden, MimiComError, NotFound, Refused
from core.jobs import runner
from core.jobs.models import Cancelled, Closed, Details, Job, JobKind, JobState, Place, Progress
from core.jobs.store import JobStore

HEARTBEAT_SECONDS = 0.5
DEAD_AFTER = timedelta(seconds=30)
MAX_ATTEMPTS = 3
GOODBYE_SECONDS = 10
"""A thread that tells no progress for so long is left to die with its process."""

_GIVEN_UP = "Ce travail s'est interrompu trois fois : il est abandonné."
_UNKNOWN = (
    "Ce travail a été lancé par une autre version de MimiCom, qui seule sait le finir. "
    "Vous pouvez le relancer."
)

logger = logging.getLogger(__name__)


class _ShuttingDown(Exception):
    """The process that runs the work is asked to end."""


class JobService:
    """Jobs run in worker processes (`python -m core.worker JOB`) or threads: replies stay quick."""

    def __init__(
        self, database: Database, accounts: AccountService, clock: Clock, kinds: Sequence[JobKind]
    ) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self._database = database
        self._accounts = accounts
        self._store = JobStore(database)
        self._settings = database.settings
        self._clock = clock
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._started = threading.RLock()
        self._stopping = threading.Event()

    def start(self, user: User, kind: str, payload: Details) -> Job:
        """Queue a job and start its process or thread; return at once."""
        job = Job(
            job_id=str(uuid.uuid4()),
            kind=self.kinds[kind].name,
            user_id=user.user_id,
            email=user.email,
            payload=payload,
            created_at=self._clock(),
        )
        self._store.insert(job)
        self._spawn(job)
        return job

    def status(self, user: User, job_id: str) -> Job:
        """A job of the user's (of anybody's for an admin). NotFound; Forbidden for somebody
        else's."""
        job = self._store.get(job_id)
        if job is None:
            raise NotFound("Ce travail n'existe plus.")
        if job.user_id != user.user_id and user.role is not Role.ADMIN:
            raise Forbidden("Ce travail a été lancé par quelqu'un d'autre.")
        return job

    def wait(self, user: User, job_id: str, seconds: float) -> Job:
        """The job once its process ended, or as it is after so long."""
        with self._started:
            process = self._processes.get(job_id)
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
        return self.status(user, job_id)

    def report_once(self, job_id: str) -> bool:
        """Whether the job's end is still to be reported; True once only."""
        return self._store.report(job_id)

    def is_under_way(self, kind: str) -> bool:
        """Whether a job of that kind runs or is queued, whosever it is."""
        states = (JobState.QUEUED, JobState.RUNNING)
        return any(job.kind == kind for state in states for job in self._store.in_state(state))

    def cancel(self, user: User, job_id: str) -> Job:
        """Ask a job to stop; it does at its next step."""
        job = self.status(user, job_id)
        self._store.ask_to_stop(job_id)
        if job.state is JobState.QUEUED and self._store.move(job, JobState.CANCELLED):
            logger.info("job %s cancelled before it ran", job_id)
        return self.status(user, job_id)

    def revive(self) -> int:
        """Find the jobs that died: run them again or close them, as their kind says.

        Returns how many run again. Done at start and by the clock: another machine may die.
        """
        revived = 0
        now = self._clock()
        for job in self._store.in_state(JobState.RUNNING):
            if not self._runs(job) and self._is_resumed(job):
                revived += self._spawn(job)
        for job in self._store.in_state(JobState.QUEUED):
            # Whoever queued it died before it began, or was stopped while it ran. One of later than
            # now is of before a clock was set back.
            waited = not now - DEAD_AFTER < job.created_at <= now + DEAD_AFTER
            if waited and not self._has_started(job.job_id):
                revived += self._is_known(job) and self._spawn(job)
        return revived

    def _runs(self, job: Job) -> bool:
        if job.seen_at is None:
            return False
        if job.by is None:  # of an earlier version
            return job.seen_at > self._clock() - DEAD_AFTER
        return runner.runs(job.by, job.seen_at, self._clock())

    def _is_resumed(self, job: Job) -> bool:
        """Put a dead job back in the queue, or close it with the reason."""
        if not self._is_known(job):
            return False
        if job.cancel:
            self._store.move(job, JobState.CANCELLED)
            return False
        cut = self.kinds[job.kind].when_cut
        if isinstance(cut, Closed):
            self._store.move(job, JobState.FAILED, error=cut.reason)
            return False
        if job.attempts >= MAX_ATTEMPTS:
            self._store.move(job, JobState.FAILED, error=_GIVEN_UP)
            return False
        return self._store.move(job, JobState.QUEUED)

    def _is_known(self, job: Job) -> bool:
        if job.kind in self.kinds:
            return True
        self._store.move(job, JobState.FAILED, error=_UNKNOWN)
        return False

    def run(self, job_id: str) -> None:
        """Run a job here, to its end; whatever stops it is noted in the job."""
        with runner.running() as mark:
            if not self._store.claim(job_id, mark, self._clock()):
                return
            job = self._store.get(job_id)
            assert job is not None
            self._store.tell(job_id, mark, self._outcome(job, mark))

    def _outcome(self, job: Job, mark: str) -> Document:
        try:
            kind = self.kinds.get(job.kind)
            if kind is None:
                return _failed(_UNKNOWN)
            with self._beating(job.job_id, mark):
                result = kind.work(self._who(job), job.payload, self._reporter(job, mark))
            return {"state": JobState.DONE.value, "result": result}
        except Cancelled:
            return {"state": JobState.CANCELLED.value}
        except _ShuttingDown:
            assert kind is not None
            if isinstance(kind.when_cut, Closed):
                return _failed(kind.when_cut.reason)
            return {"state": JobState.QUEUED.value, "by": None, "attempts": job.attempts - 1}
        except MimiComError as error:
            return _failed(error.message)
        except Exception as error:
            if outage := self._database.outage(error):
                return _failed(outage.message)
            logger.exception("job %s failed", job.job_id)
            return _failed(
                "Ce travail s'est arrêté sur une erreur imprévue. Rien n'a été perdu : "
                f"vous pouvez le relancer. Référence pour votre admin : {job.job_id[:8]}."
            )

    def _who(self, job: Job) -> User:
        """Who asked, with the role of today."""
        if job.user_id == OPERATOR.user_id:
            return OPERATOR
        user = self._accounts.get(job.email)
        if user is None:
            raise Refused("Le compte qui a lancé ce travail n'existe plus.")
        return user

    @contextmanager
    def _beating(self, job_id: str, mark: str) -> Iterator[None]:
        """Signs of life, for other machines."""
        stop = threading.Event()

        def beat() -> None:
            while not stop.wait(DEAD_AFTER.total_seconds() / 6):
                self._store.tell(job_id, mark, {"seen_at": self._clock()})

        threading.Thread(target=beat, daemon=True).start()
        try:
            yield
        finally:
            stop.set()

    def _reporter(self, job: Job, mark: str) -> Progress:
        last = 0.0

        def progress(done: int, total: int, label: str) -> None:
            nonlocal last
            if self._stopping.is_set():
                raise _ShuttingDown
            if done < total and time.monotonic() - last < HEARTBEAT_SECONDS:
                return
            last = time.monotonic()
            self._store.tell(job.job_id, mark, {"done": done, "total": total, "label": label})
            now = self._store.get(job.job_id)
            if now is not None and (now.cancel or now.by != mark):
                raise Cancelled

        return progress

    def _spawn(self, job: Job) -> bool:
        """Start its process or its thread; whichever claims the job runs it."""
        with self._started:
            self._forget_ended()
            if self.kinds[job.kind].place is Place.THREAD:
                run = threading.Thread(target=self._run_in_thread, args=(job.job_id,), daemon=True)
                run.start()
                self._threads[job.job_id] = run
            else:
                self._processes[job.job_id] = self._process(job.job_id)
        return True

    def _run_in_thread(self, job_id: str) -> None:
        try:
            self.run(job_id)
        except Exception:
            logger.exception("job %s could not be run; it will be found again", job_id)

    def _process(self, job_id: str) -> subprocess.Popen[bytes]:
        environment = dict(os.environ) | {
            "MIMICOM_DATA": str(self._settings.folder),
            "MIMICOM_DURABILITY": self._settings.durability,
            "MIMICOM_DATABASE": self._settings.database_name,
        }
        # What is learnt here has small tables: more threads of OpenMP and BLAS than one wait for
        # each other, and take four times the processor.
        for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            environment.setdefault(threads, "1")
        # The address may hold a password: the environment, unlike arguments, is not shown by ps.
        environment.pop("MONGODB_URI", None)
        if self._settings.mongodb_uri is not None:
            environment["MONGODB_URI"] = self._settings.mongodb_uri.get_secret_value()
        return subprocess.Popen(
            [sys.executable, "-m", "core.worker", job_id],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def _forget_ended(self) -> None:
        """Those that ended are reaped, else each job would leave a zombie."""
        self._processes = {key: p for key, p in self._processes.items() if p.poll() is None}
        self._threads = {key: t for key, t in self._threads.items() if t.is_alive()}

    def _has_started(self, job_id: str) -> bool:
        with self._started:
            self._forget_ended()
            return job_id in self._processes or job_id in self._threads

    def shut_down(self) -> None:
        """Stop what was started from here; the next start finds it."""
        self._stopping.set()
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            process.wait()
        deadline = time.monotonic() + GOODBYE_SECONDS
        for thread in self._threads.values():
            thread.join(max(0.0, deadline - time.monotonic()))
        self._processes, self._threads = {}, {}


def _failed(sentence: str) -> Document:
    """The reason that the user reads."""
    return {"state": JobState.FAILED.value, "error": sentence}
