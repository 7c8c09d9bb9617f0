"""A selection as a table, by name or by likelihood of an answer."""

from assistant.rendering.learning import likeliest
from assistant.rendering.table_pages import Asked, TablePage, column, row, table
from core.prospects.service import DEFAULT_SORT


@table("selection")
def selection(asked: Asked) -> TablePage:
    """A page of it; which one is kept, for "les suivants"."""
    filter = asked.conversations.selection(asked.user, asked.source_id)
    order = {"sort": asked.sort, "descending": asked.descending}
    view = order | {"skip": asked.skip, "limit": asked.limit}
    asked.conversations.note_view(asked.user, asked.source_id, view)
    page = asked.services.prospects.page(
        asked.user, filter, asked.sort or DEFAULT_SORT, asked.descending, asked.skip, asked.limit
    )
    return {
        "columns": [column(name) for name in asked.names],
        "rows": [row(prospect, asked.names) for prospect in page.prospects],
        "total": page.total,
    }


table("scores")(likeliest.scores)
