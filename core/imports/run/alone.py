"""Whether an import still is the only one to write prospects, in a base that was empty.

Then what its rows could be duplicates of is what it added itself, which it knows: the base need not
be asked. Most first imports are such.
"""

from threading import Lock

from core.prospects.service import ProspectService

MOST_ROWS = 200_000
"""Beyond, what has to be remembered instead of asked takes too much memory."""


class Alone:
    """One import's view of a base; its `touched` stands for that of the base."""

    def __init__(self, base: ProspectService) -> None:
        self._base = base
        self._noting = Lock()
        # The number first: who adds a prospect after it raises it.
        self._revision = base.revision()
        self._holds = base.is_empty()

    def touched(self) -> None:
        """Note that a batch of the import is in the base."""
        with self._noting:
            self._base.touched()
            self._revision += 1

    def holds(self, row: int) -> bool:
        """Whether nobody else has changed prospects, by the time that this row is compared. Once
        not, never again."""
        if self._holds:
            with self._noting:
                self._holds = row <= MOST_ROWS and self._base.revision() == self._revision
        return self._holds
