"""What the guard adds to a request, against the same application without it."""

import asyncio
import json
import secrets
import time
import uuid
from statistics import median

import jwt
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.guard import Guard
from assistant.web.sessions import Sessions
from benchmarks.measure import Row
from core.accounts.models import OPERATOR, Role
from core.services import Services

REQUESTS = 2_000
EMAIL = "banc@exemple.fr"


class _Everybodys:
    """Owners for whom every session is the user's."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id

    def of_session(self, session_id: str) -> str:
        return self._user_id

    def of_socket(self, socket_id: str) -> str:
        return self._user_id


def measure(services: Services) -> list[Row]:
    """Median microseconds of a page, of a request with a session, of an action with its body."""
    user = services.accounts.get(EMAIL) or services.accounts.add(
        OPERATOR, EMAIL, Role.MANAGER, secrets.token_hex()
    )
    key = secrets.token_hex(32)
    claims = {
        "identifier": user.email,
        "metadata": {"session_version": user.session_version},
        "exp": time.time() + 3_600,
    }
    token = jwt.encode(claims, key, algorithm="HS256")
    sessions = Sessions(services.accounts, key)
    owners, database = _Everybodys(user.user_id), services.database
    guard = Guard(_bare, sessions, owners, database.settings, database.outage)
    called = {"name": "job", "payload": {"job_id": str(uuid.uuid4())}}
    action = json.dumps({"sessionId": str(uuid.uuid4()), "action": called}).encode()
    asked = (
        ("a page", _scope("GET", "/", token), b""),
        ("a request with a session", _scope("GET", "/user", token), b""),
        ("an action of the chat", _scope("POST", "/project/action", token, len(action)), action),
    )
    return [
        Row(f"guard: {name}", *asyncio.run(_paired(guard, scope, body)), "≤ 300 µs more")
        for name, scope, body in asked
    ]


async def _paired(guard: ASGIApp, scope: Scope, body: bytes) -> tuple[float, str, float]:
    """With the guard and without, in turn."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(REQUESTS):
        for times, app in zip(taken, (guard, _bare), strict=True):
            start = time.perf_counter()
            await _ask(app, scope, body)
            times.append((time.perf_counter() - start) * 1_000_000)
    return median(taken[0]), "µs", median(taken[1])


async def _ask(app: ASGIApp, scope: Scope, body: bytes) -> None:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            assert message["status"] == 200, message

    await app(dict(scope), receive, send)


async def _bare(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"ok"})


def _scope(method: str, path: str, token: str, length: int = 0) -> Scope:
    told = {
        "host": "localhost:8000", "origin": "http://localhost:8000", "accept": "*/*",
        "cookie": f"other=1; access_token={token}", "user-agent": "benchmark",
        "content-type": "application/json",
    }  # fmt: skip
    if length:
        told["content-length"] = str(length)
    return {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": b"", "scheme": "http", "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50_000), "http_version": "1.1",
        "headers": [(name.encode(), value.encode()) for name, value in told.items()],
    }  # fmt: skip
