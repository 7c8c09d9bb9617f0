"""The links of mails under load: 300 requests a second beside a send, on a host of its own.

`python -m benchmarks.links [SECONDS]` prints the median and the 99th percentile, in milliseconds.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Row
from benchmarks.sends import _sink
from core.accounts.models import OPERATOR
from core.campaigns.drafts import Draft
from core.content.models import Mail
from core.services import Services, open_services
from core.settings import Settings
from tests.factories import prospect

RATE, ROWS, CLIENTS = 300, 20_000, 20
_PORT = 25_925
_NAME = "Liens"


def prepared(folder: Path) -> list[str]:
    """A campaign approved, a server that takes everything; tokens of its mails."""
    services = open_services(Settings(data=folder, mongodb_uri=None))
    for key, value in (
        ("smtp.url", f"smtp://127.0.0.1:{_PORT}"), ("smtp.sender", "Asso <contact@asso.example>"),
        ("send.per_minute", "10000"), ("send.per_hour", "100000"),
    ):  # fmt: skip
        services.configuration.set(OPERATOR, key, value)
    people = [prospect(nom_structure=f"S {n}", email=f"p{n}@exemple.fr") for n in range(ROWS)]
    services.prospects.insert(people)
    doors = services.campaigns.preparing
    mail = Mail(sujet="Bonjour", texte="Bonjour {{ nom_structure }}")
    doors.approve(OPERATOR, doors.set_mail(OPERATOR, doors.create(OPERATOR, Draft(_NAME)), mail))
    tokens = _tokens(services)
    services.close()
    return tokens


def _tokens(services: Services) -> list[str]:
    rows = services.database.mongo["recipients"].find({}, {"jeton": 1}).limit(500)
    made = services.campaigns.preparing._tokens
    return [made.unsubscribe(row["jeton"]) for row in rows]


async def _client(port: int, tokens: list[str], until: float, taken: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    pause, rank = CLIENTS / RATE, 0
    due = time.perf_counter()
    while time.perf_counter() < until:
        due += pause
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        began = time.perf_counter()
        path = f"/d/{tokens[rank % len(tokens)]}"
        rank += 1
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
        if not head.startswith("HTTP/1.1 200") or length is None:
            raise RuntimeError(head.splitlines()[0])
        await reader.readexactly(int(length[1]))
        taken.append(time.perf_counter() - began)
    writer.close()


async def _asked(port: int, tokens: list[str], seconds: float) -> list[float]:
    until, taken = time.perf_counter() + seconds, list[float]()
    await asyncio.gather(*(_client(port, tokens, until, taken) for _ in range(CLIENTS)))
    return sorted(taken)


@dataclass(frozen=True)
class Answered:
    """Requests a second, and how long they took, in milliseconds."""

    rate: float
    median: float
    p99: float


def measured(seconds: float, place: Path) -> tuple[Answered, Answered]:
    """Alone, and beside a send by another process."""
    folder = place / "data"
    with _sink():
        tokens = prepared(folder)
        told = dict(os.environ) | {"MIMICOM_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "assistant.cli"]
        serve = [*command, "serve", "--port", "0"]
        host = subprocess.Popen(serve, env=told, stdout=subprocess.PIPE)
        try:
            port = _port(host)
            alone = _answered(port, tokens, seconds)
            sent = [*command, "campaigns", "send", _NAME, "--expect", str(ROWS)]
            send = subprocess.Popen(sent, env=told, stderr=subprocess.DEVNULL)
            time.sleep(3)
            beside = _answered(port, tokens, seconds)
            if send.poll() is not None:
                raise RuntimeError("the send ended meanwhile")
            send.kill()
            send.wait()
        finally:
            host.terminate()
            host.wait()
    return alone, beside


def _port(host: subprocess.Popen[bytes]) -> int:
    assert host.stdout is not None
    said = ""
    while not (found := re.search(r"http://\S+?:(\d+)", said)):
        said += host.stdout.readline().decode()
    time.sleep(3)
    return int(found[1])


def _answered(port: int, tokens: list[str], seconds: float) -> Answered:
    taken = asyncio.run(_asked(port, tokens, seconds))
    median, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    return Answered(len(taken) / seconds, 1e3 * median, 1e3 * p99)


def measure(place: Path, seconds: float = 8.0) -> list[Row]:
    """The 99th percentile beside a send, against that of the same requests alone."""
    alone, beside = measured(seconds, place / "links")
    name = f"links of mails beside a send, {beside.rate:.0f} a second, p99"
    return [Row(name, beside.p99, "ms", alone.p99, "under 50 ms")]


def main() -> None:
    """Measure, beside a send and without."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    with tempfile.TemporaryDirectory(prefix="mimicom-links-") as place:
        for words, one in zip(
            ("alone", "beside a send"), measured(seconds, Path(place)), strict=True
        ):
            sys.stdout.write(
                f"{one.rate:.0f} requests a second {words}: median {one.median:.1f} ms, "
                f"p99 {one.p99:.1f} ms\n"
            )


if __name__ == "__main__":
    main()
