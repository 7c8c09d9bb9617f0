"""The row of the table on the screen that a sentence names by its rank."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.language.requests.ranks import RowSaid
from assistant.rendering.wording import number
from assistant.skills.registry import Turn
from core.prospects.models import Prospect
from core.prospects.service import DEFAULT_SORT


@dataclass(frozen=True)
class Row:
    """The record of a row that a sentence names; or why there is none."""

    record: Prospect | None
    missing: str = ""


def row_of(turn: Turn, said: RowSaid) -> Row | None:
    """The row, as the table is now on the screen; None where no table is."""
    shown = turn.conversations.shown(turn.user, turn.conversation, "table")
    return None if shown is None else _row(turn, shown, said.rank, said.whole)


def _row(turn: Turn, shown: dict[str, object], rank: int, whole: bool) -> Row:
    selection_id = str(shown["selection_id"])
    view: Mapping[str, Any] = turn.conversations.view(turn.user, selection_id) or shown
    filter = turn.conversations.selection(turn.user, selection_id)
    total = turn.services.prospects.count(turn.user, filter)
    if asked := shown.get("limit"):
        total = min(total, int(str(asked)))
    skip, size = int(view.get("skip") or 0), int(view.get("limit") or 20)
    on_page = max(0, min(size, total - skip))
    if rank < 0:
        at = (total if whole else skip + on_page) + rank
    else:
        at = skip + rank - 1 if rank <= on_page and not whole else rank - 1
    if not 0 <= at < total:
        lines = "qu'une ligne" if total == 1 else f"que {number(total)} lignes"
        return Row(None, f"La liste n'a {lines}.")
    page = turn.services.prospects.page(
        turn.user,
        filter,
        str(view.get("sort") or DEFAULT_SORT),
        view.get("descending") is True,
        at,
        1,
    )
    return Row(
        page.prospects[0] if page.prospects else None, "Cette fiche n'est plus dans la liste."
    )
