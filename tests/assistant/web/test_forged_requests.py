"""Forged requests over every address: thousands of them, and not one error.

More on demand: MIMICOM_FORGED_REQUESTS=50000, and MIMICOM_FORGED_SEED=3 for others.
"""

import http.client
import json
import os
import random
import uuid
from collections import Counter
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from assistant.conversation import ConversationStore
from assistant.web.elements.actions import ACTIONS
from assistant.web.endpoints import ENDPOINTS
from core.prospects.filters import Filter
from core.services import Services
from tests.assistant.web.conftest import MANAGER
from tests.assistant.web.wire import Page, place, request

REQUESTS = int(os.environ.get("MIMICOM_FORGED_REQUESTS", "2000"))
SEED = int(os.environ.get("MIMICOM_FORGED_SEED", "1"))
TEXTS = (
    "", "a", "é", "\0", "\u202e", "'", '"', "$where", "{}", "[]", "../..", "%00", "x" * 3_000,
    "null", "\ud83d\ude00", "=1+1", "<b>", "-1", "1e999", "0", "99999999999999999999", "csv",
    "xlsx", "png", "pdf", "json", "light", "region", "dashboard", "update", "true",
    "Auvergne-Rhône-Alpes",
)  # fmt: skip
NAMES = (
    "filter", "format", "columns", "sort", "descending", "limit", "name", "conflicts", "dry_run",
    "session_id", "sessionId", "threadId", "action", "payload", "pagination", "first", "cursor",
    "search", "ville", "region", "statut", "type_prospect", "presents", "theme", "kpi", "language",
    *sorted({field for model in ACTIONS.values() for field in model.model_fields}),
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS")
CLOSED = ("/docs", "/feedback", "/mcp", "/project/share/x", "/auth/jwt", "/api/nothing", "/x")
# A log-out would end the session that the others are made with; both are below.
ADDRESSES = tuple({endpoint.path for endpoint in ENDPOINTS} - {"/logout", "/login"}) + CLOSED
ODD_HEADERS = (
    ("Origin", "null"), ("Accept", "\xff"), ("Range", "bytes=0-0,-1"), ("If-None-Match", "*"),
    ("Content-Encoding", "gzip"), ("Accept-Language", "\x80" * 200), ("Cookie", "a=b; =;;x"),
    ("X-Forwarded-For", "x" * 500), ("X-Forwarded-Proto", "gopher"),
    ("Accept-Encoding", "gzip;q=x"),
    ("Authorization", "Bearer x"), ("If-Modified-Since", "hier"), ("Upgrade", "h2c"),
    ("Transfer-Encoding", "identity"), ("Sec-WebSocket-Version", "1"), ("Content-Type", ";;="),
)  # fmt: skip
PARTS = (
    "region", "type", "csv", "xlsx", "png", "svg", "pdf", "json", "rapport", "x", "style.css",
    "lignes_a_corriger", "default", "comparison", "dashboard", "selection", "import",
)  # fmt: skip
SOUND = {"EIO": "4", "transport": "polling"}
JSON, FILE = "application/json", "multipart/form-data; boundary=b"
UPLOAD = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n%s\r\n--b--\r\n"
)
KINDS = ("application/json", "text/plain", "multipart/form-data; boundary=b", "text/csv", "")


LIKELY = [endpoint for endpoint in ENDPOINTS if endpoint.path not in ("/login", "/logout")]
SLOW = {
    "/api/charts/{name}/{name}.{name}": 0.1,
    "/api/comparisons/{name}/{name}.{name}": 0.1,
    "/api/dashboards/{name}.pdf": 0.05,
    "/api/imports": 0.2,
}
"""What draws or imports is asked for less often."""


