"""Answers kept while nothing changed: what a reply computed is not computed again to be shown."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")

KEPT_SECONDS = 60.0
KEPT = 200
LONG = 1.0
"""Seconds."""


@dataclass(frozen=True)
class _Kept(Generic[Value]):
    revision: int
    settled_until: float
    """Whatever changes meanwhile."""
    until: float
    value: Value

    def holds(self, revision: int, now: float) -> bool:
        return now < self.settled_until or (self.revision == revision and now < self.until)


class Recent(Generic[Value]):
    """A small cache whose entries hold for one revision of the base, and `seconds` at most.

    `revision` tells how often the base has changed, in any process. With a `patience`, a value that
    took `LONG` to compute also holds so many times as long, whatever changes: else, while an import
    writes into a large base, everybody would compute all again, again and again.
    """

    def __init__(
        self,
        revision: Callable[[], int],
        seconds: float = KEPT_SECONDS,
        patience: float = 0.0,
    ) -> None:
        self._revision = revision
        self._seconds, self._patience = seconds, patience
        self._known: OrderedDict[Hashable, _Kept[Value]] = OrderedDict()
        self._computing: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value kept under `key` if it still holds, else a fresh one. Who asks for what is
        being computed waits for it."""
        kept = self._kept(key)
        if kept is not None:
            return kept.value
        with self._lock:
            computing = self._computing.setdefault(key, threading.Lock())
        with computing:
            kept = self._kept(key)  # of whoever was first
            return self._computed(key, compute) if kept is None else kept.value

    def _kept(self, key: Hashable) -> _Kept[Value] | None:
        with self._lock:
            kept = self._known.get(key)
        if kept is None or not kept.holds(self._revision(), time.monotonic()):
            return None
        return kept

    def _computed(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        revision, began = self._revision(), time.monotonic()
        try:
            value = compute()
            now = time.monotonic()
            patience = self._patience if now - began >= LONG else 0.0
            settled = now + min(self._seconds, (now - began) * patience)
            with self._lock:
                self._known[key] = _Kept(revision, settled, began + self._seconds, value)
                self._known.move_to_end(key)
                while len(self._known) > KEPT:
                    self._known.popitem(last=False)
            return value
        finally:
            with self._lock:
                self._computing.pop(key, None)
