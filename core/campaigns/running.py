"""One process at the sending of one campaign: several connections, one row each at a time."""

import heapq
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from core.campaigns.checking import Checks
from core.campaigns.ledger import Ledger
from core.campaigns.letters import Letters, Made
from core.campaigns.logbook import Logbook
from core.campaigns.models import Recipient, RecipientState
from core.campaigns.recipients import BLOCK, Claim, RecipientStore, Settled
from core.campaigns.tracking import Links
from core.clock import Clock
from core.configuration.models import MailServer, Sender
from core.content.writing import MissingValues
from core.database import Document
from core.errors import InvalidData, MimiComError
from core.mailer.message import ascii_address
from core.mailer.smtp import Connection, Fate, LoginRefused, Outcome, Unreachable

RETRIES = (1.0, 4.0, 15.0, 60.0)
"""Seconds before a mail that the server puts off is tried again; then it waits for a human."""
_TRIES_IN_ALL = 12
_TROUBLES, _REFUSALS = 6, 20
"""In a row, and the campaign pauses: connections that fail or mails put off; mails refused."""
_LONGEST_PAUSE = 8.0
_WIDEST = 16.0
"""Rows that a connection claims at once, at most."""

S = RecipientState
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """What a run needs to know."""

    campagne_id: str
    mark: str
    server: MailServer
    sender: Sender
    letters: Letters
    connections: int
    rows: int
    """How many the campaign has."""


@dataclass
class Progress:
    """How far a run is, and why it stops."""

    sent: int = 0
    failed: int = 0
    put_off: int = 0
    troubles: int = 0
    refusals: int = 0
    reason: str | None = None
    """Why the campaign must pause, in French."""
    lock: threading.Lock = field(default_factory=threading.Lock)


Wait = Callable[[threading.Event, bool], bool]
"""Wait until one more mail may leave; False where the run is stopped meanwhile, or at once where
the second argument says not to wait."""


