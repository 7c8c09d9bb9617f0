"""What the rules over roles share."""

from collections.abc import Callable, Sequence

from assistant.language.grammar.mentions import Mention
from core.prospects.filters import Filter

Roles = list[str]


Rule = Callable[[Sequence[str], Sequence[Mention], Roles, Filter], None]


LISTS = frozenset(("type", "place", "status", "tranche", "number"))


def holds(before: Filter, mention: Mention) -> bool:
    """Whether a value of the mention is in force, or excluded."""
    key, values = mention.key, mention.value
    if mention.kind == "place":
        key, values = mention.value.key, mention.value.values
    held = [getattr(before, key, None), getattr(before.exclure, key, None)]
    return any(value in (one or ()) for one in held for value in values)
