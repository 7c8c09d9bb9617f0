"""What the values of settings may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.configuration.checks import is_this_machine
from core.configuration.keys import KEYS
from core.errors import InvalidData


@pytest.mark.parametrize(
    ("key", "text", "shown"),
    [
        ("smtp.url", "smtp://localhost:1025", "smtp://localhost:1025"),
        # STARTTLS, which the server may offer, is looked at when sending.
        ("smtp.url", "smtp://a:b@smtp.exemple.fr:587", "smtp://a@smtp.exemple.fr:587"),
        ("smtp.url", "SMTPS://a:b@smtp.exemple.fr/", "smtps://a@smtp.exemple.fr:465"),
        ("smtp.url", "smtp://a:b@c@[::1]:25", "smtp://a@[::1]:25"),
        ("imap.url", "imaps://a:b@imap.exemple.fr", "imaps://a@imap.exemple.fr:993/INBOX"),
        ("imap.url", "imaps://a:b@x.fr/Mes%20mails", "imaps://a@x.fr:993/Mes%20mails"),
        ("imap.url", "imap://a:b@127.0.0.1:1143/INBOX", "imap://a@127.0.0.1:1143/INBOX"),
        ("smtp.sender", "Festival <contact@asso.fr>", "Festival <contact@asso.fr>"),
        ("smtp.sender", '"Été, fête" <contact@asso.fr>', "Été, fête <contact@asso.fr>"),
        ("public_url", "https://mimicom.exemple.fr/", "https://mimicom.exemple.fr"),
        ("public_url", "http://localhost:8000", "http://localhost:8000"),
        ("tracking.opens", "ON", "on"),
        ("consent.strict", "Non", "off"),
        ("planning.zone", "Métropole", "metropole"),
        ("planning.school_zone", "b", "B"),
    ],
)
def test_values_that_fit(key: str, text: str, shown: str) -> None:
    assert KEYS[key].show(KEYS[key].read(text)) == shown


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("smtp.url", "smtp.exemple.fr"),
        ("smtp.url", "https://smtp.exemple.fr"),
        ("smtp.url", "smtp://"),
        ("smtp.url", "smtp://a:b@:587"),
        ("smtp.url", "smtp://a@smtp.exemple.fr"),
        ("smtp.url", "smtp://:b@smtp.exemple.fr"),
        ("smtp.url", "smtp://a:b@smtp.exemple.fr:port"),
        ("smtp.url", "smtp://a:b@smtp.exemple.fr:0"),
        ("smtp.url", "smtp://a:b@smtp.exemple.fr:99999"),
        ("smtp.url", "smtp://a:b#c@smtp.exemple.fr"),
        ("smtp.url", "smtp://a:b/c@smtp.exemple.fr"),
        ("smtp.url", "smtp://a:b?c@smtp.exemple.fr"),
        ("smtp.url", "smtp://a:[b@smtp.exemple.fr"),
        ("smtp.url", "smtp://a:b%0D%0AQUIT@smtp.exemple.fr"),
        ("smtp.url", "smtp://a:b@smtp.exemple.fr/INBOX"),
        ("smtp.url", "file:///etc/passwd"),
        ("smtp.url", "gopher://a:b@smtp.exemple.fr"),
        ("smtp.url", 'smtp://a:b@smtp"exemple.fr'),
        ("imap.url", "file://localhost/etc/passwd"),
        ("imap.url", "imap://a:b@127.1"),
        ("imap.url", "imap://a:b@0.0.0.0"),
        ("imap.url", "imap://a:b@2130706433"),
        ("imap.url", "imap://a:b@imap.exemple.fr"),
        ("public_url", "file:///etc/passwd"),
        ("public_url", "javascript:alert(1)"),
        ("public_url", 'https://asso.fr/"onload="alert(1)'),
        ("public_url", "https://asso.fr/><script>"),
        ("public_url", "http://10.0.0.1"),
        ("imap.url", "imap://imap.exemple.fr"),
        ("imap.url", "imap://a:b@localhost.exemple.fr"),
        ("imap.url", "imaps://a:b@x.fr/a%0Ab"),
        ("smtp.sender", "contact@asso.fr"),
        ("smtp.sender", "<contact@asso.fr>"),
        ("smtp.sender", "Festival <contact>"),
        ("smtp.sender", "Festival\r\nBcc: x@y.fr <contact@asso.fr>"),
        ("smtp.sender", "A <a@asso.fr>, B <b@asso.fr>"),
        ("public_url", "http://mimicom.exemple.fr"),
        ("public_url", "https://a:b@mimicom.exemple.fr"),
        ("public_url", "https://mimicom.exemple.fr/?a=1"),
        ("public_url", "mimicom.exemple.fr"),
        ("send.per_minute", "0"),
        ("send.per_minute", "20,5"),
        ("send.per_minute", "²"),
        ("tracking.opens", "peut-être"),
        ("planning.zone", "corse"),
    ],
)
def test_values_that_do_not(key: str, text: str) -> None:
    with pytest.raises(InvalidData) as refusal:
        KEYS[key].read(text)
    assert "b@" not in refusal.value.message.replace("motdepasse@", "")


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.53", True),
        ("::1", True),
        ("localhost.exemple.fr", False),
        ("127.0.0.1.exemple.fr", False),
        ("10.0.0.1", False),
        ("0.0.0.0", False),
        ("", False),
    ],
)
def test_this_machine(host: str, here: bool) -> None:
    assert is_this_machine(host) is here


@given(key=st.sampled_from(sorted(KEYS)), text=st.text())
def test_any_text_is_read_or_refused_in_french(key: str, text: str) -> None:
    for one in (text, f"smtp://{text}", f"imaps://{text}@x", f"https://{text}", f"{text} <a@b.fr>"):
        try:
            value = KEYS[key].read(one)
        except InvalidData:
            continue
        shown = KEYS[key].show(value)
        if KEYS[key].secret:
            assert "\n" not in shown
        else:
            assert KEYS[key].read(shown) == value
