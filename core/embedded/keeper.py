"""A small process that owns the embedded database server and outlives whoever started it.

Run as a script, with the standard library only, so that it starts in a few hundredths of a second:

    python keeper.py RUN_FOLDER STORAGE_FOLDER LOG_FILE DURABILITY BINARY

Every process that uses the server holds a shared lock on RUN_FOLDER/users.lock, which the system
drops when the process dies, however it dies. The keeper starts the server, starts it again if it
is killed while somebody uses it, and stops it cleanly once nobody does.

Prints one JSON line: {"port": N} when the server listens, or {"error": "last words of its log"}.
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
from pathlib import Path
from types import FrameType
from typing import IO

POLL_SECONDS = 0.1
START_SECONDS = 90
STOP_SECONDS = 30
RESTARTS = 3
# An acknowledged write must survive a power cut (fsync) or a killed process (none); without
# `checkpoint` the server never prunes its log. Written before each start: it wins over flags.
SYNC_METHODS = {"power-loss": "fsync", "process-kill": "none"}


class Keeper:
    """Owns one server process."""

    def __init__(self, run: Path, storage: Path, log: Path, durability: str, binary: str) -> None:
        self.run, self.storage, self.log, self.binary = run, storage, log, binary
        self.sync = SYNC_METHODS[durability]
        self.state = run / "server.json"
        self.server: subprocess.Popen[bytes] | None = None
        self.stopping = False

    def start(self) -> int:
        """Start the server; return its port. RuntimeError with its last words if it dies."""
        self.storage.mkdir(parents=True, exist_ok=True)
        (self.storage / "WiredTiger.config").write_text(
            f"transaction_sync=(enabled=true,method={self.sync}),"
            "checkpoint=(wait=60,log_size=128MB)\n"
        )
        config = self.run / "secantusd.toml"
        config.write_text("")  # else a stray ./secantusd.toml would be read
        command = [self.binary, "--config", str(config), "--host", "127.0.0.1"]
        command += ["--port", str(self._port()), "--storage-path", str(self.storage)]
        command += ["--log-file-max", "64MB", "--cache-size", "512M", "--log-level", "WARNING"]
        with self.log.open("ab") as log:
            before = log.tell()
            self.server = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, cwd=self.run
            )
        port = self._listening(self.server)
        if port is None:
            self.stop()
            with self.log.open("rb") as log:
                log.seek(before)
                raise RuntimeError(log.read()[-4000:].decode(errors="replace"))
        self._write_state(port)
        return port

    def _port(self) -> int:
        """The port used last time, where it is still free: open clients then find us again."""
        with contextlib.suppress(OSError, ValueError), socket.socket() as probe:
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
        with self.log.open("ab") as log:
            for line in stdout:
                log.write(line)

    def _write_state(self, port: int) -> None:
        assert self.server is not None
        (self.run / "port").write_text(str(port))
        aside = self.state.with_suffix(".new")
        state = {"port": port, "server": self.server.pid, "keeper": os.getpid()}
        aside.write_text(json.dumps(state))
        aside.replace(self.state)

    def keep(self) -> None:
        """Return once nobody uses the server, or it can't be kept alive, or SIGTERM came."""
        restarts = 0
        with (self.run / "users.lock").open("a") as users:
            while not self.stopping and self.server is not None:
                if self._alone(users):
                    return
                if self.server.poll() is not None:
                    restarts += 1
                    if restarts > RESTARTS:
                        return
                    with contextlib.suppress(RuntimeError):
                        self.start()
                time.sleep(POLL_SECONDS)
            self.stop()

    def _alone(self, users: IO[str]) -> bool:
        """Stop the server if nobody uses it; newcomers wait on the lock until it is down."""
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        self.stop()
        return True

    def stop(self) -> None:
        """Stop the server cleanly, by force after a while."""
        self.state.unlink(missing_ok=True)
        if self.server is None or self.server.poll() is not None:
            return
        self.server.terminate()
        try:
            self.server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()


def main() -> None:
    """See the module's docstring."""
    run, storage, log, durability, binary = sys.argv[1:]
    keeper = Keeper(Path(run), Path(storage), Path(log), durability, binary)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        keeper.stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        answer: dict[str, int | str] = {"port": keeper.start()}
    except (RuntimeError, OSError) as error:
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
