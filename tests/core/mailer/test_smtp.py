"""Connections to a real server: encrypted where it offers it, passwords in clear to nobody else."""

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from core.configuration.checks import SMTP, mail_server
from core.configuration.models import MailServer
from core.mailer import smtp
from core.mailer.smtp import Connection, Fate, LoginRefused, Unreachable
from tests.smtp_server import PASSWORD, Server, Sink

MESSAGE = b"From: a@b.example\r\nSubject: x\r\n\r\n.point\r\n..deux\r\nfin"


@contextmanager
def running(**options: object) -> Iterator[Server]:
    server = Server(Sink(), **options)  # type: ignore[arg-type]
    server.start()
    try:
        yield server
    finally:
        server.stop()


def place(server: Server, password: str | None = None, host: str = "127.0.0.1") -> MailServer:
    secret = SecretStr(password) if password else None
    return MailServer(False, host, server.port, "moi" if password else None, secret)


def deliver(server: MailServer, to: str = "x@exemple.fr") -> smtp.Outcome:
    connection = Connection(server)
    try:
        return connection.deliver("a@b.example", to, MESSAGE)
    finally:
        connection.quit()


def test_what_is_sent_arrives_as_it_was(tmp_path: Path) -> None:
    with running() as server:
        assert deliver(place(server)).fate is Fate.SENT
        assert server.handler.raw("x@exemple.fr").rstrip(b"\r\n") == MESSAGE


def test_it_encrypts_and_logs_in_where_the_server_asks(tmp_path: Path) -> None:
    with running(tls=tmp_path, login=True) as server:
        url = server.url("moi:s3cret-%C3%A9@")
        assert deliver(mail_server(SMTP)(url)).fate is Fate.SENT
        assert server.handler.encrypted[-1]


@pytest.mark.parametrize("tls", [True, False])
def test_a_wrong_password_is_told_without_it(tmp_path: Path, tls: bool) -> None:
    with running(tls=tmp_path if tls else None, login=True) as server:
        with pytest.raises(LoginRefused) as told:
            Connection(place(server, "mauvais"))
        assert "mauvais" not in told.value.message
        assert "smtp.url" in told.value.message


def test_a_password_in_clear_goes_to_this_machine_only(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Another machine is one whose name is not known to be this one.
    monkeypatch.setattr(smtp, "is_this_machine", lambda _host: False)
    with running(login=True) as server, pytest.raises(LoginRefused, match="en clair"):
        Connection(place(server, PASSWORD.decode()))
    with running(tls=tmp_path) as server, pytest.raises(Unreachable, match="certificat"):
        Connection(place(server, PASSWORD.decode()))


def test_a_server_that_is_not_there_is_told() -> None:
    with running() as server:
        gone = place(server)
    with pytest.raises(Unreachable, match="connexion refusée"):
        Connection(gone)


@pytest.mark.parametrize(
    ("at_rcpt", "at_data", "fate", "lost"),
    [
        ("550 non", None, Fate.REFUSED, False),
        ("450 plus tard", None, Fate.LATER, False),
        ("421 fermeture", None, Fate.LATER, True),
        ("cut", None, Fate.LATER, True),
        (None, "554 non", Fate.REFUSED, False),
        (None, "451 plus tard", Fate.LATER, False),
        (None, "cut", Fate.UNCERTAIN, True),
        (None, "lost", Fate.UNCERTAIN, True),
    ],
)
def test_what_became_of_a_mail(
    at_rcpt: str | None, at_data: str | None, fate: Fate, lost: bool
) -> None:
    with running() as server:
        sink: Sink = server.handler
        sink.at_rcpt["x@exemple.fr"] = [at_rcpt] if at_rcpt else []
        sink.at_data["x@exemple.fr"] = [at_data] if at_data else []
        connection = Connection(place(server))
        outcome = connection.deliver("a@b.example", "x@exemple.fr", MESSAGE)
        assert (outcome.fate, outcome.lost) == (fate, lost)
        if not lost:
            assert connection.deliver("a@b.example", "y@exemple.fr", MESSAGE).fate is Fate.SENT
        connection.quit()


def test_an_answer_that_does_not_come_is_waited_for_so_long() -> None:
    with running() as server:
        server.handler.at_data["x@exemple.fr"] = ["slow 2"]
        connection = Connection(place(server), answer_seconds=0.3)
        outcome = connection.deliver("a@b.example", "x@exemple.fr", MESSAGE)
        assert (outcome.fate, outcome.lost) == (Fate.UNCERTAIN, True)


@pytest.mark.parametrize("to", ["x@bücher.example", "é@exemple.fr"])
def test_addresses_in_other_letters(to: str) -> None:
    with running() as server:
        assert deliver(place(server), to).fate is Fate.SENT


def _echo(listening: socket.socket) -> None:
    """A server that refuses every name, and says again what it was told."""
    talk, _ = listening.accept()
    with talk, talk.makefile("rb") as said:
        talk.sendall(b"220 x\r\n")
        for line in said:
            word = line.split()[0].upper()
            known = b"250-x\r\n250 AUTH PLAIN\r\n" if word == b"EHLO" else b"250 x\r\n"
            talk.sendall(b"535 refused: " + line if word == b"AUTH" else known)


@pytest.mark.parametrize("password", ["tres-secret", "très-secret"])
def test_a_password_that_a_server_says_again_is_not_told(password: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_echo, args=(listening,), daemon=True).start()
        server = MailServer(
            False, "127.0.0.1", listening.getsockname()[1], "essai", SecretStr(password), ""
        )
        with pytest.raises(LoginRefused, match="refused: AUTH") as refused:
            Connection(server)
    for one in (password, f"\0essai\0{password}"):
        assert b64encode(one.encode()).decode() not in str(refused.value)
        assert one not in str(refused.value)


def _speak_once(listening: socket.socket, said: bytes) -> None:
    talking, _ = listening.accept()
    with talking:
        talking.sendall(said)
        talking.recv(1_000)


@pytest.mark.parametrize(
    "said",
    [
        b"-ERR unknown command SECRET\r\n",
        b"HTTP/1.1 400 Bad Request SECRET\r\n\r\n",
        b"099 SECRET\r\n",
    ],
)
def test_what_another_kind_of_server_says_is_not_told(said: bytes) -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        speaking = threading.Thread(target=_speak_once, args=(listening, said))
        speaking.start()
        server = MailServer(False, "127.0.0.1", listening.getsockname()[1], None, None)
        with pytest.raises(Unreachable, match="pas comme un serveur de mails") as told:
            Connection(server)
        speaking.join()
    assert "SECRET" not in told.value.message
