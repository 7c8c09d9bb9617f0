"""Which sessions of the embedded server are whose, noted in `run/sessions`, one file a process.

The transaction of a killed process stays open: this server has no limit for it, and whoever writes
the same documents would wait for ever. So those who live end the sessions of those who died.
"""

import fcntl
import logging
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

from bson.binary import UUID_SUBTYPE, Binary
from pymongo.database import Database

from core.embedded.commits import forget

logger = logging.getLogger(__name__)

_LENGTH = 16
"""Bytes of a session's id."""


class OwnSessions:
    """Those of this process, known by a file that is locked for as long as it lives."""

    def __init__(self, run: Path) -> None:
        folder = run / "sessions"
        folder.mkdir(mode=0o700, exist_ok=True)
        self._path = folder / uuid.uuid4().hex
        hidden = folder / f".{self._path.name}"
        self._file = hidden.open("ab", buffering=0)
        fcntl.flock(self._file, fcntl.LOCK_EX)
        # Seen by others once it is locked only: not taken for a dead one's.
        hidden.rename(self._path)
        self._known: set[bytes] = set()

    def note(self, session_id: bytes) -> None:
        """To be called before a session's transaction. Nothing needs to reach the disk: a server
        that loses its power has lost its transactions too."""
        if session_id not in self._known:
            self._file.write(session_id)
            self._known.add(session_id)

    def close(self) -> None:
        """This process has no session any more."""
        self._path.unlink(missing_ok=True)
        self._file.close()


def end_of_the_dead(run: Path, mongo: Database[dict[str, Any]]) -> None:
    """End the sessions of processes that are gone, their transactions with them.

    PyMongoError where the server does not answer: they are ended the next time.
    """
    for path in (run / "sessions").glob("[!.]*"):
        with suppress(FileNotFoundError), path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                continue  # it lives
            _end(mongo, file.read())
            path.unlink(missing_ok=True)


def _end(mongo: Database[dict[str, Any]], noted: bytes) -> None:
    ids = [noted[at : at + _LENGTH] for at in range(0, len(noted), _LENGTH)]
    if whole := [{"id": Binary(one, UUID_SUBTYPE)} for one in ids if len(one) == _LENGTH]:
        logger.warning("ending %d sessions of a process that died", len(whole))
        mongo.client.admin.command({"killSessions": whole})
        forget(mongo["meta"], [bytes(one["id"]) for one in whole])
