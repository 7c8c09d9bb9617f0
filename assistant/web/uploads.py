"""Files that users drop: who may, how much is kept of each, and until when."""

from collections import Counter
from pathlib import Path
from typing import Any

from chainlit.session import BaseSession, ws_sessions_id
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from core.accounts.models import Permission, User
from core.errors import Forbidden

DROPPED = "/project/file"
_UPLOADS = (DROPPED, "/api/imports")
QUOTA_FILES = 4
"""A user may have so many files of the largest size waiting: one a tab, and some put aside."""


def may_upload(user: User) -> str | None:
    """Why this user may not send a file, in French; None who may."""
    try:
        user.require(Permission.IMPORT)
    except Forbidden as refusal:
        return refusal.message
    return None


def kept_bytes(email: str) -> int:
    """What is on the disk of the files that this user dropped and that no turn has used yet."""
    return sum(
        file["size"]
        for session in list(ws_sessions_id.values())
        if session.user is not None and session.user.identifier == email
        for file in session.files.values()
    )


def discard(session: BaseSession, elements: list[Any] | None) -> None:
    """Remove the files of a turn that is over: an import keeps its own copy."""
    for element in elements or []:
        file = session.files.pop(element.id, None)
        if file is not None:
            Path(file["path"]).unlink(missing_ok=True)


class UploadGate:
    """ASGI layer before the routes that take files: looks at role and quota before anything is
    stored. Who is not logged in is refused behind it."""

    def __init__(self, app: ASGIApp, max_upload_mb: int) -> None:
        self._app = app
        self._largest = max_upload_mb * 1_000_000
        self._arriving: Counter[str] = Counter()
        """Bytes on their way, by e-mail: several at once do not pass the quota together."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        user: User | None = scope.get("mimicom_user")
        path = scope.get("path", "").rstrip("/")
        if scope["type"] != "http" or scope["method"] != "POST" or path not in _UPLOADS or not user:
            await self._app(scope, receive, send)
            return
        if refused := may_upload(user):
            await _refuse(403, refused, scope, receive, send)
            return
        size = self._size(scope) if path == DROPPED else 0
        if kept_bytes(user.email) + self._arriving[user.email] + size > self._quota:
            await _refuse(413, self._full(), scope, receive, send)
            return
        self._arriving[user.email] += size
        try:
            await self._app(scope, receive, send)
        finally:
            self._arriving[user.email] -= size

    @property
    def _quota(self) -> int:
        return QUOTA_FILES * self._largest

    def _size(self, scope: Scope) -> int:
        """What is announced; the largest where nothing is."""
        length = Headers(scope=scope).get("content-length", "")
        return int(length) if length.isdecimal() and len(length) < 16 else self._largest

    def _full(self) -> str:
        return (
            f"Vous avez déjà déposé {self._quota // 1_000_000} Mo de fichiers sans les envoyer. "
            "Envoyez-les, ou réessayez dans une heure : ils seront alors effacés."
        )


async def _refuse(status: int, why: str, scope: Scope, receive: Receive, send: Send) -> None:
    """The body is read and dropped as it comes: a browser cut while sending shows no answer."""
    more = True
    while more:
        message = await receive()
        more = message["type"] == "http.request" and message.get("more_body", False)
    await JSONResponse({"detail": why}, status)(scope, receive, send)
