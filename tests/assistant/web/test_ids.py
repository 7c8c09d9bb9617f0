"""Ids that a page chooses: they name nothing outside, and nobody else's."""

import uuid
from pathlib import Path

import pytest

from assistant.web import upload_folders
from assistant.web.ids import Owners, is_uuid
from tests.assistant.web.wire import Page, request
from tests.serving import Host

SOME_ID = "9f954650-e019-4daf-b52a-6505f2b1a7c3"
NO_UUID = [
    "../../database", "../public", ".", "..", "", "/", "a", "../" * 12 + "tmp", "%2e%2e/public",
    "C:\\", "0" * 36, SOME_ID.upper(), SOME_ID + "/..", "../" + SOME_ID,
    SOME_ID + "\n", SOME_ID.replace("-", ""), "{" + SOME_ID + "}",
    "\0", "x" * 3_000, None, 5, [], {}, True,
]  # fmt: skip


def named(value: object) -> str:
    return repr(value)[:30]


@pytest.mark.parametrize("session_id", NO_UUID, ids=named)
def test_a_socket_names_no_folder(gigi: Page, session_id: object) -> None:
    database = gigi.host.folder / "database"
    before = {path.name for path in gigi.host.folder.iterdir()}
    with gigi.socket() as opened:
        assert "pas comprise" in opened.connect(gigi.auth(sessionId=session_id))
        opened.emit("clear_session")
    assert {path.name for path in gigi.host.folder.iterdir()} == before
    assert any(database.iterdir())
    assert gigi.send("GET", "/user").status_code == 200


