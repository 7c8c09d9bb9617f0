"""What an attacker has: bytes on a connection, cookies made by hand, the page's socket."""

import http.client
import json
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import simple_websocket

from tests.serving import PASSWORD, Host

SECONDS = 20
_CLIENT = httpx.Client(timeout=SECONDS, verify=False)


def place(host: Host) -> tuple[str, int]:
    """Where the host listens."""
    port = urlsplit(host.address).port
    assert port
    return "127.0.0.1", port


@dataclass
class Raw:
    """An answer, however odd the request was."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def detail(self) -> str:
        return str(json.loads(self.body)["detail"])


def send(host: Host, *parts: bytes, source: str | None = None) -> Raw:
    """Send bytes as they are, and read what comes; the host may answer before they are all sent."""
    bound = (source, 0) if source else None
    with socket.create_connection(place(host), SECONDS, source_address=bound) as wire:
        for part in parts:
            try:
                wire.sendall(part)
            except OSError:
                break  # it answered and hung up
        answer = http.client.HTTPResponse(wire, method=parts[0].split(b" ")[0].decode())
        answer.begin()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        body = b""
        with suppress(ConnectionResetError):  # it answered, and hung up on what was not read
            while more := answer.read1():
                body += more
        return Raw(answer.status, headers, body)


def request(
    host: Host,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    source: str | None = None,
) -> Raw:
    """A request whose headers are written as they are given; Host and Content-Length are added."""
    told = {"Host": urlsplit(host.address).netloc, "Connection": "close"} | (headers or {})
    if body and not {"Content-Length", "Transfer-Encoding"} & set(told):
        told["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{n}: {v}" for n, v in told.items() if v), "", ""]
    return send(host, "\r\n".join(lines).encode("latin-1"), body, source=source)


def token(host: Host, email: str, password: str = PASSWORD) -> str:
    """A session of that account."""
    answer = httpx.post(f"{host.address}/login", data={"username": email, "password": password})
    assert answer.status_code == 200, answer.text
    return answer.cookies["access_token"]


@dataclass
class Page:
    """A logged-in page without its browser."""

    host: Host
    token: str
    session_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def send(self, method: str, path: str, json: Any = None, **more: Any) -> httpx.Response:
        told = {"Cookie": f"access_token={self.token}"} | more.pop("headers", {})
        return _CLIENT.request(
            method, f"{self.host.address}{path}", json=json, headers=told, **more
        )

    def auth(self, **other: Any) -> dict[str, Any]:
        """What the page tells when its socket connects."""
        told = {
            "clientType": "webapp", "sessionId": self.session_id, "threadId": "",
            "userEnv": "{}", "chatProfile": "",
        }  # fmt: skip
        return told | other

    @contextmanager
    def socket(self, headers: dict[str, str] | None = None) -> Iterator["Socket"]:
        """The page's websocket, opened and not yet connected."""
        address, port = place(self.host)
        url = f"ws://{address}:{port}/ws/socket.io/?EIO=4&transport=websocket"
        told = {"Cookie": f"access_token={self.token}"} | (headers or {})
        opened = simple_websocket.Client(url, headers=told)
        try:
            # The host's first packet is read with its answer to the next one: this client loses
            # sight of what comes with the handshake until more follows.
            yield Socket(opened)
        finally:
            if opened.connected:
                opened.close()

    @contextmanager
    def connected(self, **auth: Any) -> Iterator["Socket"]:
        """The page's websocket, connected to the chat."""
        with self.socket() as opened:
            assert opened.connect(self.auth(**auth)) == "", auth
            opened.emit("connection_successful")
            yield opened


@dataclass
class Socket:
    """An open websocket."""

    wire: simple_websocket.Client

    def connect(self, auth: Any) -> str:
        """Join the chat: "" or the reason of the refusal."""
        self.wire.send("40" + json.dumps(auth))
        while packet := str(self.wire.receive(SECONDS)):
            if packet.startswith("40"):
                return ""
            if packet.startswith("44"):
                return str(json.loads(packet[2:])["message"])
        raise AssertionError("no answer")

    def emit(self, *event: Any) -> None:
        self.wire.send("42" + json.dumps(event))

    def events(self, seconds: float = SECONDS) -> Iterator[list[Any]]:
        """Events as they come, until the socket ends or is silent."""
        try:
            while (packet := self.wire.receive(seconds)) is not None:
                if packet == "2":
                    self.wire.send("3")
                elif packet.startswith("42"):
                    yield json.loads(packet[2:])
                elif packet.startswith("41"):
                    return
        except simple_websocket.ConnectionClosed:
            return

    def event(self, name: str) -> Any:
        """What comes with the next event of that name."""
        for said, *told in self.events():
            if said == name:
                return told[0] if told else None
        raise AssertionError(f"no {name}")

    def ended(self, seconds: float = SECONDS) -> bool:
        """Whether the host ends the socket: it says so, then hears nothing more."""
        try:
            while (packet := self.wire.receive(seconds)) is not None:
                if packet in ("1", "41"):
                    return True
                if packet == "2":
                    self.wire.send("3")
        except simple_websocket.ConnectionClosed:
            return True
        return False

    def deaf(self, auth: Any) -> bool:
        """Whether nothing that is sent is answered any more."""
        try:
            self.wire.send("40" + json.dumps(auth))
            self.emit("client_message", {"message": {"id": str(uuid.uuid4()), "output": "aide"}})
            while (packet := self.wire.receive(1)) is not None:
                if str(packet).startswith(("40", "42")):
                    return False
        except simple_websocket.ConnectionClosed:
            return True
        return True
