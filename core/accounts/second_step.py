"""The second step of a log-in: six digits of a phone, which change every half minute.

They are typed right after the password, in the same field: nothing else has to be asked for, and a
wrong code looks like a wrong password. Who has lost the phone types a spare code in their place,
each of which is taken once.
"""

import hashlib
import hmac
import io
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import pyotp
import segno
from pymongo.collection import Collection

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Database, Document
from core.errors import InvalidData, NotFound, Refused
from core.journal.service import JournalService
from core.secrecy import Vault

DIGITS = 6
SPARE_CODES = 8
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No 0/O, 1/l/I: they are copied by hand."""
_SPARE = re.compile(rf"[{_LETTERS}]{{5}}-[{_LETTERS}]{{5}}")
_SPARE_LENGTH = 11
ISSUER = "MimiCom"
ADDED, REMOVED = "double vérification activée", "double vérification retirée"
SPARED = "code de secours utilisé"
_SEALED, _WAITING, _USED, _SPARES = "totp", "totp_attente", "totp_pas", "totp_secours"


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

    def picture(self) -> str:
        """As a picture that a page holds."""
        return segno.make(self.uri, error="m").svg_data_uri(scale=5, border=4, light="#fff")


class SecondStep:
    """Of one's own account; an admin takes it off where a phone is lost."""

    def __init__(self, database: Database, journal: JournalService, clock: Clock) -> None:
        self._users: Collection[Document] = database.mongo["users"]
        self._vault = Vault(database.settings.folder)
        self._journal = journal
        self._clock = clock

    def begin(self, user: User) -> Enrolment:
        """A new secret; it counts once a code of it is given (`confirm`). NotFound where the
        account is gone."""
        secret = pyotp.random_base32()
        waiting = {"$set": {_WAITING: self._vault.seal(secret)}}
        if self._users.update_one({"_id": user.user_id}, waiting).matched_count == 0:
            raise NotFound("Ce compte n'existe pas, ou n'existe plus.")
        return self._enrolment(user, secret)

    def _enrolment(self, user: User, secret: str) -> Enrolment:
        uri = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)
        return Enrolment(secret, uri)

    def waiting(self, user: User) -> Enrolment:
        """The secret that waits for its first code, the same one until then; else a new one."""
        found = self._users.find_one({"_id": user.user_id}, {_WAITING: 1}) or {}
        secret = self._vault.open(found.get(_WAITING) or "")
        return self.begin(user) if secret is None else self._enrolment(user, secret)

    def confirm(self, user: User, code: str, keep: str | None = None) -> None:
        """The phone has it: every session ends but that of the digest `keep`. InvalidData for a
        wrong code."""
        found = self._users.find_one({"_id": user.user_id}) or {}
        secret = self._vault.open(found.get(_WAITING) or "")
        step = None if secret is None else self._step(secret, code, None)
        if step is None:
            raise InvalidData("Ce code n'est pas le bon. Tapez celui que montre votre téléphone.")
        sealed = {_SEALED: found[_WAITING], _USED: step, "kept_session": keep}
        change = {"$set": sealed, "$unset": {_WAITING: ""}, "$inc": {"session_version": 1}}
        self._users.update_one({"_id": user.user_id}, change)
        self._journal.record(user, ADDED, user.user_id, {})

    def remove(self, by: User, user: User) -> None:
        """Take it off: one's own, or another's for an admin."""
        if by.user_id != user.user_id:
            by.require(Permission.MANAGE_USERS)
        gone = {"$unset": dict.fromkeys((_SEALED, _WAITING, _USED, _SPARES), "")}
        self._users.update_one({"_id": user.user_id}, gone)
        self._journal.record(by, REMOVED, user.user_id, {})

    def is_on(self, user: User) -> bool:
        """Whether the account asks for it."""
        found = self._users.find_one({"_id": user.user_id}, {_SEALED: 1}) or {}
        return bool(found.get(_SEALED))

    def new_spares(self, user: User) -> list[str]:
        """Codes for who has lost the phone, each good once; those of before are good no more. They
        are not known again. Refused where there is no second step."""
        if not self.is_on(user):
            raise Refused("La double vérification n'est pas active : activez-la d'abord.")
        made = [f"{_word()}-{_word()}" for _ in range(SPARE_CODES)]
        sealed = {"$set": {_SPARES: self._sealed(made)}}
        self._users.update_one({"_id": user.user_id}, sealed)
        return made

    def spares_left(self, user: User) -> int:
        """How many of them are still good."""
        found = self._users.find_one({"_id": user.user_id}, {_SPARES: 1}) or {}
        return len(self._opened(found))

    def _sealed(self, codes: Sequence[str]) -> str:
        return self._vault.seal(json.dumps([_digest(one) for one in codes]))

    def _opened(self, found: Document) -> list[str]:
        digests: list[str] = json.loads(self._vault.open(found.get(_SPARES) or "") or "[]")
        return digests

    def _spared(self, user: User, found: Document, code: str) -> bool:
        """Whether a spare code is one of those left, which it then is no more."""
        left = self._opened(found)
        after = [one for one in left if not hmac.compare_digest(one, _digest(code))]
        if len(after) == len(left):
            return False
        sealed = self._vault.seal(json.dumps(after))
        mine = {"_id": user.user_id, _SPARES: found[_SPARES]}
        if self._users.update_one(mine, {"$set": {_SPARES: sealed}}).modified_count != 1:
            return False
        self._journal.record(user, SPARED, user.user_id, {"reste": len(after)})
        return True

    def taken(self, user: User, code: str) -> bool:
        """Whether a code is right; each is taken once."""
        found = self._users.find_one({"_id": user.user_id}) or {}
        if _SPARE.fullmatch(code):
            return self._spared(user, found, code)
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
            # As bytes: of texts, only ASCII ones can be compared.
            shown = totp.at(step * totp.interval).encode()
            if fresh and hmac.compare_digest(shown, code.encode("utf-8", "replace")):
                return step
        return None


def split(password: str) -> tuple[str, str]:
    """A password and the code typed after it: a phone's, or a spare one."""
    length = _SPARE_LENGTH if _SPARE.fullmatch(password[-_SPARE_LENGTH:]) else DIGITS
    return password[:-length].rstrip(" "), password[-length:]


def _word() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_SPARE_LENGTH // 2))


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
