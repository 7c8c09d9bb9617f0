"""Routes beside the chat: files made when they are fetched, health, and a 404 for the rest."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from assistant.rendering.charts.pictures import draw_breakdown
from assistant.rendering.charts.style import Caption
from assistant.router import Router
from assistant.web.exports import NO_STORE, add_exports, user_of
from assistant.web.imports import add_imports
from core.errors import Forbidden, MimiComError, NotFound
from core.exports.models import TooManyExports


def api_routes(router: Router) -> APIRouter:
    """/api/exports, /api/prospects, GET /api/charts/<selection>/<kpi>.png, /health."""
    routes = APIRouter()
    services = router.services
    add_exports(routes, services)

    @routes.get("/health")
    def health() -> Response:
        services.database.client.admin.command("ping")
        return JSONResponse({"status": "ok"}, headers=NO_STORE)

    @routes.get("/api/charts/{selection_id}/{kpi}.png")
    def chart_png(request: Request, selection_id: str, kpi: str) -> Response:
        user = user_of(request)
        filter = router.conversations.selection(user, selection_id)
        try:
            breakdown = services.kpis.breakdown(user, filter, kpi)
        except ValueError as error:
            raise NotFound("Ce graphique n'existe pas.") from error
        name = f"mimicom_{kpi}_{router.today():%Y%m%d}.png"
        headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
        png = draw_breakdown(breakdown, Caption("", router.today()))
        return Response(png, media_type="image/png", headers=headers)

    @routes.get("/api/access/{prospect_id}.{kind}")
    def access_file(request: Request, prospect_id: str, kind: str) -> Response:
        known = services.privacy.access_file(user_of(request), prospect_id)
        name = f"mimicom_acces_{router.today():%Y%m%d}.{kind}"
        headers = NO_STORE | {"Content-Disposition": f'attachment; filename="{name}"'}
        if kind == "json":
            return JSONResponse(known.as_json(), headers=headers)
        if kind == "txt":
            return Response(known.as_text(), media_type="text/plain", headers=headers)
        raise NotFound("Ce format n'existe pas.")

    add_imports(routes, services)

    @routes.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
    def nothing(rest: str) -> Response:
        return JSONResponse({"detail": "Cette adresse n'existe pas."}, 404)

    return routes


def error_response(request: Request, error: Exception) -> Response:
    """A refusal of core as JSON."""
    assert isinstance(error, MimiComError)
    status = {Forbidden: 403, NotFound: 404, TooManyExports: 429}.get(type(error), 400)
    headers = dict(NO_STORE)
    if isinstance(error, TooManyExports) and error.wait:
        headers["Retry-After"] = str(error.wait)
    return JSONResponse({"detail": error.message}, status, headers=headers)
