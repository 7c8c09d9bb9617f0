"""Answers kept while nothing changed: what a reply computed is not computed again to be shown."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")

KEPT_SECONDS = 60.0
KEPT = 200


class Recent(Generic[Value]):
    """A small cache whose entries hold for one revision of the base, and `seconds` at most.

    `revision` tells how often the base has changed, in any process.
    """

    def __init__(self, revision: Callable[[], int], seconds: float = KEPT_SECONDS) -> None:
        self._revision = revision
        self._seconds = seconds
        self._known: OrderedDict[Hashable, tuple[int, float, Value]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value kept under `key` if it still holds, else a fresh one."""
        revision, now = self._revision(), time.monotonic()
        with self._lock:
            kept = self._known.get(key)
        if kept is not None and kept[0] == revision and kept[1] > now:
            return kept[2]
        value = compute()
        with self._lock:
            self._known[key] = (revision, now + self._seconds, value)
            self._known.move_to_end(key)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return value
