"""Whether the host can serve: a real write and a real read of the database, within seconds."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from fastapi.responses import JSONResponse, Response

from assistant.web.errors import NO_DATABASE, NO_STORE
from core.errors import MimiComError

FRESH_SECONDS = 1.0
LONGEST_SECONDS = 4.0


class Health:
    """Answers GET /health. Who asks often shares one look at the database."""

    def __init__(self, check: Callable[[], None]) -> None:
        """`check` raises MimiComError with its reason where the database fails."""
        self._check = check
        # Its own thread: those of the requests may all be waiting for the database.
        self._pool = ThreadPoolExecutor(1, "health")
        self._looked: Future[str] | None = None
        self._at = 0.0

    async def answer(self) -> Response:
        """200, or 503 with a French sentence."""
        looked = asyncio.wrap_future(self._look())
        try:
            trouble = await asyncio.wait_for(asyncio.shield(looked), LONGEST_SECONDS)
        except TimeoutError:
            trouble = NO_DATABASE
        if trouble:
            return JSONResponse({"status": "down", "detail": trouble}, 503, headers=NO_STORE)
        return JSONResponse({"status": "ok"}, headers=NO_STORE)

    def _look(self) -> Future[str]:
        fresh = time.monotonic() - self._at < FRESH_SECONDS
        if self._looked is None or (self._looked.done() and not fresh):
            self._looked, self._at = self._pool.submit(self._trouble), time.monotonic()
        return self._looked

    def _trouble(self) -> str:
        try:
            self._check()
        except MimiComError as error:
            return error.message
        return ""
