"""Whether a change is there whose commit was answered by nobody.

A MongoDB that is asked for a commit again says what became of it. The embedded server forgets its
transactions as it is killed: the one started next answers that there is no such, of those that were
committed as well. Begun again, these would be done twice. So each leaves a mark in `meta`.
"""

import uuid
from collections.abc import Callable, Collection
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection as Documents

NO_SUCH_TRANSACTION = 251
"""The server's code."""
_MARK = "commit-"

Done = Callable[[], bool]
"""Asks the base whether the transaction was committed; PyMongoError where it does not answer."""


class Commits:
    """Of one process: a mark for each of its sessions, which bears the last transaction's name."""

    def __init__(self, meta: Documents[Any]) -> None:
        self._meta = meta
        self._known: set[bytes] = set()

    def mark(self, session: ClientSession) -> Done:
        """Leave a mark in the session's transaction, as its last change."""
        owner = bytes(session.session_id["id"])
        mark = {"_id": _name(owner), "of": uuid.uuid4().hex}
        self._known.add(owner)
        self._meta.replace_one({"_id": mark["_id"]}, mark, upsert=True, session=session)
        return lambda: self._meta.find_one(mark) is not None

    def forget(self) -> None:
        """Take this process's marks away, as it ends. PyMongoError."""
        forget(self._meta, self._known)


def forget(meta: Documents[Any], sessions: Collection[bytes]) -> None:
    """Take away the marks of these sessions, by their ids. PyMongoError."""
    if sessions:
        meta.delete_many({"_id": {"$in": sorted(map(_name, sessions))}})


def _name(session: bytes) -> str:
    return f"{_MARK}{session.hex()}"
