"""What a mail of the mailbox is: a bounce, an answer, an absence. Pure; nothing in it is trusted.

Read with the oldest of the standard library's ways, which raises for no header however broken.
"""

import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from enum import StrEnum
from itertools import islice

from core.mailer.message import keys_in
from core.mailer.quotes import own_text
from core.vocabulary.text import fold, visible

MOST_BYTES = 100_000
"""Read of each mail: what tells who answers what comes first."""
_MOST_TEXT = 20_000
_MOST_PARTS = 100
_MOST_HEADER = 10_000
_PART = re.compile(rb"^content-type[ \t]*:", re.IGNORECASE | re.MULTILINE)
_LONG_LINE = re.compile(rb"([^\r\n]{4000})[^\r\n]+")
"""A server takes lines of 998 bytes."""
_FOLDED = re.compile(rb"((?:\r?\n[ \t][^\r\n]*){50})(?:\r?\n[ \t][^\r\n]*)+")
_NO_CHARSETS = frozenset({"punycode", "idna"})
"""Of names of hosts; read in the square of their length."""
_CODE = re.compile(r"(?<![\d.])([45])\.\d{1,3}\.\d{1,3}(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d(?=[ -])")
_ADDRESS = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_NOT_IN_ADDRESS = re.compile(r"[^\w.+'@&/=!#-]")
"""Seen in no real sender: what would be a link, or a tag, where one is shown."""
_TOKEN = re.compile(r"(?<![\w-])[A-Za-z0-9_-]{32}(?![\w-])")
_TAG = re.compile(r"<(style|script)\b.*?(?:</\1\s*>|\Z)|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mailerdaemon")
_HARD = (
    *("user unknown", "unknown user", "no such user", "does not exist", "n existe pas"),
    *("introuvable", "adresse inconnue", "utilisateur inconnu", "no mailbox here", "not found"),
    *("mailbox unavailable", "invalid recipient", "address rejected", "n a pas pu etre trouve"),
)
_SOFT = (
    *("mailbox full", "boite pleine", "est pleine", "saturee", "quota"),
    *("temporarily", "temporaire", "try again", "reessaye", "delayed", "retarde", "greylist"),
)
_FAILED = (
    *("undeliver", "delivery status notification", "failure notice", "returned mail"),
    *("delivery fail", "mail delivery", "echec de la remise", "echec de remise", "non remis"),
    *("non distribu", "n a pas pu etre distribue", "remise impossible", "message non delivre"),
)
_ABSENT = (
    *("reponse automatique", "automatic reply", "out of office", "auto reply", "autoreply"),
    *("absence du bureau", "message d absence", "absent du bureau", "absente du bureau"),
)

logger = logging.getLogger(__name__)


class Kind(StrEnum):
    """What a mail is."""

    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    OTHER = "other"
    """Somebody wrote it: an answer, if it answers a mail of ours."""


@dataclass(frozen=True)
class Bounce:
    """A mail that came back."""

    hard: bool
    failed: bool
    """Given up; else it is only late."""
    recipients: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Incoming:
    """A mail, as far as it tells."""

    digest: str
    """The same for the same mail, whenever it is read."""
    kind: Kind
    sender: str
    subject: str
    text: str
    """What its author wrote, without what it quotes."""
    keys: tuple[str, ...]
    """Of our mails that it answers, or that came back."""
    subject_tokens: tuple[str, ...]
    text_tokens: tuple[str, ...]
    at: datetime | None
    bounce: Bounce | None = None


def read(raw: bytes) -> Incoming:
    """What a mail is. Never raises, whatever is in it; what can't be read is nobody's answer."""
    raw = _bounded(raw)
    try:
        return _read(raw)
    except Exception as error:  # the library's own, of mails made to break it
        logger.warning("a mail can't be read: %s", type(error).__name__)
        digest = hashlib.sha256(raw).hexdigest()
        return Incoming(digest, Kind.AUTOMATIC, "", "", "", (), (), (), None)


def _bounded(raw: bytes) -> bytes:
    """The beginning of a mail, which is read in a moment whatever is in it: parts within parts by
    the thousand end there, and headers of any length."""
    raw = _LONG_LINE.sub(rb"\1", raw[:MOST_BYTES])
    raw = _FOLDED.sub(rb"\1", raw)
    beyond = next(islice(_PART.finditer(raw), _MOST_PARTS, None), None)
    return raw[: beyond.start()] if beyond else raw


