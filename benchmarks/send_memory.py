"""How much memory a send takes, whatever the number of its recipients.

`python -m benchmarks.send_memory [ROWS…]` sends to 1,000, 10,000 and 100,000 people, each campaign
by a process of its own, to a server that throws mails away, and prints the most memory that each
process took. No limit of speed holds them up: 100,000 mails would wait for the next hour.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measure import Row
from benchmarks.sends import _PORT, _sink
from core.accounts.models import OPERATOR
from core.campaigns.models import State
from core.campaigns.running import Wait
from core.services import open_services
from core.settings import Settings
from tests.faults.campaign_sender import NAME
from tests.faults.preparing import ready

SIZES = (1_000, 10_000, 100_000)


def measure(place: Path, sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """The most memory of each, the smallest one as the floor."""
    peaks = [_peak(place / f"memory-{rows}", rows) for rows in sizes]
    return [
        Row(f"a send to {rows:,}, peak memory", peak, "MB", peaks[0], "1.1")
        for rows, peak in zip(sizes, peaks, strict=True)
    ]


def _peak(folder: Path, rows: int) -> float:
    services = open_services(Settings(data=folder, mongodb_uri=None))
    ready(services, f"smtp://127.0.0.1:{_PORT}", rows)
    try:
        with _sink():
            # Another process, and not a fork of this one: that would begin with what this one has.
            command = [sys.executable, "-m", "benchmarks.send_memory", "--send", str(folder)]
            done = subprocess.run([*command, str(rows)], check=True, capture_output=True, text=True)
    finally:
        services.close()
    return float(done.stdout)


def _send(folder: Path, rows: int) -> float:
    """Send all; the most megabytes that this process ever had."""
    services = open_services(Settings(data=folder, mongodb_uri=None))
    doors = services.campaigns
    doors.sending._runs._pace.gate = _at_once  # type: ignore[method-assign]
    campaign = doors.preparing.named(OPERATOR, NAME)
    report = doors.sending.send(OPERATOR, campaign, rows, lambda *_: None)
    services.close()
    if report.campaign.etat is not State.TERMINEE:
        raise SystemExit(f"the send did not end: {report.reason}")
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1_024


def _at_once() -> Wait:
    return lambda stop, _patient: not stop.is_set()


def main() -> None:
    """The figures of these sizes."""
    if sys.argv[1:2] == ["--send"]:
        sys.stdout.write(f"{_send(Path(sys.argv[2]), int(sys.argv[3]))}\n")
        return
    with tempfile.TemporaryDirectory(prefix="mimicom-bench-") as place:
        for row in measure(Path(place), tuple(map(int, sys.argv[1:])) or SIZES):
            sys.stdout.write(f"{row.name}: {row.value:.1f} {row.unit}\n")


if __name__ == "__main__":
    main()
