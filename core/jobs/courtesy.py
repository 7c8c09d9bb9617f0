"""Long work gives way to the people in the chat: on a small machine all want the same database.

With few around, it goes as fast as it can. With more, it rests after each batch for some times as
long as the batch took, so that a list is not waited for behind it.
"""

import logging
import time
from collections.abc import Callable

from pymongo.errors import PyMongoError

MANY = 4
"""Sessions used some minutes ago at most, from which long work gives way."""
_TIMES = 2.0
"""As long a rest as that many batches."""
_LONGEST_REST, _KNOWN_FOR = 4.0, 15.0
"""Seconds."""

logger = logging.getLogger(__name__)


class Courtesy:
    """Of one run. `people` tells how many use the product now; `most` bounds all rests together, in
    seconds, for what may not last."""

    def __init__(
        self,
        people: Callable[[], int],
        sleep: Callable[[float], object] = time.sleep,
        most: float = float("inf"),
    ) -> None:
        self._people, self._sleep, self._left = people, sleep, most
        self._asked, self._many = -_KNOWN_FOR, False

    def rest(self, took: float) -> None:
        """After a batch that took so many seconds."""
        if self._left > 0 and self._is_crowded():
            resting = min(_TIMES * took, _LONGEST_REST, self._left)
            self._left -= resting
            self._sleep(resting)

    def _is_crowded(self) -> bool:
        now = time.monotonic()
        if now - self._asked >= _KNOWN_FOR:
            self._asked, self._many = now, self._count() >= MANY
        return self._many

    def _count(self) -> int:
        try:
            return self._people()
        except PyMongoError:  # the work itself will tell of a database that is away
            logger.warning("who is around could not be asked", exc_info=True)
            return 0
