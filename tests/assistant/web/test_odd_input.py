"""What no page sends: refused in French, never an error."""

import uuid
from typing import Any

import pytest

from assistant.web.elements.actions import ACTIONS
from tests.assistant.web.wire import Page, request
from tests.serving import Host

SURROGATE = '"\\ud800"'


@pytest.mark.parametrize(
    "path",
    [
        "/thread/%00", "/user%00", "/public/a%00b", "/public/" + "x" * 3_000, "/?a=%00", "/%ff",
        "/project/translations?language=%00", "/project/translations?language=" + "x" * 3_000,
        "/project/translations?language=%ff", "/project/translations?language=../../x",
        "/project/translations?language=fr&language=en", "/logo?theme=x", "/avatars/%00",
        "/avatars/..%2f..%2fx", "/assets/..%2f..%2fserver.py", "/api/exports/%00",
        "/" + "x" * 7_000, "/public/..%5c..%5cx", "/public/%ed%a0%80", "/thread/%E2%80%AE",
        "/project/file/x?session_id=" + "x" * 3_000, "/ws/socket.io/?EIO=3&transport=polling",
        "/ws/socket.io/?EIO=4&transport=polling&j=x", "/ws/socket.io/?EIO=4&transport=x",
        "/ws/socket.io/?EIO=4&transport=polling&sid=unknown", "/ws/socket.io/x", "*",
        "http://ailleurs.example/user", "/user?" + "a=1&" * 1_000,
    ],
    ids=lambda path: path[:40],
)  # fmt: skip
def test_an_odd_address_is_refused(gigi: Page, path: str) -> None:
    cookie = {"Cookie": f"access_token={gigi.token}"}
    answer = request(gigi.host, "GET", path, cookie)
    assert answer.status in (400, 404) or path.startswith("/user?")
    assert answer.status < 500
    if answer.status >= 400:
        assert answer.detail


BODIES: list[bytes] = [
    b"", b"{", b"[]", b"null", b"3", b'"x"', b"\xff\xfe", b"\0", b"{}", b'{"a":' * 500,
    b'{"sessionId":"%s","action":5}', b'{"sessionId":null,"action":{}}', b'{"threadId":5}',
    b'{"threadId":' + SURROGATE.encode() + b',"name":"x"}', b'{"session_id":["a"]}',
    b'{"pagination":{"first":1e999},"filter":{}}', b'{"pagination":{"first":-5},"filter":{}}',
    b'{"pagination":{"first":"abc"},"filter":{}}', b'{"pagination":{"first":true},"filter":{}}',
    b'{"pagination":{"first":99999999999999999999},"filter":{}}',
    b'{"pagination":{"first":5,"cursor":"x"},"filter":{}}',
    b'{"pagination":{"first":5},"filter":{"search":5}}', b"x" * 3_000,
    b'{"pagination":{"first":5},"filter":{"search":"' + b"x" * 3_000 + b'"}}',
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: str(body[:40]))
def test_odd_json_is_refused(gigi: Page, body: bytes) -> None:
    for method, path in (
        ("POST", "/set-session-cookie"), ("POST", "/project/threads"), ("PUT", "/project/thread"),
        ("DELETE", "/project/thread"), ("POST", "/project/action"),
    ):  # fmt: skip
        told = {"Content-Type": "application/json"}
        answer = gigi.send(method, path, content=body, headers=told)
        assert answer.status_code == 400, path
        assert "pas comprise" in answer.json()["detail"]


