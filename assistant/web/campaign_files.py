"""Files about campaigns over HTTP, made when they are fetched."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.rendering.campaigns.paper import CampaignPaper
from assistant.web.errors import NO_STORE
from assistant.web.exports import user_of

_TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
}


def add_campaign_files(routes: APIRouter, paper: CampaignPaper) -> None:
    """GET /api/campaigns/<id>/destinataires.csv, mails.zip, resultats.<kind>; /api/frise.<kind>."""

    def file(content: bytes, what: str, kind: str, request: Request) -> Response:
        name = f"{paper.today().isoformat()}_{what}.{kind}"
        shown = "inline" if "theme" in request.query_params else "attachment"
        headers = NO_STORE | {"Content-Disposition": f'{shown}; filename="{name}"'}
        return Response(content, media_type=_TYPES[kind], headers=headers)

    @routes.get("/api/campaigns/{campaign_id}/destinataires.csv")
    def people(request: Request, campaign_id: str) -> Response:
        return file(paper.people(user_of(request), campaign_id), "campagne_export", "csv", request)

    @routes.get("/api/campaigns/{campaign_id}/mails.zip")
    def mails(request: Request, campaign_id: str) -> Response:
        return file(paper.mails(user_of(request), campaign_id), "campagne_mails", "zip", request)

    @routes.get("/api/campaigns/{campaign_id}/resultats.{kind}")
    def results(request: Request, campaign_id: str, kind: str, theme: str = "light") -> Response:
        user = user_of(request)
        if kind == "csv":
            return file(paper.people(user, campaign_id), "campagne_export", "csv", request)
        drawn = paper.results(user, campaign_id, kind, theme)
        return file(drawn, "campagne_resultats", kind, request)

    @routes.get("/api/frise.{kind}")
    def timeline(request: Request, kind: str, theme: str = "light") -> Response:
        drawn = paper.timeline(user_of(request), kind, theme)
        return file(drawn, "campagnes", kind, request)
