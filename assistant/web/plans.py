"""Schedules over HTTP: pictures as wide as they are shown, and files."""

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response

from assistant.rendering.charts.style import WIDTH, Format, Theme
from assistant.rendering.indicators.files import Drawer
from assistant.rendering.planning.plan_files import (
    Drawn,
    PlanFormat,
    plan_file,
    plan_format,
    preview_picture,
)
from assistant.web.errors import NO_STORE
from assistant.web.exports import user_of
from core.errors import NotFound
from core.planning.plans import EventPassed
from core.services import Services

_TYPES = {
    PlanFormat.ICS: "text/calendar; charset=utf-8",
    PlanFormat.CSV: "text/csv; charset=utf-8",
    PlanFormat.PDF: "application/pdf",
    PlanFormat.PNG: "image/png",
    PlanFormat.SVG: "image/svg+xml",
}
_PIXELS_AN_INCH = 96
_LEAST, _MOST, _STEP = 300, 900, 30


def add_plans(routes: APIRouter, services: Services, drawer: Drawer) -> None:
    """GET /api/plans/<campaign>.<kind>, /api/schedules/preview.<kind>."""

    def sent(content: bytes, kind: PlanFormat, name: str, request: Request) -> Response:
        # Shown in the page, or kept: the link says which.
        shown = "inline" if "theme" in request.query_params else "attachment"
        headers = NO_STORE | {"Content-Disposition": f'{shown}; filename="{name}.{kind}"'}
        return Response(content, media_type=_TYPES[kind], headers=headers)

    @routes.get("/api/plans/{campagne_id}.{kind}")
    def plan(
        request: Request, campagne_id: str, kind: str, theme: str = "light", width: int = 0
    ) -> Response:
        user, format = user_of(request), plan_format(f"x.{kind}")
        campaign = services.planning.tasks.campaign_of(user, campagne_id)
        content = plan_file(services, user, campaign, format, _how(drawer, theme, width))
        today = services.planning.plans.today()
        return sent(content, format, f"retroplanning_{today:%Y%m%d}", request)

    @routes.get("/api/schedules/preview.{kind}")
    def preview(
        request: Request,
        kind: str,
        event: date,
        theme: str = "light",
        width: int = 0,
        reduced: bool = False,
    ) -> Response:
        user, format = user_of(request), plan_format(f"x.{kind}")
        if format not in (PlanFormat.PNG, PlanFormat.SVG):
            raise NotFound("Ce format n'existe pas pour un rétroplanning qui n'est pas créé.")
        plans = services.planning.plans
        try:
            found = plans.preview(user, request.query_params.get("kind", ""), event)
        except EventPassed as passed:
            found = passed.plan
        how = _how(drawer, theme, width)
        content = preview_picture(found, plans.today(), Format(format.value), reduced, how)
        return sent(content, format, f"retroplanning_{event:%Y%m%d}", request)


def _how(drawer: Drawer, theme: str, width: int) -> Drawn:
    """The width that was asked for, in steps: few pictures are drawn."""
    pixels = min(max(width, _LEAST), _MOST) // _STEP * _STEP
    inches = pixels / _PIXELS_AN_INCH if width else WIDTH
    return Drawn(drawer, Theme.DARK if theme == Theme.DARK else Theme.LIGHT, inches)
