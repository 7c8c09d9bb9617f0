"""What tests have drawn in another process: apart, since that process imports it."""

import os
import threading

from assistant.rendering.charts.text import percent


def pid() -> bytes:
    return str(os.getpid()).encode()


def share(of: float) -> bytes:
    return percent(of).encode()


def endless() -> bytes:
    threading.Event().wait()
    return b""


def broken() -> bytes:
    return bytes(1 // 0)
