"""A database that is killed at the worst moment: as it answers a commit."""

import os
import signal
import time
from typing import Any

import pytest
from pymongo.client_session import ClientSession
from pymongo.errors import AutoReconnect

from core.database import Database


def lose_a_commit(database: Database, monkeypatch: pytest.MonkeyPatch, *, committed: bool) -> None:
    """The server is killed as it answers the next commit, or as it hears of it; another one is
    started."""
    send, left = ClientSession._finish_transaction, [1]

    def cut(session: ClientSession, conn: Any, command: str) -> Any:
        if command != "commitTransaction" or not left:
            return send(session, conn, command)
        left.pop()
        if committed:
            send(session, conn, command)
        assert database._server is not None
        killed = database._server.process()
        assert killed
        os.kill(killed, signal.SIGKILL)
        deadline = time.monotonic() + 20
        while database._server.process() in (killed, None) and time.monotonic() < deadline:
            time.sleep(0.02)
        raise AutoReconnect("connection closed")

    monkeypatch.setattr(ClientSession, "_finish_transaction", cut)
