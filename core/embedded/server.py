"""Share one embedded database server between all processes that use the same data folder."""

import fcntl
import json
import logging
import os
import platform
import signal
import socket
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psutil

from core.embedded import certificate, keeper
from core.embedded.keeper import FULL, READ_ONLY, STOP_BELOW, room_on
from core.embedded.troubles import explain, log_of
from core.errors import Unavailable
from core.folder import make_folders
from core.logs import notice

LOCK_SECONDS = 60
PROGRAM, KEEPER = "secantusd-rs", "keeper.py"
DOCKER_LINE = "docker run -d --name mimicom-mongo -p 27017:27017 -v mimicom-mongo:/data/db mongo:8"

logger = logging.getLogger(__name__)


class EmbeddedServer:
    """A claim on the server of one data folder: `uri` while held, given back by `release`."""

    def __init__(self, folder: Path, durability: str) -> None:
        """Claim the server, starting it if need be. Unavailable if it can't run."""
        self._folder, self._durability = folder, durability
        self.run_folder = folder / "run"
        self._certificate = certificate.certificate(folder)
        self._claims = threading.Lock()
        make_folders(folder)
        self._users = _locked(self.run_folder / "users.lock", fcntl.LOCK_SH)
        try:
            with _locked(self.run_folder / "start.lock", fcntl.LOCK_EX):
                running = self._running()
                self._port = running or self._start(0)
        except BaseException:
            self._users.close()
            raise
        self.started = running is None
        """Whether this claim, and not an earlier one, started it."""
        options = certificate.uri_options(self._certificate)
        self.uri = f"mongodb://{certificate.HOST}:{self._port}/?directConnection=true&{options}"

    def claim_again(self) -> None:
        """Start a server where nobody keeps it any more. Unavailable if it can't run."""
        with self._claims:
            if self._users.closed:
                return
            with _locked(self.run_folder / "start.lock", fcntl.LOCK_EX):
                port = self._running() or self._start(self._port)
        if port != self._port:
            logger.error("the database moved to port %d: this process must be restarted", port)

    def _state(self) -> dict[str, Any]:
        """What the keeper says; {} where there is none, or where it was lost or cut."""
        try:
            state = json.loads(keeper.run_state(self.run_folder).read_text())
        except (OSError, ValueError):
            return {}
        whole = isinstance(state, dict) and all(
            isinstance(state.get(name), int) for name in ("port", "server", "keeper")
        )
        return state if whole else {}

    def _running(self) -> int | None:
        """Port of a kept server; None where there is none (any more)."""
        deadline = time.monotonic() + keeper.START_SECONDS
        # A keeper whose server was killed is starting it again, one whose file was cut writes it
        # again: wait for it.
        while self.kept() and time.monotonic() < deadline:
            state = self._state()
            if state and not state.get("private"):
                raise Unavailable(
                    "Une version plus ancienne de MimiCom utilise encore la base du dossier "
                    f"« {self._folder} ». Arrêtez-la, puis relancez."
                )
            if state and (error := state.get("error")):
                raise Unavailable(explain(error, self._folder))
            if state and _answers(state["port"]):
                return int(state["port"])
            time.sleep(0.1)
        # Its keeper was killed: nobody would ever stop such a server, so it is stopped here.
        for pid in _servers_of(self._folder / "database"):
            _stop(pid)
        keeper.run_state(self.run_folder).unlink(missing_ok=True)
        return None

    def _start(self, port: int) -> int:
        binary = find_binary()
        self._make_certificate()
        command = [sys.executable, "-E", "-S", keeper.__file__, str(self.run_folder)]
        command += [str(self._folder / "database"), str(log_of(self._folder)), self._durability]
        command += [binary, str(self._certificate), str(port)]
        # A session of its own: Ctrl-C in the terminal reaches the program, not the database.
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert process.stdout is not None
        with process.stdout as stdout:
            answer = json.loads(stdout.readline() or '{"error": ""}')
        if "port" not in answer:
            process.wait()
            raise Unavailable(explain(answer["error"], self._folder))
        return int(answer["port"])

    def _make_certificate(self) -> None:
        """While no server runs, for both sides must read the same one."""
        if certificate.usable(self._certificate):
            return
        if self._certificate.exists():
            notice(
                "Le fichier secrets/database.pem était vide ou abîmé : il a été refait. "
                "Aucune donnée n'est touchée."
            )
        try:
            certificate.make(self._certificate)
        except OSError as error:
            raise Unavailable(explain(str(error), self._folder)) from error

    def kept(self) -> bool:
        """Whether a keeper watches over the server and starts it again if it dies."""
        return self._keeper() is not None

    def _keeper(self) -> int | None:
        """The keeper's process, found among all where its file does not say."""
        if state := self._state():
            pid: int = state["keeper"]
            return pid if _is(pid, KEEPER) else None
        return next(iter(_processes_with(KEEPER, str(self.run_folder))), None)

    def process(self) -> int | None:
        """The server's process, where it lives."""
        server: int | None = self._state().get("server")
        return server if server is not None and _is(server, PROGRAM) else None

    def kill(self, process: int) -> None:
        """End a server that is of no use any more; its keeper starts another."""
        if process == self.process():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def trouble(self) -> str:
        """The last words of a server that can't be started now; empty where nothing is known."""
        if error := str(self._state().get("error") or ""):
            return error
        # The keeper can't note that it can't write.
        if os.statvfs(self._folder).f_flag & os.ST_RDONLY:
            return READ_ONLY
        return FULL if room_on(self._folder) < STOP_BELOW else ""

    def release(self, farewell: Callable[[], None] = lambda: None) -> None:
        """Give the claim back; whoever is last stops the server and waits until it is down.

        `farewell` is what the last one does before, alone with the server.
        """
        with self._claims:
            if self._users.closed:
                return
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self._users.close()
                return
            try:
                farewell()
            finally:
                if (process := self._keeper()) is not None:
                    _stop(process)
                self._users.close()


