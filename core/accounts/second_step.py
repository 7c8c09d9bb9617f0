"""The second step of a log-in: six digits of a phone, which change every half minute.

They are typed right after the password, in the same field: nothing else has to be asked for, and a
wrong code looks like a wrong password.
"""

import hmac
import io
from dataclasses import dataclass

import pyotp
import segno
from pymongo.collection import Collection

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Database, Document
from core.errors import InvalidData, NotFound
from core.journal.service import JournalService
from core.secrecy import Vault

DIGITS = 6
ISSUER = "MimiCom"
ADDED, REMOVED = "double vérification activée", "double vérification retirée"
_SEALED, _WAITING, _USED = "totp", "totp_attente", "totp_pas"


@dataclass(frozen=True)
class Enrolment:
    """What a phone is given."""

    secret: str
    uri: str

    def drawn(self) -> str:
        """As a picture of signs, for a terminal."""
        out = io.StringIO()
        segno.make(self.uri, error="m").terminal(out=out, compact=True)
        return out.getvalue()


class SecondStep:
    """Of one's own account; an admin takes it off where a phone is lost."""

    def __init__(self, database: Database, journal: JournalService, clock: Clock) -> None:
        self._users: Collection[Document] = database.mongo["users"]
        self._vault = Vault(database.settings.folder)
        self._journal = journal
        self._clock = clock

    def begin(self, user: User) -> Enrolment:
        """A new secret; it counts once a code of it is given (`confirm`)."""
        secret = pyotp.random_base32()
        waiting = {"$set": {_WAITING: self._vault.seal(secret)}}
        if self._users.update_one({"_id": user.user_id}, waiting).matched_count == 0:
            raise NotFound("Ce compte n'existe pas, ou n'existe plus.")
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)
        return Enrolment(secret, uri)

    def confirm(self, user: User, code: str) -> None:
        """The phone has it. InvalidData for a wrong code."""
        found = self._users.find_one({"_id": user.user_id}) or {}
        secret = self._vault.open(found.get(_WAITING) or "")
        step = None if secret is None else self._step(secret, code, None)
        if step is None:
            raise InvalidData("Ce code n'est pas le bon. Tapez celui que montre votre téléphone.")
        sealed = {_SEALED: found[_WAITING], _USED: step}
        change = {"$set": sealed, "$unset": {_WAITING: ""}, "$inc": {"session_version": 1}}
        self._users.update_one({"_id": user.user_id}, change)
        self._journal.record(user, ADDED, user.user_id, {})

    def remove(self, by: User, user: User) -> None:
        """Take it off: one's own, or another's for an admin."""
        if by.user_id != user.user_id:
            by.require(Permission.MANAGE_USERS)
        gone = {"$unset": {_SEALED: "", _WAITING: "", _USED: ""}}
        self._users.update_one({"_id": user.user_id}, gone)
        self._journal.record(by, REMOVED, user.user_id, {})

    def is_on(self, user: User) -> bool:
        """Whether the account asks for it."""
        found = self._users.find_one({"_id": user.user_id}, {_SEALED: 1}) or {}
        return bool(found.get(_SEALED))

    def taken(self, user: User, code: str) -> bool:
        """Whether a code is right; each is taken once."""
        found = self._users.find_one({"_id": user.user_id}) or {}
        secret = self._vault.open(found.get(_SEALED) or "")
        step = None if secret is None else self._step(secret, code, found.get(_USED))
        if step is None:
            return False
        # Of two that come at once with the same code, one is first.
        newer = {"_id": user.user_id, _USED: found.get(_USED)}
        return self._users.update_one(newer, {"$set": {_USED: step}}).modified_count == 1

    def _step(self, secret: str, code: str, used: int | None) -> int | None:
        """The half minute that a code is of, now or one away; None where it is of none, or of one
        that was used."""
        totp, now = pyotp.TOTP(secret), self._clock()
        present = int(now.timestamp()) // totp.interval
        for step in (present, present - 1, present + 1):
            fresh = used is None or step > used
            if fresh and hmac.compare_digest(totp.at(step * totp.interval), code):
                return step
        return None


def split(password: str) -> tuple[str, str]:
    """A password and the code typed after it."""
    return password[:-DIGITS].rstrip(" "), password[-DIGITS:]
