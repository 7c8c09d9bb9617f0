"""Where the page gets the picture of a schedule, and its files."""

from urllib.parse import urlencode

from assistant.replies import PlanPicture

_FILES = ("pdf", "ics", "csv", "png", "svg")


def plan_url(campagne_id: str, kind: str) -> str:
    """A file of a campaign's schedule."""
    return f"/api/plans/{campagne_id}.{kind}"


def plan_urls(picture: PlanPicture) -> dict[str, str]:
    """Its picture, and its files by kind; a schedule that is not created has its pictures only."""
    if picture.campaign_id is not None:
        return {kind: plan_url(picture.campaign_id, kind) for kind in _FILES}
    asked = {"kind": picture.kind or "", "event": picture.event or ""}
    asked |= {"reduced": "1"} if picture.reduced else {}
    return {kind: f"/api/schedules/preview.{kind}?{urlencode(asked)}" for kind in ("png", "svg")}