class Forger:
    """Makes requests, the same ones for a same seed."""

    def __init__(self, page: Page, seed: int, ids: list[str]) -> None:
        self.page, self.draw = page, random.Random(seed)
        self.host = page.host.address.removeprefix("http://")
        self.ids = [page.session_id, *ids]

    def text(self) -> str:
        known = (self.page.session_id, str(uuid.UUID(int=self.draw.getrandbits(128), version=4)))
        return self.draw.choice((*TEXTS, *known))

    def value(self, depth: int = 0) -> Any:
        kind = self.draw.randrange(9 if depth < 4 else 6)
        if kind < 3:
            return self.text()
        if kind < 6:
            return self.draw.choice((None, True, False, 0, -1, 7, 2**31, 2**63, 1.5, 1e308))
        if kind == 6:
            return [self.value(depth + 1) for _ in range(self.draw.randrange(4))]
        return self.object(depth + 1)

    def object(self, depth: int = 0) -> dict[str, Any]:
        names = self.draw.sample(NAMES, self.draw.randrange(6))
        return {name: self.value(depth) for name in names}

    def body(self) -> bytes:
        made = self.draw.randrange(6)
        if made == 0:
            return b""
        if made == 1:
            return self.draw.randbytes(self.draw.randrange(200))
        if made == 2:
            payload = {"name": self.draw.choice(sorted(ACTIONS)), "payload": self.object()}
            return json.dumps({"sessionId": self.page.session_id, "action": payload}).encode()
        whole = json.dumps(self.object()).encode()
        return whole[: self.draw.randrange(len(whole) + 1)] if made == 3 else whole

    def likely(self) -> tuple[str, str, list[tuple[str, str]], bytes]:
        """A request that passes the endpoint: what lies behind is to be tried too."""
        endpoint = self.draw.choices(LIKELY, [SLOW.get(endpoint.path, 1) for endpoint in LIKELY])[0]
        parts = endpoint.path.replace("}", "{").split("{")
        for rank in range(1, len(parts), 2):
            parts[rank] = self.draw.choice((*self.ids, *PARTS))
        asked = {
            name.rstrip("?"): SOUND[name.rstrip("?")] for name in endpoint.query if name in SOUND
        }
        asked |= {"session_id": self.page.session_id} if "session_id" in endpoint.query else {}
        free = {self.draw.choice(NAMES): self.text() for _ in range(self.draw.randrange(3))}
        told = urlencode(free | asked, errors="surrogatepass")
        headers = [("Host", self.host), ("Cookie", f"access_token={self.page.token}")]
        if endpoint.limit == 0:
            return endpoint.method, "".join(parts) + "?" + told, headers, b""
        headers.append(("Content-Type", FILE if endpoint.path == "/project/file" else JSON))
        return (
            endpoint.method,
            "".join(parts) + "?" + told,
            headers,
            self.likely_body(endpoint.path),
        )

    def likely_body(self, path: str) -> bytes:
        if path == "/project/file":
            return UPLOAD % self.text().encode(errors="surrogatepass")
        if path == "/api/imports":
            return self.draw.choice((b"nom;ville\nA;B\n", b"\0", b"", b"PK\3\4", b"a,b\n1,2\n"))
        if path == "/project/action":
            name = self.draw.choice(sorted(ACTIONS))
            payload = {field: self.value(3) for field in ACTIONS[name].model_fields}
            for field, sound in payload.items():
                if field.endswith("_id") and self.draw.random() < 0.8:
                    payload[field] = self.draw.choice(self.ids)
                elif field == "selection_ids" and self.draw.random() < 0.8:
                    payload[field] = [self.draw.choice(self.ids)]
                elif isinstance(sound, str) and self.draw.random() < 0.5:
                    payload[field] = self.draw.choice(PARTS)
            asked = {"sessionId": self.page.session_id, "action": {"name": name}}
            return json.dumps(asked | {"action": {"name": name, "payload": payload}}).encode()
        if path == "/project/threads":
            page = {"first": self.draw.choice((1, 20, 0)), "cursor": self.draw.choice((None, "x"))}
            return json.dumps({"pagination": page, "filter": {"search": self.text()}}).encode()
        if path == "/api/exports":
            fields = self.draw.sample(sorted(Filter.model_fields), self.draw.randrange(4))
            order = {"filter": {field: self.value(2) for field in fields}, **self.object(3)}
            return json.dumps(order).encode()
        return json.dumps({**self.object(3), "threadId": self.draw.choice(self.ids)}).encode()

    def path(self) -> str:
        parts = self.draw.choice(ADDRESSES).replace("}", "{").split("{")
        for rank in range(1, len(parts), 2):
            parts[rank] = quote(self.text(), safe="", errors="surrogatepass")
        asked = [
            f"{self.draw.choice(NAMES)}={quote(self.text(), errors='surrogatepass')}"
            for _ in range(self.draw.randrange(4))
        ]
        if self.draw.random() < 0.6:
            asked += [f"session_id={self.page.session_id}", "EIO=4", "transport=polling"]
        return "".join(parts) + ("?" + "&".join(asked) if asked else "")

    def headers(self) -> list[tuple[str, str]]:
        told = [("Host", self.host)]
        told.append(("Content-Type", self.draw.choice(KINDS)))
        if self.draw.random() < 0.9:
            told.append(("Cookie", f"access_token={self.page.token}"))
        return told + self.draw.sample(ODD_HEADERS, self.draw.choice((0, 0, 0, 1, 2)))


