"""What the rules over roles share."""

from collections.abc import Callable, Sequence

from assistant.language.grammar.mentions import Mention
from core.prospects.filters import Filter

Roles = list[str]


Rule = Callable[[Sequence[str], Sequence[Mention], Roles, Filter], None]


LISTS = frozenset(("type", "place", "status", "tranche", "number"))
