"""Routes beside the chat: files made when they are fetched, health, and a 404 for the rest."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from assistant.rendering.breakdowns import breakdown_chart
from assistant.router import Router
from core.accounts.models import User
from core.errors import Forbidden, MimiComError, NotFound

NO_STORE = {"Cache-Control": "no-store"}


def api_routes(router: Router) -> APIRouter:
    """GET /api/prospects/<selection>.csv, /api/charts/<selection>/<kpi>.png, /health."""
    routes = APIRouter()
    services = router.services

    @routes.get("/health")
    def health() -> Response:
        services.database.client.admin.command("ping")
        return JSONResponse({"status": "ok"}, headers=NO_STORE)

    @routes.get("/api/prospects/{selection_id}.csv")
    async def prospects_csv(request: Request, selection_id: str) -> Response:
        user = _user(request)
        filter = await asyncio.to_thread(router.conversations.selection, user, selection_id)
        chunks = services.exports.stream(user, filter)
        name = services.exports.filename()
        headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(_off_loop(chunks), media_type="text/csv", headers=headers)

    @routes.get("/api/charts/{selection_id}/{kpi}.png")
    def chart_png(request: Request, selection_id: str, kpi: str) -> Response:
        user = _user(request)
        filter = router.conversations.selection(user, selection_id)
        try:
            breakdown = services.kpis.breakdown(user, filter, kpi)
        except ValueError as error:
            raise NotFound("Ce graphique n'existe pas.") from error
        name = f"mimicom_{kpi}_{router.today():%Y%m%d}.png"
        headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(breakdown_chart(breakdown), media_type="image/png", headers=headers)

    @routes.get("/api/access/{prospect_id}.{kind}")
    def access_file(request: Request, prospect_id: str, kind: str) -> Response:
        known = services.privacy.access_file(_user(request), prospect_id)
        name = f"mimicom_acces_{router.today():%Y%m%d}.{kind}"
        headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
        if kind == "json":
            return JSONResponse(known.as_json(), headers=headers)
        if kind == "txt":
            return Response(known.as_text(), media_type="text/plain", headers=headers)
        raise NotFound("Ce format n'existe pas.")

    @routes.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
    def nothing(rest: str) -> Response:
        return JSONResponse({"detail": "Cette adresse n'existe pas."}, 404)

    return routes


def _user(request: Request) -> User:
    """Whom the guard recognised."""
    user = request.scope.get("mimicom_user")
    if not isinstance(user, User):
        raise Forbidden("Connectez-vous d'abord.")
    return user


async def _off_loop(chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks, each made in a thread, so that other users do not wait."""
    while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
        yield chunk


def error_response(request: Request, error: Exception) -> Response:
    """A refusal of core as JSON."""
    assert isinstance(error, MimiComError)
    status = {Forbidden: 403, NotFound: 404}.get(type(error), 400)
    message = error.message
    return JSONResponse({"detail": message}, status, headers=NO_STORE)
