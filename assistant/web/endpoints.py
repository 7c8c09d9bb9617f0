"""Every address that answers, and who may ask for it. Any other does not exist.

Chainlit has many more than its page uses, each a hole or a page that calls outside.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from assistant.web.asked import Action, AnyObject, Asked, SessionCookie, Thread, ThreadName, Threads
from assistant.web.ids import UUID
from core.accounts.models import Permission


class Who(StrEnum):
    """Who may ask."""

    ANYONE = "tout le monde"
    ACCOUNT = "un compte"


class Kept(StrEnum):
    """How browsers keep an answer."""

    NEVER = "no-store"
    CHECKED = "no-cache"
    FOREVER = "public, max-age=31536000, immutable"


SMALL_BODY = 2_000_000
FORM_BODY = 20_000
SOCKET_BODY = 1_000_000
"""Bytes, what the socket's own library takes in one go."""
UPLOAD = -1
"""The limit is that of files, a setting."""
_PARTS = {
    "id": UUID,
    "name": r"[\w-]{1,400}",
    "word": r"[\w. -]{1,60}",
    "token": r"[^/]{1,600}",
    "file": r"(?!.*\.\.)[\w.@() /-]{1,200}",
}


@dataclass(frozen=True)
class Endpoint:
    """One method of one address. `query`: the fields checked before Chainlit sees them, by the
    expression that each must match (a name that ends in '?' may be missing)."""

    method: str
    path: str
    who: Who = Who.ACCOUNT
    permission: Permission | None = None
    limit: int = 0
    body: type[Asked] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    kept: Kept = Kept.NEVER
    socket: bool = False


_LANGUAGE = {"language?": r"[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8}){0,2}", "chat_profile?": ""}
_SESSION = {"session_id": UUID}
_SOCKET = {"EIO": "4", "transport": "polling|websocket", "sid?": r"[\w-]{1,64}", "j?": r"\b\B"}


def _page(path: str) -> Endpoint:
    return Endpoint("GET", path, Who.ANYONE, kept=Kept.CHECKED)