def _read(raw: bytes) -> Incoming:
    message = message_from_bytes(raw)
    sender = _address(_header(message, "From"))
    subject = _header(message, "Subject")
    text = _text(message)
    bounce = _bounce(message, sender, subject, text)
    answered = " ".join(_header(message, name) for name in ("In-Reply-To", "References"))
    keys = keys_in(answered)
    if bounce is not None:
        keys += keys_in(raw.decode("latin-1"))
    kind = Kind.BOUNCE if bounce else Kind.AUTOMATIC if _automatic(message, subject) else Kind.OTHER
    known = _header(message, "Message-ID") or ""
    return Incoming(
        digest=hashlib.sha256(known.encode("utf-8", "replace") if known else raw).hexdigest(),
        kind=kind,
        sender=sender,
        subject=subject,
        text=own_text(text),
        keys=tuple(dict.fromkeys(keys)),
        subject_tokens=tuple(_TOKEN.findall(subject)),
        text_tokens=tuple(dict.fromkeys(_TOKEN.findall(text)))[:50],
        at=_date(message),
        bounce=bounce,
    )


# --- pieces of a mail ---------------------------------------------------------------------------


def _header(message: Message, name: str) -> str:
    """A header in plain text, whatever it is written in."""
    found = next((str(v) for key, v in message.raw_items() if key.lower() == name.lower()), "")
    data = found[:_MOST_HEADER].encode("utf-8", "surrogateescape")
    raw = data.decode("utf-8") if _is_utf8(data) else data.decode("latin-1")
    with suppress(LookupError, ValueError):  # an encoding that does not exist: as it is written
        raw = str(make_header(decode_header(raw)))
    return " ".join(visible(raw).split())[:2_000]


def _address(header: str) -> str:
    try:
        found = getaddresses([header])
    except RecursionError:  # comments within comments
        return ""
    return _NOT_IN_ADDRESS.sub("", found[0][1].lower())[:254] if found else ""


def _date(message: Message) -> datetime | None:
    try:
        found = parsedate_to_datetime(_header(message, "Date"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _parts(message: Message) -> Iterator[Message]:
    for rank, part in enumerate(message.walk()):
        if rank >= _MOST_PARTS:
            return
        yield part


def _text(message: Message) -> str:
    """The first text of a mail; of its HTML where there is no other."""
    html = ""
    for part in _parts(message):
        if part.get_content_type() == "text/plain":
            return _content(part)
        if part.get_content_type() == "text/html" and not html:
            html = _TAG.sub(" ", _content(part).replace("<br", "\n<br").replace("</p>", "\n</p>"))
    return html


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else str(part.get_payload()).encode()
    try:
        charset = part.get_content_charset() or "utf-8"
        if charset in _NO_CHARSETS:
            raise LookupError
        text = data.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        text = data.decode("utf-8") if _is_utf8(data) else data.decode("latin-1")
    return visible(text[:_MOST_TEXT])


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


# --- bounces ------------------------------------------------------------------------------------


def _bounce(message: Message, sender: str, subject: str, text: str) -> Bounce | None:
    for part in _parts(message):
        if part.get_content_type() == "message/delivery-status":
            return _reported(part)
    local = sender.partition("@")[0]
    empty = _header(message, "Return-Path") == "<>"
    told = fold(f"{subject} {text[:5_000]}")
    failed = any(word in told for word in _FAILED)
    if local in _DAEMONS or (empty and failed):
        return _told(text, told)
    return None


def _reported(part: Message) -> Bounce | None:
    """A report of RFC 3464: a block about the mail, then one a recipient."""
    blocks = part.get_payload()
    for block in blocks if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        recipient = _header(block, "Final-Recipient") or _header(block, "Original-Recipient")
        if not recipient:
            continue
        action = _header(block, "Action").lower()
        if action and action not in ("failed", "delayed"):
            return None  # it arrived
        diagnostic = _header(block, "Diagnostic-Code")
        code = _CODE.search(_header(block, "Status")) or _CODE.search(diagnostic)
        code = code or _REPLY_CODE.search(diagnostic)
        hard = code[1] == "5" if code else action != "delayed"
        address = recipient.rpartition(";")[2].strip().strip("<>").lower()
        words = diagnostic.partition(";")[2].strip() or _header(block, "Status")
        failed = action != "delayed"
        return Bounce(hard and failed, failed, (address,), words[:300])
    return None


def _told(text: str, told: str) -> Bounce | None:
    """A report in words."""
    code = _CODE.search(text) or _REPLY_CODE.search(text)
    soft = any(word in told for word in _SOFT)
    known = code is not None or soft or any(word in told for word in (*_HARD, *_FAILED))
    if not known:
        return None
    hard = code[1] == "5" if code else not soft
    addresses = tuple(dict.fromkeys(a.lower() for a in _ADDRESS.findall(text)))[:20]
    late = any(word in told for word in ("delayed", "retarde"))
    return Bounce(hard, hard or not late, addresses, code[0] if code else "")


def _automatic(message: Message, subject: str) -> bool:
    """Written by a program: an absence, a list, a receipt."""
    submitted = _header(message, "Auto-Submitted").lower().partition(";")[0].strip()
    if submitted not in ("", "no"):
        return True
    if any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")):
        return True
    if _header(message, "Precedence").lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    if "disposition-notification" in _header(message, "Content-Type").lower():
        return True
    return any(word in fold(subject) for word in _ABSENT)
