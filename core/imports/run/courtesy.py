"""An import gives way to the people in the chat: on a small machine both want the same database.

With few around, it goes as fast as it can. With more, it rests after each batch for as long as the
batch took, some seconds at most, so that a list is not waited for behind it.
"""

import logging
import time
from collections.abc import Callable

from pymongo.errors import PyMongoError

MANY = 4
"""Sessions used some minutes ago at most, from which an import gives way."""
_LONGEST_REST, _KNOWN_FOR = 2.0, 15.0
"""Seconds."""

logger = logging.getLogger(__name__)


class Courtesy:
    """Of one run. `people` tells how many use the product now."""

    def __init__(
        self, people: Callable[[], int], sleep: Callable[[float], object] = time.sleep
    ) -> None:
        self._people, self._sleep = people, sleep
        self._asked, self._many = -_KNOWN_FOR, False

    def rest(self, took: float) -> None:
        """After a batch that took so many seconds."""
        if self._is_crowded():
            self._sleep(min(took, _LONGEST_REST))

    def _is_crowded(self) -> bool:
        now = time.monotonic()
        if now - self._asked >= _KNOWN_FOR:
            self._asked, self._many = now, self._count() >= MANY
        return self._many

    def _count(self) -> int:
        try:
            return self._people()
        except PyMongoError:  # the import itself will tell of a database that is away
            logger.warning("who is around could not be asked", exc_info=True)
            return 0
