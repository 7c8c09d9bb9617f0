"""The folder of a session's uploads: made and removed only inside the folder of all uploads."""

import shutil
from pathlib import Path

from assistant.web.ids import is_uuid


class Outside(ValueError):
    """A session's id that names no folder of uploads."""


def folder_of(uploads: Path, session_id: str) -> Path:
    """Where a session's files are. Outside for anything but a folder right inside `uploads`."""
    folder = uploads / session_id
    if (
        not is_uuid(session_id)
        or folder.is_symlink()
        or folder.resolve().parent != uploads.resolve()
    ):
        raise Outside("no folder of uploads")
    return folder


def remove(uploads: Path, session_id: str) -> None:
    """Remove a session's files, if it has any. Outside, as above."""
    shutil.rmtree(folder_of(uploads, session_id), ignore_errors=True)
