"""The process of one job: `python -m core.worker JOB`. Started by `core.jobs.service`."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from core.accounts.models import OPERATOR, User
from core.errors import MimiComError, Refused
from core.imports.summary import summary
from core.jobs.models import Job
from core.jobs.service import Progress
from core.logs import log_to
from core.services import Services, open_services
from core.settings import Settings

logger = logging.getLogger(__name__)


def run(services: Services, job_id: str) -> None:
    """Run a job to its end; whatever stops it is told in the job."""

    def handle(job: Job, progress: Progress) -> dict[str, Any]:
        return KINDS[job.kind](services, _user(services, job), job.payload, progress)

    try:
        services.jobs.run(job_id, handle)
    except MimiComError as error:
        services.jobs.fail(job_id, error.message)
    except Exception as error:
        if outage := services.database.outage(error):
            services.jobs.fail(job_id, outage.message)
            return
        logger.exception("job %s failed", job_id)
        services.jobs.fail(
            job_id,
            "Ce travail s'est arrêté sur une erreur imprévue. Rien n'a été perdu : "
            f"vous pouvez le relancer. Référence pour votre admin : {job_id[:8]}.",
        )


def _user(services: Services, job: Job) -> User:
    """Who asked, with the role of today."""
    if job.user_id == OPERATOR.user_id:
        return OPERATOR
    user = services.accounts.get(job.email)
    if user is None:
        raise Refused("Le compte qui a lancé ce travail n'existe plus.")
    return user


def _preview(
    services: Services, user: User, payload: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    return dict(summary(services.imports.preview(payload["import_id"], progress)))


def _duplicates(
    services: Services, user: User, payload: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    return {"groups": services.duplicates.find(user, progress)}


def _import(
    services: Services, user: User, payload: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    return dict(summary(services.imports.run(user, payload["import_id"], progress=progress)))


def _import_undo(
    services: Services, user: User, payload: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    return dict(services.imports.undo(user, payload["import_id"], progress).as_json())


def _demo(
    services: Services, user: User, payload: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    report = services.demo.load(user, payload["rows"], payload.get("seed", 1), progress)
    return {"rows": report.rows}


Kind = Callable[[Services, User, dict[str, Any], Progress], dict[str, Any]]
KINDS: dict[str, Kind] = {
    "import_preview": _preview,
    "import": _import,
    "import_undo": _import_undo,
    "demo": _demo,
    "duplicates": _duplicates,
}


def main() -> None:
    """Run the job named on the command line."""
    settings = Settings()
    log_to(settings.folder / "logs" / "mimicom.log")
    services = open_services(settings)
    try:
        run(services, sys.argv[1])
    finally:
        services.close()


if __name__ == "__main__":
    main()
