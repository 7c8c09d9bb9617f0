"""Pictures and reports over HTTP, made when they are fetched."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.rendering.indicators.files import Pictures
from assistant.web.errors import NO_STORE
from assistant.web.exports import user_of

_TYPES = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}


def add_pictures(routes: APIRouter, pictures: Pictures) -> None:
    """GET /api/charts/<selection>/<kpi>.png or .svg, /api/comparisons/<selections>/<kpi>.png,
    /api/dashboards/<selection>.pdf."""

    def file(content: bytes, what: str, kind: str, request: Request) -> Response:
        name = f"mimicom_{what}_{pictures.today():%Y%m%d}.{kind}"
        # Shown in the page, or kept: the link says which.
        shown = "inline" if "theme" in request.query_params else "attachment"
        headers = NO_STORE | {"Content-Disposition": f'{shown}; filename="{name}"'}
        return Response(content, media_type=_TYPES[kind], headers=headers)

    @routes.get("/api/charts/{selection_id}/{what}.{kind}")
    def chart(
        request: Request, selection_id: str, what: str, kind: str, theme: str = "light"
    ) -> Response:
        drawn = pictures.chart(user_of(request), selection_id, what, kind, theme)
        return file(drawn, what, kind, request)

    @routes.get("/api/comparisons/{ids}/{what}.{kind}")
    def comparison(
        request: Request, ids: str, what: str, kind: str, theme: str = "light"
    ) -> Response:
        drawn = pictures.comparison(user_of(request), ids.split("_"), what, kind, theme)
        return file(drawn, f"comparaison_{what}", kind, request)

    @routes.get("/api/dashboards/{selection_id}.pdf")
    def report(request: Request, selection_id: str, kpi: str | None = None) -> Response:
        drawn = pictures.report(user_of(request), selection_id, kpi)
        return file(drawn, kpi or "tableau_de_bord", "pdf", request)
