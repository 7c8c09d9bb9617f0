"""Ids that browsers choose: canonical UUIDs only, each belonging to whoever opened it first."""

import re
from collections import OrderedDict

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_CANONICAL = re.compile(UUID)
KEPT = 50_000


def is_uuid(text: object) -> bool:
    """Whether it is a UUID as `str(uuid.UUID(…))` writes it: it then names no path."""
    return isinstance(text, str) and _CANONICAL.fullmatch(text) is not None


class Owners:
    """Who opened which id. The oldest are forgotten beyond `KEPT`, long after they served."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def claim(self, id: str, user_id: str) -> bool:
        """Take an id that is free or one's own; False where it is somebody else's."""
        owner = self._owners.setdefault(id, user_id)
        self._owners.move_to_end(id)
        while len(self._owners) > KEPT:
            self._owners.popitem(last=False)
        return owner == user_id

    def of(self, id: str) -> str | None:
        """The user's id, or None for an id that nobody opened."""
        return self._owners.get(id)
