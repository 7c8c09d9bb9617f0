"""The list on the screen, turned to another page by a sentence."""

from assistant.language.phrasing.chips import describe
from assistant.language.requests.pages import Page, PageRequest
from assistant.rendering.wording import number
from assistant.replies import Reply, Table, Text
from assistant.skills.registry import Turn, claim
from core.prospects.service import DEFAULT_SORT

PAGE_ROWS = 10
"""As many as the chat shows at once; a terminal shows more, and says so with its view."""


@claim("page_turned")
def turn_page(turn: Turn) -> list[Reply] | None:
    """The rows asked for, or that there are no more; None where no list is there."""
    shown = turn.conversations.shown(turn.user, turn.conversation, "table")
    if shown is None:
        return None
    selection_id = str(shown["selection_id"])
    seen = turn.conversations.view(turn.user, selection_id)
    view, size = seen or shown, int(seen.get("limit") or PAGE_ROWS)
    filter = turn.conversations.selection(turn.user, selection_id)
    total = turn.services.prospects.count(turn.user, filter)
    if limit := shown.get("limit"):
        total = min(total, limit)
    skip = _skip(turn.asked(PageRequest).page, int(view.get("skip") or 0), total, size)
    if skip is None:
        return [Text("C'est tout : la liste n'a pas d'autre page de ce côté.")]
    title = describe(filter)
    last = min(skip + size, total)
    return [
        Text(f"Lignes {number(skip + 1)} à {number(last)} sur {number(total)} :"),
        Table(
            source="selection",
            source_id=turn.select(filter),
            title=title[:1].upper() + title[1:],
            total=total,
            sort=str(view.get("sort") or DEFAULT_SORT),
            descending=view.get("descending") is True,
            limit=limit,
            skip=skip,
        ),
    ]


def _skip(page: Page, skip: int, total: int, size: int) -> int | None:
    """How many rows stand before that page; None where it is not there."""
    if not total:
        return None
    last = (total - 1) // size * size
    found = {
        Page.NEXT: skip + size,
        Page.PREVIOUS: skip - size,
        Page.FIRST: 0,
        Page.LAST: last,
    }[page]
    return found if 0 <= found <= last else None
