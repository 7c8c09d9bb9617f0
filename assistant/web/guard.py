"""What every request passes first: host, address, origin, session, rights, size, ids.

Chainlit alone fails open: it keeps accepting the token of a deleted account or of a closed
session, takes websockets from any origin, reads bodies whole, and makes a path of a session's id.
"""

import asyncio
import json
import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl

from pydantic import ValidationError
from pymongo.errors import PyMongoError
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web import cookies, hosts
from assistant.web.asked import Action, AnyObject, Asked, read, wrong
from assistant.web.bodies import (
    MULTIPART_ROOM,
    Counted,
    Incoming,
    again,
    check_framing,
    read_json,
    sound_packets,
)
from assistant.web.elements.actions import ACTIONS
from assistant.web.endpoints import UPLOAD, Endpoint, Endpoints, Who
from assistant.web.errors import (
    NO_DATABASE,
    NOT_UNDERSTOOD,
    RETRY,
    SENTENCES,
    BodyTooLarge,
    Refusal,
)
from assistant.web.mail_links import NoLink, is_link, sound_link
from assistant.web.sessions import Sessions
from assistant.web.texts import sound_address
from core.accounts.models import User
from core.errors import Forbidden, Unavailable
from core.settings import Settings

logger = logging.getLogger(__name__)
CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    # Chainlit compiles custom elements in the page, hence 'unsafe-eval'.
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self'; "
    "worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
SAFE_METHODS = ("GET", "HEAD")
API = "/api/"
NO_PAGE = "Cette page n'existe pas."
NO_SESSION = "Cette session n'existe pas, ou n'existe plus. Rechargez la page."
# Read here, or believed by nobody behind: the guard has said what is true of them.
_DROPPED = (b"authorization", b"cookie", b"forwarded")


class Owners(Protocol):
    """Whose the live sessions and sockets of the chat are."""

    def of_session(self, session_id: str) -> str | None:
        """The user's id; None where there is no such session."""

    def of_socket(self, socket_id: str) -> str | None:
        """The user's id; None where there is no such socket."""


@dataclass(frozen=True)
class Passed:
    """A request that may go on, and how."""

    endpoint: Endpoint
    scope: Scope
    receive: Receive
    counted: Counted | None


