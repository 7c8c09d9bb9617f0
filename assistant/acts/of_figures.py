"""Acts about figures, and their pictures."""

from typing import Annotated, Literal

from pydantic import Field

from assistant.acts.base import Act
from assistant.acts.of_lists import OfSelection
from core.kpis.comparing import MOST_SIDES
from core.kpis.models import Kpi
from core.prospects.filters import Filter


class ShowFigures(OfSelection):
    do: Literal["show_figures"] = "show_figures"
    kpi: Kpi


class DefineFigures(OfSelection):
    """What an indicator counts, and how it stands for the selection."""

    do: Literal["define_figures"] = "define_figures"
    kpi: Kpi


class ShowTrend(OfSelection):
    do: Literal["show_trend"] = "show_trend"


class CompareLists(Act):
    """Selections side by side, by an indicator or by the headlines of all."""

    do: Literal["compare_lists"] = "compare_lists"
    sides: Annotated[tuple[Filter, ...], Field(min_length=2, max_length=MOST_SIDES)]
    kpi: Kpi = Kpi.OVERVIEW


class KeepPicture(OfSelection):
    """The picture or the report of an indicator, as a file."""

    do: Literal["keep_picture"] = "keep_picture"
    kpi: Kpi
    file: Literal["pdf", "png", "svg"]
