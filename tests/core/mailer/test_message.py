"""Messages parsed back by the standard library, and checked against RFC 5322, 2369 and 8058."""

import quopri
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.configuration.models import Sender
from core.errors import InvalidData
from core.mailer.message import Envelope, build, keys_in, mailto

KEY = "0123456789abcdef012345"
TOKEN = "T" * 32
SENDER = Sender("Festival", "contact@asso.example")
NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
SUBJECTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp", "Cs")))


def envelope(subject: str = "Bonjour", sender: Sender = SENDER, to: str = "a@exemple.fr",
             url: str | None = None) -> Envelope:  # fmt: skip
    return Envelope(sender, to, subject, KEY, NOW, mailto(sender, TOKEN), url)


def parsed(raw: bytes) -> EmailMessage:
    found = message_from_bytes(raw, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    for line in raw.split(b"\r\n"):
        assert len(line) <= 998
        assert b"\n" not in line
        assert b"\r" not in line
    return found


def content(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


PIECES = st.sampled_from(
    ["\r", "\n", "\r\n", " ", "\t", ".", "=", "\0", "\x7f", "é", "é" * 40, "a" * 75, " \n", "𐀀"]
)


@given(st.lists(PIECES | st.text(max_size=80)).map("".join))
def test_any_text_comes_back_from_lines_of_76_characters(text: str) -> None:
    raw = build(envelope(), text, "<p>Bonjour</p>")
    body = raw.partition(b"\r\n\r\n")[2].partition(b"\r\n\r\n")[2].partition(b"\r\n--=_mc-")[0]
    assert all(len(line) <= 76 for line in body.split(b"\r\n"))
    shown = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
    told = shown.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace")
    assert quopri.decodestring(body).replace(b"\r\n", b"\n") == told


def test_headers_say_who_when_and_how_to_stop() -> None:
    mail = parsed(build(envelope(), "Bonjour\n", "<p>Bonjour</p>"))
    assert mail["From"].addresses[0].display_name == "Festival"
    assert mail["To"] == "a@exemple.fr"
    assert parsedate_to_datetime(mail["Date"]) == NOW
    assert mail["Message-ID"] == f"<mc-{KEY}@asso.example>"
    assert mail["List-Unsubscribe"] == (
        f"<mailto:contact@asso.example?subject=desinscription%20{TOKEN}>"
    )
    assert mail["List-Unsubscribe-Post"] is None
    assert mail["Auto-Submitted"] is None
    assert mail.get_content_type() == "multipart/alternative"
    assert [p.get_content_type() for p in mail.iter_parts()] == ["text/plain", "text/html"]
    assert keys_in(f"x <mc-{KEY.upper()}@asso.example> <autre@x>") == [KEY]


def test_with_an_address_one_click_unsubscribes() -> None:
    url = f"https://mails.asso.example/d/{TOKEN}"
    raw = build(envelope(url=url), "a", "b")
    mail = parsed(raw)
    ways = re.findall(r"<([^>]+)>", mail["List-Unsubscribe"])
    assert ways[0] == url
    assert ways[1].startswith("mailto:")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "breaking", ["a\r\nBcc: x@y.example", "a\nb", "a\rb", "a\x00b", "a\u2028b"]
)
def test_a_subject_with_a_line_break_is_refused(breaking: str) -> None:
    with pytest.raises(InvalidData):
        build(envelope(breaking), "a", "b")


@given(SUBJECTS, st.text(max_size=200))
def test_any_text_comes_back(subject: str, text: str) -> None:
    mail = parsed(build(envelope(subject), text, text))
    assert "".join(str(mail["Subject"]).split()) == "".join(subject.split())
    kept = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)
    kept = re.sub(r"\r\n|\r|\n", "\n", kept)
    assert content(mail, "plain").rstrip("\n") == kept.rstrip("\n")


@pytest.mark.parametrize(
    "name",
    ["L'été à Orléans", 'Dé "6", & cie', "a, b", "Ludo " * 40, "=?utf-8?q?x?=", "J. D. (asso)"],
)
def test_any_name_of_a_sender_comes_back(name: str) -> None:
    mail = parsed(build(envelope(sender=Sender(name, "contact@asso.example")), "a", "b"))
    (found,) = mail["From"].addresses
    assert found.addr_spec == "contact@asso.example"
    assert found.display_name.split() == name.split()


def test_long_lines_and_dots_and_words_without_spaces() -> None:
    text = ".\n" + "x" * 5_000 + "\nFrom moi\n" + "é" * 2_000
    mail = parsed(build(envelope("m" * 900), text, f"<p>{text}</p>"))
    assert content(mail, "plain").rstrip("\n") == text
    assert mail["Subject"] == "m" * 900
