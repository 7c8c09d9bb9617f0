"""How much each user may have on the way and waiting, and until when a file is kept.

Who may send one is the table of endpoints' to say.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from chainlit.session import BaseSession, ws_sessions_id
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.web.endpoints import TAKES_FILES
from assistant.web.errors import Refusal
from core.accounts.models import User

QUOTA_FILES = 4
"""A user may have so many files of the largest size waiting: one a tab, and some put aside."""


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
    """ASGI layer behind the guard and before the routes that take files: looks at the quota before
    anything is read or stored."""

    def __init__(self, app: ASGIApp, max_upload_mb: int) -> None:
        self.app = app
        self._largest = max_upload_mb * 1_000_000
        self._arriving: Counter[str] = Counter()
        """Bytes on their way, by e-mail: several at once do not pass the quota together."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on. Refusal where the user has too much waiting already."""
        if scope["type"] != "http" or (scope["method"], scope["path"]) not in TAKES_FILES:
            await self.app(scope, receive, send)
            return
        user: User = scope["mimicom_user"]
        size = self._size(scope)
        if kept_bytes(user.email) + self._arriving[user.email] + size > self._quota:
            raise Refusal(413, self._full())
        self._arriving[user.email] += size
        try:
            await self.app(scope, receive, send)
        finally:
            self._arriving[user.email] -= size
            if not self._arriving[user.email]:
                del self._arriving[user.email]

    @property
    def _quota(self) -> int:
        return QUOTA_FILES * self._largest

    def _size(self, scope: Scope) -> int:
        """What is announced; the largest where nothing is."""
        length = Headers(scope=scope).get("content-length")
        return self._largest if length is None else int(length)  # the guard has read it

    def _full(self) -> str:
        return (
            f"Vous avez déjà déposé {self._quota // 1_000_000} Mo de fichiers sans les envoyer. "
            "Envoyez-les, ou réessayez dans une heure : ils seront alors effacés."
        )
