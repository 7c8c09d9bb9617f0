"""A connection to the server that sends: what became of each mail, known step by step.

Until the server has asked for the text of a mail nobody can have received it; from its last line
on, only its answer tells. So a connection that is cut in between leaves a mail uncertain.
"""

import base64
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from enum import StrEnum

from core.configuration.checks import is_this_machine
from core.configuration.models import MailServer
from core.errors import Unavailable
from core.mailer.message import ascii_address, needs_utf8
from core.mailer.talk import Smtp, SmtpSsl
from core.vocabulary.text import visible

CONNECT_SECONDS, ANSWER_SECONDS = 20.0, 120.0
_WORDS_KEPT = 300
_PLAIN = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
"""An address that is said as it is."""


class Fate(StrEnum):
    """What became of a mail."""

    SENT = "sent"
    REFUSED = "refused"
    """For good, this recipient."""
    LATER = "later"
    """Not now (4xx), or the connection was lost before anything was said."""
    BLOCKED = "blocked"
    """For good, whoever it is for: the sender is not accepted."""
    UNCERTAIN = "uncertain"


@dataclass(frozen=True)
class Outcome:
    """What became of a mail, with the server's words."""

    fate: Fate
    words: str = ""
    lost: bool = False
    """The connection is gone."""


class LoginRefused(Unavailable):
    """The server does not accept the name or the password, or may not be given them."""


class Unreachable(Unavailable):
    """The server can't be reached, or can't be talked to."""


