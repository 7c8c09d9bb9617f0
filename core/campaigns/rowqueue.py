"""The rows of a campaign that are still to be tried: some in memory, whatever their number."""

import heapq
import threading
import time
from collections import deque

from core.campaigns.models import Recipient, RecipientState
from core.campaigns.recipients import BLOCK, RecipientStore

RETRIES = (1.0, 4.0, 15.0, 60.0)
"""Seconds before a mail that the server puts off is tried again; then it waits for a human."""
_LOOK_SECONDS = 0.05


class RowQueue:
    """Shared by the connections of a run."""

    def __init__(
        self, rows: RecipientStore, campagne_id: str, count: int, stopping: threading.Event
    ) -> None:
        self._rows, self._campagne_id, self._count = rows, campagne_id, count
        self._stopping = stopping
        self._ready: deque[Recipient] = deque()
        self._later: list[tuple[float, int, Recipient]] = []
        self._tries: dict[str, int] = {}
        self._next_rank = 0
        self._busy = 0
        self._lock = threading.Lock()

    def take(self, wait: bool = True) -> Recipient | None:
        """The next row to try; None when nothing is left, or for now, or the run stops.

        Whoever takes one says when it is `done` with it.
        """
        while not self._stopping.is_set():
            with self._lock:
                row = self._due()
                if row is not None:
                    self._busy += 1
                    return row
                if not wait or (not self._busy and not self._later):
                    return None
            # Others may still be put off, or the time of some come.
            self._stopping.wait(_LOOK_SECONDS)
        return None

    def _due(self) -> Recipient | None:
        if self._later and self._later[0][0] <= time.monotonic():
            return heapq.heappop(self._later)[2]
        while not self._ready and self._next_rank < self._count:
            block = self._rows.block(self._campagne_id, self._next_rank)
            self._next_rank += BLOCK
            self._ready.extend(row for row in block if row.etat is RecipientState.TO_SEND)
        return self._ready.popleft() if self._ready else None

    def done(self) -> None:
        """A row that was taken is dealt with."""
        with self._lock:
            self._busy -= 1

    def upcoming(self) -> list[Recipient]:
        """The rows that follow."""
        with self._lock:
            return list(self._ready)

    def give_back(self, row: Recipient) -> None:
        """Try a row again, next."""
        with self._lock:
            self._ready.appendleft(row)

    def tried(self, row: Recipient) -> int:
        """How often this run put a row off."""
        return self._tries.get(row.recipient_id, 0)

    def put_off(self, row: Recipient) -> None:
        """Try a row again later, unless it was put off too often."""
        with self._lock:
            tried = self.tried(row)
            self._tries[row.recipient_id] = tried + 1
            if tried < len(RETRIES):
                heapq.heappush(self._later, (time.monotonic() + RETRIES[tried], row.rang, row))
