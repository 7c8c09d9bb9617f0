"""Connections that are kept open by saying, or taking, next to nothing are cut off; slow ones that
go on are not."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from assistant.web import protocol

LARGE = 50_000_000
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: "


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads a request whole, and tells its size; much where "/large" is asked for."""
    if scope["type"] != "http":
        return
    body = await Request(scope, receive).body()
    told = b"x" * LARGE if scope["path"] == "/large" else str(len(body)).encode()
    await Response(told)(scope, receive, send)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    for name in ("HEAD_SECONDS", "BODY_SECONDS", "STALL_SECONDS"):
        monkeypatch.setattr(protocol, name, 1.0)
    monkeypatch.setattr(protocol, "LOOK_SECONDS", 0.1)
    config = uvicorn.Config(
        app, http=protocol.Http, port=0, lifespan="off", log_config=None, timeout_keep_alive=30
    )
    server = uvicorn.Server(config)
    running = threading.Thread(target=server.run)
    running.start()
    while not server.started:
        time.sleep(0.01)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    running.join()


def cut_off(wire: socket.socket, seconds: float = 4) -> float | None:
    """When the host hung up without a word; None where it did not."""
    wire.settimeout(seconds)
    began = time.monotonic()
    try:
        return None if wire.recv(1) else time.monotonic() - began
    except ConnectionError:
        return time.monotonic() - began
    except TimeoutError:
        return None


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"G",
        b"GET / HTTP/1.1\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A: b\r\n",
        HEAD + b"10\r\n\r\n",
        HEAD + b"10\r\n\r\nabc",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n",
    ],
)
def test_what_does_not_go_on_is_cut_off(port: int, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(said)
        assert cut_off(wire) is not None


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\r\nHost: x\r\n", HEAD + b"1000\r\n\r\n"])
def test_a_byte_now_and_then_keeps_nothing_open(port: int, said: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(said)
        began = time.monotonic()
        with suppress(OSError):
            while time.monotonic() - began < 6:
                wire.sendall(b"x")
                time.sleep(0.2)
        assert time.monotonic() - began < 4


def test_the_first_lines_of_a_second_request_have_their_time_too(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        assert answer.read() == b"0"
        wire.sendall(b"GET / HT")
        assert cut_off(wire) is not None


def test_an_answer_that_nobody_takes_is_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(3)
        wire.settimeout(5)
        taken = 0
        with suppress(OSError):
            while some := wire.recv(1_000_000):
                taken += len(some)
        assert taken < LARGE


def test_a_slow_body_that_goes_on_is_received(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(HEAD + b"15000\r\n\r\n")
        for _ in range(15):
            wire.sendall(b"x" * 1_000)
            time.sleep(0.2)
        answer = http.client.HTTPResponse(wire)
        answer.begin()
        assert answer.read() == b"15000"


def test_an_answer_taken_slowly_is_whole(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        taken, began = 0, time.monotonic()
        while some := wire.recv(1_000_000):
            taken += len(some)
            if time.monotonic() - began < 3:
                time.sleep(0.1)
        assert taken > LARGE
