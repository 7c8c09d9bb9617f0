"""`mimicom` in a process of its own, as a terminal runs it, without importing everything each time.

A single-threaded parent (`python -m tests.commands`) imports what its children import, once, and
forks a child for each of them. `start=True` starts a fresh interpreter instead.
"""

import atexit
import gc
import importlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, TextIO

from tests.passwords import hash_cheaply

ROOT = Path(__file__).parents[1]
CLI = "assistant.cli"


def mimicom(
    *arguments: str, start: bool = False, typed: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command with this environment besides the tests' own, MONGODB_URI left out; `typed` is
    what its standard input holds."""
    command = [sys.executable, "-m", CLI, *arguments]
    variables = _environment() | environment
    if start:
        return subprocess.run(
            command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False,
            input=typed,
        )  # fmt: skip
    return _done({"module": CLI, "arguments": arguments, "environment": variables}, typed)


def program(code: str, *arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    """Run some lines in a process of their own, as `python -c` does, but for what they import."""
    asked = {"code": code, "arguments": arguments, "environment": _environment()}
    return _done(asked, typed)


def _done(asked: dict[str, Any], typed: str) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as folder:
        given, out, err = (Path(folder, name) for name in ("in", "out", "err"))
        given.write_text(typed, "utf-8")
        status = _ask(asked | {"in": str(given), "out": str(out), "err": str(err)})
        said = (path.read_text("utf-8") for path in (out, err))
        return subprocess.CompletedProcess(asked["arguments"], status, *said)


@dataclass(frozen=True)
class Started:
    """A process that goes on, until it ends or is killed."""

    pid: int

    def send_signal(self, number: int) -> None:
        """Nothing where it has ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def kill(self) -> None:
        """At once, as `kill -9`."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """Its exit status, or None while it runs."""
        return _ask({"poll": self.pid})

    def wait(self, seconds: float = 120) -> int:
        """Its exit status, once it has ended."""
        deadline = time.monotonic() + seconds
        while (status := self.poll()) is None:
            assert time.monotonic() < deadline, f"process {self.pid} does not end"
            time.sleep(0.01)
        return status


def started(
    module: str, *arguments: str, output: Path | None = None, **environment: str
) -> Started:
    """Start the `main` of a module and let it run; what it says goes to a file, or nowhere."""
    told = str(output or os.devnull)
    asked = {"module": module, "arguments": arguments, "environment": _environment() | environment}
    return Started(_ask(asked | {"out": told, "err": told, "goes_on": True}))


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "MONGODB_URI"}


@contextmanager
def held_open(folder: Path) -> Iterator[None]:
    """Keep the database of a data folder running from one command to the next: starting it costs
    more than what most commands do."""
    from core.database import Database
    from core.settings import Settings

    kept = Database(Settings(data=folder, mongodb_uri=None, durability="process-kill"))
    try:
        yield
    finally:
        kept.close()


# --- the parent ----------------------------------------------------------------------------------

SHARED = "MIMICOM_TESTS_PARENT"
"""Names the socket of the one that all workers of a run share."""


def begin(address: str) -> subprocess.Popen[bytes]:
    """Start the parent; it listens at that address once it has imported everything."""
    return subprocess.Popen([sys.executable, "-m", "tests.commands", address], cwd=ROOT)


@cache
def _parent() -> TextIO:
    """A talk with the shared one, or else with one of this process."""
    address = os.environ.get(SHARED)
    if address is None:
        folder = tempfile.mkdtemp(prefix="mimicom-parent-")
        address = f"{folder}/socket"
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        atexit.register(begin(address).kill)
    deadline = time.monotonic() + 120
    while True:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(address)
        except OSError:
            assert time.monotonic() < deadline, "the parent of commands does not listen"
            time.sleep(0.05)
        else:
            return connection.makefile("rw", encoding="utf-8")


def _ask(asked: dict[str, Any]) -> Any:
    talk = _parent()
    talk.write(json.dumps(asked) + "\n")
    talk.flush()
    return json.loads(talk.readline())


def _serve(address: str) -> None:
    """Fork somebody for each who connects, who forks commands; single-threaded, all of them."""
    _import()
    hash_cheaply()
    gc.freeze()  # no child looks through what all have: it would copy their memory
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(f"{address}.new")
    listening.listen()
    Path(f"{address}.new").rename(address)
    while True:
        connection, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            _talk(connection)
            os._exit(0)
        connection.close()


def _talk(connection: socket.socket) -> None:
    """Answer each request by an exit status, a process's number, or null."""
    ended: dict[int, int] = {}
    with connection.makefile("rw", encoding="utf-8") as talk:
        for line in talk:
            talk.write(f"{json.dumps(_answer(json.loads(line), ended))}\n")
            talk.flush()


def _answer(asked: dict[str, Any], ended: dict[int, int]) -> int | None:
    if pid := asked.get("poll"):
        if pid not in ended:
            found, status = os.waitpid(pid, os.WNOHANG)
            if not found:
                return None
            ended[pid] = os.waitstatus_to_exitcode(status)
        return ended[pid]
    child = os.fork()
    if child == 0:
        _run(asked)
    if asked.get("goes_on"):
        return child
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


READY = (
    *(CLI, "typer.rich_utils", "assistant.terminal_chat", "assistant.rendering.indicators.files"),
    *("assistant.rendering.planning.plan_files", "core.services"),
    *(f"sklearn.{n}" for n in ("ensemble", "linear_model", "calibration", "cluster", "metrics")),
    # What Chainlit is made of, not itself: it reads its folder as it is imported.
    *("literalai", "mcp", "fastapi", "socketio", "uvicorn", "assistant.router"),
)
"""What children need not import."""


def _import() -> None:
    for name in READY:
        importlib.import_module(name)
    from assistant.language.pipeline import Language
    from assistant.language.understanding import Context
    from core.prospects.towns import town

    town("Rennes")
    with tempfile.TemporaryDirectory() as nothing_learnt:
        Language.load(Path(nothing_learnt)).understand("bonjour", Context(), date(2026, 11, 22))


def _run(asked: dict[str, Any]) -> None:
    """Become the command; never returns."""
    os.environ.clear()
    os.environ.update(asked["environment"])
    os.dup2(os.open(asked.get("in", os.devnull), os.O_RDONLY), 0)
    for name, number in (("out", 1), ("err", 2)):
        opened = os.open(asked[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(opened, number)
    sys.argv = ["mimicom", *asked["arguments"]]
    status = 1
    try:
        if "code" in asked:
            exec(asked["code"], {"__name__": "__main__"})
        else:
            importlib.import_module(asked["module"]).main()
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    _serve(sys.argv[1])
