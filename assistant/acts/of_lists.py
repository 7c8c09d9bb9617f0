"""Acts about a selection: one kept with a conversation, or a filter."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assistant.acts.base import Act, Id
from core.exports.models import Format
from core.prospects.filters import Filter


class OfSelection(Act):
    """Something done with a selection: one kept with a conversation, or a filter."""

    selection: Id | None = None
    filter: Filter | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.selection is None) == (self.filter is None):
            raise ValueError("a selection or a filter")
        return self


class ShowList(OfSelection):
    do: Literal["show_list"] = "show_list"


class CountList(OfSelection):
    do: Literal["count_list"] = "count_list"


class ChooseExport(OfSelection):
    """The form that chooses the columns of a file."""

    do: Literal["choose_export"] = "choose_export"


class ExportList(OfSelection):
    do: Literal["export_list"] = "export_list"
    format: Format = Format.CSV
    columns: tuple[Id, ...] | None = Field(default=None, min_length=1, max_length=100)
    """All where none are named."""
    limit: Annotated[int, Field(ge=1)] | None = None