class Run:
    """`go` returns when nothing is left, or when `stop` was called or a trouble found."""

    def __init__(
        self,
        task: Task,
        rows: RecipientStore,
        checks: Checks,
        links: Links,
        ledger: Ledger,
        logbook: Logbook,
        wait: Wait,
        clock: Clock,
    ) -> None:
        self.progress = Progress()
        self._task, self._rows, self._checks, self._links = task, rows, checks, links
        self.ledger, self._logbook, self.wait, self._clock = ledger, logbook, wait, clock
        self.stopping = threading.Event()
        self._queue: deque[Recipient] = deque()
        self._later: list[tuple[float, int, Recipient]] = []
        self._tries: dict[str, int] = {}
        self._next_rank = 0
        self._busy = 0
        self._feeding = threading.Lock()

    def stop(self, reason: str | None = None) -> None:
        """Begin no other mail; those on their way end."""
        with self.progress.lock:
            self.progress.reason = self.progress.reason or reason
        self.stopping.set()

    def start(self) -> list[threading.Thread]:
        """Open the connections, each in its thread."""
        count = max(1, min(self._task.connections, self._task.rows))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        return threads

    # Rows

    def take(self, wait: bool = True) -> Recipient | None:
        """The next row to try; None when nothing is left, or for now, or the run stops.

        Whoever takes one says when it is `done` with it.
        """
        while not self.stopping.is_set():
            with self._feeding:
                row = self._due()
                if row is not None:
                    self._busy += 1
                    return row
                if not wait or (not self._busy and not self._later):
                    return None
            # Others may still be put off, or the time of some come.
            self.stopping.wait(0.05)
        return None

    def _due(self) -> Recipient | None:
        if self._later and self._later[0][0] <= time.monotonic():
            return heapq.heappop(self._later)[2]
        while not self._queue and self._next_rank < self._task.rows:
            block = self._rows.block(self._task.campagne_id, self._next_rank)
            self._next_rank += BLOCK
            self._queue.extend(row for row in block if row.etat is S.TO_SEND)
        return self._queue.popleft() if self._queue else None

    def done(self) -> None:
        with self._feeding:
            self._busy -= 1

    def _upcoming(self) -> list[Recipient]:
        with self._feeding:
            return list(self._queue)[:BLOCK]

    # Work

    def _work(self) -> None:
        worker = _Worker(self)
        try:
            while worker.some():
                pass
        except Exception as error:
            logger.exception("a connection of a send ended by an error")
            told = error.message if isinstance(error, MimiComError) else type(error).__name__
            self.stop(f"Une erreur imprévue est survenue ({told}).")
        finally:
            worker.close()

    def prepared(self, row: Recipient) -> Made | None:
        """The mail of a row; None where it may not, or can't, be sent, which is noted."""
        reason = self._checks.reason(row, self._upcoming)
        if reason is not None:
            self._rows.move(row.recipient_id, S.TO_SEND, S.LEFT_OUT, {"raison": reason.value})
            return None
        try:
            made = self._task.letters.made(row, row.email or "", self._clock())
        except (MissingValues, InvalidData) as error:
            self._rows.move(row.recipient_id, S.TO_SEND, S.FAILED, {"raison": error.message})
            return None
        self._links.keep(made.links)
        return made

    def connected(self) -> Connection | None:
        """A new connection; None where there is none to be had for now."""
        try:
            return Connection(self._task.server)
        except LoginRefused as error:
            self.stop(error.message)
        except Unreachable as error:
            self._trouble(error.message)
        return None

    def settled(self, row: Recipient, outcome: Outcome) -> None:
        """Note what became of a row, and what follows for the others."""
        state = {
            Fate.SENT: S.SENT,
            Fate.REFUSED: S.FAILED,
            Fate.UNCERTAIN: S.UNCERTAIN,
        }.get(outcome.fate, S.TO_SEND)
        again = state is S.TO_SEND
        if again and outcome.fate is Fate.LATER and row.essais + self._tried(row) >= _TRIES_IN_ALL:
            state, again = S.FAILED, False
        words, now = None if state is S.SENT else outcome.words, self._clock()
        self._logbook.ended(row.recipient_id, state, now, words)
        values: Document = {"raison": words} | ({"envoye_le": now} if state is S.SENT else {})
        self.ledger.settle(Settled(row.recipient_id, state, values))
        self._count(outcome)
        if again:
            self._put_off(row)

    def delivered(self, connection: Connection, row: Recipient, made: Made) -> Outcome:
        """Hand a mail over, and note what became of it."""
        sender = ascii_address(self._task.sender.address)
        self._logbook.begins(row.recipient_id, self._clock())
        outcome = connection.deliver(sender, row.email or "", made.message)
        self.settled(row, outcome)
        return outcome

    def give_back(self, row: Recipient, claimed: bool = False) -> None:
        """Somebody else may try a row, of which the server has not heard."""
        if claimed:
            self.ledger.settle(Settled(row.recipient_id, S.TO_SEND, {}))
        with self._feeding:
            self._queue.appendleft(row)

    def _count(self, outcome: Outcome) -> None:
        progress = self.progress
        if outcome.fate is Fate.SENT:
            with progress.lock:
                progress.sent += 1
                progress.troubles = progress.refusals = 0
        elif outcome.fate is Fate.REFUSED:
            with progress.lock:
                progress.failed += 1
                progress.refusals += 1
                many = progress.refusals >= _REFUSALS
            if many:
                self.stop(f"Le serveur refuse tous les mails ({outcome.words}).")
        elif outcome.fate is Fate.BLOCKED:
            self.stop(f"Le serveur refuse l'expéditeur ({outcome.words}).")
        elif outcome.lost or outcome.fate is Fate.LATER:
            self._trouble(f"Le serveur de mails ne prend plus de mails ({outcome.words}).")

    def _trouble(self, reason: str) -> None:
        """Something that may pass: wait longer each time, and give up at last."""
        with self.progress.lock:
            self.progress.troubles += 1
            troubles = self.progress.troubles
        if troubles >= _TROUBLES:
            self.stop(reason)
        else:
            self.stopping.wait(min(0.25 * 2**troubles, _LONGEST_PAUSE))

    def _tried(self, row: Recipient) -> int:
        return self._tries.get(row.recipient_id, 0)

    def _put_off(self, row: Recipient) -> None:
        tried = self._tried(row)
        self._tries[row.recipient_id] = tried + 1
        if tried >= len(RETRIES):
            with self.progress.lock:
                self.progress.put_off += 1
            return
        with self._feeding:
            heapq.heappush(self._later, (time.monotonic() + RETRIES[tried], row.rang, row))


class _Worker:
    """One connection: it claims some rows at once, and sends them one after the other.

    As many as leave in the time that a claim takes: with a server that is slower than the disk,
    one; so what a crash leaves in doubt is what was on its way.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._connection: Connection | None = None
        self._window = 1.0

    def some(self) -> bool:
        """Send some rows; False when nothing is left."""
        row = self._run.take()
        if row is None:
            return False
        if not self._open():
            self._run.give_back(row)
            self._run.done()
            return True
        rows = [row, *self._more()]
        try:
            self._send(self._ready(rows))
        finally:
            for _ in rows:
                self._run.done()
        return True

    def _open(self) -> bool:
        if self._connection is None:
            self._connection = self._run.connected()
        return self._connection is not None

    def _more(self) -> Iterator[Recipient]:
        """Further rows that may be tried at once."""
        for _ in range(int(self._window) - 1):
            row = self._run.take(wait=False)
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
            if (made := self._run.prepared(row)) is not None:
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
        """So many rows at a time as leave while a claim is written."""
        if sent and sending > 0:
            wanted = waiting / (sending / sent)
            self._window = min(max(1.0, (self._window + wanted) / 2), _WIDEST)

    def close(self) -> None:
        """Leave the server."""
        if self._connection is not None:
            self._connection.quit()
