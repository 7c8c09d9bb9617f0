"""A small process that owns the embedded database server and outlives whoever started it.

Run as a script, with the standard library only, so that it starts in a few hundredths of a second:

    python keeper.py RUN_FOLDER STORAGE_FOLDER LOG_FILE DURABILITY BINARY CERTIFICATE PORT

Every process that uses the server holds a shared lock on RUN_FOLDER/users.lock, which the system
drops when the process dies, however it dies. The keeper starts the server, starts it again for as
long as somebody uses it, and stops it cleanly once nobody does. It also stops it before the disk
is full, for a server that can't write its log panics and loses what it said was written.

PORT is where its users wait for it, or 0. Prints one JSON line: {"port": N} when the server
listens, or {"error": "last words of its log"}. RUN_FOLDER/server.json says how things are.
"""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from types import FrameType
from typing import IO, Any

POLL_SECONDS = 0.1
START_SECONDS = 90
STOP_SECONDS = 30
# Started again at once the first time, then more and more rarely, and never given up: the waits
# shorten as the starts of the last minutes are forgotten.
RESTART_WINDOW, FIRST_WAIT, LONGEST_WAIT = 300.0, 0.2, 15.0
# Bytes. The server takes 64 MB at a time for its log: it stops while one more still fits, and
# starts where there is room for two.
STOP_BELOW, START_ABOVE = 80_000_000, 160_000_000
FULL = "No space left on device"
READ_ONLY = "Read-only file system"
LOST = "files of the database are missing: "
SMALLEST_TABLE = 4096  # bytes: a table's first block
CHECK_SECONDS = 0.5
# An acknowledged write must survive a power cut (fsync) or a killed process (none).
SYNC_METHODS = {"power-loss": "fsync", "process-kill": "none"}
# Written before each start: it wins over flags. Without `checkpoint` the server never prunes its
# log. It makes an index in one transaction, which by default is undone, and begun again for ever,
# once a tenth of the cache holds what it changed: that of 800,000 records or so.
ENGINE = (
    "transaction_sync=(enabled=true,method={}),checkpoint=(wait=60,log_size=128MB),"
    "eviction_dirty_trigger=95,eviction_dirty_target=80,"
    "eviction_updates_trigger=95,eviction_updates_target=80\n"
)
# Bytes. As large as the database's files, where the machine has four times that.
SMALLEST_CACHE, SHARE_OF_MEMORY = 512_000_000, 4


def room_on(storage: Path) -> int:
    """Bytes that the disk of that folder still takes."""
    disk = os.statvfs(storage)
    return disk.f_bavail * disk.f_frsize


