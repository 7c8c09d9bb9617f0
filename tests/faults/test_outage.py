"""A running host whose database fails: French sentences at every endpoint; then it is back."""

import json
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from tests.processes import processes_of
from tests.serving import serve


@dataclass
class Host:
    """A `mimicom serve` of its own, and a browser that is logged in."""

    folder: Path
    client: httpx.Client

    def server(self) -> psutil.Process:
        """Its database server."""
        return psutil.Process(
            json.loads((self.folder / "run" / "server.json").read_text())["server"]
        )

    def knock(self, method: str, url: str) -> httpx.Response:
        """One request as the page makes it."""
        if url == "/login":
            typed = {"username": "a@b.fr", "password": "x"}
            return self.client.request(method, url, data=typed)
        return self.client.request(method, url, json={} if method == "POST" else None)

    def kill_server(self) -> None:
        """Return once another one took its place."""
        killed = self.server()
        killed.kill()
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(OSError, ValueError, psutil.NoSuchProcess):
                if self.server() != killed:
                    return
            time.sleep(0.05)
        raise AssertionError("no other server")

    def healthy_within(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (answer := self.client.get("/health")).status_code != 200:
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.2)


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    running = serve(tmp_path_factory.mktemp("outage") / "data")
    email, password = (re.search(rf"{what} *: (\S+)", running.said) for what in ("E-mail", "passe"))
    assert email
    assert password
    with httpx.Client(base_url=running.address, timeout=20) as client:
        account = {"username": email[1], "password": password[1]}
        assert client.post("/login", data=account).status_code == 200
        yield Host(running.folder, client)
    running.stop()


def in_french(answer: httpx.Response) -> bool:
    """A refusal as JSON, with a sentence for its reader."""
    return answer.status_code == 503 and "base de données" in answer.json()["detail"]


def test_a_host_whose_database_hangs_says_so_soon(host: Host) -> None:
    hung = host.server()
    hung.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        answer = host.client.get("/health")
        assert time.monotonic() - began < 5
        assert in_french(answer)
        assert answer.headers["cache-control"] == "no-store"
    finally:
        hung.send_signal(signal.SIGCONT)
    host.healthy_within(20)


def test_a_host_whose_database_is_killed_again_and_again_serves_on(host: Host) -> None:
    for _ in range(5):
        host.kill_server()
    host.healthy_within(20)


def test_a_host_whose_keeper_is_killed_too_serves_on(host: Host) -> None:
    for process in processes_of(host.folder):
        if process.cmdline()[1:2] == ["-E"] or "--storage-path" in process.cmdline():
            process.kill()
    time.sleep(1.5)  # an answer may be as old as a second
    host.healthy_within(20)


ENDPOINTS = (
    ("GET", "/user"),
    ("GET", "/api/exports/abc"),
    ("GET", "/project/settings?language=fr-FR"),
    ("POST", "/project/threads"),
    ("POST", "/login"),
)


def test_while_the_database_can_not_start_every_endpoint_says_so(host: Host) -> None:
    host.healthy_within(20)
    table = host.folder / "database" / "secantus_preimages.wt"
    aside = table.with_suffix(".aside")
    table.rename(aside)
    try:
        host.server().kill()
        time.sleep(3.5)  # sessions are remembered as long
        began = time.monotonic()
        with ThreadPoolExecutor(len(ENDPOINTS)) as pool:
            answers = list(pool.map(lambda endpoint: host.knock(*endpoint), ENDPOINTS))
        assert time.monotonic() - began < 15
        assert [a.text for a in answers if not in_french(a)] == []
        said = host.client.get("/health").json()["detail"]
        assert "abîmée" in said
        assert str(host.folder) not in said
    finally:
        aside.rename(table)
        host.healthy_within(30)