class Connection:
    """One open connection; not for several threads."""

    def __init__(self, server: MailServer, answer_seconds: float = ANSWER_SECONDS) -> None:
        """Connect, encrypt where the server offers it, log in. LoginRefused, Unreachable."""
        self._server = server
        try:
            self._smtp = self._connected(answer_seconds)
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(
                f"Le serveur de mails {server.host}:{server.port} ne répond pas comme prévu "
                f"({told(error)})."
            ) from error
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def _connected(self, answer_seconds: float) -> Smtp | SmtpSsl:
        server = self._server
        if server.encrypted:
            smtp: Smtp | SmtpSsl = SmtpSsl(
                server.host, server.port, timeout=CONNECT_SECONDS, context=context_for(server.host)
            )
        else:
            smtp = Smtp(server.host, server.port, timeout=CONNECT_SECONDS)
        assert smtp.sock is not None
        smtp.sock.settimeout(answer_seconds)
        # An answer is waited for after each command: none of them is to be held back.
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return smtp

    def _prepare(self) -> None:
        server, smtp = self._server, self._smtp
        try:
            smtp.ehlo_or_helo_if_needed()
            safe = server.encrypted
            if not safe and smtp.has_extn("starttls"):
                smtp.starttls(context=context_for(server.host))
                smtp.ehlo()
                safe = True
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(
                f"La connexion chiffrée avec {server.host}:{server.port} a échoué ({told(error)})."
            ) from error
        if server.user is not None and server.password is not None:
            self._log_in(server.user, server.password.get_secret_value(), safe)

    def _log_in(self, user: str, password: str, safe: bool) -> None:
        host = self._server.host
        if not safe and not is_this_machine(host):
            raise LoginRefused(
                f"Le serveur {host} ne propose pas de connexion chiffrée : le mot de passe "
                "partirait en clair, il n'a pas été envoyé. Utilisez smtps://, ou un port qui "
                "chiffre (587)."
            )
        try:
            if user.isascii() and password.isascii():
                self._smtp.login(user, password)
            else:
                self._log_in_utf8(user, password)
        except smtplib.SMTPAuthenticationError as error:
            words = _words(_without(error.smtp_error, user, password))
            if 400 <= error.smtp_code < 500:
                raise Unreachable(f"Le serveur {host} ne peut pas vérifier le mot de passe "
                                  f"pour l'instant ({words}).") from error  # fmt: skip
            raise LoginRefused(
                f"Le serveur {host} refuse le nom d'utilisateur ou le mot de passe ({words}). "
                "Corrigez le réglage smtp.url."
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise LoginRefused(
                f"Le serveur {host} ne permet pas de s'identifier sur ce port."
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"Le serveur {host} a coupé pendant l'identification "
                              f"({told(error)}).") from error  # fmt: skip

    def _log_in_utf8(self, user: str, password: str) -> None:
        """The library's own way knows ASCII alone."""
        secret = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
        code, words = self._smtp.docmd("AUTH", f"PLAIN {secret}")
        if code not in (235, 503):  # 503: it knows us already
            raise smtplib.SMTPAuthenticationError(code, words)

    def deliver(self, sender: str, to: str, message: bytes) -> Outcome:
        """Send one mail. Never raises for what the server or the network does."""
        asked = False
        try:
            options = []
            if needs_utf8(to):
                if not self._smtp.has_extn("smtputf8"):
                    return Outcome(Fate.REFUSED, "le serveur n'accepte pas cette adresse")
                options = ["SMTPUTF8", "BODY=8BITMIME"]
            code, words = self._mail(sender, options)
            if code != 250:
                return self._refused(code, words, Fate.BLOCKED)
            code, words = self._rcpt(ascii_address(to))
            if code not in (250, 251):
                return self._refused(code, words, Fate.REFUSED)
            code, words = self._smtp.say(b"DATA\r\n")
            if code != 354:
                return self._refused(code, words, Fate.REFUSED)
            asked = True
            code, words = self._smtp.say(_stuffed(message))
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Outcome(Fate.UNCERTAIN if asked else Fate.LATER, told(error), lost=True)
        if code == 250:
            return Outcome(Fate.SENT, _words(words))
        return self._refused(code, words, Fate.REFUSED)

    def _mail(self, sender: str, options: list[str]) -> tuple[int, bytes]:
        """The library's own way reads each address as a header, which is a third of its work."""
        if options or not _PLAIN.fullmatch(sender):
            return self._smtp.mail(sender, options)
        return self._smtp.say(f"MAIL FROM:<{sender}>\r\n".encode())

    def _rcpt(self, to: str) -> tuple[int, bytes]:
        if not _PLAIN.fullmatch(to):
            return self._smtp.rcpt(to)
        return self._smtp.say(f"RCPT TO:<{to}>\r\n".encode())

    def _refused(self, code: int, words: bytes, fate: Fate) -> Outcome:
        said = _quoted(code, words).strip()
        lost = code == 421
        if lost:
            self.close()
        else:
            try:
                self._smtp.rset()
            except (OSError, smtplib.SMTPException):
                lost = True
                self.close()
        return Outcome(fate if 500 <= code < 600 else Fate.LATER, said, lost)

    def quit(self) -> None:
        """Say goodbye."""
        try:
            self._smtp.quit()
        except (OSError, smtplib.SMTPException):
            self.close()

    def close(self) -> None:
        """Leave at once."""
        self._smtp.close()


def context_for(host: str) -> ssl.SSLContext:
    """How to encrypt: certificates are checked, but those of this machine, which nobody signs."""
    context = ssl.create_default_context()
    if is_this_machine(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def told(error: BaseException) -> str:
    """A network error in few words."""
    if isinstance(error, TimeoutError):
        return "pas de réponse à temps"
    if isinstance(error, ConnectionRefusedError):
        return "connexion refusée"
    if isinstance(error, socket.gaierror):
        return "serveur introuvable"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificat non valable"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "connexion coupée"
    if isinstance(error, smtplib.SMTPResponseException):
        return _quoted(error.smtp_code, error.smtp_error)
    return _words(str(error)) or type(error).__name__


def _quoted(code: int, words: bytes | str) -> str:
    """An answer, where it is one of a mail server: what another kind of server on the association's
    network says is not for the eyes of whoever typed its address."""
    if not _FIRST_CODE <= code <= _LAST_CODE:
        return "ce serveur ne répond pas comme un serveur de mails"
    return f"{code} {_words(words)}"


_FIRST_CODE, _LAST_CODE = 200, 599


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(visible(text).split())[:_WORDS_KEPT]


def _without(said: bytes | str, user: str, password: str) -> str:
    """What a server said, without the password where it repeats that, plain or as it was sent."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    sent = (password, f"\0{user}\0{password}")
    for secret in (*(base64.b64encode(one.encode()).decode() for one in sent), password):
        text = text.replace(secret, "…")
    return text


def _stuffed(message: bytes) -> bytes:
    """The text of a mail as DATA takes it: leading dots doubled, its end marked."""
    doubled = message.replace(b"\r\n.", b"\r\n..")
    if doubled.startswith(b"."):
        doubled = b"." + doubled
    return doubled + (b"" if doubled.endswith(b"\r\n") else b"\r\n") + b".\r\n"
