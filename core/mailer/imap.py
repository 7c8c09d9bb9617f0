"""The mailbox where answers arrive, read without changing anything in it."""

import imaplib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.configuration.models import MailServer
from core.errors import Unavailable
from core.mailer.incoming import MOST_BYTES
from core.mailer.smtp import context_for, told

SECONDS = 30.0
_A_FETCH, _A_SEARCH = 20, 20_000
"""Mails read at a time, and numbers asked for at a time: an answer's line has a longest length."""
_LAST = 2**20
"""Where a server does not tell the number of the next mail, which few omit."""
_UID = re.compile(rb"UID (\d+)")


@dataclass(frozen=True)
class Received:
    """A mail of the mailbox, its first bytes."""

    uid: int
    raw: bytes


class Mailbox:
    """One open folder, read only."""

    def __init__(self, server: MailServer) -> None:
        """Connect and log in. Unavailable, with a French sentence, where that can't be."""
        where = f"{server.host}:{server.port}"
        try:
            if server.encrypted:
                self._imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                    server.host, server.port, ssl_context=context_for(server.host), timeout=SECONDS
                )
            else:
                self._imap = imaplib.IMAP4(server.host, server.port, timeout=SECONDS)
        except (OSError, imaplib.IMAP4.error) as error:
            raise Unavailable(
                f"La boîte de réception {where} ne répond pas comme prévu ({told(error)})."
            ) from error
        try:
            self._open(server, where)
        except BaseException:
            self.close()
            raise

    def _open(self, server: MailServer, where: str) -> None:
        if server.user is not None and server.password is not None:
            try:
                self._log_in(server.user, server.password.get_secret_value())
            except (OSError, imaplib.IMAP4.error) as error:
                raise Unavailable(
                    f"La boîte de réception {where} refuse le nom d'utilisateur ou le mot de "
                    "passe. Corrigez le réglage imap.url."
                ) from error
        try:
            folder = server.folder.replace("\\", "\\\\").replace('"', '\\"')
            status, _ = self._imap.select(f'"{_encoded(folder)}"', readonly=True)
        except (OSError, imaplib.IMAP4.error) as error:
            raise Unavailable(
                f"Le dossier « {server.folder} » de {where} ne s'ouvre pas ({told(error)})."
            ) from error
        if status != "OK":
            raise Unavailable(f"Le dossier « {server.folder} » de {where} n'existe pas.")
        found = self._imap.response("UIDVALIDITY")[1]
        self.validity = int(found[0]) if found and found[0] else 0
        """Changes when the server numbers its mails anew."""
        following = self._imap.response("UIDNEXT")[1]
        self._next = int(following[0]) if following and following[0] else _LAST

    def _log_in(self, user: str, password: str) -> None:
        if user.isascii() and password.isascii():
            self._imap.login(user, password)
        else:  # the library's own way knows ASCII alone
            self._imap.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())

    def after(self, uid: int) -> Iterator[Received]:
        """The mails that came after one, in order. Unavailable where the server is lost."""
        try:
            for first in range(uid + 1, self._next, _A_SEARCH):
                last = min(first + _A_SEARCH, self._next) - 1
                _, found = self._imap.uid("SEARCH", "UID", f"{first}:{last}")
                numbers = sorted(int(n) for n in (found[0] or b"").split())
                for start in range(0, len(numbers), _A_FETCH):
                    yield from self._some(numbers[start : start + _A_FETCH])
        except (OSError, imaplib.IMAP4.error) as error:
            raise Unavailable(f"La boîte de réception a coupé ({told(error)}).") from error

    def _some(self, numbers: list[int]) -> list[Received]:
        wanted = ",".join(map(str, numbers))
        _, parts = self._imap.uid("FETCH", wanted, f"(UID BODY.PEEK[]<0.{MOST_BYTES}>)")
        found: dict[int, Received] = {}
        for rank, part in enumerate(parts):
            if not isinstance(part, tuple):
                continue
            # The number stands before the text, or after it.
            after = parts[rank + 1] if rank + 1 < len(parts) else b""
            about = part[0] + (after if isinstance(after, bytes) else b"")
            if uid := _UID.search(about):
                found[int(uid[1])] = Received(int(uid[1]), part[1])
        return [found[number] for number in numbers if number in found]

    def close(self) -> None:
        """Leave."""
        try:
            self._imap.logout()
        except (OSError, imaplib.IMAP4.error):
            self._imap.shutdown()


def _encoded(folder: str) -> str:
    """A folder's name in the UTF-7 of IMAP."""
    if folder.isascii():
        return folder.replace("&", "&-")
    pieces = re.split(r"([^\x20-\x7e]+)", folder)
    return "".join(
        f"&{piece.encode('utf-7').decode()[1:].rstrip('-').replace('/', ',')}-"
        if rank % 2
        else piece.replace("&", "&-")
        for rank, piece in enumerate(pieces)
    )
