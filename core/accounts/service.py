"""Accounts: log-in with its throttle, and their management by admins."""

import secrets
import uuid
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from typing import Any

from pwdlib import PasswordHash
from pymongo.errors import DuplicateKeyError

from core.accounts.addresses import kept, taken, tidy
from core.accounts.api_tokens import ApiTokens
from core.accounts.models import Permission, Role, User
from core.accounts.open_sessions import OpenSessions
from core.accounts.passwords import check_length
from core.accounts.second_step import SecondStep, split
from core.accounts.store import AccountStore
from core.accounts.throttle import Throttle
from core.clock import Clock
from core.database import Database, Session
from core.errors import NotFound, Refused
from core.journal.service import JournalService

# No 0/O, 1/l/I: the first password is copied by hand.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
CREATED, CLOSED, REOPENED = "compte créé", "compte fermé", "compte rouvert"
ROLE_CHANGED = "rôle changé"
PASSWORD_CHANGED, PASSWORD_RESET = "mot de passe changé", "mot de passe annulé"
EMAIL_CHANGED = "e-mail de connexion changé"
ACTIONS = (
    *(CREATED, CLOSED, REOPENED, ROLE_CHANGED),
    *(PASSWORD_CHANGED, PASSWORD_RESET, EMAIL_CHANGED),
)
"""Its words in the journal."""


