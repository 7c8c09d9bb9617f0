"""One connection of a run."""

import logging
import math
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from core.campaigns.ledger import Asked
from core.campaigns.letters import Made
from core.campaigns.models import Recipient
from core.campaigns.rowchanges import Claim
from core.campaigns.running import Run
from core.errors import MimiComError
from core.mailer.smtp import Connection

_WIDEST = 64.0
"""Rows that a connection claims at once, at most."""
_SHARE = 4
"""A connection sends for so many times as long as it waits for its rows."""

_QUICK = 0.02
"""Seconds a mail: with a slower server, whoever is asked about ahead may have changed meanwhile."""

logger = logging.getLogger(__name__)


class Crew:
    """The connections of a run, each in its thread; they end when nothing is left, or when the run
    stops.

    Whoever waits for them may be interrupted: `Thread.join` would then take a thread that goes on
    for one that has ended.
    """

    def __init__(self, run: Run, connections: int) -> None:
        """Open them."""
        self._run, self._left = run, connections
        self._changed = threading.Condition()
        for _ in range(connections):
            threading.Thread(target=self._work, daemon=True).start()

    @property
    def works(self) -> bool:
        """Whether one of them is still at it."""
        return self._left > 0

    def wait(self, seconds: float | None = None) -> None:
        """Until all have ended, so long at most."""
        with self._changed:
            self._changed.wait_for(lambda: not self.works, seconds)

    def _work(self) -> None:
        try:
            _work(self._run)
        finally:
            with self._changed:
                self._left -= 1
                self._changed.notify_all()


def _work(run: Run) -> None:
    worker = Worker(run)
    try:
        while worker.some():
            pass
    except Exception as error:
        logger.exception("a connection of a send ended by an error")
        told = error.message if isinstance(error, MimiComError) else type(error).__name__
        run.stop(f"Une erreur imprévue est survenue ({told}).")
    finally:
        worker.close()


@dataclass
class _Batch:
    """Rows taken from the queue, the mails of those that may leave, and what was asked of them."""

    rows: list[Recipient]
    ready: list[tuple[Recipient, Made]]
    asked: Asked | None


class Worker:
    """One connection: it claims some rows at once, and sends them one after the other.

    As many as make the wait for a claim a small part of the time: with a server that is slower
    than the disk, one. Which of them the server heard of is in the logbook. With a quick server
    the next rows are written and claimed while the present ones are sent.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._connection: Connection | None = None
        self._window = 1.0
        self._each = math.inf
        """Seconds that the last mails took, each."""
        self._ahead: _Batch | None = None

    def some(self) -> bool:
        """Send some rows; False when nothing is left."""
        batch, self._ahead = self._ahead or self._first(), None
        if batch is None:
            return False
        try:
            if batch.asked is not None and self._open():
                self._send(batch, batch.asked)
            else:
                self._leave(batch)
        finally:
            for _ in batch.rows:
                self._run.queue.done()
        return True

    def _first(self) -> _Batch | None:
        """The rows to try next, waited for; None when nothing is left."""
        row = self._run.queue.take()
        if row is None:
            return None
        if not self._open():
            self._run.give_back(row)
            return _Batch([row], [], None)
        return self._batch([row, *self._more(int(self._window) - 1)], patient=True)

    def _following(self) -> _Batch | None:
        """Those after them, where there are some at once and the server is quick."""
        if self._each > _QUICK or self._run.stopping.is_set():
            return None
        rows = list(self._more(int(self._window)))
        return self._batch(rows, patient=False) if rows else None

    def _batch(self, rows: list[Recipient], patient: bool) -> _Batch:
        ready = self._ready(rows, patient)
        claims = [Claim(row.recipient_id, tuple(made.links)) for row, made in ready]
        asked = self._run.ledger.ask(claims) if claims else None
        return _Batch(rows, ready, asked)

    def _open(self) -> bool:
        if self._connection is None:
            self._connection = self._run.connected()
        return self._connection is not None

    def _more(self, most: int) -> Iterator[Recipient]:
        """Further rows that may be tried at once."""
        for _ in range(most):
            row = self._run.queue.take(wait=False)
            if row is None:
                return
            yield row

    def _ready(self, rows: list[Recipient], patient: bool) -> list[tuple[Recipient, Made]]:
        """The rows that may leave now, with their mails; the others are given back."""
        ready: list[tuple[Recipient, Made]] = []
        for rank, row in enumerate(rows):
            if not self._run.wait(self._run.stopping, patient and rank == 0):
                for other in reversed(rows[rank:]):
                    self._run.give_back(other)
                break
            if (made := self._run.prepared(row, rows[rank + 1 :])) is not None:
                ready.append((row, made))
        return ready

    def _send(self, batch: _Batch, asked: Asked) -> None:
        mine = self._run.ledger.got(asked)
        left = [(row, made) for row, made in batch.ready if row.recipient_id in mine]
        try:
            self._ahead = self._following()
            began, count = time.monotonic(), len(left)
            while left and self._connection is not None and not self._run.stopping.is_set():
                row, made = left.pop(0)
                outcome = self._run.delivered(self._connection, row, made)
                self._connection = None if outcome.lost else self._connection
        finally:
            self._run.pauses()
            for row, _ in reversed(left):
                self._run.give_back(row, claimed=True)
        self._adapt(count - len(left), asked.seconds, time.monotonic() - began)

    def _leave(self, batch: _Batch) -> None:
        """Give rows back that were claimed, and of which the server has not heard."""
        if batch.asked is None:
            return
        mine = self._run.ledger.got(batch.asked)
        for row, _ in reversed(batch.ready):
            if row.recipient_id in mine:
                self._run.give_back(row, claimed=True)

    def _adapt(self, sent: int, waiting: float, sending: float) -> None:
        """So many rows at a time that connections send rather than wait."""
        if sent and sending > 0:
            self._each = sending / sent
            wanted = _SHARE * waiting / self._each
            self._window = min(max(1.0, (self._window + wanted) / 2), _WIDEST)

    def close(self) -> None:
        """Leave the server; what was taken ahead is for others."""
        batch, self._ahead = self._ahead, None
        if batch is not None:
            try:
                self._leave(batch)
            finally:
                for _ in batch.rows:
                    self._run.queue.done()
        if self._connection is not None:
            self._connection.quit()
