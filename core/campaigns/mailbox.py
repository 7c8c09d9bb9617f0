"""Reading the mailbox: each mail becomes an event once, however often it is read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from core.accounts.models import Permission, User
from core.campaigns.addresses import Addresses
from core.campaigns.events import EventStore
from core.campaigns.models import EventKind, Recipient, RecipientState
from core.campaigns.news import News
from core.campaigns.recipients import RecipientStore
from core.campaigns.store import CampaignStore
from core.campaigns.tracking import BY_MAIL, Tracking
from core.clock import Clock
from core.configuration.keys import IMAP_URL, SMTP_SENDER
from core.configuration.models import MailServer
from core.configuration.service import ConfigurationService
from core.database import Database, Document
from core.errors import MimiComError, Refused
from core.mailer import incoming
from core.mailer.imap import Mailbox
from core.mailer.incoming import Bounce, Incoming, Kind
from core.mailer.quotes import says_stop
from core.mailer.tokens import Tokens

_MOST_TEXT = 600
"""Characters of an answer that are kept, to be read in the chat."""
HARD, SOFT = "définitif", "temporaire"
_BOUNCES_WITHIN = timedelta(days=10)
"""Without the key of a mail, an address that bounces is that of its last mail, if so recent."""
S = RecipientState


@dataclass
class Fetched:
    """What a reading of the mailbox found."""

    bounces: int = 0
    answers: int = 0
    unsubscribed: int = 0
    ignored: int = 0


class Seen:
    """Which mails were read: by their number, and once more by what they are."""

    def __init__(self, database: Database) -> None:
        self._mailbox = database.mongo["mailbox"]

    def last(self, box: str, validity: int) -> int:
        """The number of the last mail that was read; 0 where numbers began anew."""
        found = self._mailbox.find_one({"_id": f"boîte:{box}"}) or {}
        return int(found.get("uid", 0)) if found.get("validite") == validity else 0

    def advance(self, box: str, validity: int, uid: int) -> None:
        """Note the last mail that was read."""
        state = {"validite": validity, "uid": uid}
        self._mailbox.update_one({"_id": f"boîte:{box}"}, {"$set": state}, upsert=True)

    def is_known(self, digest: str) -> bool:
        """Whether a mail was read before, under another number."""
        return self._mailbox.find_one({"_id": digest}) is not None

    def strays(self) -> list[Document]:
        """The mails that somebody wrote and that are nobody's answer yet."""
        return list(self._mailbox.find({"quoi": "ignored", "de": {"$exists": True}}))

    def stray(self, digest: str) -> Document | None:
        """One of them."""
        found = self._mailbox.find_one({"_id": digest})
        return found if found and found.get("de") and found["quoi"] == "ignored" else None

    def settle(self, digest: str, recipient_id: str | None) -> None:
        """It is that recipient's answer, or nobody's: its sender is not kept any longer."""
        found: Document = {"quoi": "answers" if recipient_id else "aside"}
        if recipient_id:
            found["recipient_id"] = recipient_id
        change: Document = {"$set": found, "$unset": {"de": "", "objet": ""}}
        self._mailbox.update_one({"_id": digest}, change)

    def note(self, digest: str, about: Document) -> None:
        """Note that a mail was read."""
        try:
            self._mailbox.insert_one({"_id": digest} | about)
        except DuplicateKeyError:
            return


