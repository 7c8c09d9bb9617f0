"""Behind the guard: an error of the database, wherever it rises, is answered in French, as 503.

Routes of Chainlit read the database too, and answer a 500 by themselves.
"""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.errors import NO_STORE, RETRY
from core.database import Database


class Outage:
    """ASGI middleware around all routes."""

    def __init__(self, app: ASGIApp, database: Database) -> None:
        self.app, self._database = app, database

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; hold a 500 back until it is known what it comes from."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        held: list[Message] = []
        started = False

        async def hold(message: Message) -> None:
            nonlocal started
            failed = message["type"] == "http.response.start" and message["status"] == 500
            if held or (failed and not started):
                held.append(message)
                return
            started = True
            await send(message)

        try:
            await self.app(scope, receive, hold)
        except Exception as error:
            refused = None if started else self._database.outage(error)
            if refused is None:
                await _release(held, send)
                raise
            response = JSONResponse({"detail": refused.message}, 503, NO_STORE | RETRY)
            await response(scope, receive, send)
        else:
            await _release(held, send)


async def _release(held: list[Message], send: Send) -> None:
    for message in held:
        await send(message)
