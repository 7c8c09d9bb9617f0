"""Routes beside the chat: files made when they are fetched, health, and a 404 for the rest."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CollectorRegistry

from assistant.rendering.campaigns.paper import CampaignPaper
from assistant.rendering.indicators.files import Drawer, Pictures, draw_here
from assistant.router import Router
from assistant.web.api_docs import add_docs
from assistant.web.campaign_files import add_campaign_files
from assistant.web.errors import NO_STORE
from assistant.web.exports import add_exports, user_of
from assistant.web.health import Health
from assistant.web.imports import add_imports
from assistant.web.metrics import add_metrics, new_registry
from assistant.web.pictures import add_pictures
from assistant.web.plans import add_plans
from core.errors import NotFound


def api_routes(
    router: Router, drawn: Drawer = draw_here, registry: CollectorRegistry | None = None
) -> APIRouter:
    """/api/exports, /api/prospects, the pictures of the indicators, /health."""
    routes = APIRouter()
    services = router.services
    add_exports(routes, services)
    add_plans(routes, services, drawn)
    add_pictures(routes, Pictures(services, router.conversations, router.today, drawn))

    add_campaign_files(routes, CampaignPaper(services, router.today, drawn))

    checked = Health(services.database.check)

    @routes.get("/health")
    @routes.get("/health/ready")
    async def health() -> Response:
        return await checked.answer()

    @routes.get("/health/live")
    async def live() -> Response:
        return JSONResponse({"status": "ok"}, headers=NO_STORE)

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
    add_docs(routes)
    add_metrics(routes, services, registry or new_registry())

    @routes.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
    def nothing(rest: str) -> Response:
        return JSONResponse({"detail": "Cette adresse n'existe pas."}, 404)

    return routes
