"""Which imports are being run: one process at a time works on one, and a run that was cut is told
from one that is under way.

A lock on a file in the data folder, which the system releases however the process ends. The file
stays where a run was cut, so that a run by another machine on the same base is never taken for one.
A command's file stays until its process ends: killed with its report on its lips, it is run again.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from core.errors import Refused
from core.imports.models import Conflicts, Import, ImportState

UNTOLD_FOR = timedelta(minutes=10)
"""How long the report of a command that was killed as it ended is what importing again gives."""


class Turn:
    """Imports that run at the same time write in turns, a batch each, so that each sees what the
    others added: a prospect of two files comes in once."""

    def __init__(self, folder: Path) -> None:
        self._main = (folder / "run" / "imports.lock").open("a")
        self._queue = (folder / "run" / "imports-queue.lock").open("a")
        self._held = False

    def take(self, finish: Callable[[], None]) -> None:
        """Wait for one's turn; have it already, unless somebody waits: then `finish` is called
        first, and one's own turn comes after theirs."""
        if self._held:
            if not self._awaited():
                return
            finish()
            self._give_back()
        # Whoever waits for the turn holds the queue: so the holder knows, and nobody overtakes.
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        fcntl.flock(self._main, fcntl.LOCK_EX)
        fcntl.flock(self._queue, fcntl.LOCK_UN)
        self._held = True

    def close(self) -> None:
        """No turn is wanted any more."""
        self._give_back()
        self._main.close()
        self._queue.close()

    def _awaited(self) -> bool:
        try:
            fcntl.flock(self._queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.flock(self._queue, fcntl.LOCK_UN)
        return False

    def _give_back(self) -> None:
        fcntl.flock(self._main, fcntl.LOCK_UN)
        self._held = False


class Runs:
    """The runs from one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "run"
        self._own: set[str] = set()

    @contextmanager
    def hold(self, import_id: str) -> Iterator[None]:
        """Work on an import that exists; to be `ended`. Refused while somebody else does."""
        with self._path(import_id).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Refused(
                    "Cet import est en cours : attendez qu'il se termine, ou arrêtez-le d'abord."
                ) from None
            yield

    def ended(self, import_id: str) -> None:
        """Nothing is left to go on with."""
        self._path(import_id).unlink(missing_ok=True)

    def ends_with_us(self, import_id: str) -> None:
        """As `ended`, once the process ends: see `close`."""
        self._own.add(import_id)

    def close(self) -> None:
        """The process ends."""
        while self._own:
            self.ended(self._own.pop())

    def turn(self) -> Turn:
        """To write beside others; to be closed."""
        return Turn(self._folder.parent)

    def was_cut(self, import_id: str) -> bool:
        """Whether a run of it was stopped or killed here, and nobody has gone on with it."""
        if import_id in self._own:
            return False
        with suppress(OSError), self._path(import_id).open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _path(self, import_id: str) -> Path:
        return self._folder / f"import-{import_id}.lock"


def as_received(by: str, filename: str, size: int, conflicts: Conflicts) -> dict[str, Any]:
    """What the record of an import without decisions says."""
    return {
        "par": by,
        "filename": filename,
        "size": size,
        "conflicts": conflicts,
        "choices": {},
        "mapping": {},
        "objectors": False,
    }


def is_like(record: Import, values: dict[str, Any]) -> bool:
    """Whether the record says the same."""
    return all(getattr(record, name) == value for name, value in values.items())


def unfinished(record: Import, now: datetime) -> bool:
    """Whether a run may have been cut: in its middle, or before its report was told."""
    if record.state is ImportState.DONE and record.fini_le is not None:
        return now - record.fini_le < UNTOLD_FOR
    return record.state is ImportState.RUNNING
