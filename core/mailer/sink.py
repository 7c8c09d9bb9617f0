"""An SMTP server inside the product, for rehearsals: it takes every mail, and sends none on."""

import threading
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pymongo import IndexModel

from core.configuration.models import MailServer
from core.database import CollectionSpec, Database, Document
from core.mailer.message import keys_in

COLLECTIONS = (CollectionSpec("practice_mails", (IndexModel([("cle", 1)]),)),)
KEPT = 2_000
"""Mails; the oldest go."""
_MOST_TEXT = 20_000


class Sink:
    """Keeps mails to be looked at. Its server starts at the first rehearsal of a process, on a port
    of this machine that only this machine reaches."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._mails = database.mongo["practice_mails"]
        self._clock = clock
        self._lock = threading.Lock()
        self._server: _Server | None = None

    def server(self) -> MailServer:
        """Where to send to."""
        with self._lock:
            if self._server is None:
                self._server = _Server(self)
                self._server.start()
            return MailServer(False, "127.0.0.1", self._server.port, None, None)

    def close(self) -> None:
        """Stop the server, where there is one."""
        with self._lock:
            if self._server is not None:
                self._server.stop(no_assert=True)
                self._server = None

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a mail."""
        content = envelope.content
        self.keep(content if isinstance(content, bytes) else str(content).encode())
        return "250 OK"

    def keep(self, raw: bytes) -> None:
        """Keep a mail by the key that names it."""
        found = message_from_bytes(raw, policy=policy.default)
        assert isinstance(found, EmailMessage)
        keys = keys_in(str(found["Message-ID"] or ""))
        body = found.get_body(("plain",))
        self._mails.insert_one(
            {
                "cle": keys[0] if keys else "",
                "de": str(found["From"]),
                "a": str(found["To"]),
                "objet": str(found["Subject"]),
                "texte": str(body.get_content())[:_MOST_TEXT] if body is not None else "",
                "le": self._clock(),
            }
        )

    def mail(self, key: str) -> Document | None:
        """The mail of that key: de, a, objet, texte, le."""
        return self._mails.find_one({"cle": key})

    def tidy(self) -> None:
        """Forget the oldest mails beyond those kept."""
        extra = self._mails.count_documents({}) - KEPT
        if extra > 0:
            old = [
                one["_id"] for one in self._mails.find({}, {"_id": 1}).sort("le", 1).limit(extra)
            ]
            self._mails.delete_many({"_id": {"$in": old}})


class _Server(Controller):
    """On a free port, chosen by the system."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True)

    def _trigger_server(self) -> None:
        # The parent asks for its port, which is not known before.
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]
