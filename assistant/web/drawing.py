"""A process that draws: pictures take the processor whole, and nobody else waits for them."""

import hashlib
import os
import pickle
import signal
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any

from core.errors import Unavailable

DRAWINGS = 200
"""After so many a fresh process takes over: what a library leaks goes with the old one."""
SECONDS = 60
KEPT_BYTES = 32_000_000


class Drawings:
    """The last that were drawn, by what they were drawn from, which says all of them."""

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes) -> bytes | None:
        """What was drawn, where it is still kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: bytes, drawn: bytes) -> None:
        """Keep it, in the place of those that nobody asked for longest."""
        with self._lock:
            self._size += len(drawn) - len(self._kept.pop(key, b""))
            self._kept[key] = drawn
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1])


class DrawingProcess:
    """Started with the first picture, stopped by `close`; callable as a `pictures.Drawer`.

    Whoever asks for the same again is given the same: a dashboard takes a second to draw.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._drawings = Drawings()
        self._pool: ProcessPoolExecutor | None = None
        self._closed = False
        self._lock = threading.Lock()

    def __call__(self, draw: Callable[..., bytes], *values: Any) -> bytes:
        """Draw there. Unavailable where that fails twice, takes too long, or all is closing."""
        key = hashlib.sha256(pickle.dumps((draw, values))).digest()
        drawn = self._drawings.get(key)
        if drawn is None:
            drawn = self._draw(draw, values)
            self._drawings.put(key, drawn)
        return drawn

    def _draw(self, draw: Callable[..., bytes], values: tuple[Any, ...]) -> bytes:
        for _ in range(2):
            pool = self._running()
            try:
                return pool.submit(draw, *values).result(self._seconds)
            except TimeoutError:
                # It may never end: others must not wait behind it.
                self._drop(pool)
                break
            except (BrokenExecutor, CancelledError):  # killed, by the system or by somebody
                self._drop(pool)
            except RuntimeError:  # dropped by another thread in the meantime
                if pool is self._pool:
                    raise
        raise Unavailable(_FAILED)

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._closed:
                raise Unavailable(_FAILED)
            if self._pool is None:
                # Spawned: a fork would copy the locks of the threads that serve.
                self._pool = ProcessPoolExecutor(
                    1,
                    mp_context=get_context("spawn"),
                    max_tasks_per_child=DRAWINGS,
                    initializer=_live_and_die_with_the_host,
                )
            return self._pool

    def _drop(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
        _stop(pool)

    def close(self) -> None:
        """Stop the process, whatever it draws."""
        with self._lock:
            pool, self._pool, self._closed = self._pool, None, True
        self._drawings = Drawings()
        if pool is not None:
            _stop(pool)


_FAILED = "L'image n'a pas pu être dessinée. Réessayez dans un instant."


def _stop(pool: ProcessPoolExecutor) -> None:
    # The executor has no way of its own to stop work under way, and would wait for it at exit.
    workers = list((pool._processes or {}).values())
    for worker in workers:
        worker.kill()
    pool.shutdown(wait=False, cancel_futures=True)


def _live_and_die_with_the_host() -> None:
    """Ctrl-C is the host's to answer; and nobody would stop us once it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    host = parent_process()

    def wait() -> None:
        if host is not None:
            host.join()
            os._exit(0)

    threading.Thread(target=wait, daemon=True).start()
