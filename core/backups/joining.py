"""What is not replaced but joined: accounts, objections, addresses, and what the base notes of
itself. Each step may be run again."""

from dataclasses import dataclass
from typing import Any

from core.backups.loading import Loading
from core.campaigns.addresses import Addresses
from core.database import Database, Document
from core.privacy.objections import KEY, Objections

BROUGHT = "restaure"
"""Set on an account that a restore brought back: the restore's undoing takes it away."""
_OF_NOW = frozenset({"installation", "health", "restore", "restored", "admins", "schema", "pulse"})
"""An older pulse would tell, after the next crash, of a loss that was none."""
_COUNTERS = ("prospects", "duplicates")
_TOKENS = "token_key"
_UNKNOWN_STEP = "cles_nom"
"""Left out where the backup does not have it: what is derived is then looked at anew."""
_EMAILS_A_TIME = 1_000


@dataclass(frozen=True)
class Joining:
    """Works on the base, from what is loaded beside it."""

    database: Database
    loading: Loading
    objections: Objections
    addresses: Addresses

    def all(self) -> int:
        """Join them; how many accounts came back. What is loaded of them stays until it is done."""
        self._meta()
        self._objections()
        self._addresses()
        return self._users()

    def _users(self) -> int:
        """Accounts of now stay as they are, closed ones too, with the password of today."""
        users = self.database.mongo["users"]
        saved = {one["_id"]: one for one in self.loading.aside("users").find()}
        for one in users.find({BROUGHT: True}):
            if one["_id"] not in saved:
                users.delete_one({"_id": one["_id"]})
        taken = {value for one in users.find() for value in (one["_id"], one["email"])}
        come = [one for one in saved.values() if not {one["_id"], one["email"]} & taken]
        for one in come:
            users.insert_one(one | {BROUGHT: True})
        return len(come)

    def _objections(self) -> None:
        objections = self.database.mongo["objections"]
        known = {one["_id"] for one in objections.find({}, {"_id": 1})}
        for one in self.loading.aside("objections").find():
            if one["_id"] not in known:
                objections.insert_one(one)

    def _addresses(self) -> None:
        """What is known of addresses now wins: who unsubscribed since stays so."""
        addresses = self.database.mongo["addresses"]
        known = {one["_id"] for one in addresses.find({}, {"_id": 1})}
        for one in self.loading.aside("addresses").find():
            if one["_id"] not in known:
                addresses.insert_one(one)

    def _meta(self) -> None:
        meta = self.database.mongo["meta"]
        saved = {one["_id"]: one for one in self.loading.aside("meta").find()}
        now = {one["_id"]: one for one in meta.find()}
        for name in _COUNTERS:
            # What was computed of the base of before must be seen to be old.
            revision = max(int(side.get(name, {}).get("revision", 0)) for side in (saved, now)) + 1
            _put(meta, saved.get(name, {"_id": name}) | {"revision": revision})
        self.objections.take_key(_key(saved.get(KEY)))
        if _key(saved.get(_TOKENS)) not in (None, _key(now.get(_TOKENS))):
            self._change_tokens(saved[_TOKENS], had=_TOKENS in now)
        if _UNKNOWN_STEP not in saved:
            meta.delete_one({"_id": _UNKNOWN_STEP})
        for name, one in saved.items():
            if name not in _OF_NOW and name not in (*_COUNTERS, KEY, _TOKENS):
                _put(meta, one)

    def _change_tokens(self, token_key: Document, had: bool) -> None:
        """The links of the mails sent are those of the backup. What is known of addresses by the
        key of now is kept by the other, for those of the prospects."""
        emails: list[str] = []
        known: dict[str, Document] = {}
        if had:
            for one in self.database.mongo["prospects"].find({}, {"email": 1, "autres_emails": 1}):
                emails += [e for e in (one.get("email"), *(one.get("autres_emails") or ())) if e]
            for start in range(0, len(emails), _EMAILS_A_TIME):
                some = emails[start : start + _EMAILS_A_TIME]
                known |= self.addresses.documents(some)
        _put(self.database.mongo["meta"], token_key)
        self.addresses.key_changed()
        for email, one in known.items():
            self.addresses.put(email, one)


def _key(document: Document | None) -> bytes | None:
    return bytes(document["cle"]) if document else None


def _put(meta: Any, document: Document) -> None:
    meta.replace_one({"_id": document["_id"]}, document, upsert=True)
