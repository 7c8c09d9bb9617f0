"""A mail as it goes to the server: headers and two parts, built by hand since millions may be."""

import base64
import binascii
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from functools import lru_cache
from urllib.parse import quote

from core.configuration.models import Sender
from core.errors import InvalidData

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TOO_LONG = re.compile(rb"^([^\n]{74,75})(=20|=09)$", re.MULTILINE)
"""A line whose last space the library encodes wherever that leads."""
_NOT_IN_TEXT = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
_LONGEST_WORD, _WORD_BYTES = 60, 42
_PIECES = re.compile(r"[^ ]{0,10} |[^ ]{1,10}")
_OWN = re.compile(r"<?mc-([0-9a-f]{22})@[^>\s]+>?", re.IGNORECASE)


@dataclass(frozen=True)
class Envelope:
    """Who writes to whom, and how they say no."""

    sender: Sender
    to: str
    subject: str
    key: str
    """22 hexadecimal digits: names the mail, and nobody."""
    at: datetime
    unsubscribe_mail: str
    """A mailto address whose subject holds the token."""
    unsubscribe_url: str | None = None
    in_reply_to: str | None = None


def message_id(key: str, sender: Sender) -> str:
    """The Message-ID of the mail of that key."""
    return f"<mc-{key}@{_ascii_domain(sender.address)}>"


def keys_in(header: str) -> list[str]:
    """The keys of our mails that a header names, in order."""
    return [found.lower() for found in _OWN.findall(header)]


def mailto(sender: Sender, token: str) -> str:
    """The address that unsubscribes by mail."""
    return f"mailto:{sender.address}?subject={quote(f'desinscription {token}')}"


def build(
    envelope: Envelope, text: str, html: str, images: Mapping[str, str] | None = None
) -> bytes:
    """The message, its lines ended by CRLF. InvalidData where a header would not hold.

    `images` are PNG in base64, by the name that the HTML shows them by: "cid:logo".
    """
    if _CONTROLS.search(envelope.subject) or _CONTROLS.search(envelope.to):
        raise InvalidData("L'objet et l'adresse d'un mail tiennent sur une seule ligne.")
    boundary = f"=_mc-{envelope.key}"  # "=_" is in no quoted-printable text
    lines = [*_headers(envelope), f'Content-Type: multipart/alternative; boundary="{boundary}"', ""]
    lines += [f"--{boundary}", *_part("plain", text), f"--{boundary}"]
    lines += (
        _with_pictures(_part("html", html), images, envelope) if images else _part("html", html)
    )
    lines += [f"--{boundary}--", ""]
    return "\r\n".join(lines).encode("utf-8" if needs_utf8(envelope.to) else "ascii")


def _part(kind: str, content: str) -> list[str]:
    return [
        f'Content-Type: text/{kind}; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
        _quoted(content),
    ]


def _with_pictures(html: list[str], images: Mapping[str, str], envelope: Envelope) -> list[str]:
    """The HTML part and the pictures that it shows."""
    boundary = f"=_mr-{envelope.key}"
    lines = [f'Content-Type: multipart/related; boundary="{boundary}"', "", f"--{boundary}", *html]
    for name, data in images.items():
        lines += [
            f"--{boundary}",
            f'Content-Type: image/png; name="{name}.png"',
            "Content-Transfer-Encoding: base64",
            f"Content-ID: <{name}>",
            f'Content-Disposition: inline; filename="{name}.png"',
            "",
            *textwrap.wrap(data, 76),
        ]
    return [*lines, f"--{boundary}--", ""]


def needs_utf8(address: str) -> bool:
    """Whether a server must know SMTPUTF8 for an address."""
    return not address.rpartition("@")[0].isascii()


def ascii_address(address: str) -> str:
    """An address as servers without SMTPUTF8 take it: its domain in ASCII."""
    return f"{address.rpartition('@')[0]}@{_ascii_domain(address)}"


def _ascii_domain(address: str) -> str:
    domain = address.rpartition("@")[2]
    try:
        return domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError as error:
        raise InvalidData(f"L'adresse « {address} » n'est pas valable.") from error


def _headers(envelope: Envelope) -> list[str]:
    ways = [f"<{envelope.unsubscribe_mail}>"]
    if envelope.unsubscribe_url is not None:
        ways.insert(0, f"<{envelope.unsubscribe_url}>")
    found = [
        f"From: {_mailbox(envelope.sender)}",
        f"To: {ascii_address(envelope.to)}",
        _unstructured("Subject", envelope.subject),
        f"Date: {format_datetime(envelope.at)}",
        f"Message-ID: {message_id(envelope.key, envelope.sender)}",
        "List-Unsubscribe: " + ",\r\n ".join(ways),
        "MIME-Version: 1.0",
    ]
    if envelope.unsubscribe_url is not None:
        found.append("List-Unsubscribe-Post: List-Unsubscribe=One-Click")
    if envelope.in_reply_to is not None:
        found += [f"{name}: {envelope.in_reply_to}" for name in ("In-Reply-To", "References")]
    return found


@lru_cache(maxsize=16)
def _mailbox(sender: Sender) -> str:
    if sender.name.isascii() and len(sender.name) <= _LONGEST_WORD and "=?" not in sender.name:
        return formataddr((sender.name, sender.address))
    return f"{_encoded(sender.name)}\r\n <{sender.address}>"


def _unstructured(name: str, text: str) -> str:
    """A header of free text: as it is where it is short and plain."""
    plain = text.isascii() and "=?" not in text and len(text) <= _LONGEST_WORD
    return f"{name}: {text if plain else _encoded(text)}"


def _encoded(text: str) -> str:
    """A text in words of RFC 2047, one a line, none of which cuts a letter."""
    words, piece = [], b""
    for part in _PIECES.findall(text):  # cut after a space, where there is one
        more = part.encode("utf-8", "replace")
        if piece and len(piece) + len(more) > _WORD_BYTES:
            words.append(piece)
            piece = b""
        piece += more
    words.append(piece)
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(one).decode()}?=" for one in words)


def _quoted(content: str) -> str:
    """The text in quoted-printable, its lines at most 76 characters long. In bytes, where taking
    out what is ASCII costs a tenth of what it does in a text."""
    plain = content.encode("utf-8", "replace").translate(None, _NOT_IN_TEXT)
    lines = plain.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    encoded = binascii.b2a_qp(lines, istext=True)
    if b"=20" in encoded or b"=09" in encoded:
        encoded = _TOO_LONG.sub(rb"\1=\n\2", encoded)
    return encoded.replace(b"\n", b"\r\n").decode("ascii")