def test_a_search_for_what_cannot_be_typed_finds_nothing(gigi: Page) -> None:
    body = b'{"pagination":{"first":5},"filter":{"search":"a\\u0000\\ud800(["}}'
    answer = gigi.send(
        "POST", "/project/threads", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 200


@pytest.mark.parametrize("name", sorted(ACTIONS))
@pytest.mark.parametrize(
    "value",
    ["abc", None, -1, [], {}, "x" * 3_000, 10**14, True, "$where", "../x"],
    ids=lambda value: repr(value)[:20],
)
def test_an_action_takes_what_it_takes(gigi: Page, name: str, value: Any) -> None:
    with gigi.connected():
        fields = ACTIONS[name].model_fields
        payload: dict[str, Any] = dict.fromkeys(fields, value)
        asked = {"sessionId": gigi.session_id, "action": {"name": name, "payload": payload}}
        answer = gigi.send("POST", "/project/action", asked)
        assert answer.status_code in (200, 400)
        if answer.status_code == 400:
            assert "pas comprise" in answer.json()["detail"]
        else:
            assert "Une erreur est survenue" not in answer.text


def test_a_limit_that_is_no_number_is_named(gigi: Page) -> None:
    with gigi.connected():
        payload = {"source": "selection", "source_id": str(uuid.uuid4()), "limit": "abc"}
        asked = {"sessionId": gigi.session_id, "action": {"name": "table", "payload": payload}}
        answer = gigi.send("POST", "/project/action", asked)
        assert answer.status_code == 400
        assert answer.json()["detail"] == "Cette demande n'est pas comprise (limit)."


@pytest.mark.parametrize("name", ["nothing", "", "__init__", "x" * 200, "\0"])
def test_an_action_that_is_none_does_not_exist(gigi: Page, name: str) -> None:
    with gigi.connected():
        asked = {"sessionId": gigi.session_id, "action": {"name": name, "payload": {}}}
        answer = gigi.send("POST", "/project/action", asked)
        assert answer.status_code == 404
        assert answer.json()["detail"] == "Cette action n'existe pas."


def test_a_session_that_nobody_opened_does_not_exist(gigi: Page) -> None:
    id = str(uuid.uuid4())
    asked = {"sessionId": id, "action": {"name": "job", "payload": {"job_id": "x"}}}
    files = {"file": ("a.csv", b"nom\nA\n", "text/csv")}
    for answer in (
        gigi.send("POST", "/project/action", asked),
        gigi.send("POST", f"/project/file?session_id={id}", files=files),
        gigi.send("GET", f"/project/file/{uuid.uuid4()}?session_id={id}"),
    ):
        assert answer.status_code == 404
        assert "Cette session n'existe pas" in answer.json()["detail"]


PART = b'--b\r\nContent-Disposition: form-data; name="file"%s\r\n%s\r\n%s\r\n--b--\r\n'
CSV = b"Content-Type: text/csv\r\n"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (PART % (b'; filename="a.csv"', CSV, b""), "vide"),
        (PART % (b'; filename=""', CSV, b"nom\nA"), "pas comprise"),
        (PART % (b"", CSV, b"nom\nA"), "pas comprise"),
        (PART % (b'; filename="a.csv"', b"", b"nom\nA"), ""),
        (PART % (b'; filename="a.exe"', b"Content-Type: text/x-sh\r\n", b"nom"), "pas accepté"),
        (PART % (b'; filename="a.csv"', b"Content-Type: \xff\r\n", b"nom"), ""),
        (b"--b\r\n\r\n", ""), (b"", ""), (b"--b--", ""), (b"\0" * 3_000, ""), (PART[:40], ""),
    ],
)  # fmt: skip
def test_an_odd_upload_is_refused(gigi: Page, body: bytes, said: str) -> None:
    with gigi.connected():
        path = f"/project/file?session_id={gigi.session_id}"
        told = {"Content-Type": "multipart/form-data; boundary=b"}
        answer = gigi.send("POST", path, content=body, headers=told)
        assert answer.status_code == 400
        assert said in answer.json()["detail"]


@pytest.mark.parametrize("name", ["a\0b.csv", "x" * 3_000 + ".csv", "../../a.csv", "é\x07.csv"])
def test_a_files_odd_name_is_its_name_only(gigi: Page, name: str) -> None:
    with gigi.connected():
        path = f"/project/file?session_id={gigi.session_id}"
        files = {"file": (name, b"nom\nA\n", "text/csv")}
        assert gigi.send("POST", path, files=files).status_code in (200, 400)


@pytest.mark.parametrize(
    "sent",
    [
        [], [None], [5], ["x"], [{}], [{"message": None}],
        [{"message": {"id": "x", "output": "a"}}],
        [{"message": {"id": str(uuid.uuid1()), "output": "a"}}],
        [{"message": {"id": str(uuid.uuid4()), "output": 5}}],
        [{"message": {"id": str(uuid.uuid4()), "output": "a"}, "fileReferences": "x"}],
        [{"message": {"id": str(uuid.uuid4()), "output": "a"}, "fileReferences": [{"id": ".."}]}],
    ],
)  # fmt: skip
def test_an_odd_message_is_told(gigi: Page, sent: list[Any]) -> None:
    with gigi.connected() as opened:
        opened.emit("client_message", *sent)
        assert "pas comprise" in opened.event("toast")["message"]


@pytest.mark.parametrize(
    "packet",
    [
        "", "4", "42", "42{}", "42[]", "42[5]", "42[[]]", '42["x"', "4251-[]", "45", "451-[]",
        '451-["client_message",{"_placeholder":true,"num":0}]', "43", "430[]", "44{}",
        "4" + "9" * 50,
        "9", "x", '42/other,["x"]', "40/other,{}", '42["' + "x" * 5_000 + '"]', "42" + "[" * 5_000,
        b"binary", '42["edit_message",{"message":{"id":"x","output":"y"}}]',
        '42["window_message",{}]', '42["chat_settings_change",{"a":1}]', '42["audio_start"]',
    ],
)  # fmt: skip
def test_an_odd_packet_harms_nobody(gigi: Page, packet: str | bytes) -> None:
    with gigi.connected() as opened:
        opened.wire.send(packet)
    assert gigi.send("GET", "/user").status_code == 200


def test_a_message_is_cleaned(gigi: Page) -> None:
    with gigi.connected() as opened:
        message = {"id": str(uuid.uuid4()), "output": "bonjour\0\ud800 !"}
        opened.emit("client_message", {"message": message})
        thread = opened.event("first_interaction")["thread_id"]
        opened.event("task_end")
    steps = gigi.send("GET", f"/project/thread/{thread}").json()["steps"]
    assert [s["output"] for s in steps if s["id"] == message["id"]] == ["bonjour !"]


def test_a_method_that_is_none_is_refused(attacked: Host) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"):
        answer = request(attacked, method, "/user")
        assert answer.status == 405
        assert answer.headers["allow"] == "GET"
        assert answer.detail
