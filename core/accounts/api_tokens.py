"""Tokens by which programs use the API: each has an owner, a name, what it may do, and an end."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pymongo import IndexModel

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import CollectionSpec, Database, Document, Session
from core.errors import InvalidData, NotFound
from core.journal.service import JournalService

COLLECTIONS = (CollectionSpec("api_tokens", (IndexModel([("user_id", 1)]),)),)
PREFIX = "mmc_"
MOST_DAYS, DEFAULT_DAYS = 366, 90
MOST_NAME = 80
SEEN_AGAIN = timedelta(minutes=10)
"""How often it is noted that a token is used."""
CREATED, REVOKED = "jeton créé", "jeton révoqué"


class Scope(StrEnum):
    """What a token may do, at most what its owner may."""

    READ = "lecture"
    EXPORT = "export"
    IMPORT = "import"
    CAMPAIGNS = "campagnes"


GRANTS: dict[Scope, frozenset[Permission]] = {
    Scope.READ: frozenset({Permission.READ}),
    Scope.EXPORT: frozenset({Permission.READ, Permission.EXPORT}),
    Scope.IMPORT: frozenset({Permission.READ, Permission.IMPORT}),
    Scope.CAMPAIGNS: frozenset({Permission.READ, Permission.SEND_CAMPAIGN}),
}


@dataclass(frozen=True)
class ApiToken:
    """A token without its secret, which is kept as a digest and shown once."""

    token_id: str
    user_id: str
    nom: str
    portees: tuple[str, ...]
    cree_le: datetime
    expire_le: datetime
    vu_le: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """As commands print it."""
        return {
            "token_id": self.token_id,
            "name": self.nom,
            "scopes": list(self.portees),
            "created_at": self.cree_le.isoformat(),
            "expires_at": self.expire_le.isoformat(),
            "seen_at": self.vu_le.isoformat() if self.vu_le else None,
        }


class ApiTokens:
    """Each account's own; an admin sees and ends everybody's."""

    def __init__(
        self,
        database: Database,
        owner: Callable[[str], User | None],
        journal: JournalService,
        clock: Clock,
    ) -> None:
        """`owner` gives an account by its id."""
        self._database = database
        self._tokens = database.mongo["api_tokens"]
        self._owner = owner
        self._journal = journal
        self._clock = clock

    def create(
        self, user: User, name: str, scopes: Collection[str], days: int = DEFAULT_DAYS
    ) -> tuple[ApiToken, str]:
        """A new token, and its secret, which is not known again. InvalidData where it can't be."""
        name = " ".join(name.split())
        known = [scope.value for scope in Scope]
        if not name or len(name) > MOST_NAME:
            raise InvalidData(f"Il faut un nom de jeton, de {MOST_NAME} caractères au plus.")
        if not scopes or not set(scopes) <= set(known):
            raise InvalidData(f"Un jeton peut : {', '.join(known)}.")
        if not 1 <= days <= MOST_DAYS:
            raise InvalidData(f"Un jeton dure de 1 à {MOST_DAYS} jours.")
        secret, now = PREFIX + secrets.token_urlsafe(32), self._clock()
        made = ApiToken(
            token_id=secrets.token_hex(6),
            user_id=user.user_id,
            nom=name,
            portees=tuple(sorted(set(scopes))),
            cree_le=now,
            expire_le=now + timedelta(days=days),
        )
        kept = {key: value for key, value in vars(made).items() if key != "token_id"}
        kept |= {"_id": made.token_id, "empreinte": _digest(secret), "portees": list(made.portees)}

        def change(session: Session) -> None:
            self._tokens.insert_one(dict(kept), session=session)
            told = {"nom": name, "portees": list(made.portees)}
            self._journal.record(user, CREATED, made.token_id, told, session)

        self._database.transaction(change)
        return made, secret

    def of(self, user: User) -> list[ApiToken]:
        """The user's; everybody's for an admin."""
        everybody = user.may(Permission.MANAGE_USERS)
        wanted: Document = {} if everybody else {"user_id": user.user_id}
        return sorted((_token(d) for d in self._tokens.find(wanted)), key=lambda t: t.cree_le)

    def one(self, user: User, token_id: str) -> ApiToken:
        """A token by its id. NotFound for one that is not the user's, but for admins."""
        found = next((one for one in self.of(user) if one.token_id == token_id), None)
        if found is None:
            raise NotFound("Ce jeton n'existe pas, ou n'existe plus.")
        return found

    def revoke(self, user: User, token_id: str) -> ApiToken:
        """End a token. NotFound as above."""
        found = self.one(user, token_id)

        def change(session: Session) -> None:
            self._tokens.delete_one({"_id": token_id}, session=session)
            self._journal.record(user, REVOKED, token_id, {"nom": found.nom}, session)

        self._database.transaction(change)
        return found

    def user(self, secret: str) -> User | None:
        """Who acts by a token, with what it may do; None where it is none, expired or closed."""
        if not secret.startswith(PREFIX):
            return None
        # Few are kept, and the digest of a long random secret tells nothing by its time.
        found = self._tokens.find_one({"empreinte": _digest(secret)})
        now = self._clock()
        if found is None or found["expire_le"] <= now:
            return None
        owner = self._owner(found["user_id"])
        if owner is None or not owner.actif:
            return None
        if found.get("vu_le") is None or now - found["vu_le"] > SEEN_AGAIN:
            self._tokens.update_one({"_id": found["_id"]}, {"$set": {"vu_le": now}})
        scopes = [GRANTS[Scope(one)] for one in found["portees"]]
        return owner.model_copy(update={"portees": frozenset().union(*scopes)})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _token(document: Document) -> ApiToken:
    return ApiToken(
        token_id=document["_id"],
        user_id=document["user_id"],
        nom=document["nom"],
        portees=tuple(document["portees"]),
        cree_le=document["cree_le"],
        expire_le=document["expire_le"],
        vu_le=document.get("vu_le"),
    )
