"""Indexes that a collection must have, created at each start."""

import time
from collections.abc import Sequence
from typing import Any

from pymongo import IndexModel
from pymongo.collection import Collection
from pymongo.errors import AutoReconnect

_TRIES = 5
_PAUSE = 1.0
"""Seconds; the embedded server is started anew within a few of them."""


def ensure_indexes(
    collection: Collection[Any], indexes: Sequence[IndexModel], pause: float = _PAUSE
) -> None:
    """Create those that lack. The driver repeats reads and writes by itself, but not this: whoever
    starts as the server comes back from a kill would be refused. AutoReconnect after five tries."""
    for left in reversed(range(_TRIES)):
        try:
            collection.create_indexes(list(indexes))
            return
        except AutoReconnect:
            if not left:
                raise
            time.sleep(pause)