def cache_for(storage: Path, memory: int) -> int:
    """Bytes of the database that the server may keep in memory."""
    size = sum(path.stat().st_size for path in storage.glob("*.wt"))
    return max(SMALLEST_CACHE, min(size, memory // SHARE_OF_MEMORY))


def memory() -> int:
    """Bytes of this machine, or of what the container may have of it."""
    limit = "max"
    with contextlib.suppress(OSError):
        limit = Path("/sys/fs/cgroup/memory.max").read_text().strip()
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return min(whole, int(limit)) if limit.isdecimal() else whole


def write_whole(path: Path, content: str) -> None:
    """As `core.folder.write_whole`, which this script can't import."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


class Tables:
    """The database's files, by the list of those once seen: a lost one would be made empty."""

    def __init__(self, run: Path, storage: Path) -> None:
        self.list, self.storage = run / "files.json", storage

    def check(self) -> None:
        """RuntimeError that names those that are gone, or cut below what any table has."""
        known = self._known()
        lost = sorted(name for name in known if not self._whole(self.storage / name))
        if known and not any(self.storage.glob("WiredTigerLog.*")):
            lost.append("WiredTigerLog")
        if lost:
            raise RuntimeError(LOST + ", ".join(lost))

    def note(self) -> None:
        """Add the present ones to the list; nothing ever removes a table."""
        known = self._known()
        found = {path.name for path in self.storage.glob("*.wt")}
        found |= {"WiredTiger", "WiredTiger.turtle"}
        if not found <= known:
            write_whole(self.list, json.dumps(sorted(found | known)))

    def _known(self) -> set[str]:
        """None where the list is lost or cut: it is made anew."""
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(self.list.read_text())
            if isinstance(known, list):
                return {name for name in known if isinstance(name, str)}
        return set()

    def _whole(self, path: Path) -> bool:
        smallest = SMALLEST_TABLE if path.suffix == ".wt" else 1
        return path.is_file() and path.stat().st_size >= smallest


class Keeper:
    """Owns one server process."""

    def __init__(self, places: list[str], durability: str, binary: str, port: int) -> None:
        self.run, self.storage, self.log, self.certificate = map(Path, places)
        self.binary, self.port = binary, port
        self.sync = SYNC_METHODS[durability]
        self.state = run_state(self.run)
        self.tables = Tables(self.run, self.storage)
        self.server: subprocess.Popen[bytes] | None = None
        self.stopping = False
        self.noted = ""
        self.restarts: deque[float] = deque()
        self.next_start = self.next_check = 0.0

    def start(self) -> int:
        """Start the server; return its port. RuntimeError with its last words if it dies."""
        self.storage.mkdir(parents=True, exist_ok=True)
        self.tables.check()
        if room_on(self.storage) < START_ABOVE:
            raise RuntimeError(FULL)
        write_whole(self.storage / "WiredTiger.config", ENGINE.format(self.sync))
        with self.log.open("ab") as log:
            before = log.tell()
            self.server = subprocess.Popen(
                self._command(),
                stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, cwd=self.run,
            )  # fmt: skip
        port = self._listening(self.server)
        if port is None:
            with self.log.open("rb") as log:
                log.seek(before)
                raise RuntimeError(log.read()[-4000:].decode(errors="replace"))
        self.port = port
        self.tables.note()
        write_whole(self.run / "port", str(port))
        self._tell()
        return port

    def _command(self) -> list[str]:
        config = self.run / "secantusd.toml"
        config.write_text("")  # else a stray ./secantusd.toml would be read
        own = str(self.certificate)
        return [
            *(self.binary, "--config", str(config), "--host", "127.0.0.1"),
            *("--port", str(self.port or self._last_port()), "--storage-path", str(self.storage)),
            *("--log-file-max", "64MB", "--log-level", "WARNING"),
            *("--cache-size", f"{cache_for(self.storage, memory()) // 1_000_000}M"),
            *("--tls-cert-file", own, "--tls-key-file", own, "--tls-ca-file", own),
            "--tls-require-client-cert",
        ]

    def _last_port(self) -> int:
        """The port used last time, where it is still free."""
        with contextlib.suppress(OSError, ValueError, OverflowError), socket.socket() as probe:
            port = int((self.run / "port").read_text())
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
        return 0

    def _listening(self, server: subprocess.Popen[bytes]) -> int | None:
        assert server.stdout is not None
        # A server that hangs while it recovers is killed, so that reading ends.
        alarm = threading.Timer(START_SECONDS, server.kill)
        alarm.start()
        port = None
        # Its storage engine may say something first.
        while port is None and (line := server.stdout.readline()):
            if b"listening on" in line:
                port = int(line.decode().strip().rsplit(":", 1)[1])
        alarm.cancel()
        threading.Thread(target=self._drain, args=(server.stdout,), daemon=True).start()
        if port is None:
            server.wait()
        return port

    def _drain(self, stdout: IO[bytes]) -> None:
        with contextlib.suppress(OSError), self.log.open("ab") as log:
            for line in stdout:
                log.write(line)

    def _tell(self, error: str = "") -> None:
        """Say in server.json where the server is, and why it is down where it is."""
        assert self.server is not None
        state: dict[str, Any] = {"port": self.port, "server": self.server.pid}
        state |= {"keeper": os.getpid(), "private": True, "error": error}
        self.noted = json.dumps(state)
        self._mend_state()

    def _mend_state(self) -> None:
        """Write it again where it was lost or cut. A full disk is no reason to stop."""
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if self.state.exists() and self.state.read_text() == self.noted:
                return
        with contextlib.suppress(OSError):
            write_whole(self.state, self.noted)

    def keep(self) -> None:
        """Return once nobody uses the server, or SIGTERM came."""
        with (self.run / "users.lock").open("a") as users:
            while not self.stopping and self.server is not None:
                if self._alone(users):
                    return
                if self.server.poll() is not None:
                    self._start_again()
                elif room_on(self.storage) < STOP_BELOW:
                    self.halt()
                    self._tell(FULL)
                self._look_after_files()
                time.sleep(POLL_SECONDS)
            self.stop()

    def _look_after_files(self) -> None:
        if (now := time.monotonic()) < self.next_check:
            return
        self.next_check = now + CHECK_SECONDS
        self._mend_state()
        if self.server is not None and self.server.poll() is None:
            with contextlib.suppress(OSError):
                self.tables.note()

    def _start_again(self) -> None:
        """Start it, if its turn has come and the disk has room."""
        now = time.monotonic()
        if now < self.next_start:
            return
        if room_on(self.storage) < START_ABOVE:
            if FULL not in self.noted:
                self._tell(FULL)
            return
        wait = self.wait_after(now)
        try:
            self.start()
        except (RuntimeError, OSError) as error:
            self._tell(str(error) or "it died at once")
        self.next_start = time.monotonic() + wait

    def wait_after(self, start: float) -> float:
        """Seconds before another start than this one, which is counted with those before it."""
        while self.restarts and self.restarts[0] <= start - RESTART_WINDOW:
            self.restarts.popleft()
        self.restarts.append(start)
        return min(FIRST_WAIT * 2.0 ** (len(self.restarts) - 1), LONGEST_WAIT)

    def _alone(self, users: IO[str]) -> bool:
        """Stop the server if nobody uses it; newcomers wait on the lock until it is down."""
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        self.stop()
        return True

    def stop(self) -> None:
        """Stop the server for good."""
        self.state.unlink(missing_ok=True)
        self.halt()

    def halt(self) -> None:
        """Stop the server cleanly, by force after a while."""
        if self.server is None or self.server.poll() is not None:
            return
        self.server.terminate()
        try:
            self.server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        with contextlib.suppress(OSError):
            self.tables.note()


def run_state(run: Path) -> Path:
    """The file that says how the server is."""
    return run / "server.json"


def main() -> None:
    """See the module's docstring."""
    os.umask(0o077)
    run, storage, log, durability, binary, certificate, port = sys.argv[1:]
    keeper = Keeper([run, storage, log, certificate], durability, binary, int(port))

    def stop(_signal: int, _frame: FrameType | None) -> None:
        keeper.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer: dict[str, int | str] = {"port": keeper.start()}
    except (RuntimeError, OSError) as error:
        keeper.stop()
        answer = {"error": str(error)}
    with contextlib.suppress(BrokenPipeError):
        print(json.dumps(answer), flush=True)
    # Nothing may hold the starter's pipe open: who reads it to its end must not wait for us.
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    if "port" in answer:
        try:
            keeper.keep()
        finally:
            keeper.stop()


if __name__ == "__main__":
    main()
