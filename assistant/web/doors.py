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
class Door:
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


def _page(path: str) -> Door:
    return Door("GET", path, Who.ANYONE, kept=Kept.CHECKED)


_READ = ("GET", "HEAD")
DOORS = (
    _page("/"),
    Door("HEAD", "/", Who.ANYONE),
    _page("/login"),
    _page("/thread/{id}"),
    Door("GET", "/health", Who.ANYONE),
    Door("GET", "/assets/{file}", Who.ANYONE, kept=Kept.FOREVER),
    Door("GET", "/public/{file}", Who.ANYONE, kept=Kept.CHECKED),
    Door("GET", "/favicon", Who.ANYONE, kept=Kept.CHECKED),
    Door("GET", "/logo", Who.ANYONE, query={"theme?": "light|dark"}, kept=Kept.CHECKED),
    Door("GET", "/avatars/{word}", Who.ANYONE, kept=Kept.CHECKED),
    Door("GET", "/auth/config", Who.ANYONE),
    Door("GET", "/project/translations", Who.ANYONE, query=_LANGUAGE),
    Door("POST", "/login", Who.ANYONE, limit=FORM_BODY),
    # It ends whatever session is presented, a closed account's too.
    Door("POST", "/logout", Who.ANYONE, limit=FORM_BODY),
    # The links of mails: whatever is no token of ours has the same page.
    *(Door(method, f"/{kind}/{{token}}", Who.ANYONE) for kind in "dc" for method in _READ),
    Door("POST", "/d/{token}", Who.ANYONE, limit=FORM_BODY),
    Door("GET", "/user"),
    Door("GET", "/project/settings", query=_LANGUAGE),
    Door("POST", "/set-session-cookie", limit=SMALL_BODY, body=SessionCookie),
    Door("POST", "/project/threads", limit=SMALL_BODY, body=Threads),
    Door("GET", "/project/thread/{id}"),
    Door("GET", "/project/thread/{id}/element/{id}"),
    Door("PUT", "/project/thread", limit=SMALL_BODY, body=ThreadName),
    Door("DELETE", "/project/thread", limit=SMALL_BODY, body=Thread),
    Door("POST", "/project/action", limit=SMALL_BODY, body=Action),
    Door(
        "POST",
        "/project/file",
        permission=Permission.IMPORT,
        limit=UPLOAD,
        query=_SESSION | {"ask_parent_id?": UUID},
    ),
    Door("GET", "/project/file/{id}", query=_SESSION),
    Door("GET", "/ws/socket.io/", query=_SOCKET, socket=True),
    Door("POST", "/ws/socket.io/", limit=SOCKET_BODY, query=_SOCKET, socket=True),
    Door("POST", "/api/exports", permission=Permission.EXPORT, limit=SMALL_BODY, body=AnyObject),
    Door("GET", "/api/exports/{name}", permission=Permission.EXPORT),
    Door("GET", "/api/prospects/{name}.{name}", permission=Permission.EXPORT),
    Door("POST", "/api/imports", permission=Permission.IMPORT, limit=UPLOAD),
    Door("GET", "/api/imports/{name}/{name}.csv"),
    Door("GET", "/api/charts/{name}/{name}.{name}"),
    Door("GET", "/api/comparisons/{name}/{name}.{name}"),
    Door("GET", "/api/dashboards/{name}.pdf"),
    Door("GET", "/api/access/{name}.{name}"),
)
TAKES_FILES = frozenset((door.method, door.path) for door in DOORS if door.limit == UPLOAD)
"""Method and path of what files are sent to; none of these paths has a part that varies."""


class Doors:
    """The table above, to look into."""

    def __init__(self, doors: tuple[Door, ...] = DOORS) -> None:
        self._exact: dict[str, dict[str, Door]] = {}
        self._like: dict[str, tuple[re.Pattern[str], dict[str, Door]]] = {}
        for door in doors:
            if "{" in door.path:
                kept = self._like.setdefault(door.path, (_pattern(door.path), {}))[1]
            else:
                kept = self._exact.setdefault(door.path, {})
            kept[door.method] = door

    def at(self, path: str) -> Mapping[str, Door]:
        """The doors at an address, by method; none where it does not exist."""
        exact = self._exact.get(path)
        if exact is not None:
            return exact
        found = (doors for pattern, doors in self._like.values() if pattern.fullmatch(path))
        return next(found, {})


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    return re.compile(
        "".join(_PARTS[part] if rank % 2 else re.escape(part) for rank, part in enumerate(parts)),
        re.ASCII,
    )
