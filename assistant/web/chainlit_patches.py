"""Where Chainlit 2.12.0 is changed, all of it, each change with its reason.

`tests/assistant/web/test_chainlit_patches.py` notices when what is changed here changes upstream.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import chainlit
import chainlit.server as server
from chainlit.config import FILES_DIRECTORY
from chainlit.data import get_data_layer
from chainlit.session import BaseSession, WebsocketSession
from fastapi import Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from socketio.exceptions import ConnectionRefusedError as Unwelcome

from assistant.web import upload_folders
from assistant.web.asked import EVENTS, read
from assistant.web.errors import NO_STORE, NOT_UNDERSTOOD, SENTENCES, SESSION_OVER, speak_french
from assistant.web.sessions import Sessions
from assistant.web.sockets import Refused, Sockets
from assistant.web.texts import clean, cleaned
from core.errors import InvalidData, NotFound

logger = logging.getLogger(__name__)
EMPTY_FILE = "Ce fichier est vide."
LONGEST_NAME = 200
_OUTSIDE = re.compile(r"<link\b[^>]*https?://[^>]*>")
Handler = Callable[..., Awaitable[Any]]


class Patched:
    """Chainlit as changed: what the guard and the log-out ask of it."""

    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets

    def of_session(self, session_id: str) -> str | None:
        """Who opened a live session: the user's id."""
        if WebsocketSession.get_by_id(session_id) is None:
            return None
        return self.sockets.session_owners.of(session_id)

    def of_socket(self, socket_id: str) -> str | None:
        """Who opened an Engine.IO connection: the user's id."""
        environ = server.sio.environ.get(socket_id) or {}
        user = environ.get("asgi.scope", {}).get("mimicom_user")
        return None if user is None else str(user.user_id)

    async def log_out(self, tokens: list[str]) -> None:
        """End the sockets that these tokens opened."""
        for sid in self.sockets.of(tokens):
            await self.close(sid)

    async def close(self, sid: str) -> None:
        """Tell a page that its session is over, and end its socket for good."""
        if session := WebsocketSession.get(sid):
            session.to_clear = True
        self.sockets.forget(sid)
        connection = server.sio.manager.eio_sid_from_sid(sid, "/")
        await server.sio.emit("toast", {"message": SESSION_OVER, "type": "error"}, to=sid)
        # Told first: a page whose connection merely drops would connect again and again.
        await server.sio.disconnect(sid)
        if connection:
            await server.sio.eio.disconnect(connection)


def patch_names() -> None:
    """A name that Chainlit does not have is an AttributeError, as Python asks of modules.

    Its lazy imports raise KeyError: skops looks through every loaded module, and could not load.
    """
    lazily = vars(chainlit)["__getattr__"]

    def named(name: str) -> Any:
        try:
            return lazily(name)
        except KeyError as error:
            raise AttributeError(name) from error

    vars(chainlit)["__getattr__"] = named


def patch(sessions: Sessions) -> Patched:
    """Change Chainlit, once, before its application serves."""
    patched = Patched(Sockets(sessions))
    patch_names()
    _patch_page()
    _patch_uploads()
    _patch_refusals()
    _patch_socket(patched)
    return patched


def _replace(owner: Any, name: str, new: object) -> None:
    """Put our own in place of something that Chainlit has. AttributeError where it has not."""
    getattr(owner, name)
    setattr(owner, name, new)


def _patch_page() -> None:
    """The page links to font and style servers of others, and says that it is in English."""
    template: Callable[[str], str] = server.get_html_template

    def get_html_template(root_path: str) -> str:
        html = _OUTSIDE.sub("", template(root_path))
        return re.sub(r'<html lang="[^"]*"', '<html lang="fr"', html, count=1)

    _replace(server, "get_html_template", get_html_template)


def _patch_uploads() -> None:
    """Chainlit makes a path of a session's id, then makes, fills and removes what it names; it
    fails at an empty file, and keeps a file's name as it was sent."""
    persist: Handler = BaseSession.persist_file
    delete: Handler = WebsocketSession.delete

    def files_dir(session: BaseSession) -> Path:
        return upload_folders.folder_of(FILES_DIRECTORY, session.id)

    async def persist_file(
        session: BaseSession, name: str, mime: str, path: Any = None, content: Any = None
    ) -> Any:
        if not path and not content:
            raise InvalidData(EMPTY_FILE)
        return await persist(session, clean(name)[-LONGEST_NAME:], mime, path, content)

    async def delete_session(session: WebsocketSession) -> None:
        # Chainlit then finds no folder, and removes nothing itself.
        upload_folders.remove(FILES_DIRECTORY, session.id)
        await delete(session)

    _replace(BaseSession, "files_dir", property(files_dir))
    _replace(BaseSession, "persist_file", persist_file)
    _replace(WebsocketSession, "delete", delete_session)


