"""The process of one job: `python -m core.worker JOB`. Started by `core.jobs.service`."""

import os
import sys

from core.logs import log_to
from core.services import open_services
from core.settings import Settings

BEHIND = 10
"""How far a job stands behind replies where the processor is wanted by both."""


def main() -> None:
    """Run the job named on the command line."""
    if hasattr(os, "nice"):
        os.nice(BEHIND)
    settings = Settings()
    log_to(settings.folder / "logs" / "mimicom.log")
    services = open_services(settings)
    try:
        services.jobs.run(sys.argv[1])
    finally:
        services.close()


if __name__ == "__main__":
    main()
