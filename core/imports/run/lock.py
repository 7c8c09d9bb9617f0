"""Locks in the data folder: one process at a time runs an import, and imports that run at the same
time write in turns.

The system releases a lock however its process ends. The file of an import's lock stays where its
run was interrupted, and only there: a run by another machine on the same base has none here.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import Refused


class Turn:
    """An import's turn to write. Imports that run at the same time write a batch each, so that each
    sees what the others added: a prospect of two files comes in once."""

    def __init__(self, folder: Path) -> None:
        self._main = (folder / "run" / "imports.lock").open("a")
        self._queue = (folder / "run" / "imports-queue.lock").open("a")
        self._held = False

    def take(self, finish: Callable[[], None]) -> None:
        """Wait for the turn. A turn that is held already goes on, unless another import waits:
        then `finish` is called first, and the turn comes again after theirs."""
        if self._held:
            if not self._another_waits():
                return
            finish()
            self._release()
        # An import that waits locks the queue: so the holder knows, and none overtakes.
        fcntl.flock(self._queue, fcntl.LOCK_EX)
        fcntl.flock(self._main, fcntl.LOCK_EX)
        fcntl.flock(self._queue, fcntl.LOCK_UN)
        self._held = True

    def close(self) -> None:
        """End the turn, and want no other."""
        self._release()
        self._main.close()
        self._queue.close()

    def _another_waits(self) -> bool:
        try:
            fcntl.flock(self._queue, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        fcntl.flock(self._queue, fcntl.LOCK_UN)
        return False

    def _release(self) -> None:
        fcntl.flock(self._main, fcntl.LOCK_UN)
        self._held = False


class ImportLocks:
    """The locks of the imports that run from one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "run"
        self._released_at_end: set[str] = set()

    @contextmanager
    def hold(self, import_id: str) -> Iterator[None]:
        """Lock an import while it is worked on. Refused while another process works on it. The
        file stays until `release`."""
        with self._path(import_id).open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Refused(
                    "Cet import est en cours : attendez qu'il se termine, ou arrêtez-le d'abord."
                ) from None
            yield

    def release(self, import_id: str) -> None:
        """Remove the lock of work that came to its end."""
        self._path(import_id).unlink(missing_ok=True)

    def release_at_end(self, import_id: str) -> None:
        """The same as the process ends (see `close`): a command killed before it printed its report
        is run again."""
        self._released_at_end.add(import_id)

    def close(self) -> None:
        """To be called as the process ends."""
        while self._released_at_end:
            self.release(self._released_at_end.pop())

    def turn(self) -> Turn:
        """A turn to write in; the caller closes it."""
        return Turn(self._folder.parent)

    def was_interrupted(self, import_id: str) -> bool:
        """Whether a run of it was stopped or killed here, and no process has resumed it."""
        if import_id in self._released_at_end:
            return False
        with suppress(OSError), self._path(import_id).open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _path(self, import_id: str) -> Path:
        return self._folder / f"import-{import_id}.lock"
