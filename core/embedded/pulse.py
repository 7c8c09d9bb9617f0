"""Whether the database still has what it said was written, noted beside it every second.

After a kill the server reads its log, and takes the first record that it can't read for the end of
it: where the disk spoiled one, up to a minute of what was acknowledged is gone without a word. So
each process that writes raises a number in the base, and notes it in a file once that is written.
"""

import json
import logging
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.monitoring import (
    CommandFailedEvent,
    CommandListener,
    CommandStartedEvent,
    CommandSucceededEvent,
)

from core.clock import PARIS
from core.folder import write_whole
from core.logs import notice

ID = "pulse"
_WRITES = frozenset({"insert", "update", "delete", "findAndModify", "commitTransaction"})

logger = logging.getLogger(__name__)


class Pulse(CommandListener):
    """Of one process; told by its client of each command."""

    def __init__(self, run: Path) -> None:
        self._path = run / "pulse.json"
        self._wrote = False

    def started(self, event: CommandStartedEvent) -> None:
        """Something may be written. What is noted in `meta` is the program's own."""
        if event.command_name in _WRITES and event.command.get(event.command_name) != "meta":
            self._wrote = True

    def succeeded(self, event: CommandSucceededEvent) -> None:
        """Said before."""

    def failed(self, event: CommandFailedEvent) -> None:
        """Said before."""

    def beat(self, mongo: Database[dict[str, Any]]) -> None:
        """Raise the number, where something was written since. PyMongoError, OSError."""
        if not self._wrote:
            return
        self._wrote = False
        found = mongo["meta"].find_one_and_update(
            {"_id": ID},
            {"$inc": {"n": 1}, "$set": {"at": time.time()}},
            upsert=True,
            return_document=ReturnDocument.AFTER,
        )
        if found is not None and found["n"] > self._noted()[0]:
            write_whole(self._path, json.dumps({"n": found["n"], "at": found["at"]}))

    def check(self, mongo: Database[dict[str, Any]]) -> None:
        """Tell of what is missing, once the server was started."""
        noted, at = self._noted()
        found = mongo["meta"].find_one({"_id": ID}) or {}
        if int(found.get("n", 0)) >= noted:
            return
        since = f"depuis le {_told(found['at'])}" if "at" in found else "avant"
        logger.error("the log of the database was damaged: %s < %d", found.get("n"), noted)
        notice(
            "La base s'est arrêtée brutalement et la fin de son journal était abîmée : ce qui a "
            f"été fait {since}, et jusqu'au {_told(at)}, est perdu. Tout le reste est là. "
            "Vérifiez ces dernières modifications et refaites-les ; s'il en manque trop, remettez "
            "une sauvegarde. Faites aussi vérifier le disque de cette machine."
        )
        with suppress(OSError):
            self._path.unlink()  # told once

    def _noted(self) -> tuple[int, float]:
        with suppress(OSError, ValueError, KeyError, TypeError):
            kept = json.loads(self._path.read_text())
            return int(kept["n"]), float(kept["at"])
        return 0, 0.0


def _told(moment: float) -> str:
    return f"{datetime.fromtimestamp(moment, PARIS):%d/%m/%Y à %H:%M:%S}"
