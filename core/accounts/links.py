"""Links that let somebody choose a password once: signed, kept as a digest, used before a date."""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.folder import alone_in, write_whole

VALID_FOR = timedelta(days=3)
_TOKEN = re.compile(r"(?P<name>[\w-]{43})\.(?P<signature>[0-9a-f]{64})", re.ASCII)
_KEY_BYTES = 32


@dataclass(frozen=True)
class Link:
    """What an admin hands over; the token is nowhere else."""

    token: str
    expires: datetime


@dataclass(frozen=True)
class KeptLink:
    """What the base keeps of one: nobody can make the token of it."""

    digest: str
    user_id: str
    expires: datetime


class Signer:
    """Makes and reads tokens with a key that stays in the data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "secrets" / "links.key"

    def new(self) -> str:
        """A token of random letters and their signature."""
        name = secrets.token_urlsafe(32)
        return f"{name}.{self._sign(name)}"

    def digest(self, token: str) -> str | None:
        """What the base knows a token by; None for one that was not signed here."""
        found = _TOKEN.fullmatch(token)
        if found is None or not hmac.compare_digest(self._sign(found["name"]), found["signature"]):
            return None
        return hashlib.sha256(found["name"].encode()).hexdigest()

    def _sign(self, name: str) -> str:
        return hmac.new(self._key(), name.encode(), hashlib.sha256).hexdigest()

    def _key(self) -> bytes:
        with alone_in(self._path.parent):  # so that two processes agree on one
            if self._path.exists() and len(kept := self._path.read_bytes()) == _KEY_BYTES:
                return kept
            key = secrets.token_bytes(_KEY_BYTES)
            write_whole(self._path, key)
            return key
