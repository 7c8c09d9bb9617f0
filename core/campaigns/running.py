"""One process at the sending of one campaign: several connections, one row each at a time."""

import heapq
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from core.campaigns.checking import Checks
from core.campaigns.letters import Letters, Made
from core.campaigns.models import Recipient, RecipientState
from core.campaigns.recipients import BLOCK, RecipientStore
from core.campaigns.tracking import Links
from core.clock import Clock
from core.configuration.models import MailServer, Sender
from core.content.writing import MissingValues
from core.errors import InvalidData, MimiComError
from core.mailer.message import ascii_address
from core.mailer.smtp import Connection, Fate, LoginRefused, Outcome, Unreachable

RETRIES = (1.0, 4.0, 15.0, 60.0)
"""Seconds before a mail that the server puts off is tried again; then it waits for a human."""
_TRIES_IN_ALL = 12
_TROUBLES, _REFUSALS = 6, 20
"""In a row, and the campaign pauses: connections that fail or mails put off; mails refused."""
_LONGEST_PAUSE = 8.0
_LOOK_SECONDS = 0.2

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


Wait = Callable[[threading.Event], bool]
"""Wait until one more mail may leave; False where the run is stopped meanwhile."""


class Run:
    """`go` returns when nothing is left, or when `stop` was called or a trouble found."""

    def __init__(
        self,
        task: Task,
        rows: RecipientStore,
        checks: Checks,
        links: Links,
        wait: Wait,
        clock: Clock,
    ) -> None:
        self.progress = Progress()
        self._task, self._rows, self._checks, self._links = task, rows, checks, links
        self._wait, self._clock = wait, clock
        self._stop = threading.Event()
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
        self._stop.set()

    def start(self) -> list[threading.Thread]:
        """Open the connections, each in its thread."""
        count = max(1, min(self._task.connections, self._task.rows))
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(count)]
        for thread in threads:
            thread.start()
        return threads

    # Rows

    def _take(self) -> Recipient | None:
        """The next row to try; None when nothing is left or the run stops."""
        while not self._stop.is_set():
            with self._feeding:
                row = self._due()
                if row is not None:
                    self._busy += 1
                    return row
                if not self._busy and not self._later:
                    return None
            # Others may still be put off, or the time of some come.
            self._stop.wait(0.05)
        return None

    def _due(self) -> Recipient | None:
        if self._later and self._later[0][0] <= time.monotonic():
            return heapq.heappop(self._later)[2]
        while not self._queue and self._next_rank < self._task.rows:
            block = self._rows.block(self._task.campagne_id, self._next_rank)
            self._next_rank += BLOCK
            self._queue.extend(row for row in block if row.etat is S.TO_SEND)
        return self._queue.popleft() if self._queue else None

    def _done(self) -> None:
        with self._feeding:
            self._busy -= 1

    def _upcoming(self) -> list[Recipient]:
        with self._feeding:
            return list(self._queue)[:BLOCK]

    # Work

    def _work(self) -> None:
        connection: Connection | None = None
        try:
            while (row := self._take()) is not None:
                try:
                    connection = self._one(row, connection)
                finally:
                    self._done()
        except Exception as error:
            logger.exception("a connection of a send ended by an error")
            told = error.message if isinstance(error, MimiComError) else type(error).__name__
            self.stop(f"Une erreur imprévue est survenue ({told}).")
        finally:
            if connection is not None:
                connection.quit()

    def _one(self, row: Recipient, connection: Connection | None) -> Connection | None:
        """Try one row; the connection to go on with, None where it is lost."""
        if connection is None and (connection := self._connected(row)) is None:
            return None
        if not self._wait(self._stop):
            return connection
        reason = self._checks.reason(row, self._upcoming)
        if reason is not None:
            self._rows.move(row.recipient_id, S.TO_SEND, S.LEFT_OUT, {"raison": reason.value})
            return connection
        try:
            made = self._task.letters.made(row, row.email or "", self._clock())
        except (MissingValues, InvalidData) as error:
            self._rows.move(row.recipient_id, S.TO_SEND, S.FAILED, {"raison": error.message})
            return connection
        self._links.keep(made.links)
        if self._stop.is_set() or not self._claimed(row, made):
            return connection
        outcome = connection.deliver(
            ascii_address(self._task.sender.address), row.email or "", made.message
        )
        self._settle(row, outcome)
        return None if outcome.lost else connection

    def _claimed(self, row: Recipient, made: Made) -> bool:
        links = list(made.links)
        return self._rows.claim(row.recipient_id, self._task.mark, self._clock(), links)

    def _connected(self, row: Recipient) -> Connection | None:
        try:
            return Connection(self._task.server)
        except LoginRefused as error:
            self.stop(error.message)
        except Unreachable as error:
            self._trouble(error.message)
        with self._feeding:
            self._queue.appendleft(row)
        return None

    def _settle(self, row: Recipient, outcome: Outcome) -> None:
        """Note what became of a row, and what follows for the others."""
        state = {
            Fate.SENT: S.SENT,
            Fate.REFUSED: S.FAILED,
            Fate.UNCERTAIN: S.UNCERTAIN,
        }.get(outcome.fate, S.TO_SEND)
        again = state is S.TO_SEND
        if again and outcome.fate is Fate.LATER and row.essais + self._tried(row) >= _TRIES_IN_ALL:
            state, again = S.FAILED, False
        values = {"raison": None if state is S.SENT else outcome.words}
        if state is S.SENT:
            values |= {"envoye_le": self._clock()}  # type: ignore[dict-item]
        self._rows.settle(row.recipient_id, self._task.mark, state, values)
        self._count(outcome)
        if again:
            self._put_off(row)

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
            self._stop.wait(min(0.25 * 2**troubles, _LONGEST_PAUSE))

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
