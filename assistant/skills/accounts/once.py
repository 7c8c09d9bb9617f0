"""Secrets that the page shows once: offered as a button, made once it is pressed."""

from assistant.skills.registry import REVEALED, Turn
from core.errors import Refused

_SHOWN = "Cela a déjà été montré, ou n'est plus valable : refaites votre demande."


def revealed(turn: Turn, pending_id: str) -> dict[str, object]:
    """The secret of an offer, once: {"lines", "told"}. The conversation keeps none. Refused the
    second time."""
    offered = turn.conversations.pending(turn.user, pending_id)
    if offered is None or offered.action not in REVEALED:
        raise Refused(_SHOWN)
    if turn.conversations.close(turn.user, pending_id, "done") is None:
        raise Refused(_SHOWN)
    made = REVEALED[offered.action](turn, offered.payload)
    return {"lines": list(made.lines), "told": made.told}
