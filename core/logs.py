"""Logs go to a file of the data folder: details for whoever fixes, never shown to users."""

import logging
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

MEGABYTES = 5
FILES = 5

_notices = logging.getLogger("core.notices")


def log_to(path: Path) -> None:
    """Send every logger's warnings, and our own information, to a rotating file (mode 0600)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    handler = RotatingFileHandler(
        path, maxBytes=MEGABYTES * 1_000_000, backupCount=FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.raiseExceptions = False  # a full disk would fill the terminal with tracebacks
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in ("core", "assistant"):
        logging.getLogger(name).setLevel(logging.INFO)


def notice(sentence: str) -> None:
    """Say in French, to whoever runs the program, what was repaired and needs no answer."""
    _notices.warning("%s", sentence)


def tell_notices(tell: Callable[[str], None]) -> None:
    """Have each notice of this process shown as well as logged."""

    class Telling(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            tell(record.getMessage())

    _notices.handlers = [Telling()]
