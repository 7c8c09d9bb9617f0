"""Signed tokens: they name a mail by a random number, and neither person nor address."""

import base64
import binascii
import hmac
import secrets
import time
from dataclasses import dataclass
from enum import Enum

from core.database import Database

KEY_BYTES = 11
"""Of a mail's key; with its kind and its signature, a whole number of letters."""
_LINK_BYTES, _SIGN_BYTES = 6, 12
_SECRET = "token_key"  # noqa: S105 - the name of a document


_AGAIN_SECONDS = 30.0
"""A restore in another process may have changed the secret."""


class Kind(Enum):
    """What a token is for."""

    UNSUBSCRIBE = b"d"
    CLICK = b"c"


@dataclass(frozen=True)
class Read:
    """What a token says: the key of a mail, and the link it leads to, as hexadecimal digits."""

    key: str
    link: str | None = None


def new_key() -> str:
    """The key of a mail to come."""
    return secrets.token_hex(KEY_BYTES)


class Tokens:
    """Makes and reads tokens. The secret lies in the base, so that a backup restores both."""

    def __init__(self, database: Database) -> None:
        self._meta = database.mongo["meta"]
        self._known: bytes | None = None
        self._read_at = 0.0

    def unsubscribe(self, key: str) -> str:
        """The token that unsubscribes whoever a mail was for."""
        return self._signed(Kind.UNSUBSCRIBE, bytes.fromhex(key))

    def click(self, key: str, link: str) -> str:
        """The token of a link of a mail."""
        return self._signed(Kind.CLICK, bytes.fromhex(key) + bytes.fromhex(link))

    def read(self, kind: Kind, token: str) -> Read | None:
        """What a token says; None where we did not sign it for that."""
        size = 1 + KEY_BYTES + _SIGN_BYTES + (_LINK_BYTES if kind is Kind.CLICK else 0)
        try:
            whole = base64.urlsafe_b64decode(token.encode("ascii"))
        except (ValueError, binascii.Error):
            return None
        # Written in the one way that we write it: letters that decoders skip make it another.
        if len(whole) != size or base64.urlsafe_b64encode(whole).decode() != token:
            return None
        payload, sign = whole[:-_SIGN_BYTES], whole[-_SIGN_BYTES:]
        if payload[:1] != kind.value or not hmac.compare_digest(sign, self._sign(payload)):
            return None
        key, link = payload[1 : 1 + KEY_BYTES], payload[1 + KEY_BYTES :]
        return Read(key.hex(), link.hex() or None)

    def digest(self, text: str) -> str:
        """A keyed hash: the same text is known again, and can't be read."""
        return _keyed(self._secret(), b"a" + text.encode()).hex()

    def forget(self) -> None:
        """Read the secret again when it is next needed."""
        self._known = None

    def _signed(self, kind: Kind, payload: bytes) -> str:
        payload = kind.value + payload
        return base64.urlsafe_b64encode(payload + self._sign(payload)).decode()

    def _sign(self, payload: bytes) -> bytes:
        return _keyed(self._secret(), b"t" + payload)[:_SIGN_BYTES]

    def _secret(self) -> bytes:
        if self._known is None or time.monotonic() - self._read_at > _AGAIN_SECONDS:
            fresh = {"cle": secrets.token_bytes(32)}
            self._meta.update_one({"_id": _SECRET}, {"$setOnInsert": fresh}, upsert=True)
            found = self._meta.find_one({"_id": _SECRET})
            assert found is not None
            self._known, self._read_at = bytes(found["cle"]), time.monotonic()
        return self._known


def _keyed(secret: bytes, content: bytes) -> bytes:
    """An HMAC. Not by `hmac.digest`: that lets other threads go first, and waits for them, which
    takes a hundred times as long as the digest of a few bytes."""
    return hmac.new(secret, content, "sha256").digest()
