"""Reminders by mail, where a server is set up: each once, by whichever process takes it first."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from core.accounts.models import User
from core.accounts.service import AccountService
from core.clock import Clock
from core.configuration.keys import PLANNING_DIGEST, REMINDERS_MAIL, SMTP_SENDER, SMTP_URL
from core.configuration.models import MailServer, Sender
from core.configuration.service import ConfigurationService
from core.database import Database
from core.errors import MimiComError
from core.mailer.message import ascii_address
from core.mailer.smtp import Connection, Fate
from core.planning.days import told as day_told
from core.planning.digest import Digest, DigestService
from core.reminders.models import Kind, Reminder
from core.reminders.store import ReminderStore

BATCH = 50
AGAIN_AFTER = timedelta(minutes=10)
TOO_LATE = timedelta(hours=6)
"""After which a mail would tell what is no news any more."""
_SUBJECT = 120
_SHOWN = 10
Written = tuple[str, str]
"""Subject and text."""


class ReminderMails:
    """What the clock does with those told that may be written as well."""

    def __init__(
        self,
        database: Database,
        accounts: AccountService,
        digests: DigestService,
        configuration: ConfigurationService,
        clock: Clock,
    ) -> None:
        self._store = ReminderStore(database)
        self._accounts = accounts
        self._digests = digests
        self._configuration = configuration
        self._clock = clock

    def send_due(self) -> int:
        """Write those told since the last look; how many were sent by this process."""
        now = self._clock()
        self._store.forget_writing(now - TOO_LATE)
        due = self._store.to_write(now, BATCH)
        if not due:
            return 0
        try:
            server, sender = self._configuration.get(SMTP_URL), self._configuration.get(SMTP_SENDER)
        except MimiComError:
            server = sender = None  # set, and wrong: `settings check` says so
        if server is None or sender is None:
            self._store.forget_writing(now)
            return 0
        return self._send(due, server, sender)

    def _send(self, due: list[str], server: MailServer, sender: Sender) -> int:
        connect, count = _Once(server), 0
        try:
            for key in due:
                reminder = self._store.take_to_write(key, self._clock())
                user = self._accounts.get_by_id(reminder.pour) if reminder else None
                if reminder is None or user is None or not user.actif:
                    continue
                if (written := self._written(user, reminder)) is None:
                    continue
                count += self._sent(connect, sender, user, reminder, written)
        finally:
            connect.quit()
        return count

    def _sent(
        self, connect: "_Once", sender: Sender, user: User, reminder: Reminder, written: Written
    ) -> bool:
        message = letter(sender, user.email, *written, self._clock())
        try:
            outcome = connect().deliver(ascii_address(sender.address), user.email, message)
        except MimiComError:
            self._store.write_later(reminder.rappel_id, self._clock() + AGAIN_AFTER)
            raise
        return outcome.fate is Fate.SENT

    def _written(self, user: User, reminder: Reminder) -> Written | None:
        """Its subject and text; None where it is not to be written."""
        if reminder.genre is Kind.BILAN:
            digest = self._digests.of(user)
            wanted = self._configuration.get(PLANNING_DIGEST) == "mail"
            return digest_text(digest) if wanted and not digest.is_empty else None
        if not self._configuration.get(REMINDERS_MAIL):
            return None
        when = f"{day_told(reminder.local.date())} à {reminder.local:%H h %M}"
        text = f"{reminder.texte}\n\nRappel du {when}."
        return f"Rappel : {reminder.texte}"[:_SUBJECT], text


class _Once:
    """A connection made when it is first needed."""

    def __init__(
        self, server: MailServer, make: Callable[[MailServer], Connection] = Connection
    ) -> None:
        self._server = server
        self._make = make
        self._made: Connection | None = None

    def __call__(self) -> Connection:
        if self._made is None:
            self._made = self._make(self._server)
        return self._made

    def quit(self) -> None:
        """End it, if it was made."""
        if self._made is not None:
            self._made.quit()


def digest_text(digest: Digest) -> Written:
    """The digest as a mail."""
    parts = []
    for title, tasks in (("En retard", digest.late), ("À finir aujourd'hui", digest.due)):
        if tasks:
            lines = [f"- {task.titre}" for task in tasks[:_SHOWN]]
            more = [f"- … et {len(tasks) - _SHOWN} autres"] if len(tasks) > _SHOWN else []
            parts.append("\n".join([f"{title} :", *lines, *more]))
    if digest.answered:
        noted = f", dont {digest.to_note} à noter" if digest.to_note else ""
        many = "s" if digest.answered > 1 else ""
        parts.append(f"Hier : {digest.answered} réponse{many}{noted}.")
    return f"Votre bilan du {day_told(digest.day)}", "\n\n".join(parts)


def letter(sender: Sender, to: str, subject: str, text: str, at: datetime) -> bytes:
    """A mail of MimiCom to one of its users."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((sender.name, ascii_address(sender.address)))
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{text}\n\n-- \nMimiCom\n")
    return message.as_bytes()
