"""Sessions, each by the digest of its token: ended for good, or left too long."""

from datetime import datetime, timedelta

from core.accounts.store import AccountStore
from core.clock import Clock

_SEEN_AGAIN = timedelta(minutes=5)
"""How often it is noted that a session is used."""


class OpenSessions:
    """What is known of them beside their tokens."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def end(self, digest: str, expires: datetime) -> None:
        """Refuse a session token (given by its digest) until it expires."""
        self._store.end_session(digest, expires)

    def ended(self, digest: str) -> bool:
        """Whether a session token was ended by a log-out."""
        return self._store.session_ended(digest)

    def around(self) -> int:
        """How many sessions are used now, or were some minutes ago."""
        return self._store.seen_since(self._clock() - 2 * _SEEN_AGAIN)

    def still_used(self, digest: str, expires: datetime, idle: timedelta) -> bool:
        """Whether a session was used within that time; this use is noted."""
        now, seen = self._clock(), self._store.last_seen(digest)
        if seen is not None and now - seen > idle:
            return False
        if seen is None or now - seen > _SEEN_AGAIN:
            self._store.note_seen(digest, now, expires)
        return True
