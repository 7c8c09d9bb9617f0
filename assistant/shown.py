"""What an answer leaves on the screen, kept with the conversation to be spoken of later."""

from collections.abc import Sequence

from assistant.conversation import ConversationStore, FiguresShown
from assistant.replies import (
    Chart,
    Comparison,
    Confirm,
    Dashboard,
    File,
    Reply,
    Table,
    Trend,
)
from core.accounts.models import User
from core.kpis.models import Kpi


def note_shown(
    conversations: ConversationStore, user: User, conversation: str, replies: Sequence[Reply]
) -> None:
    """Keep the question asked, the order of the table, and what the figures are about."""
    asked = next((r for r in replies if isinstance(r, Confirm)), None)
    if asked is not None:
        conversations.word(asked.pending_id, asked.question, asked.yes, asked.no)
    table = next((r for r in replies if isinstance(r, Table) and r.source == "selection"), None)
    if table is not None:
        order = {"sort": table.sort, "descending": table.descending, "limit": table.limit}
        what = {"selection_id": table.source_id, "skip": table.skip, **order}
        conversations.show(user, conversation, "table", what)
    for figures in filter(None, map(_figures, replies)):
        conversations.show(user, conversation, "figures", dict(figures))
    conversations.just_asked(user, conversation, asked.pending_id if asked else None)


def _figures(reply: Reply) -> FiguresShown | None:
    """What figures, or a picture of them, are about, to be spoken of later."""
    kpi = Kpi.OVERVIEW.value
    match reply:
        case Comparison(ids, kpi):
            return {"what": "comparison", "selection_ids": list(ids), "kpi": kpi}
        case File(kind="comparison"):
            sides = reply.selection_id.split("_")
            return {"what": "comparison", "selection_ids": sides, "kpi": reply.kpi or kpi}
        case Chart(selection_id, kpi):
            return {"what": "chart", "selection_ids": [selection_id], "kpi": kpi}
        case Dashboard(selection_id):
            return {"what": "dashboard", "selection_ids": [selection_id], "kpi": kpi}
        case File(kind="chart" | "report"):
            kpi, selection_id = reply.kpi or kpi, reply.selection_id
            return {"what": "chart", "selection_ids": [selection_id], "kpi": kpi}
        case Trend() | File(kind="trend"):
            return {"what": "trend", "selection_ids": [reply.selection_id], "kpi": kpi}
        case _:
            return None
