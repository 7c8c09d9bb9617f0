"""Every MongoDB query about accounts and log-in attempts."""

from contextlib import suppress
from datetime import datetime

from pymongo import IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from core.accounts.links import KeptLink
from core.accounts.models import Role, User
from core.database import CollectionSpec, Database, Document, Session

COLLECTIONS = (
    CollectionSpec("users", (IndexModel([("email", 1)], unique=True),)),
    CollectionSpec("ended_sessions", (IndexModel([("expire_le", 1)], expireAfterSeconds=0),)),
    CollectionSpec("login_failures", (IndexModel([("expire_le", 1)], expireAfterSeconds=0),)),
    CollectionSpec("live_sessions", (IndexModel([("expire_le", 1)], expireAfterSeconds=0),)),
    CollectionSpec("account_links", (IndexModel([("expire_le", 1)], expireAfterSeconds=0),)),
)


class AccountStore:
    """Users with their password hash; failed log-ins, which expire by themselves."""

    def __init__(self, database: Database) -> None:
        self._users = database.mongo["users"]
        self._failures = database.mongo["login_failures"]
        self._ended = database.mongo["ended_sessions"]
        self._live = database.mongo["live_sessions"]
        self._links = database.mongo["account_links"]
        self._meta = database.mongo["meta"]

    def insert(self, user: User, password_hash: str, session: Session = None) -> bool:
        """Add an account; False where the e-mail has one already."""
        document = user.model_dump(exclude={"user_id", "portees"}) | {
            "_id": user.user_id,
            "role": user.role.value,
            "emails_avant": list(user.emails_avant),
            "mot_de_passe": password_hash,
        }
        try:
            self._users.insert_one(document, session=session)
        except DuplicateKeyError:
            return False
        return True

    def with_hash(self, email: str) -> tuple[User, str] | None:
        """An account and its password hash."""
        found = self._users.find_one({"email": email})
        return None if found is None else (_user(found), found["mot_de_passe"])

    def get(self, email: str) -> User | None:
        """The account of that e-mail."""
        found = self._users.find_one({"email": email})
        return None if found is None else _user(found)

    def get_by_id(self, user_id: str) -> User | None:
        """The account of that id."""
        found = self._users.find_one({"_id": user_id})
        return None if found is None else _user(found)

    def all(self) -> list[User]:
        """Every account, by e-mail."""
        return sorted((_user(d) for d in self._users.find()), key=lambda u: u.email)

    def is_empty(self) -> bool:
        """Whether there is no account yet."""
        return self._users.find_one({}, {"_id": 1}) is None

    def update(
        self,
        user_id: str,
        values: Document,
        kept_session: str | None = None,
        session: Session = None,
    ) -> None:
        """Change an account and end its open sessions, but the one of that digest."""
        mine = {"_id": user_id}
        values = values | {"kept_session": kept_session}
        if "email" not in values or session is None:
            change = {"$set": values, "$inc": {"session_version": 1}}
            self._users.update_one(mine, change, session=session)
            return
        # The embedded server keeps what a unique key was before an update for taken, for ever;
        # not so what a deleted document had.
        found = self._users.find_one(mine, session=session)
        if found is not None:
            found = found | values | {"session_version": found["session_version"] + 1}
            self._users.delete_one(mine, session=session)
            self._users.insert_one(found, session=session)

    def admins(self, session: Session) -> list[str]:
        """Ids of the open admin accounts. Who changes them meanwhile has to try again."""
        self._meta.update_one({"_id": "admins"}, {"$inc": {"n": 1}}, upsert=True, session=session)
        found = self._users.find({"role": Role.ADMIN.value, "actif": True}, session=session)
        return [str(one["_id"]) for one in found]

    def was_of(self, email: str, user_id: str | None = None) -> bool:
        """Whether another account has, or had, that e-mail."""
        either: Document = {"$or": [{"email": email}, {"emails_avant": email}]}
        return any(one["_id"] != user_id for one in self._users.find(either, {"_id": 1}))

    def keep_link(self, link: KeptLink, session: Session = None) -> None:
        """Keep a link; the account's earlier ones stop."""
        self.forget_links(link.user_id, session)
        kept = {"_id": link.digest, "user_id": link.user_id, "expire_le": link.expires}
        self._links.insert_one(kept, session=session)

    def link(self, digest: str) -> KeptLink | None:
        """A link that was not used, expired or not."""
        found = self._links.find_one({"_id": digest})
        return None if found is None else KeptLink(digest, found["user_id"], found["expire_le"])

    def take_link(self, digest: str, session: Session = None) -> bool:
        """Use a link, once: False where it was used meanwhile."""
        return self._links.delete_one({"_id": digest}, session=session).deleted_count == 1

    def forget_links(self, user_id: str, session: Session = None) -> None:
        """The account's links open nothing any more."""
        self._links.delete_many({"user_id": user_id}, session=session)

    def count_try(self, key: str, now: datetime, expires: datetime, most: int) -> int:
        """Count one more log-in under that key, and say how many there were, this one included.

        One step of the database, so that tries made at once are all counted. The count starts
        afresh once it expired; tries beyond `most` don't put that moment off.
        """
        # What is to expire much later was counted before a clock was set back.
        latest = expires + (expires - now)
        fresh = {"$and": [{"$gt": ["$expire_le", now]}, {"$lte": ["$expire_le", latest]}]}
        count = {"$cond": [fresh, {"$add": ["$n", 1]}, 1]}
        over = {"$and": [fresh, {"$gte": ["$n", most]}]}
        change = [{"$set": {"n": count, "expire_le": {"$cond": [over, "$expire_le", expires]}}}]
        while True:
            # Made beforehand: of upserts made at once, the embedded server does some without
            # saying what came of them.
            with suppress(DuplicateKeyError):
                self._failures.update_one(
                    {"_id": key}, {"$setOnInsert": {"n": 0, "expire_le": now}}, upsert=True
                )
            found = self._failures.find_one_and_update(
                {"_id": key}, change, return_document=ReturnDocument.AFTER
            )
            if found is not None:  # it may have expired in between
                return int(found["n"])

    def uncount_try(self, key: str) -> None:
        """A try succeeded: it is no failure."""
        self._failures.update_one({"_id": key, "n": {"$gt": 0}}, {"$inc": {"n": -1}})

    def end_session(self, digest: str, expires: datetime) -> None:
        """Note that a session token is refused until it expires."""
        self._ended.update_one({"_id": digest}, {"$set": {"expire_le": expires}}, upsert=True)

    def session_ended(self, digest: str) -> bool:
        """Whether a session token was ended."""
        return self._ended.find_one({"_id": digest}) is not None

    def last_seen(self, digest: str) -> datetime | None:
        """When a session was last used, as far as that was noted."""
        found = self._live.find_one({"_id": digest})
        return None if found is None else found["vu_le"]

    def seen_since(self, moment: datetime) -> int:
        """How many sessions were noted as used since a moment."""
        return self._live.count_documents({"vu_le": {"$gte": moment}})

    def note_seen(self, digest: str, now: datetime, expires: datetime) -> None:
        """A session is used."""
        seen = {"$set": {"vu_le": now, "expire_le": expires}}
        self._live.update_one({"_id": digest}, seen, upsert=True)

    def forget_failures(self, key: str) -> None:
        """A log-in succeeded."""
        self._failures.delete_one({"_id": key})


def _user(document: Document) -> User:
    return User.model_validate(document | {"user_id": document["_id"]})
