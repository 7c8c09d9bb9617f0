"""What a kind of job declares: its steps, where it runs, what becomes of it once cut."""

import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.accounts.models import OPERATOR, User
from core.clock import now
from core.database import Database
from core.errors import Refused
from core.jobs.models import Closed, Job, JobKind, JobState, Place, Progress, Resumed
from core.jobs.service import JobService
from core.jobs.store import JobStore
from core.services import Services, build
from tests.core.jobs.test_jobs import ended

REASON = "L'envoi s'est interrompu : rien n'est renvoyé sans vous."
ROOT = Path(__file__).parents[3]
ENDLESS = """
import sys, time
from pathlib import Path
from core.jobs.models import Closed, JobKind, Resumed
from core.jobs.service import JobService
from core.services import open_services
from core.settings import Settings

def work(user, payload, progress):
    progress(1, 2, "Travail")
    print("begun", flush=True)
    time.sleep(600)

services = open_services(Settings(data=Path(sys.argv[1]), durability="process-kill"))
kinds = [JobKind(name, ("Travail",), work, Resumed("")) for name in ("resumed", "closed")]
JobService(services.database, services.accounts, services.clock, kinds).run(sys.argv[2])
"""


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


def kind(name: str, work: Any = None, **values: Any) -> JobKind:
    """A kind that runs in this process, and is resumed."""
    declared: dict[str, Any] = {"when_cut": Resumed("it does nothing"), "place": Place.THREAD}
    done = work or (lambda user, payload, progress: {"done": True})
    return JobKind(name, ("Travail",), done, **declared | values)


def jobs_of(services: Services, *kinds: JobKind) -> JobService:
    """A service of its own for these kinds."""
    return JobService(services.database, services.accounts, services.clock, kinds)


def put(services: Services, name: str, **values: Any) -> str:
    """A job queued long ago, that nothing runs."""
    long_ago = now() - timedelta(hours=1)
    who = {"user_id": OPERATOR.user_id, "email": OPERATOR.email}
    job = Job(job_id=name, kind=name, payload={}, created_at=long_ago, **who, **values)
    JobStore(services.database).insert(job)
    return name


def killed(services: Services, name: str) -> str:
    """A job whose process was killed as it ran, an instant ago."""
    job_id = put(services, name)
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, str(services.database.settings.folder), job_id],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    process.kill()
    process.wait()
    return job_id


def test_every_kind_says_what_becomes_of_it_once_cut(services: Services) -> None:
    for one in services.jobs.kinds.values():
        assert one.steps
        cut = one.when_cut
        assert cut.why if isinstance(cut, Resumed) else cut.reason.endswith(".")


