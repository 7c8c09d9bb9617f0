"""What every request passes first: sessions, origin, size, and the headers of every answer.

Chainlit alone fails open: it keeps accepting the token of a deleted account or of a closed
session, takes websockets from any origin, and lets any user overwrite another's elements.
"""

import asyncio
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.sessions import COOKIE, Sessions

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    # Chainlit compiles custom elements in the page, hence 'unsafe-eval'.
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'; connect-src 'self'; "
    "worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
# Chainlit's routes that MimiCom does not use, each with a hole or a page that calls outside.
CLOSED = ("/docs", "/redoc", "/openapi.json", "/feedback", "/project/element", "/project/share")
CLOSED_BELOW = ("/auth/jwt", "/auth/header", "/auth/oauth", "/auth/azure", "/mcp")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
UPLOADS = ("/project/file", "/api/imports")
MULTIPART_ROOM = 100_000
SMALL_BODY = 2_000_000


class Guard:
    """ASGI middleware around the whole host."""

    def __init__(
        self, app: ASGIApp, sessions: Sessions, max_upload_mb: int, secure_cookies: bool
    ) -> None:
        self._app, self._sessions, self._secure = app, sessions, secure_cookies
        self._max_upload = max_upload_mb * 1_000_000 + MULTIPART_ROOM

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on with the cookies of valid sessions only."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is not None:
            await _refuse(refusal, scope, receive, self._adding_headers(scope, send))
            return
        scope = await self._with_valid_session(scope)
        if scope["type"] == "websocket":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, self._adding_headers(scope, send))

    def _refusal(self, scope: Scope) -> Response | None:
        path = scope["path"].rstrip("/")
        if path in CLOSED or path.startswith(CLOSED_BELOW):
            return JSONResponse({"detail": "Cette page n'existe pas."}, 404)
        headers = Headers(scope=scope)
        changes = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if changes and not _same_origin(headers):
            return JSONResponse({"detail": "Requête venue d'un autre site : refusée."}, 403)
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            return self._size_refusal(path, headers)
        return None

    def _size_refusal(self, path: str, headers: Headers) -> Response | None:
        length = headers.get("content-length", "")
        if not length.isdecimal():
            # Chainlit reads a whole body into memory before it looks at its size.
            chunked = "transfer-encoding" in headers
            return JSONResponse({"detail": "Taille inconnue : refusé."}, 411) if chunked else None
        limit = self._max_upload if path in UPLOADS else SMALL_BODY
        if int(length) > limit:
            detail = f"Le fichier est trop gros ({limit // 1_000_000} Mo au plus)."
            return JSONResponse({"detail": detail}, 413)
        return None

    async def _with_valid_session(self, scope: Scope) -> Scope:
        headers = Headers(scope=scope)
        cookies = read_cookies(headers.get("cookie", ""))
        dropped = [b"authorization"]
        mine = any(name == COOKIE or name.startswith(f"{COOKIE}_") for name in cookies)
        if mine and not scope["path"].startswith(("/assets/", "/public/")):
            user = await asyncio.to_thread(self._sessions.user, cookies)
            scope = {**scope, "mimicom_user": user}
            if user is None:
                dropped.append(b"cookie")
        kept = [(name, value) for name, value in scope["headers"] if name not in dropped]
        return {**scope, "headers": kept}

    def _adding_headers(self, scope: Scope, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = CSP
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                if scope["path"].startswith("/assets/") and message["status"] == 200:
                    headers["Cache-Control"] = "public, max-age=31536000, immutable"
                elif scope["path"].startswith("/public/"):
                    headers["Cache-Control"] = "no-cache"
                if self._secure:
                    _secure_cookies(message)
            await send(message)

        return send_with_headers


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await response(scope, receive, send)


def _same_origin(headers: Headers) -> bool:
    origin = headers.get("origin")
    # Programs send none; a browser always does on such requests, and 'null' from a hidden origin.
    return origin is None or origin.split("://", 1)[-1] == headers.get("host")


def _secure_cookies(message: Message) -> None:
    message["headers"] = [
        (name, value + b"; Secure" if name.lower() == b"set-cookie" else value)
        for name, value in message["headers"]
    ]


def read_cookies(header: str) -> dict[str, str]:
    """A Cookie header as a dictionary; {} for a malformed one."""
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
