"""Tables, and their columns."""

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import Field

from assistant.rendering.table_pages import TableAsked
from assistant.web.asked import Asked, Name
from assistant.web.elements.loading import Page, Sent, loads
from core.accounts.models import User


class TablePage(Asked):
    source: Name | None = None
    source_id: Name
    sort: Name | None = None
    descending: bool | None = None
    skip: Annotated[int, Field(ge=0, le=100_000_000)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] | None = None


class Columns(Asked):
    columns: Annotated[list[Name], Field(max_length=100)]


@loads("table", TablePage)
def table(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """A page of a table."""
    return page.views.own_table(user, cast("TableAsked", asked))


@loads("columns", Columns)
def columns(page: Page, user: User, asked: Sent) -> Mapping[str, object]:
    """Columns chosen for lists."""
    return page.views.choose_columns(user, cast("list[str]", asked["columns"]))
