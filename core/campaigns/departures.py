"""Rows whose mail left, settled together with what their records tell of it: one commit for many.

A thread of its own writes them, so that rows to come are claimed meanwhile. Until then the logbook
says that they left.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pymongo.errors import ConnectionFailure

from core.campaigns.recipients import RecipientStore
from core.campaigns.rowchanges import Settled
from core.database import Database, Session

Tell = Callable[[Mapping[str, datetime], Session], None]
"""Note on records that they were written to, each at its moment."""
_LINGER, _MANY = 0.1, 64
"""Seconds that a row waits for others at most, and how many need not wait."""

logger = logging.getLogger(__name__)


class Departures:
    """Of one run. `failed` is told when rows could not be written."""

    def __init__(
        self,
        database: Database,
        rows: RecipientStore,
        mark: str,
        tell: Tell | None,
        failed: Callable[[Exception], None],
    ) -> None:
        self._database, self._rows, self._mark = database, rows, mark
        self._tell, self._failed = tell, failed
        self._left: list[Settled] = []
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()

    def add(self, row: Settled) -> None:
        """Note that the mail of a row left."""
        with self._changed:
            self._left.append(row)
            if len(self._left) in (1, _MANY):
                self._changed.notify()

    def close(self) -> None:
        """Write what is left."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def _work(self) -> None:
        while left := self._waited():
            self._write(left)

    def _waited(self) -> list[Settled]:
        """Rows to be written; none when there will be no more."""
        with self._changed:
            self._changed.wait_for(lambda: self._left or self._closing)
            self._changed.wait_for(lambda: len(self._left) >= _MANY or self._closing, _LINGER)
            left, self._left = self._left, []
        return left

    def _write(self, left: Sequence[Settled]) -> None:
        try:
            if self._tell is not None and self._told(left, self._tell):
                return
            self._settle(left, None)
        except Exception as error:
            # They stay as being sent, with what the logbook says of them.
            logger.exception("rows of a send could not be written")
            self._failed(error)

    def _settle(self, left: Sequence[Settled], session: Session) -> None:
        self._rows.settle_many(left, self._mark, session)

    def _told(self, left: Sequence[Settled], tell: Tell) -> bool:
        """Settle rows as told on their records; False where it can't be done now: a record changed
        meanwhile, or is not as it should be. They are told later."""
        sent = {row.prospect_id: row.values["envoye_le"] for row in left}
        noted = [replace(row, values={**row.values, "note": True}) for row in left]

        def change(session: Session) -> None:
            tell(sent, session)
            self._settle(noted, session)

        try:
            self._database.transaction(change)
        except ConnectionFailure:
            raise
        except Exception:
            logger.exception("some of a send could not be told on records; it will be")
            return False
        return True
