"""Share one embedded database server between all processes that use the same data folder."""

import fcntl
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import psutil

from core.embedded import keeper
from core.errors import Unavailable

LOCK_SECONDS = 60
DOCKER_LINE = "docker run -d --name mimicom-mongo -p 27017:27017 -v mimicom-mongo:/data/db mongo:8"


class EmbeddedServer:
    """A claim on the server of one data folder: `uri` while held, given back by `release`."""

    def __init__(self, folder: Path, durability: str) -> None:
        """Claim the server, starting it if need be. Unavailable if it can't run."""
        self._folder, self._durability = folder, durability
        self._run = folder / "run"
        make_folders(folder)
        self._users = _locked(self._run / "users.lock", fcntl.LOCK_SH)
        try:
            with _locked(self._run / "start.lock", fcntl.LOCK_EX):
                port = self._running() or self._start()
        except BaseException:
            self._users.close()
            raise
        self.uri = f"mongodb://127.0.0.1:{port}/?directConnection=true"

    def _state(self) -> dict[str, int]:
        try:
            state: dict[str, int] = json.loads((self._run / "server.json").read_text())
        except (OSError, ValueError):
            return {}
        return state

    def _running(self) -> int | None:
        """Port of a kept server; None where there is none (any more)."""
        state = self._state()
        deadline = time.monotonic() + keeper.START_SECONDS
        # A keeper whose server was killed is starting it again: wait for it.
        while state and _is(state["keeper"], "keeper.py") and time.monotonic() < deadline:
            if _answers(state["port"]):
                return state["port"]
            time.sleep(0.1)
            state = self._state()
        # Its keeper was killed: nobody would ever stop such a server, so it is stopped here.
        for pid in _servers_of(self._folder / "database"):
            _stop(pid)
        (self._run / "server.json").unlink(missing_ok=True)
        return None

    def _start(self) -> int:
        binary = find_binary()
        log = self._folder / "logs" / "database.log"
        command = [sys.executable, "-E", "-S", keeper.__file__, str(self._run)]
        command += [str(self._folder / "database"), str(log), self._durability, binary]
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
            raise Unavailable(_explain(answer["error"], self._folder, log))
        return int(answer["port"])

    def kept(self) -> bool:
        """Whether a keeper watches over the server and starts it again if it dies."""
        state = self._state()
        return bool(state) and _is(state["keeper"], "keeper.py")

    def release(self) -> None:
        """Give the claim back; whoever is last stops the server and waits until it is down."""
        if self._users.closed:
            return
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._users.close()
            return
        if self.kept():
            _stop(self._state()["keeper"])
        self._users.close()


def make_folders(folder: Path) -> None:
    """Create the data folder and its rooms, readable by their owner only."""
    try:
        for place in (folder, folder / "run", folder / "database", folder / "logs"):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Asking is not enough: a folder may be read-only whatever its mode says.
            probe = place / f".write-{os.getpid()}"
            probe.touch()
            probe.unlink()
    except OSError as error:
        raise Unavailable(
            f"Le dossier de données « {folder} » ne peut pas être écrit ({error.strerror}). "
            "Choisissez-en un autre avec --data DOSSIER (ou MIMICOM_DATA), "
            "ou donnez-vous le droit d'y écrire."
        ) from error


def find_binary() -> str:
    """Path of the server's program. Unavailable, with another way, where there is none."""
    name = "secantusd-rs"
    for place in (
        # The wheel's own file; `scripts` holds a Python wrapper of it on Linux.
        Path(sysconfig.get_path("platlib")) / "secantusdb.scripts" / name,
        Path(sysconfig.get_path("scripts")) / name,
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


def _servers_of(storage: Path) -> list[int]:
    """Processes that serve that folder, told by their command line."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            words = process.cmdline()
            if "--storage-path" in words and str(storage) in words:
                found.append(process.pid)
    return found


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


def _explain(words: str, folder: Path, log: Path) -> str:
    """The server's last words, told to who can do something about them."""
    if "temporarily unavailable" in words or "another process" in words:
        return (
            f"Un autre programme utilise déjà la base du dossier « {folder} ». "
            "Fermez-le, ou choisissez un autre dossier avec --data DOSSIER."
        )
    if "No space left" in words:
        return f"Il n'y a plus de place sur le disque du dossier « {folder} ». Libérez-en."
    return damaged(folder, log)


def damaged(folder: Path, log: Path) -> str:
    """What to do with a database that does not open."""
    return (
        f"La base de données du dossier « {folder} » est abîmée et n'a pas pu être ouverte. "
        "Rien n'y a été modifié. Remettez une copie de sauvegarde de ce dossier, "
        "ou repartez d'un autre dossier avec --data DOSSIER. "
        f"Les détails sont dans « {log} »."
    )
