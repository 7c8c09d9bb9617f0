"""How long after its time a reminder shows in the pages of its user: a real host, real sockets.

python -m benchmarks.reminders [--pages 20] [--reminders 50]
"""

import argparse
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from core.services import Services, open_services
from core.settings import Settings
from tests.assistant.web.wire import Page, Socket, token
from tests.browser.conftest import GIGI, PASSWORD, Host, mimicom, serve

FIRST, APART = 8.0, 0.7
"""Seconds until the first is due, and between two."""
SETTLED = 4.0
_TEXT = re.compile(r"banc \d+")


def main() -> None:
    """Print the delays."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reminders")
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--reminders", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mimicom-bench-") as place, running(place) as host:
        delays = measure(host, asked.pages, asked.reminders)
    wanted = asked.pages * asked.reminders
    print(f"{len(delays)} of {wanted} shown, in {asked.pages} pages")
    cuts = statistics.quantiles(delays, n=100)
    print(f"median {cuts[49]:.2f} s, p95 {cuts[94]:.2f} s, most {max(delays):.2f} s")


@contextmanager
def running(place: str) -> Iterator[Host]:
    """A host with one account and the demonstration."""
    folder = Path(place) / "data"
    mimicom(folder, "users", "add", GIGI, "--role", "manager", "--password", PASSWORD)
    mimicom(folder, "demo", "--rows", "1200", "--seed", "1")
    host = serve(folder)
    try:
        yield host
    finally:
        host.stop()


def measure(host: Host, pages: int, reminders: int) -> list[float]:
    """Seconds between each reminder's time and its showing, in every page."""
    services = open_services(Settings(data=host.folder, mongodb_uri=None))
    try:
        with ExitStack() as stack:
            key, heard = token(host, GIGI), dict[str, float]()
            delays: list[float] = []
            listeners = []
            for _ in range(pages):
                socket = stack.enter_context(Page(host, key).connected())
                listeners.append(threading.Thread(target=_listen, args=(socket, heard, delays)))
            for one in listeners:
                one.start()
            time.sleep(SETTLED)
            _plan(services, heard, reminders)
            until = time.monotonic() + FIRST + APART * reminders + 15
            while time.monotonic() < until and len(delays) < pages * reminders:
                time.sleep(0.2)
        for one in listeners:
            one.join(5)
        return delays
    finally:
        services.close()


def _plan(services: Services, due: dict[str, float], count: int) -> None:
    user = services.accounts.get(GIGI)
    assert user is not None
    start = services.clock() + timedelta(seconds=FIRST)
    for rank in range(count):
        text, when = f"banc {rank}", start + timedelta(seconds=APART * rank)
        due[text] = when.timestamp()
        services.reminders.add(user, text, when)


def _listen(socket: Socket, due: dict[str, float], delays: list[float]) -> None:
    for name, *told in socket.events(60):
        if name == "new_message" and (found := _TEXT.search(str(told[0].get("output")))):
            delays.append(time.time() - due[found[0]])


if __name__ == "__main__":
    main()