def _patch_refusals() -> None:
    """Chainlit refuses in English, answers 500 where an upload has no name or no type, and 401 for
    somebody else's conversation: its page then logs its user out."""

    async def is_thread_author(username: str, thread_id: str) -> bool:
        if await _author_of(thread_id) != username:
            raise NotFound(SENTENCES[404])
        return True

    async def not_understood(request: Request, error: Exception) -> Response:
        return JSONResponse({"detail": NOT_UNDERSTOOD}, 400, headers=NO_STORE)

    _replace(server, "is_thread_author", is_thread_author)
    speak_french(server.app)
    server.app.add_exception_handler(AssertionError, not_understood)


async def _author_of(thread_id: str) -> str:
    layer = get_data_layer()
    return str(await layer.get_thread_author(thread_id)) if layer else ""


def _patch_socket(patched: Patched) -> None:
    """Chainlit believes what a socket says of itself and of its messages, listens to events that
    its page does not send, and never looks again whether the session still stands."""
    sio, handlers = server.sio, server.sio.handlers["/"]
    originals: dict[str, Handler] = dict(handlers)
    for name in set(handlers) - set(EVENTS):
        del handlers[name]
    sio.on("connect", _connecting(patched, originals["connect"]))
    sio.on("disconnect", _leaving(patched, originals["disconnect"]))
    # Chainlit's own answers in English.
    originals["stop"] = _stop
    for name in set(EVENTS) - {"connect", "disconnect"}:
        sio.on(name, _checking(patched, name, originals[name]))
    _patch_packets()


def _connecting(patched: Patched, connect: Handler) -> Handler:
    async def checked_connect(sid: str, environ: dict[str, Any], auth: object = None) -> Any:
        connection = server.sio.manager.eio_sid_from_sid(sid, "/")
        if environ is not server.sio.environ.get(connection):
            # A client's own event of that name, with surroundings that it made up.
            raise Unwelcome(NOT_UNDERSTOOD)
        scope = environ["asgi.scope"]
        try:
            passed = await patched.sockets.admit(sid, scope, auth, _author_of)
        except Refused as refusal:
            raise Unwelcome(str(refusal)) from refusal
        try:
            done = await connect(sid, environ, passed)
        except BaseException:
            patched.sockets.forget(sid)
            raise
        session = WebsocketSession.get(sid)
        if session is not None and not passed["threadId"]:
            patched.sockets.thread_owners.claim(session.thread_id, scope["mimicom_user"].user_id)
        return done

    return checked_connect


def _leaving(patched: Patched, disconnect: Handler) -> Handler:
    async def disconnected(sid: str, *_reason: object) -> None:
        patched.sockets.forget(sid)
        await disconnect(sid)

    return disconnected


def _checking(patched: Patched, event: str, handler: Handler) -> Handler:
    model = EVENTS[event]

    async def checked(sid: str, *sent: Any) -> None:
        try:
            if not await patched.sockets.stands(sid):
                await patched.close(sid)
                return
            passed = (
                [_message(sid, read(model, cleaned(sent[0] if sent else None)))] if model else []
            )
        except (Refused, ValidationError, RecursionError) as error:
            message = str(error) if isinstance(error, Refused) else NOT_UNDERSTOOD
            await server.sio.emit("toast", {"message": message, "type": "error"}, to=sid)
            return
        if WebsocketSession.get(sid) is not None:
            await handler(sid, *passed)

    return checked


def _message(sid: str, asked: dict[str, Any]) -> dict[str, Any]:
    """A message as the page sends it: its author and its kind are not the sender's to choose."""
    session = WebsocketSession.get(sid)
    typed: dict[str, Any] = {
        "name": session.user.identifier if session and session.user else "",
        "type": "user_message",
        "createdAt": "",  # Chainlit sets it
        "metadata": {},
    }
    return {**asked, "message": asked["message"] | typed}


async def _stop(sid: str) -> None:
    session = WebsocketSession.get(sid)
    if session and session.current_task:
        session.current_task.cancel()


def _patch_packets() -> None:
    """A packet that announces attachments makes the library keep all that follows in memory, and
    one that is malformed leaves a trace in the log: the page sends neither."""
    sio = server.sio

    async def on_message(connection: str, data: str | bytes) -> None:
        try:
            if isinstance(data, bytes) or data[:1] in ("5", "6"):
                raise ValueError("binary")
            await sio._handle_eio_message(connection, data)
        except Exception as error:
            logger.warning("a socket's packet was not understood: %s", type(error).__name__)
            await sio.eio.disconnect(connection)

    sio.eio.on("message", on_message)
