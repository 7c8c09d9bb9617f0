"""A cluster that hangs for a minute: how soon each kind of request is told so, and when it is back.

`python -m tests.faults.away [SECONDS]`, part of `make faults`. The server is an embedded one that
another base names by its address; it is stopped (SIGSTOP), then goes on. Exits with status 1 where
somebody waits longer than LONGEST, reads something else than what happened, or loses something.
"""

import logging
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pydantic import SecretStr

from core.accounts.models import OPERATOR
from core.database import Database
from core.embedded import watch
from core.errors import Unavailable
from core.prospects.filters import Filter
from core.services import Services, open_services
from core.settings import Settings
from tests.factories import prospect

LONGEST = 60.0
_SAYS = "La base de données ne répond pas"


def main() -> None:
    """By the seconds given."""
    sys.exit(not measured(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))


def measured(seconds: float) -> bool:
    """Stop, ask, go on, look: whether all was told and kept."""
    logging.disable(logging.CRITICAL)
    watch.HUNG_SECONDS = 3_600.0  # nobody looks after a cluster for us
    with tempfile.TemporaryDirectory(prefix="mimicom-away-") as place:
        owner = Database(Settings(data=Path(place, "cluster"), mongodb_uri=None))
        assert owner._server is not None
        address = SecretStr(owner._server.uri)
        services = open_services(Settings(data=Path(place, "host"), mongodb_uri=address))
        good = _away(services, server_pid_of(owner), seconds)
        services.close()
        owner.close()
    return good


def server_pid_of(database: Database) -> int:
    """The number of its server's process."""
    assert database._server is not None
    found = database._server.process()
    assert found is not None
    return found


def _away(services: Services, pid: int, seconds: float) -> bool:
    written = [prospect(nom_structure=f"Avant {n}") for n in range(10)]
    services.prospects.insert(written)
    asked: dict[str, Callable[[], object]] = {
        "a list": lambda: services.prospects.ids(Filter()),
        "a write": lambda: services.records.comment(
            OPERATOR, written[0].prospect_id, "pendant la panne"
        ),
        "/health": services.database.check,
    }
    told: dict[str, tuple[float, str]] = {}
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    threads = [
        threading.Thread(target=_ask, args=(services, name, ask, told), daemon=True)
        for name, ask in asked.items()
    ]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    os.kill(pid, signal.SIGCONT)
    for thread in threads:
        thread.join(LONGEST)
    back = _back(services)
    good = back < LONGEST
    for name in asked:
        after, said = told.get(name, (float("inf"), "nothing"))
        good &= after < LONGEST and (said == "done" or said.startswith(_SAYS))
        sys.stdout.write(f"{name}: after {after:.1f} s, « {said[:60]} »\n")
    there = len(services.prospects.ids(Filter()))
    sys.stdout.write(
        f"away {time.monotonic() - began:.0f} s, back after {back:.1f} s, {there} of 10 records\n"
    )
    return good and there == len(written)


def _ask(
    services: Services,
    name: str,
    ask: Callable[[], object],
    told: dict[str, tuple[float, str]],
) -> None:
    began, said = time.monotonic(), "done"
    try:
        ask()
    except Unavailable as error:
        said = error.message
    except Exception as error:  # what a user would read of it
        outage = services.database.outage(error)
        said = outage.message if outage else repr(error)
    told[name] = (time.monotonic() - began, said)


def _back(services: Services) -> float:
    began = time.monotonic()
    while time.monotonic() - began < LONGEST:
        try:
            services.database.check()
            return time.monotonic() - began
        except Unavailable:
            time.sleep(0.2)
    return float("inf")


if __name__ == "__main__":
    main()
