"""Two hosts on one database, which they are given by its address, and one data folder: what began
at one goes on at the other. Only a live socket stays where it is (docs/operations.md)."""

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from core.accounts.models import OPERATOR, Role, User
from core.campaigns.models import State
from core.clock import now
from core.embedded.server import EmbeddedServer
from core.prospects.filters import Filter
from core.services import Services, open_services
from core.settings import Settings
from tests.assistant.web.wire import Page, Socket, token
from tests.factories import prospect
from tests.faults.campaign_sender import NAME
from tests.faults.preparing import ready
from tests.serving import GIGI, PASSWORD, Host, serve
from tests.smtp_server import Server, Sink

ROWS = 200
SECONDS = 20


@dataclass
class Pair:
    """Two hosts, and a third process on the same database: the tests'."""

    one: Host
    two: Host
    services: Services
    gigi: User
    mails: Server
    cookie: str

    @property
    def sink(self) -> Sink:
        """What was sent."""
        sink: Sink = self.mails.handler
        return sink

    def at(self, host: Host) -> Page:
        """Gigi's page there, with the session that she opened at the first."""
        return Page(host, self.cookie)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    place = tmp_path_factory.mktemp("two")
    database = EmbeddedServer(place / "database", "process-kill")
    mails = Server(Sink())
    mails.start()
    folder = place / "data"
    settings = Settings(data=folder, mongodb_uri=SecretStr(database.uri))
    services = open_services(settings)
    gigi = services.accounts.add(OPERATOR, GIGI, Role.MANAGER, PASSWORD)
    services.prospects.insert([prospect(), prospect(), prospect(ville="Metz")])
    given = {"MONGODB_URI": database.uri, "MIMICOM_EXPORT_SECONDS": "0"}
    one, two = (serve(folder, **given) for _ in range(2))
    yield Pair(one, two, services, gigi, mails, token(one, GIGI))
    for host in (one, two):
        host.stop()
    services.close()
    mails.stop()
    database.release()


@dataclass
class Said:
    """What a page was answered."""

    thread: str = ""
    texts: list[str] = field(default_factory=list)
    elements: list[dict[str, Any]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self.texts)

    def props(self, name: str) -> dict[str, Any]:
        """Of the element of that name."""
        found = [one["props"] for one in self.elements if one["name"] == name]
        assert found, (name, self.texts, [one["name"] for one in self.elements])
        return dict(found[-1])


def heard(wire: Socket, thread: str = "") -> Said:
    """What comes until the answer is whole; a page that opens is told of an end too."""
    said, depth = Said(thread), 0
    for event, *told in wire.events(SECONDS):
        depth += event == "task_start"  # one within the other
        if event == "first_interaction":
            said.thread = told[0]["thread_id"]
        elif event in ("new_message", "update_message") and told[0]["type"] != "user_message":
            said.texts.append(told[0]["output"])
        elif event == "element":
            said.elements.append(told[0])
        elif event == "task_end" and depth:
            depth -= 1
            if not depth:
                return said
    raise AssertionError(said)


def say(page: Page, text: str, thread: str = "") -> Said:
    """A message, in a conversation that is there already or in a new one."""
    with page.connected(threadId=thread) as wire:
        heard(wire)  # what greets, or shows again
        wire.emit("client_message", {"message": {"id": str(uuid.uuid4()), "output": text}})
        return heard(wire, thread)


def press(page: Page, name: str, payload: dict[str, Any], thread: str) -> dict[str, Any]:
    """A button of a conversation."""
    with page.connected(threadId=thread):
        sent = {"sessionId": page.session_id, "action": {"name": name, "payload": payload}}
        answer = page.send("POST", "/project/action", sent)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()["response"]
        return told


def test_a_conversation_goes_on_at_the_other_host(pair: Pair) -> None:
    first = say(pair.at(pair.one), "montre-moi les prospects de Lyon")
    assert first.props("DataTable")["total"] == 2
    then = say(pair.at(pair.two), "combien ?", first.thread)
    assert "2" in then.text
    shown = {"source": "selection", "source_id": first.props("DataTable")["source_id"]}
    rows = press(pair.at(pair.two), "table", shown, first.thread)
    assert rows["ok"]
    assert rows["total"] == 2


def test_a_question_asked_at_one_is_answered_once_at_the_other(pair: Pair) -> None:
    asked = say(pair.at(pair.one), "ajoute l'étiquette salon aux prospects de Lyon")
    pending = asked.props("Confirm")["pending_id"]
    tagged = Filter(tag=("salon",))
    assert pair.services.prospects.count(OPERATOR, tagged) == 0
    press(pair.at(pair.two), "confirm", {"pending_id": pending, "yes": True}, asked.thread)
    assert pair.services.prospects.count(OPERATOR, tagged) == 2
    again = say(pair.at(pair.one), "oui", asked.thread)
    assert "pas de question" in again.text


