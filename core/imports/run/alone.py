"""Whether an import still is the only one to write prospects, in a base that was empty.

Then what its rows could be duplicates of is what it added itself, which it knows: the base need not
be asked. Most first imports are such.
"""

import time
from threading import Lock

from core.prospects.service import ProspectService

MOST_ROWS = 200_000
"""Beyond, what has to be remembered instead of asked takes too much memory."""
_EVERY = 5.0
"""Seconds between two notes of a change, in a base that others fill too: after each, everybody
counts anew what they look at."""


class Alone:
    """One import's view of a base; its `touched` stands for that of the base."""

    def __init__(self, base: ProspectService) -> None:
        self._base = base
        self._noting = Lock()
        # The number first: who adds a prospect after it raises it.
        self._revision = base.revision()
        self._holds = base.is_empty()
        # Of an earlier run that was killed, too: its last batches may not have been noted.
        self._next, self._owed = 0.0, True

    def touched(self) -> None:
        """Note that a batch of the import is in the base; soon, where it is not alone in it."""
        with self._noting:
            self._owed = True
            if self._holds or time.monotonic() >= self._next:
                self._note()

    def close(self) -> None:
        """Note what was not yet."""
        with self._noting:
            if self._owed:
                self._note()

    def _note(self) -> None:
        self._base.touched()
        self._revision += 1
        self._next, self._owed = time.monotonic() + _EVERY, False

    def holds(self, row: int) -> bool:
        """Whether nobody else has changed prospects, by the time that this row is compared. Once
        not, never again."""
        if self._holds:
            with self._noting:
                self._holds = row <= MOST_ROWS and self._base.revision() == self._revision
        return self._holds