def find_binary() -> str:
    """Path of the server's program. Unavailable, with another way, where there is none."""
    for place in (
        # The wheel's own file; `scripts` holds a Python wrapper of it on Linux.
        Path(sysconfig.get_path("platlib")) / "secantusdb.scripts" / PROGRAM,
        Path(sysconfig.get_path("scripts")) / PROGRAM,
    ):
        if place.exists():
            return str(place)
    raise Unavailable(
        "La base de données embarquée n'existe pas pour cette machine "
        f"({platform.system()} {platform.machine()}, Python {platform.python_version()}). "
        "Installez MongoDB, par exemple avec :\n"
        f"  {DOCKER_LINE}\n"
        "puis relancez avec MONGODB_URI=mongodb://127.0.0.1:27017/mimicom"
    )


def _locked(path: Path, kind: int) -> IO[str]:
    file = path.open("a")
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
            return file
        except OSError:
            if time.monotonic() > deadline:
                file.close()
                raise Unavailable(
                    "La base de données est en train de s'arrêter ou de démarrer depuis trop "
                    "longtemps. Réessayez dans une minute ; si cela dure, redémarrez l'ordinateur."
                ) from None
            time.sleep(0.05)


def _is(pid: int, program: str) -> bool:
    """Whether the process `pid` lives and runs `program` (a number may be given again)."""
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        running = process.status() != psutil.STATUS_ZOMBIE
        return running and any(part.endswith(program) for part in process.cmdline())
    return False


def _processes_with(*words: str) -> Iterator[int]:
    """Processes with words on their command line that are these, or end with /these."""
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            line = process.cmdline()
            if all(any(w == word or w.endswith(f"/{word}") for w in line) for word in words):
                yield process.pid


def _servers_of(storage: Path) -> list[int]:
    """Processes that serve that folder, known by their command line."""
    return list(_processes_with("--storage-path", str(storage)))


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


def _stop(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + keeper.STOP_SECONDS + 5
        while time.monotonic() < deadline:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            os.kill(pid, 0)
            time.sleep(0.02)
        os.kill(pid, signal.SIGKILL)
