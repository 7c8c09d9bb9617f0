"""What becomes of rows, written for all connections of a run at once: one commit for many.

A commit waits for the disk longer than a near server takes for a mail. So rows are claimed and
settled together with whatever else waits for the next commit; who claims waits for it, who settles
goes on. Those whose mail left are written beside (`departures.py`).
"""

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.campaigns.departures import Departures, Tell
from core.campaigns.models import RecipientState
from core.campaigns.recipients import RecipientStore
from core.campaigns.rowchanges import Claim, Settled
from core.clock import Clock
from core.database import Database, Session

_LINGER = 0.05
"""Seconds that a row which was settled waits for others to be written with it."""

logger = logging.getLogger(__name__)


@dataclass
class Asked:
    """Rows that a connection wants, and those that it got."""

    rows: Sequence[Claim]
    got: set[str] = field(default_factory=set)
    done: threading.Event = field(default_factory=threading.Event)
    error: Exception | None = None
    at: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    """How long the base took to give them."""


class Ledger:
    """Claims and settles rows for a run. `start`, then `close` when the connections have ended."""

    def __init__(
        self,
        database: Database,
        rows: RecipientStore,
        mark: str,
        clock: Clock,
        tell: Tell | None = None,
    ) -> None:
        """`tell` notes on records that their mail left."""
        self._database, self._rows, self._mark, self._clock = database, rows, mark, clock
        self._asked: list[Asked] = []
        self._settled: list[Settled] = []
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._departures = Departures(database, rows, mark, tell, self._failed)
        self.error: Exception | None = None

    def start(self) -> None:
        """Begin to write."""
        self._thread.start()
        self._departures.start()

    def ask(self, rows: Sequence[Claim]) -> Asked:
        """Take rows that are to be sent; `got` says which, once that is on disk. What the writer
        met is raised."""
        asked = Asked(rows)
        with self._changed:
            if self.error is not None:
                raise self.error
            self._asked.append(asked)
            self._changed.notify()
        return asked

    def got(self, asked: Asked) -> set[str]:
        """Wait for what was asked for; the ids of the rows that are ours. What the writer met is
        raised."""
        asked.done.wait()
        if asked.error is not None:
            raise asked.error
        return asked.got

    def settle(self, settled: Settled) -> None:
        """Note what became of a row, with the next commit."""
        if settled.state is RecipientState.SENT:
            self._departures.add(settled)
            return
        with self._changed:
            self._settled.append(settled)
            if len(self._settled) == 1:
                self._changed.notify()

    def close(self) -> None:
        """Write what is left."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._departures.close()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._wait()
                asked, settled = self._asked, self._settled
                self._asked, self._settled = [], []
                if not asked and not settled:
                    return
            self._write(asked, settled)

    def _wait(self) -> None:
        """Until a connection waits for rows; what was settled meanwhile does not wait long."""
        while not (self._asked or self._settled or self._closing):
            self._changed.wait()
        if self._settled and not (self._asked or self._closing):
            self._changed.wait_for(lambda: self._asked or self._closing, _LINGER)

    def _write(self, asked: list[Asked], settled: list[Settled]) -> None:
        claims = [claim for one in asked for claim in one.rows]
        now = self._clock()

        def change(session: Session) -> set[str]:
            self._rows.settle_many(settled, self._mark, session)
            return self._rows.claim_many(claims, self._mark, now, session)

        try:
            got = self._database.transaction(change)
        except Exception as error:
            # Rows that were sent stay as being sent: they will be told as uncertain.
            logger.exception("rows of a send could not be written")
            self._failed(error)
            for one in asked:
                one.error = error
        else:
            for one in asked:
                one.got = {claim.recipient_id for claim in one.rows} & got
        for one in asked:
            one.seconds = time.monotonic() - one.at
            one.done.set()

    def _failed(self, error: Exception) -> None:
        """No row is claimed any more."""
        with self._changed:
            self.error = error
