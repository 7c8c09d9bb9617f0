"""A real SMTP server for tests: it keeps mails, and does to each recipient what a test says."""

import asyncio
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from core.embedded.certificate import make as make_certificate

PASSWORD = b"s3cret-\xc3\xa9"
Answer = str | Callable[[], str]


class Sink:
    """What came, and how it is answered. `at_rcpt` and `at_data` give answers by address, used one
    after the other; "cut" breaks the connection, "slow N" waits N seconds."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.at_rcpt: dict[str, list[str]] = defaultdict(list)
        self.at_data: dict[str, list[str]] = defaultdict(list)
        self.always: str | None = None
        """The answer to every recipient."""
        self.at_mail: str | None = None
        self.connections = 0
        self.encrypted: list[bool] = []
        self.received = threading.Event()

    @property
    def to(self) -> list[str]:
        """Every recipient that was mailed, in order."""
        return [address for address, _ in self.mails]

    def parsed(self, address: str) -> EmailMessage:
        """The one mail that an address received."""
        (raw,) = [raw for to, raw in self.mails if to == address]
        found = message_from_bytes(raw, policy=policy.default)
        assert isinstance(found, EmailMessage)
        return found

    def raw(self, address: str) -> bytes:
        """The same, as it came."""
        (raw,) = [raw for to, raw in self.mails if to == address]
        return raw

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, _env: Envelope, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self.connections += 1
        self.encrypted.append(session.ssl is not None)
        return answers

    async def handle_MAIL(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_mail is not None:
            return self.at_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.always or (self.at_rcpt[address].pop(0) if self.at_rcpt[address] else None)
        if answer is not None and (told := await self._told(server, answer)):
            return told
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        address, content = envelope.rcpt_tos[0], envelope.content
        assert isinstance(content, bytes)
        answer = self.at_data[address].pop(0) if self.at_data[address] else None
        if answer == "lost":  # taken, and the answer never comes
            self.mails.append((address, content))
            answer = "cut"
        if answer is not None and (told := await self._told(server, answer)):
            return told
        self.mails.append((address, content))
        self.received.set()
        return "250 OK"

    async def _told(self, server: SMTP, answer: str) -> str:
        if answer == "cut":
            assert server.transport is not None
            server.transport.abort()
            await asyncio.sleep(0.05)
            return "421 gone"
        if answer.startswith("slow"):
            await asyncio.sleep(float(answer.split()[1]))
            return ""
        return answer


class Server(Controller):
    """Started on a free port of this machine."""

    def __init__(self, sink: Sink, tls: Path | None = None, login: bool = False) -> None:
        self._options: dict[str, Any] = {"enable_SMTPUTF8": True}
        if tls is not None:
            self._options |= {"tls_context": _context(tls), "require_starttls": True}
        if login:
            self._options |= {
                "authenticator": _authenticate,
                "auth_required": True,
                "auth_require_tls": tls is not None,
            }
        super().__init__(sink, hostname="127.0.0.1", port=0)

    def factory(self) -> SMTP:
        return SMTP(self.handler, **self._options)

    def _trigger_server(self) -> None:
        """The parent's way asks for its port, which is chosen by the system."""
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[attr-defined]
        super()._trigger_server()

    def url(self, user: str = "") -> str:
        """Its address, as a setting."""
        return f"smtp://{user}127.0.0.1:{self.port}"


def _context(folder: Path) -> ssl.SSLContext:
    certificate = folder / "server.pem"
    make_certificate(certificate)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def _authenticate(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any
) -> AuthResult:
    return AuthResult(success=data.password == PASSWORD, handled=False)
