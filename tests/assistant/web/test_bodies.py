"""Bodies are counted as they come, whatever their headers say, on every address."""

import json
import time
from collections.abc import Iterator

import psutil
import pytest

from assistant.web.bodies import read_json
from tests.assistant.web.wire import Page, Raw, place, request, send
from tests.serving import Host

CHUNK = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
FILE = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n"
)
BODIES = [
    ("POST", "/login"), ("POST", "/logout"), ("POST", "/set-session-cookie"),
    ("POST", "/api/imports"), ("POST", "/project/file?session_id=x"),
    ("POST", "/api/exports"), ("POST", "/project/action"), ("PUT", "/project/thread"),
    ("DELETE", "/project/thread"), ("POST", "/project/threads"),
    ("POST", "/nowhere"), ("PUT", "/feedback"), ("POST", "/project/translations"), ("GET", "/"),
    ("POST", "/ws/socket.io/?EIO=4&transport=polling"), ("POST", "/mcp"),
]  # fmt: skip


def start(host: Host, method: str, path: str, *lines: str) -> bytes:
    """The head of a request."""
    first = [f"{method} {path} HTTP/1.1", f"Host: localhost:{place(host)[1]}"]
    return "\r\n".join([*first, *lines, "", ""]).encode()


def chunked(host: Host, method: str, path: str, size: int, *lines: str, first: bytes = b"") -> Raw:
    """A body whose size is not told before."""
    head = start(host, method, path, "Transfer-Encoding: chunked", *lines)
    opening = b"%x\r\n%s\r\n" % (len(first), first) if first else b""
    return send(host, head, opening, *[CHUNK] * (size // 0x10000), b"0\r\n\r\n")


@pytest.fixture(scope="module")
def settled(attacked: Host) -> psutil.Process:
    """The host once it has loaded its language, which it does a second after its start."""
    process = psutil.Process(attacked.process.pid)
    deadline, before = time.monotonic() + 60, 0
    while (now := process.memory_info().rss) - before > 2_000_000 and time.monotonic() < deadline:
        before = now
        time.sleep(1.5)
    return process


@pytest.fixture
def memory(settled: psutil.Process) -> Iterator[None]:
    """The host does not grow by what it is sent."""
    before = settled.memory_info().rss
    yield
    assert settled.memory_info().rss - before < 30_000_000


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(("method", "path"), BODIES)
def test_nobody_fills_the_memory(attacked: Host, method: str, path: str) -> None:
    """Forty megabytes, anonymous: each is an order above what any of these takes."""
    answer = chunked(attacked, method, path, 40_000_000)
    assert 400 <= answer.status < 500
    assert answer.detail


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(("method", "path"), BODIES)
def test_a_size_told_in_two_ways_is_refused(gigi: Page, method: str, path: str) -> None:
    cookie = f"Cookie: access_token={gigi.token}"
    answer = chunked(gigi.host, method, path, 5_000_000, "Content-Length: 5", cookie)
    assert answer.status in (400, 404, 405)
    assert answer.detail


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    "path", [path for method, path in BODIES if path.startswith(("/set", "/project/act", "/ws"))]
)
def test_a_user_fills_no_memory_either(gigi: Page, path: str) -> None:
    answer = chunked(gigi.host, "POST", path, 40_000_000, f"Cookie: access_token={gigi.token}")
    assert answer.status == 413
    assert "Mo au plus" in answer.detail


@pytest.mark.parametrize("path", ["/api/imports", "/project/file?session_id={0}"])
def test_a_file_has_its_limit_however_it_is_sent(gigi: Page, path: str) -> None:
    with gigi.connected():
        told = [f"Cookie: access_token={gigi.token}"]
        told += ["Content-Type: multipart/form-data; boundary=b"]
        address = path.format(gigi.session_id)
        answer = chunked(gigi.host, "POST", address, 55_000_000, *told, first=FILE)
        assert answer.status == 413
        length = start(gigi.host, "POST", address, "Content-Length: 60000000", *told)
        assert send(gigi.host, length, b"x" * 1_000).status == 413


@pytest.mark.parametrize("length", ["+5", "-1", "5 5", "0x5", "5.0", "9" * 30, "٥", ""])
def test_a_length_is_a_number(gigi: Page, length: str) -> None:
    head = start(gigi.host, "POST", "/login", f"Content-Length: {length}")
    answer = send(gigi.host, head + b"a=b")
    assert answer.status in (400, 413, 401)
    assert answer.detail


def test_a_small_chunked_body_is_taken(gigi: Page) -> None:
    body = json.dumps({"session_id": gigi.session_id}).encode()
    head = start(
        gigi.host, "POST", "/set-session-cookie", "Transfer-Encoding: chunked",
        f"Cookie: access_token={gigi.token}", "Content-Type: application/json", "Connection: close",
    )  # fmt: skip
    assert send(gigi.host, head, b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)).status == 200


def test_a_page_is_asked_for_without_a_body(attacked: Host) -> None:
    assert request(attacked, "GET", "/", body=b"x").status == 413
    assert request(attacked, "GET", "/").status == 200


def test_an_answer_comes_before_a_body_that_never_ends(attacked: Host) -> None:
    head = start(attacked, "POST", "/api/imports", "Content-Length: 400000000")
    answer = send(attacked, head)
    assert answer.status == 413
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"\xff", b"\xef\xbb\xbf{}", b'{"a":1,"a":2}', b"NaN",
        b'{"a":Infinity}', b"1e999",
        b"1" * 5_000, b"12345678901234567890", b"[" * 100_000, b"[" * 40 + b"]" * 40,
        b"{}{}", b"'a'",
    ],
)  # fmt: skip
def test_json_is_read_one_way(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".?"):
        read_json(body)


def test_texts_are_cleaned() -> None:
    body = (
        b'{"a\\u0000b": ["x\\ud800y\\u0007", "\\ud83d\\ude00 \\n\\t\xc3\xa9", 1, 1.5, null, true]}'
    )
    assert read_json(body) == {"ab": ["xy", "😀 \n\té", 1, 1.5, None, True]}