def test_files_of_one_are_got_from_the_other(pair: Pair) -> None:
    one, two = pair.at(pair.one), pair.at(pair.two)
    export = one.send("POST", "/api/exports", {"filter": {"ville": ["Lyon"]}}).json()
    got = two.send("GET", export["url"])
    assert got.status_code == 200
    assert got.text.count("\n") == 3
    file = b"nom_structure;ville\nLa Ruche;Dijon\n"
    done = one.send("POST", "/api/imports?name=a.csv", content=file).json()
    assert done["added"] == 1
    report = two.send("GET", f"/api/imports/{done['import_id']}/rapport.csv")
    assert report.status_code == 200


def test_a_file_dropped_at_one_is_imported_by_the_other(pair: Pair) -> None:
    page = pair.at(pair.one)
    with page.connected() as wire:
        heard(wire)
        sent = page.send(
            "POST", f"/project/file?session_id={page.session_id}",
            files={"file": ("b.csv", b"nom_structure;ville\nLe Phare;Brest\n", "text/csv")},
        )  # fmt: skip
        message = {"id": str(uuid.uuid4()), "output": "importe"}
        wire.emit(
            "client_message", {"message": message, "fileReferences": [{"id": sent.json()["id"]}]}
        )
        asked = heard(wire)
        deadline = time.monotonic() + SECONDS
        while not pair.services.database.mongo["pendings"].find_one({"action": "import"}):
            assert time.monotonic() < deadline, asked
            time.sleep(0.1)
    kept = pair.services.database.mongo["pendings"].find_one({"action": "import"})
    assert kept is not None
    answer = {"pending_id": kept["_id"], "yes": True}
    press(pair.at(pair.two), "confirm", answer, kept["conversation"])
    deadline = time.monotonic() + SECONDS
    while pair.services.prospects.count(OPERATOR, Filter(ville=("Brest",))) != 1:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_reminder_is_told_once_wherever_its_page_is(pair: Pair) -> None:
    with pair.at(pair.one).connected() as here, pair.at(pair.two).connected() as there:
        when = now() + timedelta(seconds=2)
        kept = pair.services.reminders.add(pair.gigi, "Appeler la mairie", when)
        shown = [_times(wire, "Appeler la mairie", 8) for wire in (here, there)]
    assert shown == [1, 1]
    found = pair.services.database.mongo["journal"].count_documents({"cible": kept.rappel_id})
    assert found <= 2  # that it was added, that it was told


def _times(wire: Socket, text: str, seconds: float) -> int:
    """How often a page shows a text within that time."""
    count, deadline = 0, time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        for event, *told in wire.events(left):
            count += event == "new_message" and text in told[0]["output"]
            if time.monotonic() > deadline:
                break
        else:
            break
    return count


def test_a_send_asked_at_one_is_confirmed_and_paused_at_the_other(pair: Pair) -> None:
    ready(pair.services, pair.mails.url(), ROWS, per_minute=600)
    campaign = pair.services.campaigns.preparing.named(OPERATOR, NAME)
    asked = say(pair.at(pair.one), f"envoie la campagne {NAME}")
    say(pair.at(pair.two), str(ROWS), asked.thread)
    deadline = time.monotonic() + SECONDS
    while len(pair.sink.mails) < 5:
        assert time.monotonic() < deadline, asked
        time.sleep(0.05)
    act = {"do": "campaign", "campaign": campaign.campagne_id, "deed": "pause"}
    press(pair.at(pair.one), "act", {"act": act, "say": "pause"}, asked.thread)
    deadline = time.monotonic() + SECONDS
    while _state(pair) is not State.EN_PAUSE:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(2)  # who sends looks every second
    sent = len(pair.sink.mails)
    assert sent < ROWS
    time.sleep(1)
    assert len(pair.sink.mails) == sent
    assert len(set(pair.sink.to)) == len(pair.sink.to), "nobody twice"


def _state(pair: Pair) -> State:
    return pair.services.campaigns.preparing.named(OPERATOR, NAME).etat


def test_a_session_ended_at_one_ends_at_the_other(pair: Pair) -> None:
    cookie = token(pair.one, GIGI)
    here, there = Page(pair.one, cookie), Page(pair.two, cookie)
    assert there.send("GET", "/user").status_code == 200
    here.send("POST", "/logout")
    deadline = time.monotonic() + SECONDS
    while there.send("GET", "/user").status_code != 401:
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_what_is_due_by_the_clock_is_done_by_one(pair: Pair) -> None:
    """Both look at it within seconds of their start; both write to one log."""
    log, done = pair.one.folder / "logs" / "mimicom.log", "clock job snapshot: True"
    deadline = time.monotonic() + 40
    while done not in log.read_text("utf-8"):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert log.read_text("utf-8").count(done) == 1


def test_a_host_that_goes_leaves_its_conversations_to_the_other(pair: Pair) -> None:
    first = say(pair.at(pair.two), "montre-moi les prospects de Lyon")
    pair.two.process.kill()
    pair.two.process.wait(SECONDS)
    then = say(pair.at(pair.one), "combien ?", first.thread)
    assert "2" in then.text
