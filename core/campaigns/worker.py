"""One connection of a run."""

import logging
import threading
import time
from collections.abc import Iterator

from core.campaigns.letters import Made
from core.campaigns.models import Recipient
from core.campaigns.recipients import Claim
from core.campaigns.running import Run
from core.errors import MimiComError
from core.mailer.smtp import Connection

_WIDEST = 32.0
"""Rows that a connection claims at once, at most."""
_SHARE = 4
"""A connection sends for so many times as long as it waits for its rows."""

logger = logging.getLogger(__name__)


def start(run: Run, connections: int) -> list[threading.Thread]:
    """Open the connections of a run, each in its thread; they end when nothing is left, or when
    the run stops."""
    threads = [threading.Thread(target=_work, args=(run,), daemon=True) for _ in range(connections)]
    for thread in threads:
        thread.start()
    return threads


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


class Worker:
    """One connection: it claims some rows at once, and sends them one after the other.

    As many as make the wait for a claim a small part of the time: with a server that is slower
    than the disk, one. Which of them the server heard of is in the logbook.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._connection: Connection | None = None
        self._window = 1.0

    def some(self) -> bool:
        """Send some rows; False when nothing is left."""
        row = self._run.queue.take()
        if row is None:
            return False
        if not self._open():
            self._run.give_back(row)
            self._run.queue.done()
            return True
        rows = [row, *self._more()]
        try:
            self._send(self._ready(rows))
        finally:
            for _ in rows:
                self._run.queue.done()
        return True

    def _open(self) -> bool:
        if self._connection is None:
            self._connection = self._run.connected()
        return self._connection is not None

    def _more(self) -> Iterator[Recipient]:
        """Further rows that may be tried at once."""
        for _ in range(int(self._window) - 1):
            row = self._run.queue.take(wait=False)
            if row is None:
                return
            yield row

    def _ready(self, rows: list[Recipient]) -> list[tuple[Recipient, Made]]:
        """The rows that may leave now, with their mails; the others are given back."""
        ready: list[tuple[Recipient, Made]] = []
        for rank, row in enumerate(rows):
            if not self._run.wait(self._run.stopping, rank == 0):
                for other in reversed(rows[rank:]):
                    self._run.give_back(other)
                break
            if (made := self._run.prepared(row, rows[rank + 1 :])) is not None:
                ready.append((row, made))
        return ready

    def _send(self, ready: list[tuple[Recipient, Made]]) -> None:
        if not ready or self._run.stopping.is_set():
            return
        began = time.monotonic()
        claims = [Claim(row.recipient_id, tuple(made.links)) for row, made in ready]
        mine = self._run.ledger.claim(claims)
        claimed = time.monotonic()
        left = [(row, made) for row, made in ready if row.recipient_id in mine]
        try:
            while left and self._connection is not None and not self._run.stopping.is_set():
                row, made = left.pop(0)
                outcome = self._run.delivered(self._connection, row, made)
                self._connection = None if outcome.lost else self._connection
        finally:
            for row, _ in reversed(left):
                self._run.give_back(row, claimed=True)
        self._adapt(len(ready) - len(left), claimed - began, time.monotonic() - claimed)

    def _adapt(self, sent: int, waiting: float, sending: float) -> None:
        """So many rows at a time that connections send rather than wait."""
        if sent and sending > 0:
            wanted = _SHARE * waiting / (sending / sent)
            self._window = min(max(1.0, (self._window + wanted) / 2), _WIDEST)

    def close(self) -> None:
        """Leave the server."""
        if self._connection is not None:
            self._connection.quit()
