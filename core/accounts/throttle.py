"""How many guesses are taken: few an account, more a network."""

import ipaddress
from datetime import timedelta

from core.accounts.store import AccountStore
from core.clock import Clock
from core.errors import Refused

MAX_FAILURES = 5
MAX_FAILURES_OF_ADDRESS = 50
LOCKED_FOR = timedelta(minutes=5)


class TooManyFailures(Refused):
    """Too many wrong passwords in a row: even the right one is refused for a while."""


class Throttle:
    """Counts tries before anything is looked at: guesses made at once are all counted."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def count(self, account: str, address: str) -> None:
        """One more log-in. TooManyFailures after 5.

        Many people may share an address: one from which many guesses came is not refused, but
        each account then gets a single guess in place of five.
        """
        tries, most = self._more(_account(account), MAX_FAILURES), MAX_FAILURES
        if tries <= most:
            shared = self._more(_address(address), MAX_FAILURES_OF_ADDRESS)
            most = MAX_FAILURES if shared <= MAX_FAILURES_OF_ADDRESS else 1
        _refuse(tries > most)

    def count_alone(self, what: str, most: int = MAX_FAILURES) -> None:
        """One more try of something that is counted by itself. TooManyFailures after `most`."""
        _refuse(self._more(what, most) > most)

    def forget(self, account: str, address: str | None = None) -> None:
        """A log-in succeeded: it is no failure, and the account's others are forgotten."""
        self._store.forget_failures(_account(account))
        if address is not None:
            self._store.uncount_try(_address(address))

    def forget_alone(self, what: str) -> None:
        """What was counted by itself succeeded."""
        self._store.forget_failures(what)

    def _more(self, key: str, most: int) -> int:
        now = self._clock()
        return self._store.count_try(key, now, now + LOCKED_FOR, most)


def network(address: str) -> str:
    """What one machine is counted by: its address, or its network where it may choose any in it."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))


def _refuse(over: bool) -> None:
    if over:
        raise TooManyFailures("Trop d'essais. Attendez 5 minutes, puis réessayez.")


def _account(email: str) -> str:
    return f"compte:{email}"[:300]


def _address(address: str) -> str:
    return f"adresse:{network(address)}"