def test_a_folder_of_this_machine_is_not_removed(gigi: Page, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("kept")
    with gigi.socket() as opened:
        assert opened.connect(gigi.auth(sessionId=str(tmp_path)))
        opened.emit("clear_session")
    assert (tmp_path / "precious.txt").exists()


@pytest.mark.parametrize(
    "other",
    [
        {"clientType": "copilot"}, {"clientType": None}, {"userEnv": "{"}, {"userEnv": "[1]"},
        {"userEnv": {"a": 1}}, {"chatProfile": "../x"}, {"threadId": 3},
        {"threadId": "terminal:operator:terminal"}, {"threadId": "../.."},
        {"threadId": "x" * 3_000},
    ],
    ids=named,
)  # fmt: skip
def test_a_socket_tells_what_the_page_tells(gigi: Page, other: dict[str, object]) -> None:
    with gigi.socket() as opened:
        assert "pas comprise" in opened.connect(gigi.auth(**other))


@pytest.mark.parametrize("told", [[], "x", 5, None, {}, {"sessionId": SOME_ID}], ids=named)
def test_a_socket_tells_who_it_is(gigi: Page, told: object) -> None:
    with gigi.socket() as opened:
        assert opened.connect(told)


def test_a_session_belongs_to_who_opened_it(gigi: Page, lila: Page) -> None:
    with gigi.connected(), lila.socket() as theirs:
        assert "autre compte" in theirs.connect(lila.auth(sessionId=gigi.session_id))
        action = {"name": "job", "payload": {"job_id": "x"}}
        asked = {"sessionId": gigi.session_id, "action": action}
        assert lila.send("POST", "/project/action", asked).status_code == 404
        files = {"file": ("a.csv", b"nom\nA\n", "text/csv")}
        path = f"/project/file?session_id={gigi.session_id}"
        assert lila.send("POST", path, files=files).status_code == 404
        sent = gigi.send("POST", path, files=files)
        assert sent.status_code == 200
        file = f"/project/file/{sent.json()['id']}?session_id={gigi.session_id}"
        assert gigi.send("GET", file).content == b"nom\nA\n"
        assert lila.send("GET", file).status_code == 404


def test_a_session_that_is_gone_is_not_somebody_elses(gigi: Page, lila: Page) -> None:
    with gigi.connected() as opened:
        opened.emit("clear_session")
    with lila.socket() as theirs:
        assert theirs.connect(lila.auth(sessionId=gigi.session_id))


def test_a_conversation_has_one_owner(gigi: Page, lila: Page) -> None:
    thread = str(uuid.uuid4())
    with gigi.connected(threadId=thread), lila.socket() as theirs:
        assert "conversation" in theirs.connect(lila.auth(threadId=thread))


def test_a_conversation_is_read_by_its_owner(gigi: Page, lila: Page) -> None:
    with gigi.connected() as opened:
        message = {"id": str(uuid.uuid4()), "output": "bonjour", "type": "assistant_message"}
        opened.emit("client_message", {"message": message})
        thread = opened.event("first_interaction")["thread_id"]
        opened.event("task_end")
    path = f"/project/thread/{thread}"
    read = gigi.send("GET", path)
    assert read.headers["cache-control"] == "no-store"
    mine = [step for step in read.json()["steps"] if step["id"] == message["id"]]
    # Neither its kind nor its author is the sender's to choose.
    assert [(step["type"], step["name"]) for step in mine] == [("user_message", "gigi@exemple.fr")]
    assert lila.send("GET", path).status_code == 404
    told = {"threadId": thread}
    assert lila.send("PUT", "/project/thread", {**told, "name": "volée"}).status_code == 404
    assert lila.send("DELETE", "/project/thread", told).status_code == 404
    with lila.socket() as theirs:
        assert "conversation" in theirs.connect(lila.auth(threadId=thread))
    assert gigi.send("DELETE", "/project/thread", told).status_code == 200


@pytest.mark.parametrize("session_id", [one for one in NO_UUID if isinstance(one, str)], ids=named)
def test_no_route_takes_another_id(gigi: Page, session_id: str) -> None:
    # A conversation has such an id too.
    for method, path, body in (
        ("POST", "/set-session-cookie", {"session_id": session_id}),
        ("POST", "/project/action", {"sessionId": session_id, "action": {"name": "job"}}),
        ("PUT", "/project/thread", {"threadId": session_id, "name": "x"}),
        ("DELETE", "/project/thread", {"threadId": session_id}),
    ):
        answer = gigi.send(method, path, body)
        assert answer.status_code == 400, path
        assert "pas comprise" in answer.json()["detail"]
    asked = {"session_id": session_id}
    files = {"file": ("a.csv", b"nom\nA\n", "text/csv")}
    assert gigi.send("POST", "/project/file", params=asked, files=files).status_code == 400
    assert gigi.send("GET", f"/project/file/{uuid.uuid4()}", params=asked).status_code == 400


def test_an_id_told_twice_is_refused(gigi: Page) -> None:
    good = gigi.session_id
    path = f"/project/file/{uuid.uuid4()}?session_id={good}&session_id=..%2Fpublic"
    assert gigi.send("GET", path).status_code == 400


def test_a_made_up_connection_is_not_believed(gigi: Page) -> None:
    """An event may be called as the library's own."""
    with gigi.connected() as opened:
        scope = {"mimicom_user": {"user_id": "admin"}, "mimicom_token": gigi.token}
        opened.emit("connect", {"asgi.scope": scope, "HTTP_COOKIE": ""}, gigi.auth(sessionId=".."))
        opened.emit("clear_session")
    assert any((gigi.host.folder / "database").iterdir())


def test_another_accounts_connection_is_not_joined(gigi: Page, lila: Page, attacked: Host) -> None:
    cookie = {"Cookie": f"access_token={gigi.token}"}
    path = "/ws/socket.io/?EIO=4&transport=polling"
    opened = request(attacked, "GET", path, cookie)
    assert opened.status == 200
    sid = opened.body.decode().split('"sid":"')[1].split('"')[0]
    theirs = {"Cookie": f"access_token={lila.token}"}
    assert request(attacked, "GET", f"{path}&sid={sid}", theirs).status == 400
    assert request(attacked, "POST", f"{path}&sid={sid}", theirs, b'40{"a":1}').status == 400
    assert request(attacked, "POST", f"{path}&sid={sid}", cookie, b"3").status == 200


@pytest.mark.parametrize("session_id", [one for one in NO_UUID if isinstance(one, str)], ids=named)
def test_uploads_are_removed_inside_their_folder_only(tmp_path: Path, session_id: str) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (tmp_path / "public").mkdir()
    with pytest.raises(upload_folders.Outside):
        upload_folders.remove(folder, session_id)
    assert (tmp_path / "public").is_dir()
    assert folder.is_dir()


def test_a_link_among_uploads_is_not_followed(tmp_path: Path) -> None:
    folder, precious, id = tmp_path / "files", tmp_path / "precious", str(uuid.uuid4())
    folder.mkdir()
    precious.mkdir()
    (folder / id).symlink_to(precious)
    with pytest.raises(upload_folders.Outside):
        upload_folders.remove(folder, id)
    assert precious.is_dir()


def test_a_sessions_uploads_are_removed(tmp_path: Path) -> None:
    id = str(uuid.uuid4())
    (tmp_path / id).mkdir()
    (tmp_path / id / "file.csv").write_text("x")
    upload_folders.remove(tmp_path, id)
    assert not (tmp_path / id).exists()


def test_an_id_is_its_first_users() -> None:
    owners = Owners()
    assert owners.claim("a", "gigi")
    assert owners.claim("a", "gigi")
    assert not owners.claim("a", "lila")
    assert owners.of("a") == "gigi"
    assert owners.of("b") is None


def test_only_canonical_uuids_are_ids() -> None:
    assert is_uuid(str(uuid.uuid4()))
    assert not any(is_uuid(one) for one in NO_UUID)
