"""Which imports are being run: one process at a time works on one, and a run that was cut is told
from one that is under way.

A lock on a file in the data folder, which the system releases however the process ends. The file
stays where a run was cut, so that a run by another machine on the same base is never taken for one.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import Refused


class Runs:
    """The runs from one data folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "run"

    @contextmanager
    def hold(self, import_id: str) -> Iterator[None]:
        """Work on an import that exists. Refused while somebody else does."""
        path = self._path(import_id)
        with path.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise Refused(
                    "Cet import est en cours : attendez qu'il se termine, ou arrêtez-le d'abord."
                ) from None
            yield
            path.unlink(missing_ok=True)

    def was_cut(self, import_id: str) -> bool:
        """Whether a run of it was stopped or killed here, and nobody has gone on with it."""
        with suppress(OSError), self._path(import_id).open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _path(self, import_id: str) -> Path:
        return self._folder / f"import-{import_id}.lock"