_READ = ("GET", "HEAD")
ENDPOINTS = (
    _page("/"),
    Endpoint("HEAD", "/", Who.ANYONE),
    _page("/login"),
    _page("/thread/{id}"),
    Endpoint("GET", "/health", Who.ANYONE),
    Endpoint("GET", "/health/live", Who.ANYONE),
    Endpoint("GET", "/health/ready", Who.ANYONE),
    # Counts without anybody's data; a proxy keeps it inside (docs/operations.md).
    Endpoint("GET", "/metrics", Who.ANYONE),
    Endpoint("GET", "/assets/{file}", Who.ANYONE, kept=Kept.FOREVER),
    Endpoint("GET", "/public/{file}", Who.ANYONE, kept=Kept.CHECKED),
    Endpoint("GET", "/favicon", Who.ANYONE, kept=Kept.CHECKED),
    Endpoint("GET", "/logo", Who.ANYONE, query={"theme?": "light|dark"}, kept=Kept.CHECKED),
    Endpoint("GET", "/avatars/{word}", Who.ANYONE, kept=Kept.CHECKED),
    Endpoint("GET", "/auth/config", Who.ANYONE),
    Endpoint("GET", "/project/translations", Who.ANYONE, query=_LANGUAGE),
    Endpoint("POST", "/login", Who.ANYONE, limit=FORM_BODY),
    # The page of a link by which somebody chooses a password.
    _page("/acces"),
    Endpoint("POST", "/acces", Who.ANYONE, limit=FORM_BODY),
    # It ends whatever session is presented, a closed account's too.
    Endpoint("POST", "/logout", Who.ANYONE, limit=FORM_BODY),
    # The links of mails: whatever is no token of ours has the same page.
    *(Endpoint(method, f"/{kind}/{{token}}", Who.ANYONE) for kind in "dc" for method in _READ),
    Endpoint("POST", "/d/{token}", Who.ANYONE, limit=FORM_BODY),
    Endpoint("GET", "/user"),
    Endpoint("GET", "/project/settings", query=_LANGUAGE),
    Endpoint("POST", "/set-session-cookie", limit=SMALL_BODY, body=SessionCookie),
    Endpoint("POST", "/project/threads", limit=SMALL_BODY, body=Threads),
    Endpoint("GET", "/project/thread/{id}"),
    Endpoint("GET", "/project/thread/{id}/element/{id}"),
    Endpoint("PUT", "/project/thread", limit=SMALL_BODY, body=ThreadName),
    Endpoint("DELETE", "/project/thread", limit=SMALL_BODY, body=Thread),
    Endpoint("POST", "/project/action", limit=SMALL_BODY, body=Action),
    Endpoint(
        "POST",
        "/project/file",
        permission=Permission.IMPORT,
        limit=UPLOAD,
        query=_SESSION | {"ask_parent_id?": UUID},
    ),
    Endpoint("GET", "/project/file/{id}", query=_SESSION),
    Endpoint("GET", "/ws/socket.io/", query=_SOCKET, socket=True),
    Endpoint("POST", "/ws/socket.io/", limit=SOCKET_BODY, query=_SOCKET, socket=True),
    Endpoint(
        "POST", "/api/exports", permission=Permission.EXPORT, limit=SMALL_BODY, body=AnyObject
    ),
    Endpoint("GET", "/api/exports/{name}", permission=Permission.EXPORT),
    Endpoint("GET", "/api/prospects/{name}.{name}", permission=Permission.EXPORT),
    Endpoint("POST", "/api/imports", permission=Permission.IMPORT, limit=UPLOAD),
    Endpoint("GET", "/api/imports/{name}/{name}.csv", permission=Permission.IMPORT),
    Endpoint("GET", "/api/charts/{name}/{name}.{name}"),
    Endpoint("GET", "/api/comparisons/{name}/{name}.{name}"),
    Endpoint("GET", "/api/dashboards/{name}.pdf"),
    Endpoint("GET", "/api/campaigns/{name}/destinataires.csv", permission=Permission.EXPORT),
    Endpoint("GET", "/api/campaigns/{name}/mails.zip", permission=Permission.SEND_CAMPAIGN),
    Endpoint("GET", "/api/campaigns/{name}/resultats.{name}"),
    Endpoint("GET", "/api/frise.{name}"),
    Endpoint("GET", "/api/access/{name}.{name}", permission=Permission.EXPORT),
    Endpoint("GET", "/api/plans/{name}.{name}"),
    Endpoint("GET", "/api/schedules/preview.{name}"),
    Endpoint("GET", "/api/openapi.json"),
    Endpoint("GET", "/api/docs"),
)
TAKES_FILES = frozenset(
    (endpoint.method, endpoint.path) for endpoint in ENDPOINTS if endpoint.limit == UPLOAD
)
"""Method and path of what files are sent to; none of these paths has a part that varies."""


class Endpoints:
    """The table above, to look into."""

    def __init__(self, endpoints: tuple[Endpoint, ...] = ENDPOINTS) -> None:
        self._exact: dict[str, dict[str, Endpoint]] = {}
        self._like: dict[str, tuple[re.Pattern[str], dict[str, Endpoint]]] = {}
        for endpoint in endpoints:
            if "{" in endpoint.path:
                kept = self._like.setdefault(endpoint.path, (_pattern(endpoint.path), {}))[1]
            else:
                kept = self._exact.setdefault(endpoint.path, {})
            kept[endpoint.method] = endpoint

    def at(self, path: str) -> Mapping[str, Endpoint]:
        """The endpoints at an address, by method; none where it does not exist."""
        exact = self._exact.get(path)
        if exact is not None:
            return exact
        found = (endpoints for pattern, endpoints in self._like.values() if pattern.fullmatch(path))
        return next(found, {})


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile(
        "".join(_PARTS[part] if rank % 2 else re.escape(part) for rank, part in enumerate(parts)),
        re.ASCII,
    )
