"""10,000 requests made up from the API's description, on a host of their own: none may be a 5xx.

python -m benchmarks.fuzz [--requests N] [--number N]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.services import open_services
from core.settings import Settings
from tests.assistant.web.fuzzing import Target, fuzz, of_host
from tests.serving import serve


def main() -> int:
    """1 where an answer was wrong."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz")
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--number", type=int, default=0, help="another one makes up other requests")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mimicom-fuzz-") as place, running(place) as target:
        began = time.monotonic()
        found = fuzz(target, asked.requests, asked.number, lambda said: print(said, flush=True))
    print(f"{found.asked} requests in {time.monotonic() - began:.0f} s")
    print(" ".join(f"{status}: {count}" for status, count in sorted(found.statuses.items())))
    for key, request in found.wrong.items():
        print(f"{key}\n    {request}")
    return 1 if found.wrong else 0


@contextmanager
def running(place: str) -> Iterator[Target]:
    """A host of its own, without a pause between exports."""
    folder = Path(place) / "data"
    os.environ["MIMICOM_EXPORT_SECONDS"] = "0"
    os.environ["MIMICOM_EXPORT_ROWS_A_DAY"] = "1000000000"
    host = serve(folder)
    try:
        services = open_services(Settings(data=folder, mongodb_uri=None))
        try:
            yield of_host(host.address, services)
        finally:
            services.close()
    finally:
        host.stop()


if __name__ == "__main__":
    sys.exit(main())