def test_kinds_tell_the_steps_that_they_declare(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom;Ville\nMJC du Port;Lyon\nMJC du Lac;Annecy\n", encoding="utf-8")
    import_id = {"import_id": services.imports.receive(OPERATOR, "a.csv", path)}
    for name, payload in (
        ("import_preview", import_id),
        ("import", import_id),
        ("import_undo", import_id),
        ("demo", {"rows": 30}),
        ("duplicates", {}),
    ):
        one, told = services.jobs.kinds[name], []
        one.work(OPERATOR, payload, lambda done, total, label, told=told: told.append(label))
        assert told, name
        assert set(told) <= set(one.steps), name


def test_a_kind_that_resumes_goes_on_at_once(services: Services) -> None:
    job_id = killed(services, "resumed")
    jobs = jobs_of(services, kind("resumed"))
    assert jobs.revive() == 1
    assert ended(services, job_id).result == {"done": True}
    assert jobs.revive() == 0


def test_a_kind_that_does_not_is_closed_with_its_reason(services: Services) -> None:
    job_id = killed(services, "closed")
    jobs = jobs_of(services, kind("closed", when_cut=Closed(REASON)))
    assert jobs.revive() == 0
    job = services.jobs.status(OPERATOR, job_id)
    assert (job.state, job.error) == (JobState.FAILED, REASON)


def test_a_job_that_runs_is_left_alone(services: Services) -> None:
    go_on, begun = threading.Event(), threading.Event()

    def work(user: User, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        begun.set()
        assert go_on.wait(30)
        return {}

    jobs = jobs_of(services, kind("slow", work))
    job = jobs.start(OPERATOR, "slow", {})
    assert begun.wait(30)
    assert jobs.revive() == 0
    assert jobs_of(services, kind("slow")).revive() == 0
    go_on.set()
    assert ended(services, job.job_id).attempts == 1


def test_a_job_that_never_began_is_run(services: Services) -> None:
    job_id = put(services, "queued")
    assert jobs_of(services, kind("queued")).revive() == 1
    assert ended(services, job_id).state is JobState.DONE


def test_a_job_queued_before_a_clock_was_set_back_is_run(services: Services) -> None:
    job_id = put(services, "queued")
    later = {"$set": {"created_at": now() + timedelta(days=400)}}
    services.database.mongo["jobs"].update_one({"_id": job_id}, later)
    assert jobs_of(services, kind("queued")).revive() == 1
    assert ended(services, job_id).state is JobState.DONE


def test_a_dead_job_that_was_to_stop_is_not_run_again(services: Services) -> None:
    job_id = put(services, "stopped", state=JobState.RUNNING, cancel=True)
    assert jobs_of(services, kind("stopped")).revive() == 0
    assert services.jobs.status(OPERATOR, job_id).state is JobState.CANCELLED


def test_a_job_of_another_version_is_closed(services: Services) -> None:
    for name, state in (("old", JobState.RUNNING), ("older", JobState.QUEUED)):
        put(services, name, state=state)
    assert services.jobs.revive() == 0
    for name in ("old", "older"):
        assert services.jobs.status(OPERATOR, name).state is JobState.FAILED


@pytest.mark.parametrize(
    ("cut", "state"), [(Resumed("yes"), JobState.QUEUED), (Closed(REASON), JobState.FAILED)]
)
def test_a_thread_stops_with_its_process(
    services: Services, cut: Resumed | Closed, state: JobState
) -> None:
    begun = threading.Event()

    def work(user: User, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        while True:
            progress(1, 2, "Travail")
            begun.set()
            time.sleep(0.01)

    jobs = jobs_of(services, kind("long", work, when_cut=cut))
    job = jobs.start(OPERATOR, "long", {})
    assert begun.wait(30)
    jobs.shut_down()
    found = services.jobs.status(OPERATOR, job.job_id)
    assert found.state is state
    assert found.by is None or state is JobState.FAILED


def test_a_thread_stops_when_asked_and_tells_refusals(services: Services) -> None:
    def endless(user: User, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        while True:
            progress(2, 2, "Travail")

    def refused(user: User, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        raise Refused("Non.")

    jobs = jobs_of(services, kind("endless", endless), kind("refused", refused))
    job = jobs.start(OPERATOR, "endless", {})
    jobs.cancel(OPERATOR, job.job_id)
    assert ended(services, job.job_id).state is JobState.CANCELLED
    assert ended(services, jobs.start(OPERATOR, "refused", {}).job_id).error == "Non."


def test_who_lost_a_job_writes_nothing_more(services: Services, database: Database) -> None:
    """A machine that slept: another took the job over meanwhile."""

    def work(user: User, payload: dict[str, Any], progress: Progress) -> dict[str, Any]:
        database.mongo["jobs"].update_one({"_id": "lost"}, {"$set": {"by": "ailleurs|1|1.0|x"}})
        progress(2, 2, "Travail")
        raise AssertionError("it should have stopped")

    jobs = jobs_of(services, kind("lost", work))
    jobs.run(put(services, "lost"))
    found = services.jobs.status(OPERATOR, "lost")
    assert (found.state, found.done) == (JobState.RUNNING, 0)
