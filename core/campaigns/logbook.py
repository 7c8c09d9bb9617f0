"""What a run does with each row, noted beside the base before and after the server hears of it.

Rows are claimed several at a time; a process that is killed leaves some that the server never heard
of, and some whose end the base was not told. What a process has handed to a file outlives it,
without waiting for the disk; so this tells them apart. It tells nothing once the machine itself
stopped, nor on another machine: then all that was claimed is uncertain.
"""

import hashlib
import json
import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from core.campaigns.models import RecipientState
from core.folder import FILE_MODE

S = RecipientState


@dataclass(frozen=True)
class Noted:
    """The last that was noted of a row: begun, or how it ended."""

    state: RecipientState
    at: datetime
    words: str | None = None


class Logbook:
    """Written by one run."""

    def __init__(self, folder: Path, mark: str) -> None:
        self._path = _path(folder, mark)
        self._lock = threading.Lock()
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        self._file = os.open(self._path, flags, FILE_MODE)
        self._kept = [f"{json.dumps({'boot': _boot()})}\n"]
        """Lines that the file does not have yet."""
        self._hand_over()

    def begins(self, recipient_id: str, at: datetime) -> None:
        """The server is about to hear of a row."""
        line = _line(recipient_id, S.SENDING, at, None)
        with self._lock:
            self._kept.append(line)
            self._hand_over()

    def ended(
        self, recipient_id: str, state: RecipientState, at: datetime, words: str | None
    ) -> None:
        """What became of it: kept until the next one begins, which is at once, or `hand_over`. A
        process that is killed in between leaves a row in doubt in place of the one to come."""
        line = _line(recipient_id, state, at, words)
        with self._lock:
            self._kept.append(line)

    def hand_over(self) -> None:
        """Hand to the file what ended: nothing may begin for a while."""
        with self._lock:
            if self._kept:
                self._hand_over()

    def _hand_over(self) -> None:
        os.write(self._file, "".join(self._kept).encode())
        self._kept.clear()

    def close(self, settled: bool) -> None:
        """End it; `settled` where the base was told everything."""
        self.hand_over()
        os.close(self._file)
        if settled:
            self._path.unlink(missing_ok=True)


def _line(recipient_id: str, state: RecipientState, at: datetime, words: str | None) -> str:
    return json.dumps([recipient_id, state.value, at.isoformat(), words]) + "\n"


def read(folder: Path, mark: str) -> dict[str, Noted] | None:
    """What a run that died noted last of each row; None where that can't be known."""
    try:
        lines = _path(folder, mark).read_text(encoding="utf-8").split("\n")
        if json.loads(lines[0]).get("boot") != _boot():
            return None
    except (OSError, ValueError, AttributeError):
        return None
    found: dict[str, Noted] = {}
    for line in lines[1:]:
        with suppress(ValueError, TypeError):  # the last one may be cut
            recipient_id, state, at, words = json.loads(line)
            found[recipient_id] = Noted(S(state), datetime.fromisoformat(at), words)
    return found


def forget(folder: Path, mark: str) -> None:
    """A run that died is settled."""
    _path(folder, mark).unlink(missing_ok=True)


def _path(folder: Path, mark: str) -> Path:
    name = hashlib.sha256(mark.encode()).hexdigest()[:24]
    return folder / "run" / f"envoi-{name}.log"


def _boot() -> int:
    """When the machine started: what was not on its disk before that is lost."""
    return round(psutil.boot_time() / 10)