class AccountService:
    """Who may come in."""

    def __init__(self, database: Database, journal: JournalService, clock: Clock) -> None:
        self._database = database
        self._store = AccountStore(database)
        self._journal = journal
        self._clock = clock
        self._hasher = PasswordHash.recommended()
        self._watchers: list[Callable[[str], None]] = []
        self.throttle = Throttle(self._store, clock)
        self.sessions = OpenSessions(self._store, clock)
        self.api_tokens = ApiTokens(database, self.get_by_id, journal, clock)
        self.second_step = SecondStep(database, journal, clock)

    def log_in(self, email: str, password: str, address: str) -> User | None:
        """The account, or None for a wrong e-mail or password. TooManyFailures after 5."""
        email = tidy(email)
        self.throttle.count(email, address)
        dummy = self._dummy  # made by the first log-in whoever it is of
        found = self._store.with_hash(email)
        code = ""
        if found is not None and self.second_step.is_on(found[0]):
            password, code = split(password)
        right = self._hasher.verify(password, found[1] if found else dummy)
        if right and found and code:
            right = self.second_step.taken(found[0], code)
        if found is None or not right or not found[0].actif:
            return None
        self.throttle.forget(email, address)
        return found[0]

    @cached_property
    def _dummy(self) -> str:
        """Verified against when the account is unknown, so that the time taken tells nothing."""
        return self._hasher.hash(secrets.token_hex())

    def is_password_of(self, user: User, password: str) -> bool:
        """Whether it is the account's. To be counted by whoever asks."""
        found = self._store.with_hash(user.email)
        return found is not None and bool(self._hasher.verify(password, found[1]))

    def hashed(self, password: str) -> dict[str, Any]:
        """What an account keeps of a password."""
        return {"mot_de_passe": self._hasher.hash(password)}

    def get(self, email: str) -> User | None:
        """The account of that e-mail, or None."""
        return self._store.get(tidy(email))

    def get_by_id(self, user_id: str) -> User | None:
        """The account of that id, or None."""
        return self._store.get_by_id(user_id)

    def watch_ends(self, tell: Callable[[str], None]) -> None:
        """Have `tell` called, with the account's id, when this process ends its sessions."""
        self._watchers.append(tell)

    def first_account(self) -> tuple[User, str] | None:
        """On an installation without accounts: an admin and its password, shown this once."""
        if not self._store.is_empty():
            return None
        groups = ["".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4)]
        password = "-".join(groups)
        user = self._new("admin@mimicom.fr", Role.ADMIN, a_choisir=True)
        if not self._store.insert(user, self._hasher.hash(password)):
            return None
        self._journal.record(user, CREATED, user.user_id, {"role": user.role.value})
        return user, password

    def add(self, by: User, email: str, role: Role, password: str) -> User:
        """Open an account. InvalidData for a bad e-mail, a short password, an e-mail taken."""
        by.require(Permission.MANAGE_USERS)
        email = self.free_email(email)
        check_length(password)
        return self._insert(by, self._new(email, role), password)

    def invite(self, by: User, email: str, role: Role) -> User:
        """Open an account without a password: its owner chooses one by a link (`linking.py`).

        InvalidData for a bad e-mail or one that is taken.
        """
        by.require(Permission.MANAGE_USERS)
        return self._insert(
            by, self._new(self.free_email(email), role, a_choisir=True), secrets.token_hex(32)
        )

    def _insert(self, by: User, user: User, password: str) -> User:
        if not self._store.insert(user, self._hasher.hash(password)):
            raise taken(user.email)
        self._journal.record(by, CREATED, user.user_id, {"role": user.role.value})
        return user

    def free_email(self, email: str, user_id: str | None = None) -> str:
        """An e-mail as it is kept. InvalidData for a bad one, or one that is or was of another
        account than `user_id`."""
        found = kept(email)
        if self._store.was_of(found, user_id):
            raise taken(found)
        return found

    def set_password(self, by: User, email: str, password: str) -> None:
        """Change a password (one's own, or any for an admin) and end the open sessions."""
        if tidy(email) != by.email:  # before it is told whether there is such an account
            by.require(Permission.MANAGE_USERS)
        user = self._existing(email)
        check_length(password)
        self.change(by, user, PASSWORD_CHANGED, self.hashed(password) | {"a_choisir": False})
        self.throttle.forget(user.email)

    def reset_password(self, by: User, email: str) -> None:
        """Make the password useless, at once: its owner chooses another one by a link."""
        by.require(Permission.MANAGE_USERS)
        values = self.hashed(secrets.token_hex(32)) | {"a_choisir": True}
        user = self._existing(email)
        self.change(by, user, PASSWORD_RESET, values)
        self.throttle.forget(user.email)

    def set_role(self, by: User, email: str, role: Role) -> User:
        """Give an account another role and end its sessions. Refused for the last admin."""
        by.require(Permission.MANAGE_USERS)
        user = self._existing(email)
        if role is user.role:
            raise Refused(f"{user.email} a déjà le rôle {role.value}.")
        details = {"role": role.value, "avant": user.role.value}
        self.change(by, user, ROLE_CHANGED, {"role": role.value}, details)
        return user.model_copy(update={"role": role})

    def disable(self, by: User, email: str) -> None:
        """Close an account to log-ins; its past stays. The last admin can't be."""
        by.require(Permission.MANAGE_USERS)
        self.change(by, self._existing(email), CLOSED, {"actif": False})

    def enable(self, by: User, email: str) -> None:
        """Let a closed account in again, with its password and role. Refused where it is open."""
        by.require(Permission.MANAGE_USERS)
        user = self._existing(email)
        if user.actif:
            raise Refused(f"Le compte de {user.email} est déjà ouvert.")
        self.change(by, user, REOPENED, {"actif": True})

    def change(
        self,
        by: User,
        user: User,
        action: str,
        values: dict[str, Any],
        details: dict[str, Any] | None = None,
        keep: str | None = None,
        also: Callable[[Session], None] | None = None,
    ) -> None:
        """Change an account, with its entry in the journal, and end its sessions and its links.

        `keep` is the digest of the one session that goes on; `also` is done in the same
        transaction. Rights are checked by whoever calls. Refused where no admin would be left.
        """
        leaves = values.get("actif") is False or values.get("role", Role.ADMIN) != Role.ADMIN

        def write(session: Session) -> None:
            if also is not None:
                also(session)
            if leaves and self._store.admins(session) == [user.user_id]:
                raise Refused(_LAST)
            self._store.update(user.user_id, values, keep, session)
            self._store.forget_links(user.user_id, session)
            self._journal.record(by, action, user.user_id, details or {}, session)

        try:
            self._database.transaction(write)
        except DuplicateKeyError as error:
            if "email" in values:  # somebody took it meanwhile
                raise taken(str(values["email"])) from error
            self._database.transaction(write)  # the first changes of admins, made at once
        for tell in self._watchers:
            tell(user.user_id)

    def all(self, by: User) -> list[User]:
        """Every account."""
        by.require(Permission.MANAGE_USERS)
        return self._store.all()

    def open_by_role(self, user: User) -> Counter[Role]:
        """How many open accounts there are of each role: anybody may know, and no address."""
        user.require(Permission.READ)
        return Counter(one.role for one in self._store.all() if one.actif)

    def everybody(self) -> list[User]:
        """The same, for what is shared between them: who does what."""
        return self._store.all()

    def one(self, by: User, user_id: str) -> User:
        """An account, for an admin. NotFound."""
        by.require(Permission.MANAGE_USERS)
        user = self._store.get_by_id(user_id)
        if user is None:
            raise NotFound("Ce compte n'existe plus.")
        return user

    def _existing(self, email: str) -> User:
        user = self.get(email)
        if user is None:
            raise NotFound(f"Il n'y a pas de compte pour {email}.")
        return user

    def _new(self, email: str, role: Role, a_choisir: bool = False) -> User:
        made = {"user_id": str(uuid.uuid4()), "email": email, "role": role}
        return User(**made, a_choisir=a_choisir, cree_le=self._clock())


_LAST = "C'est le dernier compte admin : faites-en d'abord un autre admin."