class MailboxService:
    """Turns the mails of the mailbox into events."""

    def __init__(
        self,
        seen: Seen,
        store: CampaignStore,
        news: News,
        rows: RecipientStore,
        events: EventStore,
        addresses: Addresses,
        tracking: Tracking,
        tokens: Tokens,
        configuration: ConfigurationService,
        clock: Clock,
    ) -> None:
        self._seen, self._store, self._news = seen, store, news
        self._rows = rows
        self._events = events
        self._addresses = addresses
        self._tracking = tracking
        self._tokens = tokens
        self._configuration = configuration
        self._clock = clock

    def fetch(self, user: User) -> Fetched:
        """Read the mailbox once. Refused without one; Unavailable where it does not answer."""
        user.require(Permission.SEND_CAMPAIGN)
        server = self._configuration.get(IMAP_URL)
        if server is None:
            raise Refused(
                "Le réglage imap.url n'est pas donné : je ne sais pas où arrivent les réponses."
            )
        return self._fetch(server)

    def fetch_by_clock(self) -> Fetched | None:
        """The same by the clock; nothing without a mailbox."""
        try:
            server = self._configuration.get(IMAP_URL)
        except MimiComError:
            return None
        return None if server is None else self._fetch(server)

    def _fetch(self, server: MailServer) -> Fetched:
        found = Fetched()
        name = self._tokens.digest(f"{server.host}\n{server.user}\n{server.folder}")[:24]
        box = Mailbox(server)
        try:
            for received in box.after(self._seen.last(name, box.validity)):
                self.take(incoming.read(received.raw), found)
                self._seen.advance(name, box.validity, received.uid)
        finally:
            box.close()
        return found

    def take(self, mail: Incoming, found: Fetched) -> None:
        """Make of one mail what it is."""
        if self._seen.is_known(mail.digest):
            return
        row = self._row(mail)
        proven = row is not None or not mail.keys
        row = row or self._bounced_to(mail)
        outcome = self._outcome(mail, row, proven)
        setattr(found, outcome, getattr(found, outcome) + 1)
        about: Document = {"quoi": outcome, "le": self._clock()}
        if row is not None:
            about["recipient_id"] = row.recipient_id
        elif mail.kind is Kind.OTHER:
            about |= {"de": mail.sender, "objet": mail.subject[:200]}
        self._seen.note(mail.digest, about)

    def _outcome(self, mail: Incoming, row: Recipient | None, proven: bool) -> str:
        if row is None:
            return "ignored"
        if mail.bounce is not None:
            self._bounced(mail.bounce, row, proven)
            return "bounces"
        if self._asks_out(mail):
            self._arrived(row)
            new = self._tracking.unsubscribe_row(row, BY_MAIL)
            return "unsubscribed" if new else "ignored"
        if mail.kind is not Kind.OTHER or self._is_ours(mail):
            return "ignored"
        self._arrived(row)
        if row.email:
            self._addresses.alive(row.email)
        when, text = self._when(mail, row), mail.text.strip()[:_MOST_TEXT]
        new = self._events.add(row, EventKind.ANSWER, when, text=text)
        if new and (campaign := self._store.get(row.campagne_id)) is not None:
            self._news.add(campaign.cree_par, row)
        return "answers" if new else "ignored"

    def _asks_out(self, mail: Incoming) -> bool:
        if any(self._tracking.row_of(token) for token in mail.subject_tokens):
            return True
        return mail.kind is Kind.OTHER and says_stop(mail.subject, mail.text)

    def _is_ours(self, mail: Incoming) -> bool:
        sender = self._configuration.get(SMTP_SENDER)
        return sender is not None and mail.sender == sender.address.lower()

    def _row(self, mail: Incoming) -> Recipient | None:
        """Whose mail it is about, by what nobody guesses: its key, or a token."""
        for key in mail.keys:
            if (row := self._rows.keyed(key)) is not None:
                return row
        for token in (*mail.subject_tokens, *mail.text_tokens):
            if (row := self._tracking.row_of(token)) is not None:
                return row
        return None

    def _bounced_to(self, mail: Incoming) -> Recipient | None:
        """Whose mail came back, by the address alone: some servers quote nothing else."""
        limit = self._clock() - _BOUNCES_WITHIN
        for address in mail.bounce.recipients if mail.bounce else ():
            sent = self._rows.sent_to(address)
            if sent and sent[0].envoye_le is not None and sent[0].envoye_le >= limit:
                return sent[0]
        return None

    def _bounced(self, bounce: Bounce, row: Recipient, proven: bool) -> None:
        """Note a bounce. One that quotes a mail which is none of ours marks no address for good,
        and counts once a mail; one that quotes none is believed, since many servers send such."""
        now = self._clock()
        hard = bounce.hard and proven
        new = self._events.add(row, EventKind.BOUNCE, now, HARD if hard else SOFT)
        if hard and not new:
            self._events.set_value(row, EventKind.BOUNCE, HARD)
        if bounce.failed:
            for state in (S.SENT, S.UNCERTAIN):
                values: Document = {"raison": bounce.words or None}
                if state is S.UNCERTAIN:
                    values["envoye_le"] = now
                self._rows.move(row.recipient_id, state, S.BOUNCED, values)
        if row.email is None:
            return
        if hard:
            self._addresses.hard_bounce(row.email, now)
        elif new or proven:
            self._addresses.soft_bounce(row.email, now, self._in_a_row(row))

    def _in_a_row(self, row: Recipient) -> bool:
        """Whether no mail arrived between the last soft bounce and this one's mail."""
        last = self._addresses.last_soft(row.email or "")
        if last is None:
            return False
        return not any(
            one.etat is S.SENT
            and one.recipient_id != row.recipient_id
            and one.envoye_le is not None
            and one.envoye_le > last
            and (row.envoye_le is None or one.envoye_le < row.envoye_le)
            for one in self._rows.of_prospect(row.prospect_id)
        )

    def _arrived(self, row: Recipient) -> None:
        """Whoever answers a mail received it, whatever was thought of it."""
        self._rows.move(row.recipient_id, S.UNCERTAIN, S.SENT, {"envoye_le": self._clock()})

    def _when(self, mail: Incoming, row: Recipient) -> datetime:
        """When somebody answered: what the mail says, where that can be."""
        now = self._clock()
        at = mail.at
        if at is None or at > now or (row.envoye_le is not None and at < row.envoye_le):
            return now
        return at
