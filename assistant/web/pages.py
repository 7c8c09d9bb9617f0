"""The pages open in this process: whose each is, and what is pushed to it beside its turns."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import chainlit.server as server
from chainlit.context import init_ws_context
from chainlit.session import WebsocketSession, ws_sessions_sid
from chainlit.user_session import user_session, user_sessions

from assistant.rendering import chat
from assistant.replies import Answer

_READY = "mimicom_ready"
SETTLED_SECONDS = 1.0
"""After which what Chainlit sends of a conversation that is opened has arrived."""


def ready() -> None:
    """The page of this callback shows its conversation: it may be pushed to, in a moment."""
    user_session.set(_READY, time.time() + SETTLED_SECONDS)


@dataclass(frozen=True)
class OpenPage:
    """A page that is connected and shows its conversation."""

    session_id: str
    conversation: str
    email: str
    session: WebsocketSession

    async def push(self, answers: Sequence[Answer], told: str) -> None:
        """Show answers there, and tell the page, so that it calls its user."""
        init_ws_context(self.session)
        await chat.show(answers)
        await chat.call(told)


def open_pages() -> Iterator[OpenPage]:
    """Those of this process. A page that was closed stays known to Chainlit for a while."""
    now = time.time()
    for session in list(ws_sessions_sid.values()):
        opened = user_sessions.get(session.id, {}).get(_READY)
        connected = server.sio.manager.is_connected(session.socket_id, "/")
        if opened is None or opened > now or not connected or session.user is None:
            continue
        yield OpenPage(session.id, session.thread_id, session.user.identifier, session)