class Guard:
    """ASGI middleware around the whole host."""

    def __init__(
        self,
        app: ASGIApp,
        sessions: Sessions,
        owners: Owners,
        settings: Settings,
        outage: Callable[[BaseException], Unavailable | None],
        names: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        """`outage` words an error of the database for users; `names` are answered to besides those
        of the settings, from when they are set."""
        self.app, self._outage = app, outage
        self._sessions, self._owners, self._endpoints = sessions, owners, Endpoints()
        self._hosts = hosts.Hosts(settings.allowed_hosts, names)
        self._proxies = hosts.Proxies(settings.trusted_proxies)
        self._secure = settings.secure_cookies
        self._max_upload = settings.max_upload_mb * 1_000_000 + MULTIPART_ROOM

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on what was checked and nothing else."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        incoming = Incoming(scope, receive)
        try:
            passed = await self._admit(scope, incoming)
        except Refusal as refusal:
            await _refuse(refusal, scope, incoming, send)
            return
        if scope["type"] == "websocket":
            await self.app(passed.scope, receive, send)
            return
        secure = self._secure or passed.scope["scheme"] == "https"
        answer = _Answer(send, passed, incoming, secure)
        try:
            await self.app(passed.scope, passed.receive, answer)
        except Refusal as refusal:
            await _refuse(refusal, scope, incoming, send)
        except BodyTooLarge:
            if not answer.started:
                await answer.refuse_size()

    async def _admit(self, scope: Scope, receive: Receive) -> Passed:
        headers = Headers(scope=scope)
        await self._check_host(scope, headers)
        if is_link(scope):
            scope = sound_link(scope)
        elif not sound_address(scope["path"], scope.get("raw_path") or b"", scope["query_string"]):
            raise Refusal(400, "Cette adresse n'est pas lisible.")
        endpoint = self._endpoint(scope)
        scheme = self._scheme(scope, headers)
        self._check_origin(endpoint, scheme, headers)
        check_framing(headers, self._limit(endpoint))
        found = cookies.tokens(scope["headers"])
        # Open endpoints are the same for everybody.
        closed = endpoint.who is Who.ACCOUNT
        token, user = await self._session(found) if closed else (None, None)
        if closed and user is None and scope["path"].startswith(API):
            user = await self._by_token(headers)
        self._check_rights(endpoint, user)
        self._check_query(endpoint, scope["query_string"], user)
        kept = [(n, v) for n, v in scope["headers"] if not _dropped(n)]
        if token is not None:
            kept.append(cookies.header(token))
        passed = {
            **scope,
            "headers": kept,
            "client": self._proxies.client(scope, headers),
            "scheme": scheme if scope["type"] == "http" else {"http": "ws"}.get(scheme, "wss"),
            "mimicom_user": user,
            "mimicom_token": token,
            "mimicom_tokens": found,
            "mimicom_cookies": cookies.names(scope["headers"]),
        }
        if scope["type"] == "websocket":
            return Passed(endpoint, passed, receive, None)
        return await self._with_body(endpoint, passed, receive, user)

    async def _check_host(self, scope: Scope, headers: Headers) -> None:
        server = scope.get("server") or ("", 0)
        given = headers.getlist("host")
        if len(given) == 1 and self._hosts.known(given[0], server[0] or ""):
            return
        if len(given) != 1 or not await asyncio.to_thread(self._hosts.set_since, given[0]):
            raise Refusal(400, hosts.refusal(given[0] if given else ""))

    def _endpoint(self, scope: Scope) -> Endpoint:
        endpoints = self._endpoints.at(scope["path"])
        if not endpoints:
            raise NoLink() if is_link(scope) else Refusal(404, NO_PAGE)
        if scope["type"] == "websocket":
            if (endpoint := endpoints.get("GET")) and endpoint.socket:
                return endpoint
            raise Refusal(404, NO_PAGE)
        endpoint = endpoints.get(scope["method"])
        if endpoint is None:
            raise Refusal(405, SENTENCES[405], {"Allow": ", ".join(sorted(endpoints))})
        return endpoint

    def _scheme(self, scope: Scope, headers: Headers) -> str:
        return "https" if self._secure else self._proxies.scheme(scope, headers)

    def _check_origin(self, endpoint: Endpoint, scheme: str, headers: Headers) -> None:
        if endpoint.method in SAFE_METHODS and not endpoint.socket:
            return
        if not all(
            hosts.same_origin(one, scheme, headers["host"]) for one in headers.getlist("origin")
        ):
            raise Refusal(403, "Requête venue d'un autre site : refusée.")

    def _limit(self, endpoint: Endpoint) -> int:
        return self._max_upload if endpoint.limit == UPLOAD else endpoint.limit

    async def _session(self, found: list[str]) -> tuple[str | None, User | None]:
        """The first token that stands, and whose it is."""
        for token in found:
            known, user = self._sessions.remembered(token)
            if not known:
                try:
                    user = await asyncio.to_thread(self._sessions.user, token)
                except PyMongoError as error:
                    outage = self._outage(error)
                    raise Refusal(503, outage.message if outage else NO_DATABASE, RETRY) from error
            if user is not None:
                return token, user
        return None, None

    async def _by_token(self, headers: Headers) -> User | None:
        """Who acts by a token of the API: no browser sends one by itself."""
        kind, _, secret = headers.get("authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret:
            return None
        try:
            return await asyncio.to_thread(self._sessions.by_token, secret.strip())
        except PyMongoError as error:
            outage = self._outage(error)
            raise Refusal(503, outage.message if outage else NO_DATABASE, RETRY) from error

    def _check_rights(self, endpoint: Endpoint, user: User | None) -> None:
        if endpoint.who is Who.ANYONE:
            return
        if user is None:
            raise Refusal(401, SENTENCES[401])
        if endpoint.permission is not None:
            try:
                user.require(endpoint.permission)
            except Forbidden as error:
                raise Refusal(403, error.message) from error

    def _check_query(self, endpoint: Endpoint, query: bytes, user: User | None) -> None:
        if not endpoint.query:
            return
        try:
            pairs = parse_qsl(query.decode(), keep_blank_values=True, max_num_fields=20)
        except ValueError as error:
            raise Refusal(400, NOT_UNDERSTOOD) from error
        for name, expression in endpoint.query.items():
            given = [value for key, value in pairs if key == name.rstrip("?")]
            if not given and name.endswith("?"):
                continue
            if len(given) != 1 or not re.fullmatch(expression, given[0]):
                raise Refusal(400, f"Cette demande n'est pas comprise ({name.rstrip('?')}).")
        asked = dict(pairs)
        if "session_id" in endpoint.query:
            self._check_session(asked["session_id"], user)
        if endpoint.socket and "sid" in asked:
            owner = self._owners.of_socket(asked["sid"])
            if user is None or owner != user.user_id:
                raise Refusal(400, NO_SESSION)

    def _check_session(self, session_id: str, user: User | None) -> None:
        if user is None or self._owners.of_session(session_id) != user.user_id:
            raise Refusal(404, NO_SESSION)

    async def _with_body(
        self, endpoint: Endpoint, scope: Scope, receive: Receive, user: User | None
    ) -> Passed:
        counted = Counted(receive, self._limit(endpoint))
        if endpoint.limit == UPLOAD or endpoint.method in SAFE_METHODS:
            return Passed(endpoint, scope, counted, counted)
        try:
            body = await counted.whole()
        except BodyTooLarge as error:
            raise Refusal(413, error.message) from error
        if endpoint.body is not None:
            body = self._checked(endpoint.body, body, user)
        elif endpoint.socket and not sound_packets(body):
            raise Refusal(400, NOT_UNDERSTOOD)
        headers = [(n, v) for n, v in scope["headers"] if n not in _FRAMING]
        headers.append((b"content-length", str(len(body)).encode()))
        return Passed(endpoint, {**scope, "headers": headers}, again(body, receive), counted)

    def _checked(self, model: type[Asked], body: bytes, user: User | None) -> bytes:
        """The body written anew from what was read in it."""
        if model is AnyObject and not body:
            return body
        try:
            asked = read(model, read_json(body))
            if model is Action:
                self._check_session(asked["sessionId"], user)
                asked["action"] = _action(asked["action"])
        except ValidationError as error:
            raise Refusal(400, f"Cette demande n'est pas comprise{wrong(error)}.") from error
        except ValueError as error:
            raise Refusal(400, NOT_UNDERSTOOD) from error
        return json.dumps(asked).encode()


_FRAMING = (b"content-length", b"transfer-encoding")


class _Answer:
    """The `send` of a request: adds the headers of every answer, tells a body that went over."""

    def __init__(self, send: Send, passed: Passed, incoming: Incoming, secure: bool) -> None:
        self._send, self._passed, self._incoming = send, passed, incoming
        self._secure = secure
        self.started = False
        self._replaced = False

    async def __call__(self, message: Message) -> None:
        if self._replaced:
            return
        if message["type"] == "http.response.start":
            if self._passed.counted is not None and self._passed.counted.over:
                await self.refuse_size()
                return
            self.started = True
            self._complete(message)
        await self._send(message)

    async def refuse_size(self) -> None:
        """413, in place of what the route makes of a body that it did not get whole."""
        self.started = self._replaced = True
        assert self._passed.counted is not None
        refusal = Refusal(413, BodyTooLarge(self._passed.counted.limit).message)
        await _refuse(refusal, self._passed.scope, self._incoming, self._send)

    def _complete(self, message: Message) -> None:
        message.setdefault("headers", [])
        if self._secure:
            message["headers"] = cookies.secured(message["headers"])
        headers = MutableHeaders(scope=message)
        _add_guards(headers)
        kept = self._passed.endpoint.kept
        headers["Cache-Control"] = kept.value if message["status"] < 400 else "no-store"


async def _refuse(refusal: Refusal, scope: Scope, incoming: Incoming, send: Send) -> None:
    response = refusal.response(scope)
    headers = MutableHeaders(raw=response.raw_headers)
    _add_guards(headers)
    if scope["type"] == "http":
        if incoming.unread:
            headers["Connection"] = "close"
            send = incoming.lingering(send)
        await response(scope, incoming, send)
    elif "websocket.http.response" in scope.get("extensions", {}):
        await response(scope, incoming, send)
    else:
        await send({"type": "websocket.close", "code": 1008})


def _add_guards(headers: MutableHeaders) -> None:
    headers["Content-Security-Policy"] = CSP
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"


def _dropped(name: bytes) -> bool:
    return name in _DROPPED or name.startswith(b"x-forwarded-")


def _action(called: dict[str, Any]) -> dict[str, Any]:
    """An action with what it takes. Refusal for one that does not exist; ValidationError."""
    model = ACTIONS.get(called["name"])
    if model is None:
        raise Refusal(404, "Cette action n'existe pas.")
    return {"name": called["name"], "payload": read(model, called["payload"])}
