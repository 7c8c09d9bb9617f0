"""smtplib, with less between a word and its answer: a send says four a mail.

The library reads answers through three layers of files, a fifth of what a sending process computes.
Nothing else is another way: what is not one short line is read by the library itself.
"""

import smtplib
import socket
from typing import Any

_READ = 8_192


class Answers:
    """The lines that a server answers, in place of the library's file over the socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._kept = b""

    def readline(self, most: int) -> bytes:
        """The next line, cut after so many bytes; without its end where the connection ended."""
        kept = self._kept
        while (end := kept.find(b"\n", 0, most) + 1) == 0 and len(kept) < most:
            more = self._sock.recv(_READ)
            if not more:
                break
            kept += more
        end = end or min(len(kept), most)
        self._kept = kept[end:]
        return kept[:end]

    def back(self, line: bytes) -> None:
        """Read this one again."""
        self._kept = line + self._kept

    def close(self) -> None:
        """The socket is closed by who opened it."""


class _Brief(smtplib.SMTP):
    """What both kinds of connection share."""

    file: Any
    """The library takes it away once the connection is encrypted: what was said before is not
    believed."""

    def say(self, words: bytes) -> tuple[int, bytes]:
        """Say what ends by CRLF; the answer. SMTPServerDisconnected, once closed."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        try:
            self.sock.sendall(words)
        except OSError as error:
            self.close()
            raise smtplib.SMTPServerDisconnected("Server not connected") from error
        return self.getreply()

    def getreply(self) -> tuple[int, bytes]:
        """The next answer."""
        if self.file is None:
            assert self.sock is not None
            self.file = Answers(self.sock)
        try:
            line = self.file.readline(smtplib._MAXLINE)  # type: ignore[attr-defined]
        except OSError as error:
            self.close()
            told = f"Connection unexpectedly closed: {error}"
            raise smtplib.SMTPServerDisconnected(told) from error
        if line[3:4] == b" " and line[-1:] == b"\n" and line[:3].isdigit():
            return int(line[:3]), line[4:].strip(b" \t\r\n")
        self.file.back(line)
        return super().getreply()


class Smtp(_Brief):
    """A connection that is not encrypted, or not at once."""


class SmtpSsl(_Brief, smtplib.SMTP_SSL):
    """A connection that is encrypted at once."""
