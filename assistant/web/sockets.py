"""The chat's live sockets: whose each is, what it may open, and their end with its session."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pymongo.errors import PyMongoError
from starlette.types import Scope

from assistant.web.asked import Connection, read
from assistant.web.errors import NO_DATABASE, NOT_UNDERSTOOD, SENTENCES
from assistant.web.ids import Owners
from assistant.web.sessions import Sessions
from core.accounts.models import User

logger = logging.getLogger(__name__)
SWEEP_SECONDS = 2.0
OTHERS_SESSION = "Cette session est celle d'un autre compte. Rechargez la page."
OTHERS_THREAD = "Cette conversation n'existe pas, ou n'existe plus."
AuthorOf = Callable[[str], Awaitable[str]]
"""A conversation's author, by e-mail; empty for one that is not written yet."""
Closer = Callable[[str], Awaitable[None]]
"""Ends a socket, given its id."""


class Refused(Exception):
    """A socket that may not connect; the French reason."""


@dataclass(frozen=True)
class Live:
    """A connected socket."""

    token: str
    user_id: str
    session_id: str


class Sockets:
    """Which sockets live, by the id that their library gives them."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._live: dict[str, Live] = {}
        self.session_owners, self.thread_owners = Owners(), Owners()

    async def admit(
        self, sid: str, scope: Scope, auth: object, author_of: AuthorOf
    ) -> dict[str, Any]:
        """What the page tells of itself, checked. Refused, unless the session stands and the
        session's id and the conversation's are free or the user's own."""
        token = scope.get("mimicom_token")
        user = await self._user(token) if token else None
        if user is None or token is None:
            raise Refused(SENTENCES[401])
        try:
            connection = read(Connection, auth)
        except ValidationError as error:
            raise Refused(NOT_UNDERSTOOD) from error
        await self._check_thread(connection["threadId"] or "", user, author_of)
        if not self.session_owners.claim(connection["sessionId"], user.user_id):
            raise Refused(OTHERS_SESSION)
        self._live[sid] = Live(token, user.user_id, connection["sessionId"])
        return {**connection, "threadId": connection["threadId"] or "", "userEnv": "{}"}

    async def _check_thread(self, thread_id: str, user: User, author_of: AuthorOf) -> None:
        if not thread_id:
            return
        author = await author_of(thread_id)
        if author and author != user.email:
            raise Refused(OTHERS_THREAD)
        if not author and not self.thread_owners.claim(thread_id, user.user_id):
            raise Refused(OTHERS_THREAD)

    async def _user(self, token: str) -> User | None:
        known, user = self._sessions.remembered(token)
        if known:
            return user
        try:
            return await asyncio.to_thread(self._sessions.user, token)
        except PyMongoError as error:
            logger.error("a socket without a database: %s", error)
            raise Refused(NO_DATABASE) from error

    async def stands(self, sid: str) -> bool:
        """Whether a socket lives and its session was not ended. Refused without a database."""
        live = self._live.get(sid)
        return live is not None and await self._user(live.token) is not None

    def forget(self, sid: str) -> None:
        """A socket is gone."""
        self._live.pop(sid, None)

    def of(self, tokens: list[str]) -> list[str]:
        """The sockets that these tokens opened."""
        return [sid for sid, live in self._live.items() if live.token in tokens]

    async def sweep(self, close: Closer) -> None:
        """For ever: end the sockets whose session was ended elsewhere, by a log-out of another
        process, a new password, a closed account."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for sid in list(self._live):
                try:
                    if sid in self._live and not await self.stands(sid):
                        await close(sid)
                except Refused:
                    pass  # without a database nobody is judged
                except Exception:
                    logger.exception("a socket could not be ended")
