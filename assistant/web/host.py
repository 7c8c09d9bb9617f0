"""The host: our routes first, Chainlit mounted last at /, everything behind the guard."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import anyio.to_thread
import chainlit.server as chainlit_server
from chainlit.auth import ensure_jwt_secret
from chainlit.config import load_module
from fastapi import FastAPI
from fastapi.responses import JSONResponse, Response
from starlette.requests import Request
from starlette.types import ASGIApp

from assistant.router import Router
from assistant.web import current, history
from assistant.web.api import api_routes, error_response
from assistant.web.drawing import DrawingProcess
from assistant.web.guard import Guard, read_cookies
from assistant.web.login import login_routes
from assistant.web.sessions import Sessions
from assistant.web.uploads import UploadGate
from core.errors import MimiComError
from core.scheduler import build_scheduler
from core.services import Services

CHAT = Path(__file__).parents[1] / "app.py"
_OUTSIDE = re.compile(r"<link\b[^>]*https?://[^>]*>")
THREADS = 32


def build_host(router: Router, session_key: str) -> ASGIApp:
    """The whole web application. `page_setup.prepare` must have run before this is imported."""
    services = router.services
    services.database.ensure(history.COLLECTIONS)
    sessions, drawing = Sessions(services.accounts, session_key), DrawingProcess()
    app = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan_of(services, drawing)
    )
    app.add_exception_handler(MimiComError, error_response)
    app.include_router(login_routes(services.accounts))
    app.include_router(api_routes(router, drawing))

    @app.post("/logout", include_in_schema=False)
    def logout(request: Request) -> Response:
        cookies = read_cookies(request.headers.get("cookie", ""))
        sessions.end(cookies)
        response = JSONResponse({"success": True})
        for name in cookies:
            response.delete_cookie(name)
        return response

    current.set_router(router)
    _mount_chat(app)
    settings = services.database.settings
    gate = UploadGate(app, settings.max_upload_mb)
    return Guard(gate, sessions, settings.max_upload_mb, settings.secure_cookies)


def _lifespan_of(
    services: Services, drawing: DrawingProcess
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = THREADS
        scheduler = build_scheduler(services)
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown()  # a snapshot under way needs the database
            drawing.close()

    return lifespan


def _mount_chat(app: FastAPI) -> None:
    """Mounted by hand: Chainlit's own way logs requests that a browser aborts as errors."""
    chainlit_server.get_html_template = _without_outside_links(chainlit_server.get_html_template)
    load_module(str(CHAT))
    ensure_jwt_secret()
    app.mount("/", chainlit_server.app)


def _without_outside_links(template: Callable[[str], str]) -> Callable[[str], str]:
    """The page without its links to font and style servers, and said to be in French."""

    def get_html_template(root_path: str) -> str:
        html = _OUTSIDE.sub("", template(root_path))
        return re.sub(r'<html lang="[^"]*"', '<html lang="fr"', html, count=1)

    return get_html_template
