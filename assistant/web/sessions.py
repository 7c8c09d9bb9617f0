"""Whether a session cookie still stands: signed, not expired, not ended, account unchanged."""

import hashlib
import time
from datetime import UTC, datetime
from typing import Any

import jwt

from core.accounts.models import User
from core.accounts.service import AccountService

COOKIE = "access_token"
REMEMBER_SECONDS = 3.0


class Sessions:
    """Chainlit's tokens are stateless; this makes them revocable."""

    def __init__(self, accounts: AccountService, key: str) -> None:
        self._accounts, self._key = accounts, key
        self._known: dict[str, tuple[float, User | None]] = {}

    def user(self, cookies: dict[str, str]) -> User | None:
        """Whose valid session these cookies are; at most a few seconds behind the database."""
        token = _token(cookies)
        if not token:
            return None
        now = time.monotonic()
        seen = self._known.get(token)
        if seen is not None and seen[0] > now:
            return seen[1]
        if len(self._known) > 10_000:
            self._known.clear()
        user = self._check(token)
        self._known[token] = (now + REMEMBER_SECONDS, user)
        return user

    def end(self, cookies: dict[str, str]) -> None:
        """Log out: the token is refused from now on, wherever it was copied."""
        token = _token(cookies)
        claims = self._claims(token) if token else None
        if token and claims:
            expires = datetime.fromtimestamp(claims["exp"], UTC)
            self._accounts.end_session(_digest(token), expires)
            self._known.pop(token, None)

    def _check(self, token: str) -> User | None:
        claims = self._claims(token)
        if claims is None or self._accounts.session_ended(_digest(token)):
            return None
        user = self._accounts.get(str(claims.get("identifier", "")))
        version = (claims.get("metadata") or {}).get("session_version")
        if user is None or not user.actif or user.session_version != version:
            return None
        return user

    def _claims(self, token: str) -> dict[str, Any] | None:
        try:
            claims: dict[str, Any] = jwt.decode(token, self._key, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            return None
        return claims if "exp" in claims else None


def _token(cookies: dict[str, str]) -> str:
    """Chainlit cuts a long token into numbered cookies."""
    if COOKIE in cookies:
        return cookies[COOKIE]
    parts: list[str] = []
    while (part := cookies.get(f"{COOKIE}_{len(parts)}")) is not None:
        parts.append(part)
    return "".join(parts)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
