"""A thread of every process that uses the embedded server: sees that there is one, and alive.

The keeper starts a server that died. It can't see one that lives and serves nobody: in panic (its
storage failed, it answers pings only) or hung. Nor can it see its own death, nor the transactions
that a killed process left open.
"""

import logging
import threading
import time
from collections import deque
from typing import Any

from pymongo import timeout
from pymongo.database import Database
from pymongo.errors import PyMongoError

from core.embedded.census import Census
from core.embedded.pulse import Pulse
from core.embedded.server import EmbeddedServer
from core.embedded.sessions import end_of_the_dead
from core.errors import MimiComError

LOOK_SECONDS = 1.0
PROBE_SECONDS = 5.0
HUNG_SECONDS = 30.0
LONGEST_WAIT = 30.0
PANIC = "WT_PANIC"
PANICS_SECONDS = 600.0
"""Within which a second panic is no accident."""

logger = logging.getLogger(__name__)


class Watch(threading.Thread):
    """Started by whoever opens the database; `stop` before it is closed."""

    def __init__(
        self,
        server: EmbeddedServer,
        mongo: Database[dict[str, Any]],
        census: Census,
        pulse: Pulse,
    ) -> None:
        super().__init__(name="database-watch", daemon=True)
        self._server, self._mongo, self._census = server, mongo, census
        self._pulse = pulse
        self._folder = server.run_folder
        self._over = threading.Event()
        self._suspect: tuple[int, float] | None = None
        """A server that does not answer, and since when."""
        self._wait = LOOK_SECONDS
        self._panics: deque[float] = deque(maxlen=2)

    def run(self) -> None:
        """Look again and again, more rarely while nothing can be started."""
        while not self._over.wait(self._wait):
            try:
                self._look()
                self._wait = LOOK_SECONDS
            except (MimiComError, OSError, PyMongoError) as error:
                logger.error("the database can't be started, counted or noted: %s", error)
                self._wait = min(self._wait * 2, LONGEST_WAIT)

    def stop(self) -> None:
        """Return once it has stopped."""
        self._over.set()
        if self.is_alive():
            self.join()

    def panics_again(self) -> bool:
        """Whether the server panicked, was started afresh, and panicked again: what it is asked for
        can't be read."""
        one_before = [at for at in self._panics if time.monotonic() - at < PANICS_SECONDS]
        return len(one_before) == 2

    def _look(self) -> None:
        if not self._server.kept():
            logger.warning("nobody keeps the database server any more: claiming it again")
            self._server.claim_again()
            return
        process = self._server.process()
        if process is None:
            return  # being started again
        try:
            with timeout(PROBE_SECONDS):
                self._mongo["meta"].find_one({"_id": "installation"})
        except PyMongoError as error:
            self._judge(process, error)
            return
        self._suspect = None
        with timeout(PROBE_SECONDS):
            self._pulse.beat(self._mongo)
            end_of_the_dead(self._folder, self._mongo)
        if self._census.due():
            self._census.note()

    def _judge(self, process: int, error: PyMongoError) -> None:
        now = time.monotonic()
        if self._suspect is None or self._suspect[0] != process:
            self._suspect = (process, now)
        if PANIC in str(error):
            self._panics.append(now)
        if PANIC in str(error) or now - self._suspect[1] > HUNG_SECONDS:
            logger.error("database server %d serves nobody, it is killed: %s", process, error)
            self._server.kill(process)
