"""Accounts: log-in with its throttle, and their management."""

import ipaddress
import secrets
import unicodedata
import uuid
from datetime import datetime, timedelta
from functools import cached_property

from email_validator import EmailNotValidError, validate_email
from pwdlib import PasswordHash

from core.accounts.models import Permission, Role, User
from core.accounts.store import AccountStore
from core.clock import Clock
from core.database import Database
from core.errors import InvalidData, NotFound, Refused
from core.journal.service import JournalService

MAX_FAILURES = 5
MAX_FAILURES_OF_ADDRESS = 50
LOCKED_FOR = timedelta(minutes=5)
MIN_PASSWORD = 10
# No 0/O, 1/l/I: the first password is copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class TooManyFailures(Refused):
    """Too many wrong passwords in a row: even the right one is refused for a while."""


class AccountService:
    """Who may come in."""

    def __init__(self, database: Database, journal: JournalService, clock: Clock) -> None:
        self._store = AccountStore(database)
        self._journal = journal
        self._clock = clock
        self._hasher = PasswordHash.recommended()

    def log_in(self, email: str, password: str, address: str) -> User | None:
        """The account, or None for a wrong e-mail or password. TooManyFailures after 5.

        Many people may share an address: one from which many guesses came is not refused, but
        each account then gets a single guess in place of five.
        """
        email = _tidy(email)
        account, place = f"compte:{email}"[:300], f"adresse:{network(address)}"
        self._count_try(account, place)
        dummy = self._dummy  # made by the first log-in whoever it is of
        found = self._store.with_hash(email)
        right = self._hasher.verify(password, found[1] if found else dummy)
        if found is None or not right or not found[0].actif:
            return None
        self._store.forget_failures(account)
        self._store.uncount_try(place)
        return found[0]

    @cached_property
    def _dummy(self) -> str:
        """Verified against when the account is unknown, so that the time taken tells nothing."""
        return self._hasher.hash(secrets.token_hex())

    def _count_try(self, account: str, place: str) -> None:
        """Counted before the password is looked at: guesses made at once are all counted."""
        now = self._clock()
        expires = now + LOCKED_FOR
        tries = self._store.count_try(account, now, expires, MAX_FAILURES)
        most = MAX_FAILURES
        if tries <= most:
            shared = self._store.count_try(place, now, expires, MAX_FAILURES_OF_ADDRESS)
            most = MAX_FAILURES if shared <= MAX_FAILURES_OF_ADDRESS else 1
        if tries > most:
            raise TooManyFailures("Trop d'essais. Attendez 5 minutes, puis réessayez.")

    def get(self, email: str) -> User | None:
        """The account of that e-mail, or None."""
        return self._store.get(_tidy(email))

    def get_by_id(self, user_id: str) -> User | None:
        """The account of that id, or None."""
        return self._store.get_by_id(user_id)

    def end_session(self, digest: str, expires: datetime) -> None:
        """Refuse a session token (given by its digest) until it expires."""
        self._store.end_session(digest, expires)

    def session_ended(self, digest: str) -> bool:
        """Whether a session token was ended by a log-out."""
        return self._store.session_ended(digest)

    def first_account(self) -> tuple[User, str] | None:
        """On an installation without accounts: an admin and its password, shown this once."""
        if not self._store.is_empty():
            return None
        groups = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)]
        password = "-".join(groups)
        user = self._new("admin@mimicom.fr", Role.ADMIN)
        if not self._store.insert(user, self._hasher.hash(password)):
            return None
        self._journal.record(user, "compte créé", user.user_id, {"role": user.role.value})
        return user, password

    def add(self, by: User, email: str, role: Role, password: str) -> User:
        """Open an account. InvalidData for a bad e-mail, a short password, an e-mail taken."""
        by.require(Permission.MANAGE_USERS)
        try:
            email = validate_email(_tidy(email), check_deliverability=False).normalized
        except EmailNotValidError as error:
            raise InvalidData(
                f"« {email} » n'est pas une adresse e-mail. Exemple : prenom@exemple.fr"
            ) from error
        _check(password)
        user = self._new(email.lower(), role)
        if not self._store.insert(user, self._hasher.hash(password)):
            raise InvalidData(f"Un compte existe déjà pour {email}.")
        self._journal.record(by, "compte créé", user.user_id, {"role": role.value})
        return user

    def set_password(self, by: User, email: str, password: str) -> None:
        """Change a password (one's own, or any for an admin) and end the open sessions."""
        user = self._existing(email)
        if by.user_id != user.user_id:
            by.require(Permission.MANAGE_USERS)
        _check(password)
        self._store.update(user.user_id, {"mot_de_passe": self._hasher.hash(password)})
        self._store.forget_failures(f"compte:{user.email}")
        self._journal.record(by, "mot de passe changé", user.user_id, {})

    def disable(self, by: User, email: str) -> None:
        """Close an account to log-ins; its past stays. The last admin can't be."""
        by.require(Permission.MANAGE_USERS)
        user = self._existing(email)
        admins = [u for u in self._store.all() if u.role is Role.ADMIN and u.actif]
        if [u.user_id for u in admins] == [user.user_id]:
            raise Refused("C'est le dernier compte admin : créez-en un autre avant de le fermer.")
        self._store.update(user.user_id, {"actif": False})
        self._journal.record(by, "compte fermé", user.user_id, {})

    def all(self, by: User) -> list[User]:
        """Every account."""
        by.require(Permission.MANAGE_USERS)
        return self._store.all()

    def _existing(self, email: str) -> User:
        user = self.get(email)
        if user is None:
            raise NotFound(f"Il n'y a pas de compte pour {email}.")
        return user

    def _new(self, email: str, role: Role) -> User:
        return User(user_id=str(uuid.uuid4()), email=email, role=role, cree_le=self._clock())


def network(address: str) -> str:
    """What one machine is counted by: its address, or its network where it may choose any in it."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:100]
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))


def _tidy(email: str) -> str:
    return unicodedata.normalize("NFC", email).strip().lower()[:254]


def _check(password: str) -> None:
    if len(password) < MIN_PASSWORD:
        raise InvalidData(f"Le mot de passe doit avoir au moins {MIN_PASSWORD} caractères.")
    if len(password) > 1_000:
        raise InvalidData("Le mot de passe est trop long (1 000 caractères au plus).")
