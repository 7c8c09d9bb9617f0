"""The data folder: made, kept to its owner, and its small files written whole or not at all."""

import fcntl
import logging
import os
import stat
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from core.errors import Unavailable, reason_of

FOLDER_MODE, FILE_MODE = 0o700, 0o600
NEEDED = ("run", "database", "logs", "secrets")
ROOMS = (*NEEDED, "chat", "files", "learnt", "backups")
"""All that MimiCom keeps there. What else its owner has put beside them is left alone: it may be
their home. Nobody else reaches that either, since the folder itself is closed."""

logger = logging.getLogger(__name__)


def make_folders(folder: Path) -> None:
    """Create the data folder and its rooms, readable by their owner only, whatever was there.

    What this process writes from now on is its owner's too. Unavailable where nothing can be
    written.
    """
    os.umask(0o077)
    try:
        for place in (folder, *(folder / room for room in NEEDED)):
            place.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            # Asking is not enough: a folder may be read-only whatever its mode says.
            probe = place / f".write-{os.getpid()}"
            probe.touch()
            probe.unlink()
    except OSError as error:
        raise Unavailable(
            f"Le dossier de données « {folder} » ne peut pas être écrit ({reason_of(error)}). "
            "Choisissez-en un autre avec --data DOSSIER (ou MIMICOM_DATA), "
            "ou donnez-vous le droit d'y écrire."
        ) from error
    close_to_others(folder)


def close_to_others(folder: Path) -> None:
    """Give every part of the data folder its mode; links are left alone, and not followed."""
    _set_mode(folder.resolve(), None)  # may itself be a link: its owner's choice
    for room in ROOMS:
        place = folder / room
        if place.is_symlink() or not place.is_dir():
            continue
        _set_mode(place, None)
        # From the top: nobody can slip a link in under a folder that is already closed.
        for _, folders, files, within in os.fwalk(place):
            for name in (*folders, *files):
                _set_mode(Path(name), within)


def _set_mode(path: Path, within: int | None) -> None:
    """One entry, by its name in the open folder `within`."""
    try:
        found = os.stat(path, dir_fd=within, follow_symlinks=False)
        if stat.S_ISDIR(found.st_mode):
            wanted = FOLDER_MODE
        elif stat.S_ISREG(found.st_mode):
            wanted = FILE_MODE
        else:
            return
        if stat.S_IMODE(found.st_mode) != wanted:
            os.chmod(path, wanted, dir_fd=within)
    except FileNotFoundError:
        pass  # another process has taken it away
    except OSError as error:
        logger.warning("%s stays open to others: %s", path, error)


def is_file(path: Path) -> bool:
    """Whether there is such a file; False too where no file can be called so."""
    with suppress(OSError, ValueError):
        return path.is_file()
    return False


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes that ask the same out of a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file of one's own, on the disk before it bears its name: never seen empty or cut.

    OSError where it can't be written; what was there is then still there.
    """
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        with os.fdopen(handle, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
        _sync(path.parent)
    finally:
        aside.unlink(missing_ok=True)


@contextmanager
def made_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to be written, that bears its name once the block has ended well and it is on the
    disk. What was left of others like it, by processes that were killed, is taken away.

    OSError where it can't be written; what was there is then still there.
    """
    for left in path.parent.glob(f".*{path.suffix}.part"):
        _remove_left(left)
    aside = path.with_name(f".{path.stem}.{uuid.uuid4().hex}{path.suffix}.part")
    try:
        with os.fdopen(_locked(aside), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            aside.replace(path)
        _sync(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _locked(path: Path) -> int:
    """A new file, locked for as long as its process lives."""
    while True:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if path.exists():  # not taken for an abandoned one before it was locked
            return handle
        os.close(handle)


def _remove_left(path: Path) -> None:
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()


def _sync(folder: Path) -> None:
    """Put the names in a folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
