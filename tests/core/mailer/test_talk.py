"""Answers are read as the library reads them, however they come."""

import smtplib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest

from core.mailer.talk import Smtp

SAID = {
    "one line": [b"250 OK\r\n"],
    "several lines": [b"250-asso.example\r\n250-SIZE 100\r\n250 HELP\r\n"],
    "byte by byte": [bytes([one]) for one in b"550-5.1.1 non\r\n550 5.1.1 connu\r\n"],
    "cut in a line's end": [b"250 2.0.0 pris\r", b"\n"],
    "two answers at once": [b"250 un\r\n354 deux\r\n"],
    "an answer and a half": [b"250 un\r\n354-de", b"ux\r\n354 trois\r\n"],
    "no text": [b"250\r\n", b"220 \r\n"],
    "bare line ends": [b"250 un\n250-deux\n250 trois\n"],
    "spaces": [b"250   \t un \t\r\n"],
    "no code": [b"bonjour\r\n"],
    "digits that are none": ["²50 un\r\n".encode(), b"2 0 un\r\n"],
    "eight bits": ["451 réessayez\r\n".encode("latin-1")],
    "ended": [],
    "ended within a line": [b"250 mais"],
    "ended within an answer": [b"250-mais\r\n"],
    "a line too long": [b"250 " + b"x" * 9_000 + b"\r\n"],
    "several, too long": [b"250-un\r\n", b"250-" + b"x" * 9_000, b"\r\n250 fin\r\n"],
}


def _answers(smtp: smtplib.SMTP, said: Sequence[bytes]) -> Iterator[object]:
    """What it makes of these answers, until the connection ends."""
    ours, theirs = socket.socketpair()

    def say() -> None:
        with theirs, suppress(BrokenPipeError):  # the reader gave up
            for piece in said:
                theirs.sendall(piece)
                time.sleep(0.002)

    smtp.sock = ours
    threading.Thread(target=say).start()
    for _ in range(4):
        try:
            yield smtp.getreply()
        except smtplib.SMTPException as error:
            yield type(error), smtp.sock is None
            break
    smtp.close()


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_answers_are_those_that_the_library_reads(said: list[bytes]) -> None:
    assert list(_answers(Smtp(), said)) == list(_answers(smtplib.SMTP(), said))


def test_a_server_that_says_nothing_is_not_waited_for_twice() -> None:
    ours, theirs = socket.socketpair()
    smtp = Smtp()
    smtp.sock = ours
    ours.settimeout(0.2)
    began = time.monotonic()
    with theirs, pytest.raises(smtplib.SMTPServerDisconnected):
        smtp.say(b"NOOP\r\n")
    assert time.monotonic() - began < 0.39
    assert smtp.sock is None
    with pytest.raises(smtplib.SMTPServerDisconnected):
        smtp.say(b"NOOP\r\n")


def test_what_was_said_before_encryption_is_forgotten() -> None:
    ours, theirs = socket.socketpair()
    smtp = Smtp()
    smtp.sock = ours
    with theirs:
        theirs.sendall(b"220 allez-y\r\n250 glisse avant TLS\r\n")
        assert smtp.getreply() == (220, b"allez-y")
        smtp.file = None  # as `starttls` does
        theirs.sendall(b"250 ensuite\r\n")
        assert smtp.getreply() == (250, b"ensuite")
    smtp.close()