@pytest.mark.parametrize("requests", [REQUESTS])
def test_no_request_is_an_error(gigi: Page, beside: Services, requests: int) -> None:
    user = beside.accounts.get(MANAGER)
    assert user is not None
    conversations = ConversationStore(beside.database, beside.clock)
    ids = [conversations.select(user, "c", Filter()) for _ in range(2)]
    export = gigi.send("POST", "/api/exports", {}).json()["export_id"]
    forger, seen = Forger(gigi, SEED, [*ids, export, "_".join(ids)]), Counter[int]()
    with gigi.connected():
        wire = http.client.HTTPConnection(*place(gigi.host), timeout=30)
        for rank in range(requests):
            if rank % 3:
                method, path, headers, body = forger.likely()
            else:
                method, path = forger.draw.choice(METHODS), forger.path()
                headers, body = forger.headers(), forger.body()
            wire.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                wire.putheader(name, value.encode("latin-1"))
            if body:
                wire.putheader("Content-Length", str(len(body)))
            wire.endheaders(body or None)
            answer = wire.getresponse()
            said = answer.read()
            told = (SEED, rank, method, path[:200], headers, body[:300], said[:300])
            assert answer.status < 500, told
            if said.startswith(b"<!DOCTYPE html>") and path.startswith(("/d/", "/c/")):
                pass  # a page for who received a mail
            elif answer.status >= 400 and method != "HEAD":
                refusal = json.loads(said)
                # An import that is refused is told by its report.
                assert refusal.get("detail") or refusal["refused"]["message"], told
            seen[answer.status] += 1
    # Not all are turned away at the first endpoint.
    assert seen[200] > requests / 10, seen
    assert len(seen) >= 5, seen


@pytest.mark.parametrize("path", ["/login", "/logout"])
def test_no_form_is_an_error(gigi: Page, path: str) -> None:
    """From an address of its own: guesses are counted."""
    forger = Forger(gigi, SEED, [])
    for rank in range(max(REQUESTS // 50, 1)):
        form = {forger.draw.choice(("username", "password", "x")): forger.text() for _ in range(3)}
        body = urlencode(form, errors="surrogatepass").encode() if rank % 2 else forger.body()
        kind = "application/x-www-form-urlencoded" if rank % 2 else forger.draw.choice(KINDS)
        headers = dict(forger.draw.sample(ODD_HEADERS, 2)) | {"Content-Type": kind}
        answer = request(gigi.host, "POST", path, headers, body, source="127.0.0.9")
        assert answer.status < 500, (SEED, rank, headers, body[:300], answer)
        assert answer.status < 400 or answer.detail
