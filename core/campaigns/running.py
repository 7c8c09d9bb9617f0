"""One process at the sending of one campaign: what is done with each row, and when to stop."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.campaigns.checking import Checks
from core.campaigns.ledger import Ledger
from core.campaigns.letters import Letters, Made
from core.campaigns.logbook import Logbook
from core.campaigns.models import Recipient, RecipientState
from core.campaigns.recipients import RecipientStore
from core.campaigns.rowchanges import Settled
from core.campaigns.rowqueue import RowQueue
from core.campaigns.tracking import Links
from core.clock import Clock
from core.configuration.models import MailServer, Sender
from core.content.writing import MissingValues
from core.database import Document
from core.errors import InvalidData
from core.mailer.message import ascii_address
from core.mailer.smtp import Connection, Fate, LoginRefused, Outcome, Unreachable

_TRIES_IN_ALL = 12
_TROUBLES, _REFUSALS = 6, 20
"""In a row, and the campaign pauses: connections that fail or mails put off; mails refused."""
_LONGEST_PAUSE = 8.0

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
    shown: bool = False
    """It is the demonstration's own, sent to the sink while one looks around."""


@dataclass
class Progress:
    """How far a run is, and why it stops."""

    sent: int = 0
    failed: int = 0
    troubles: int = 0
    refusals: int = 0
    reason: str | None = None
    """Why the campaign must pause, in French."""
    lock: threading.Lock = field(default_factory=threading.Lock)


Wait = Callable[[threading.Event, bool], bool]
"""Wait until one more mail may leave; False where the run is stopped meanwhile, or at once where
the second argument says not to wait."""


class Run:
    """Used by all its connections (`worker.py`) at once."""

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
        self.task, self._rows, self._checks, self._links = task, rows, checks, links
        self.ledger, self._logbook, self.wait, self._clock = ledger, logbook, wait, clock
        self.stopping = threading.Event()
        self.queue = RowQueue(rows, task.campagne_id, task.rows, self.stopping)

    def stop(self, reason: str | None = None) -> None:
        """Begin no other mail; those on their way end."""
        with self.progress.lock:
            self.progress.reason = self.progress.reason or reason
        self.stopping.set()

    def prepared(self, row: Recipient, following: Sequence[Recipient]) -> Made | None:
        """The mail of a row; None where it may not, or can't, be sent, which is noted.

        `following` are those that the same connection will ask about next.
        """
        reason = self._checks.reason(row, lambda: [*following, *self.queue.upcoming()])
        if reason is not None:
            self._rows.move(row.recipient_id, S.TO_SEND, S.LEFT_OUT, {"raison": reason.value})
            return None
        try:
            made = self.task.letters.made(row, row.email or "", self._clock())
        except (MissingValues, InvalidData) as error:
            self._rows.move(row.recipient_id, S.TO_SEND, S.FAILED, {"raison": error.message})
            return None
        self._links.keep(made.links)
        return made

    def connected(self) -> Connection | None:
        """A new connection; None where there is none to be had for now."""
        try:
            return Connection(self.task.server)
        except LoginRefused as error:
            self.stop(error.message)
        except Unreachable as error:
            self.trouble(error.message)
        return None

    def settled(self, row: Recipient, outcome: Outcome) -> None:
        """Note what became of a row, and what follows for the others."""
        state = {
            Fate.SENT: S.SENT,
            Fate.REFUSED: S.FAILED,
            Fate.UNCERTAIN: S.UNCERTAIN,
        }.get(outcome.fate, S.TO_SEND)
        again = state is S.TO_SEND
        if (
            again
            and outcome.fate is Fate.LATER
            and row.essais + self.queue.tried(row) >= _TRIES_IN_ALL
        ):
            state, again = S.FAILED, False
        words, now = None if state is S.SENT else outcome.words, self._clock()
        self._logbook.ended(row.recipient_id, state, now, words)
        if state is not S.SENT:
            self.pauses()  # a while may be waited for the server
        values: Document = {"raison": words} | ({"envoye_le": now} if state is S.SENT else {})
        self.ledger.settle(Settled(row.recipient_id, state, values, row.prospect_id))
        self._count(outcome)
        if again:
            self.queue.put_off(row)

    def delivered(self, connection: Connection, row: Recipient, made: Made) -> Outcome:
        """Hand a mail over, and note what became of it."""
        sender = ascii_address(self.task.sender.address)
        self._logbook.begins(row.recipient_id, self._clock())
        outcome = connection.deliver(sender, row.email or "", made.message)
        self.settled(row, outcome)
        return outcome

    def pauses(self) -> None:
        """A connection may send nothing for a while."""
        self._logbook.hand_over()

    def give_back(self, row: Recipient, claimed: bool = False) -> None:
        """Somebody else may try a row, of which the server has not heard."""
        if claimed:
            self.ledger.settle(Settled(row.recipient_id, S.TO_SEND, {}))
        self.queue.give_back(row)

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
            self.trouble(f"Le serveur de mails ne prend plus de mails ({outcome.words}).")

    def trouble(self, reason: str) -> None:
        """Something that may pass: wait longer each time, and give up at last."""
        with self.progress.lock:
            self.progress.troubles += 1
            troubles = self.progress.troubles
        if troubles >= _TROUBLES:
            self.stop(reason)
        else:
            self.stopping.wait(min(0.25 * 2**troubles, _LONGEST_PAUSE))
