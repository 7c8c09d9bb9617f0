"""Whether a session token still stands: signed, not expired, not ended, account unchanged."""

import hashlib
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from core.accounts.models import User
from core.accounts.service import AccountService

REMEMBER_SECONDS = 3.0
REMEMBERED = 10_000


@dataclass(frozen=True)
class Ends:
    """How long a session lasts: in all, and without being used."""

    absolute: timedelta = timedelta(days=15)
    idle: timedelta = timedelta(days=7)


class Sessions:
    """Chainlit's tokens are stateless; this makes them revocable."""

    def __init__(
        self,
        accounts: AccountService,
        key: str,
        ends: Callable[[], Ends] = Ends,
        by_token: Callable[[str], User | None] = lambda _: None,
    ) -> None:
        """`ends` says how long sessions last, as settings have it now; `by_token`, who acts by a
        token of the API."""
        self._accounts, self._key, self._ends = accounts, key, ends
        self.by_token = by_token
        self._known: dict[str, tuple[float, User | None]] = {}
        accounts.watch_ends(self._forget)

    def remembered(self, token: str) -> tuple[bool, User | None]:
        """Whether the answer is known without the database, and what it is."""
        until, user = self._known.get(token, (0.0, None))
        known = until > time.monotonic()
        return known, user if known else None

    def user(self, token: str) -> User | None:
        """Whose valid session this is; at most a few seconds behind another process."""
        known, user = self.remembered(token)
        if known:
            return user
        user = self._check(token)
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        # An end that came meanwhile stands: it is remembered for good.
        if not self.remembered(token)[0]:
            self._known[token] = (time.monotonic() + REMEMBER_SECONDS, user)
        return self._known[token][1]

    def end(self, tokens: Iterable[str]) -> None:
        """Log out: the tokens are refused from now on, wherever they were copied."""
        for token in tokens:
            claims = self._claims(token)
            if claims:
                expires = datetime.fromtimestamp(claims["exp"], UTC)
                self._accounts.sessions.end(digest_of(token), expires)
                self._known[token] = (math.inf, None)

    def _check(self, token: str) -> User | None:
        claims = self._claims(token)
        digest = digest_of(token)
        if claims is None or self._accounts.sessions.ended(digest):
            return None
        user = self._accounts.get(str(claims.get("identifier", "")))
        version = (claims.get("metadata") or {}).get("session_version")
        if user is None or not user.accepts(version, digest):
            return None
        return user if self._lasts(claims, digest) else None

    def _lasts(self, claims: dict[str, Any], digest: str) -> bool:
        """Whether it is neither too old nor left too long."""
        ends, expires = self._ends(), datetime.fromtimestamp(claims["exp"], UTC)
        began = datetime.fromtimestamp(claims.get("iat", claims["exp"]), UTC)
        if datetime.now(UTC) - began > ends.absolute:
            return False
        return self._accounts.sessions.still_used(digest, expires, ends.idle)

    def _forget(self, user_id: str) -> None:
        """An account's sessions end: what is remembered of them is looked up anew."""
        for token, (until, user) in list(self._known.items()):
            if user is not None and user.user_id == user_id and until != math.inf:
                self._known.pop(token, None)

    def _claims(self, token: str) -> dict[str, Any] | None:
        try:
            claims: dict[str, Any] = jwt.decode(token, self._key, algorithms=["HS256"])
        except (jwt.InvalidTokenError, ValueError):
            return None
        return claims if "exp" in claims else None


def digest_of(token: str) -> str:
    """What a session is known by where its token must not be kept."""
    return hashlib.sha256(token.encode()).hexdigest()
