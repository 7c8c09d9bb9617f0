"""Indicators."""

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import Field

from assistant.rendering.indicators.views import FiguresAsked
from assistant.web.asked import Asked, Name
from assistant.web.elements.loading import Page, Sent, loads
from core.accounts.models import User


class Indicators(Asked):
    view: Name | None = None
    selection_ids: Annotated[list[Name], Field(min_length=1, max_length=10)]
    kpi: Name | None = None


@loads("indicators", Indicators)
def indicators(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """One indicator, the dashboard, a comparison, a trend."""
    return page.figures.load(user, cast("FiguresAsked", asked))
