"""The host: our routes first, Chainlit mounted last at /, everything behind the guard."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import anyio.to_thread
import chainlit.server as chainlit_server
from chainlit.auth import ensure_jwt_secret
from chainlit.config import load_module
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from pymongo.errors import PyMongoError
from starlette.requests import Request

from assistant.router import Router
from assistant.web import current, history
from assistant.web.access import access_routes
from assistant.web.api import api_routes
from assistant.web.chainlit_patches import Patched, patch
from assistant.web.drawing import DrawingProcess
from assistant.web.errors import speak_french
from assistant.web.guard import Guard
from assistant.web.login import login_routes
from assistant.web.mail_links import MailLinks
from assistant.web.metrics import Metrics, new_registry
from assistant.web.outage import Outage
from assistant.web.reminding import Reminding
from assistant.web.sessions import Ends, Sessions
from assistant.web.upload_gate import UploadGate
from core.configuration.keys import PUBLIC_URL, SESSION_DAYS, SESSION_IDLE_HOURS
from core.errors import InvalidData
from core.scheduler import build_scheduler
from core.services import Services

CHAT = Path(__file__).parents[1] / "app.py"
THREADS = 32


def build_host(router: Router, session_key: str) -> Guard:
    """The whole web application. `page_setup.prepare` must have run before this is imported."""
    services = router.services
    services.database.ensure(history.COLLECTIONS)
    ends, by_token = (lambda: session_ends(services)), services.accounts.api_tokens.user
    sessions = Sessions(services.accounts, session_key, ends, by_token)
    drawing = DrawingProcess()
    chat = patch(sessions)
    app = FastAPI(
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=_lifespan_of(router, drawing, chat),
    )
    speak_french(app)
    app.include_router(login_routes(services.accounts))
    app.include_router(access_routes(services.own_account))
    registry = new_registry()
    app.include_router(api_routes(router, drawing, registry))
    _add_logout(app, sessions, chat)
    current.set_router(router)
    _mount_chat(app)
    settings = services.database.settings
    linked = MailLinks(app, services.campaigns.tracking)
    counted = Metrics(Outage(linked, services.database), registry)
    behind = UploadGate(counted, settings.max_upload_mb)
    return Guard(
        behind, sessions, chat, settings, services.database.outage, lambda: public_names(services)
    )


def session_ends(services: Services) -> Ends:
    """How long sessions last."""
    try:
        days = services.configuration.get(SESSION_DAYS)
        hours = services.configuration.get(SESSION_IDLE_HOURS)
    except InvalidData:
        return Ends()
    return Ends(timedelta(days=days), timedelta(hours=hours))


def public_names(services: Services) -> tuple[str, ...]:
    """The name that the links of mails lead to, which the page then answers to."""
    try:
        url = services.configuration.get(PUBLIC_URL)
    except (InvalidData, PyMongoError):
        return ()
    name = urlsplit(url).hostname if url else None
    return (name,) if name else ()


def _add_logout(app: FastAPI, sessions: Sessions, chat: Patched) -> None:
    @app.post("/logout", include_in_schema=False)
    async def logout(request: Request) -> Response:
        tokens = request.scope["mimicom_tokens"]
        await asyncio.to_thread(sessions.end, tokens)
        await chat.log_out(tokens)
        response = JSONResponse({"success": True})
        for name in request.scope["mimicom_cookies"]:
            response.delete_cookie(name)
        return response


def _lifespan_of(
    router: Router, drawing: DrawingProcess, chat: Patched
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        scheduler = build_scheduler(router.services)
        scheduler.start()
        sweeping = asyncio.create_task(chat.sockets.sweep(chat.close))
        telling = asyncio.create_task(Reminding(router).run())
        try:
            yield
        finally:
            for task in (sweeping, telling):
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            scheduler.shutdown()  # a snapshot under way needs the database
            drawing.close()

    return lifespan


def _mount_chat(app: FastAPI) -> None:
    """Mounted by hand: Chainlit's own way logs requests that a browser aborts as errors."""
    load_module(str(CHAT))
    ensure_jwt_secret()
    app.mount("/", chainlit_server.app)
