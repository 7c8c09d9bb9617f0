"""Who asks, in the table of `rights.toml`: accounts, tokens, and what is no longer one of them."""

import http.client
import json
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from assistant.conversation import ConversationStore
from core.accounts.api_tokens import Scope
from core.accounts.models import OPERATOR, Role, User
from core.prospects.filters import Filter
from core.services import Services
from tests.assistant.web.fuzzing import of_host
from tests.assistant.web.wire import place, token
from tests.serving import PASSWORD, Host

TABLE = Path(__file__).with_name("rights.toml")
NOBODY = "nobody"
ROLES = {"volunteer": Role.BENEVOLE, "manager": Role.MANAGER, "admin": Role.ADMIN}
DEAD = (
    *("session expired", "session forged", "session of a closed account", "session ended"),
    *("session unsigned", "session too old"),
    *("token expired", "token revoked", "token of a closed account", "token as a cookie"),
)
"""Who must be answered as nobody is."""
COLUMNS = (NOBODY, *ROLES, *(scope.value for scope in Scope))
_BYTES = {"Content-Type": "application/octet-stream"}


@dataclass
class Table:
    """What each is answered, and how it is asked."""

    statuses: dict[str, dict[str, int]] = field(default_factory=dict)
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Table":
        told = tomllib.loads(TABLE.read_text("utf-8"))
        rows = {
            route: dict(zip(COLUMNS, map(int, line.split()), strict=True))
            for route, line in told["statuses"].items()
        }
        return cls(rows, told["asked"])


@dataclass
class Asker:
    """Sends as each of them, over one connection, to what is there."""

    host: Host
    headers: Mapping[str, Mapping[str, str]]
    ids: Mapping[str, Mapping[str, str]]
    """By who asks: what an address of the table names."""
    wire: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.wire = http.client.HTTPConnection(*place(self.host), timeout=60)

    def status(self, who: str, method: str, asked: Mapping[str, Any]) -> int:
        """What it answers to that one."""
        ids = self.ids.get(who, self.ids["admin"])
        path = str(asked["path"]).format_map(ids)
        body = asked.get("body")
        sent = json.dumps(body).replace("%thread%", ids["thread"]) if body is not None else None
        if isinstance(body, str):
            sent = body
        kind = {"Content-Type": asked.get("type", "application/json")} if sent else {}
        self.wire.request(method, path, sent, {**self.headers[who], **kind})
        answer = self.wire.getresponse()
        answer.read()
        return answer.status


def asker(host: Host, services: Services) -> Asker:
    """Accounts, their sessions and tokens, and what each has."""
    target = of_host(host.address, services)
    users = dict(_accounts(services))
    headers = {NOBODY: {}} | {
        who: {"Cookie": f"access_token={token(host, user.email)}"} for who, user in users.items()
    }
    headers |= {scope: _bearer(secret) for scope, secret in target.tokens.items()}
    headers |= dict(_dead(host, services))
    conversations = ConversationStore(services.database, services.clock)
    admin = services.accounts.get("racine@exemple.fr")
    assert admin is not None
    ids = {}
    for who, user in {**users, **dict.fromkeys(target.tokens, admin)}.items():
        first, second = (conversations.select(user, "essai", Filter()) for _ in range(2))
        ids[who] = {
            "selection": first, "selections": f"{first}_{second}", "thread": str(uuid.uuid4()),
            "campaign": target.ids["campaigns"][0], "prospect": target.ids["access"][0],
            "import": target.ids["imports"][0], "id": str(uuid.uuid4()),
        }  # fmt: skip
    return Asker(host, headers, ids)


def _accounts(services: Services) -> Iterator[tuple[str, User]]:
    for who, role in ROLES.items():
        yield who, services.accounts.add(OPERATOR, f"{who}@exemple.fr", role, PASSWORD)


def _dead(host: Host, services: Services) -> Iterator[tuple[str, dict[str, str]]]:
    """An admin's each, but for what ended it."""
    key = (host.folder / "secrets" / "session.key").read_text().strip()
    admin = services.accounts.add(OPERATOR, "ancien@exemple.fr", Role.ADMIN, PASSWORD)
    closed = services.accounts.add(OPERATOR, "ferme@exemple.fr", Role.ADMIN, PASSWORD)
    left, ended = token(host, closed.email), token(host, admin.email)
    tokens = services.accounts.api_tokens
    secrets = {name: tokens.create(admin, name, ["lecture"]) for name in ("late", "revoked")}
    _, orphan = tokens.create(closed, "orphan", ["lecture", "export", "import"])
    services.accounts.disable(OPERATOR, closed.email)
    tokens.revoke(admin, secrets["revoked"][0].token_id)
    past = datetime.now(UTC) - timedelta(minutes=1)
    kept = services.database.mongo["api_tokens"]
    kept.update_one({"_id": secrets["late"][0].token_id}, {"$set": {"expire_le": past}})
    claims = jwt.decode(ended, options={"verify_signature": False})
    longer = claims | {"iat": datetime.now(UTC) - timedelta(days=400)}
    wire = http.client.HTTPConnection(*place(host))
    wire.request("POST", "/logout", headers={"Cookie": f"access_token={ended}"})
    wire.getresponse().read()
    for name, session in {
        "session expired": jwt.encode(claims | {"exp": past, "x": 1}, key),
        "session forged": jwt.encode(claims, "x" * 64),
        "session unsigned": jwt.encode(claims, None, algorithm="none"),
        "session too old": jwt.encode(longer, key),
        "session of a closed account": left,
        "session ended": ended,
        "token as a cookie": tokens.create(admin, "cookie", ["lecture", "export"])[1],
    }.items():
        yield name, {"Cookie": f"access_token={session}"}
    yield "token expired", _bearer(secrets["late"][1])
    yield "token revoked", _bearer(secrets["revoked"][1])
    yield "token of a closed account", _bearer(orphan)


def _bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}
