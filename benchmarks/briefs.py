"""A campaign's brief against the count of the same selection: `python -m benchmarks.briefs FOLDER`.

FOLDER is a base of `benchmarks.large_base`. Nothing is kept from one time to the next. Wall times
in turn, and processor time of this process and the base's, which others on the machine do not
change as much.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psutil

from core.accounts.models import OPERATOR
from core.campaigns.drafts import Draft
from core.prospects.filters import Filter, PresenceField
from core.services import Services, open_services
from core.settings import Settings
from core.vocabulary.values import ProspectType

ROUNDS = 5
FILTERS = {
    "who have an e-mail": Filter(avec=(PresenceField.EMAIL,)),
    "who agreed": Filter(accepte_contact=True),
    "three types": Filter(
        type_prospect=(ProspectType.MJC, ProspectType.LUDOTHEQUE, ProspectType.MEDIATHEQUE)
    ),
    "three regions": Filter(region=("Bretagne", "Occitanie", "Normandie")),
    "one region": Filter(region=("Bretagne",)),
}
Taken = tuple[float, float]
"""Seconds of wall and of processors."""


def main() -> None:
    """By the folder given."""
    services = open_services(Settings(data=Path(sys.argv[1]), mongodb_uri=None))
    try:
        for said, filter in FILTERS.items():
            sys.stdout.write(f"{said:<20} {_compared(services, said, filter)}\n")
            sys.stdout.flush()
    finally:
        services.close()


def _compared(services: Services, said: str, filter: Filter) -> str:
    doors = services.campaigns.preparing
    campaign = doors.create(OPERATOR, Draft(f"{said} {time.time()}", filter))
    works: dict[str, Callable[[], object]] = {
        "brief": lambda: doors.brief(OPERATOR, campaign),
        "count": lambda: services.prospects.count(OPERATOR, filter),
    }
    taken: dict[str, list[Taken]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            services.prospects.touched()
            taken[name].append(_taken(work))
    wall, busy = ({k: median(one[n] for one in v) for k, v in taken.items()} for n in (0, 1))
    return " ".join(
        f"{what}: {found['brief']:.3f} s against {found['count']:.3f}, "
        f"{found['brief'] / max(found['count'], 1e-3):.2f} times;"
        for what, found in (("wall", wall), ("processors", busy))
    )


def _taken(work: Callable[[], object]) -> Taken:
    began, busy = time.perf_counter(), _busy()
    work()
    return time.perf_counter() - began, _busy() - busy


def _busy() -> float:
    """Seconds of processors that this process took, and the embedded servers of its folder."""
    folder = sys.argv[1]
    servers = [
        one
        for one in psutil.process_iter(["cmdline"])
        if any(folder in word for word in one.info["cmdline"] or ())
        and "secantusd" in (one.info["cmdline"] or ("",))[0]
    ]
    times = [psutil.Process().cpu_times(), *(one.cpu_times() for one in servers)]
    return sum(one.user + one.system for one in times)


if __name__ == "__main__":
    main()
