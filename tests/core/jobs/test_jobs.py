"""Long work in processes of its own: followed, stopped, found again after a crash."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.clock import now
from core.database import Database
from core.errors import Forbidden, NotFound
from core.jobs.models import Job, JobState
from core.jobs.store import JobStore
from core.prospects.filters import Filter
from core.services import Services, build

GIGI = User(user_id="gigi", email="gigi@exemple.fr", role=Role.MANAGER)


@pytest.fixture
def services(database: Database) -> Services:
    return build(database)


def ended(services: Services, job_id: str, seconds: float = 60) -> Job:
    """The job, once it ended."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job = services.jobs.status(OPERATOR, job_id)
        if job.state.ended:
            return job
        time.sleep(0.1)
    raise AssertionError(f"still {job.state}: {job}")


def test_a_large_file_is_read_and_imported_by_jobs(services: Services, tmp_path: Path) -> None:
    lines = [f"Structure {n};Lyon;s{n}@exemple.fr\n" for n in range(3_000)]
    path = tmp_path / "a.csv"
    path.write_text("Nom;Ville;E-mail\n" + "".join(lines), encoding="utf-8")
    import_id = services.imports.receive(OPERATOR, "a.csv", path)
    preview = services.jobs.start(OPERATOR, "import_preview", {"import_id": import_id})
    assert ended(services, preview.job_id).result["added"] == 3_000
    assert services.prospects.is_empty()
    payload = {"import_id": import_id, "conflicts": "ignore"}
    done = ended(services, services.jobs.start(OPERATOR, "import", payload).job_id)
    assert done.state is JobState.DONE
    assert done.done == done.total
    assert services.prospects.count(OPERATOR, Filter()) == 3_000
    assert services.jobs.report_once(done.job_id)
    assert not services.jobs.report_once(done.job_id)


def test_a_job_stops_when_asked(services: Services) -> None:
    job = services.jobs.start(OPERATOR, "demo", {"rows": 100_000})
    services.jobs.cancel(OPERATOR, job.job_id)
    assert ended(services, job.job_id).state is JobState.CANCELLED
    assert services.prospects.count(OPERATOR, Filter()) < 100_000


def test_a_job_that_fails_says_why(services: Services) -> None:
    job = services.jobs.start(OPERATOR, "import", {"import_id": "?", "conflicts": "ignore"})
    failed = ended(services, job.job_id)
    assert failed.state is JobState.FAILED
    assert failed.error
    assert failed.error.endswith(".")


def test_a_job_whose_process_died_goes_on(services: Services, database: Database) -> None:
    long_ago = now() - timedelta(hours=1)
    job = Job(
        job_id="dead",
        kind="demo",
        user_id=OPERATOR.user_id,
        email=OPERATOR.email,
        payload={"rows": 50},
        state=JobState.RUNNING,
        attempts=1,
        seen_at=long_ago,
        created_at=long_ago,
    )
    JobStore(database).insert(job)
    assert services.jobs.revive() == 1
    assert ended(services, "dead").result == {"rows": 50}


def test_a_job_that_dies_again_and_again_is_given_up(
    services: Services, database: Database
) -> None:
    long_ago = now() - timedelta(hours=1)
    job = Job(
        job_id="hopeless",
        kind="demo",
        user_id="x",
        email="x",
        payload={},
        state=JobState.RUNNING,
        attempts=3,
        seen_at=long_ago,
        created_at=long_ago,
    )
    JobStore(database).insert(job)
    assert services.jobs.revive() == 0
    assert services.jobs.status(OPERATOR, "hopeless").state is JobState.FAILED


def test_a_job_is_its_users_alone(services: Services) -> None:
    job = services.jobs.start(OPERATOR, "demo", {"rows": 10})
    with pytest.raises(Forbidden):
        services.jobs.status(GIGI, job.job_id)
    with pytest.raises(NotFound):
        services.jobs.status(GIGI, "?")
    ended(services, job.job_id)
