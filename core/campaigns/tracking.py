"""What readers do with a mail through its links: unsubscribe, and click."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pymongo import UpdateOne

from core.campaigns.addresses import Addresses
from core.campaigns.events import EventStore
from core.campaigns.models import EventKind, Recipient
from core.campaigns.recipients import RecipientStore
from core.clock import Clock
from core.database import Database, Session
from core.errors import NotFound
from core.journal.service import JournalService
from core.mailer.tokens import Kind, Tokens

UNSUBSCRIBED = "désinscription"
BY_LINK, BY_MAIL = "lien", "mail"
TOKENS_LAST = timedelta(days=3 * 366)
SCANNED_WITHIN = timedelta(seconds=1)
"""Whoever opens all the links of a mail so soon after its delivery is a program."""
_UNKNOWN = "Ce lien n'existe pas, ou n'est plus valable."


class Reader:
    """Who acts through the link of a mail, for the journal."""

    email = "destinataire"


class Links:
    """The addresses that counted links lead to, by their key."""

    def __init__(self, database: Database) -> None:
        self._links = database.mongo["links"]
        self._kept: set[str] = set()

    def keep(self, links: Mapping[str, str]) -> None:
        """Note where links lead, before a mail that has them leaves."""
        new = {key: url for key, url in links.items() if key not in self._kept}
        if new:
            writes = [
                UpdateOne({"_id": key}, {"$setOnInsert": {"url": url}}, upsert=True)
                for key, url in new.items()
            ]
            self._links.bulk_write(writes, ordered=False)
            self._kept |= set(new)

    def url(self, key: str) -> str | None:
        """Where a link leads."""
        found = self._links.find_one({"_id": key})
        return None if found is None else str(found["url"])


class Tracking:
    """What the public addresses do. NotFound for a token that is unknown, forged or too old."""

    def __init__(
        self,
        database: Database,
        rows: RecipientStore,
        events: EventStore,
        addresses: Addresses,
        tokens: Tokens,
        journal: JournalService,
        clock: Clock,
    ) -> None:
        self._database = database
        self._rows = rows
        self._events = events
        self._addresses = addresses
        self._tokens = tokens
        self._links = Links(database)
        self._journal = journal
        self._clock = clock

    def check(self, token: str) -> None:
        """Nothing where the token could unsubscribe somebody."""
        self._row(Kind.UNSUBSCRIBE, token)

    def unsubscribe(self, token: str, way: str = BY_LINK) -> bool:
        """Unsubscribe whoever the mail was for; False where that was done before."""
        row, _ = self._row(Kind.UNSUBSCRIBE, token)
        return self.unsubscribe_row(row, way)

    def row_of(self, token: str) -> Recipient | None:
        """Whose mail a token that unsubscribes was in; None for no token of ours."""
        try:
            return self._row(Kind.UNSUBSCRIBE, token)[0]
        except NotFound:
            return None

    def unsubscribe_row(self, row: Recipient, way: str) -> bool:
        """Unsubscribe one person, at once; False where that was done before."""
        now = self._clock()

        def change(session: Session) -> bool:
            new = row.email is not None and self._addresses.unsubscribe(row.email, now, session)
            noted = self._events.add(row, EventKind.UNSUBSCRIBED, now, way, session)
            if new or noted:
                details = {"campagne": row.campagne_id, "voie": way}
                self._journal.record(Reader(), UNSUBSCRIBED, row.prospect_id, details, session)
            return new or noted

        return self._database.transaction(change)

    def follow(self, token: str, counted: bool) -> str:
        """Where a link leads; the click is noted where it is `counted`. NotFound for a link that
        is unknown."""
        row, link = self._row(Kind.CLICK, token)
        url = self._links.url(link or "")
        if url is None:
            raise NotFound(_UNKNOWN)
        if counted:
            self._click(row, link or "")
        return url

    def _click(self, row: Recipient, link: str) -> None:
        now = self._clock()
        early = row.envoye_le is None or now - row.envoye_le <= SCANNED_WITHIN
        if not early:
            if self._events.add(row, EventKind.CLICK, now) and row.email:
                self._addresses.alive(row.email)
            return
        if self._rows.opened_at_once(row, link):
            self._events.remove(row, EventKind.CLICK)
            return
        self._events.add(row, EventKind.CLICK, now)
        if self._rows.opened_at_once(row, link):  # the others were opened meanwhile
            self._events.remove(row, EventKind.CLICK)

    def _row(self, kind: Kind, token: str) -> tuple[Recipient, str | None]:
        read = self._tokens.read(kind, token)
        row = self._rows.keyed(read.key) if read is not None else None
        if read is None or row is None or _is_old(row, self._clock()):
            raise NotFound(_UNKNOWN)
        return row, read.link


def _is_old(row: Recipient, now: datetime) -> bool:
    return row.envoye_le is not None and now - row.envoye_le > TOKENS_LAST
