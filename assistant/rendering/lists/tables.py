"""A selection as a table, by name or by likelihood of an answer."""

from assistant.rendering.learning import likeliest
from assistant.rendering.table_pages import Asked, TablePage, column, row, table
from core.prospects.service import DEFAULT_SORT
from core.vocabulary.labels import FIELD_LABELS


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
    names = _with_measure(asked.names, asked.sort)
    added = set(names) - set(asked.names)
    columns = [column(name) for name in names]
    for one in columns:
        one["narrow"] = one["narrow"] or one["key"] in added
    return {
        "columns": columns,
        "rows": [row(prospect, names) for prospect in page.prospects],
        "total": page.total,
    }


def _with_measure(names: tuple[str, ...], sort: str | None) -> tuple[str, ...]:
    """What they are sorted by is seen, beside the name."""
    if sort is None or sort in names or sort not in FIELD_LABELS:
        return names
    return (*names[:1], sort, *names[1:])


table("scores")(likeliest.scores)
