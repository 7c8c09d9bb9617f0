"""Kill -9 in the middle of a send: nobody twice, nobody lost, only what was on its way in doubt."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.accounts.models import OPERATOR
from core.campaigns.models import RecipientState, State
from core.campaigns.sending import Doubt
from core.services import Services, open_services
from core.settings import Settings
from tests.commands import started
from tests.faults.campaign_sender import NAME
from tests.faults.preparing import CONNECTIONS, prepared, server_pid
from tests.faults.storm import storm
from tests.smtp_server import Server, Sink

SENDER = "tests.faults.campaign_sender"
ROWS = 300
KILLED_AFTER = (5, 60, 150)
"""Mails that the server has when the sender is killed, one kill after the other."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server(Sink())
    made.start()
    yield made
    made.stop()


def opened(folder: Path) -> Services:
    return open_services(Settings(data=folder, mongodb_uri=None))


def killed_once(folder: Path, sink: Sink, after: int, *what: str) -> None:
    """Run a sender and kill it once the server has that many mails."""
    process = started(SENDER, str(folder), *what)
    deadline = time.monotonic() + 120
    while len(sink.mails) < after:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.kill()
    process.wait()


def test_a_send_that_is_killed_again_and_again_writes_to_each_once(
    folder: Path, server: Server
) -> None:
    prepared(folder, server, ROWS)
    sink: Sink = server.handler
    for rank, after in enumerate(KILLED_AFTER):
        killed_once(folder, sink, after, *(("resume",) if rank else ("send", str(ROWS))))
    services = opened(folder)
    doors = services.campaigns
    campaign = doors.preparing.named(OPERATOR, NAME)
    counts = doors.reading.results(OPERATOR, campaign).as_json()["recipients"]
    assert counts["uncertain"] <= CONNECTIONS * len(KILLED_AFTER)
    assert counts["sending"] == 0
    campaign = doors.preparing.named(OPERATOR, NAME)
    assert campaign.etat is State.EN_PAUSE
    report = doors.sending.resume(OPERATOR, campaign, lambda *_: None)
    assert len(sink.to) == len(set(sink.to)), "nobody twice"
    rows = list(services.database.mongo["recipients"].find())
    sent = {row["email"] for row in rows if row["etat"] == RecipientState.SENT}
    uncertain = {row["email"] for row in rows if row["etat"] == RecipientState.UNCERTAIN}
    assert sent <= set(sink.to), "what is told as sent arrived"
    assert set(sink.to) - sent <= uncertain
    assert len(sent | uncertain) == ROWS, "nobody is lost"
    missing = uncertain - set(sink.to)
    if uncertain:
        doors.sending.resume(OPERATOR, report.campaign, lambda *_: None, Doubt.SKIP)
    assert doors.preparing.named(OPERATOR, NAME).etat is State.TERMINEE
    assert len(set(sink.to)) == ROWS - len(missing)
    services.close()


def test_a_database_that_is_killed_in_the_middle_of_a_send_costs_nothing(
    folder: Path, server: Server
) -> None:
    prepared(folder, server, ROWS)
    sink: Sink = server.handler
    services = opened(folder)
    process = started(SENDER, str(folder), "send", str(ROWS))
    deadline = time.monotonic() + 120
    while len(sink.mails) < 40:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.002)
    pid = server_pid(services)
    os.kill(pid, signal.SIGKILL)
    process.wait()
    doors = services.campaigns
    campaign = doors.preparing.named(OPERATOR, NAME)
    if campaign.etat is not State.TERMINEE:  # it was told, and waits for a person
        doors.reading.results(OPERATOR, campaign)
        campaign = doors.preparing.named(OPERATOR, NAME)
        doors.sending.resume(OPERATOR, campaign, lambda *_: None)
    rows = list(services.database.mongo["recipients"].find())
    sent = {row["email"] for row in rows if row["etat"] == RecipientState.SENT}
    uncertain = {row["email"] for row in rows if row["etat"] == RecipientState.UNCERTAIN}
    assert len(sink.to) == len(set(sink.to)), "nobody twice"
    assert sent <= set(sink.to)
    assert len(sent | uncertain) == ROWS
    assert len(uncertain) <= CONNECTIONS
    services.close()


def test_a_storm_of_kills(tmp_path: Path) -> None:
    """The short form of `make faults`."""
    tally = storm(tmp_path, kills=3, rows=120, seed=7)
    assert tally.good, str(tally)


def test_two_processes_send_the_same_campaign(folder: Path, server: Server) -> None:
    prepared(folder, server, ROWS)
    sink: Sink = server.handler
    sink.always = "slow 0.03"  # so that the second one comes in time
    one = started(SENDER, str(folder), "send", str(ROWS))
    deadline = time.monotonic() + 120
    while len(sink.mails) < 5:
        assert time.monotonic() < deadline
        time.sleep(0.002)
    two = started(SENDER, str(folder), "resume")
    assert (one.wait(), two.wait()) == (0, 0)
    assert sorted(sink.to) == sorted(f"p{n}@exemple.fr" for n in range(ROWS))
