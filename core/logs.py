"""Logs go to a file of the data folder: details for whoever fixes, never shown to users.

One JSON object a line, for programs to search; without e-mails, telephones nor addresses of
databases, which errors of libraries may quote.
"""

import json
import logging
import re
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

MEGABYTES = 5
FILES = 5

_notices = logging.getLogger("core.notices")


_PERSONAL = re.compile(
    r"(?P<base>mongodb(?:\+srv)?://)[^\s@/]+@"  # a password
    r"|[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.:-])(?:\+33|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}(?![\w.:-])"
)


def without_people(text: str) -> str:
    """A text without e-mails, telephones and passwords of addresses."""
    return _PERSONAL.sub(lambda found: f"{found['base'] or ''}[…]", text)


class Lines(logging.Formatter):
    """One object a line: when, how grave, where, what, and the trace."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_people(record.getMessage()),
        }
        if record.exc_info:
            told["trace"] = without_people(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


def log_to(path: Path) -> None:
    """Send every logger's warnings, and our own information, to a rotating file (mode 0600)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    handler = RotatingFileHandler(
        path, maxBytes=MEGABYTES * 1_000_000, backupCount=FILES, encoding="utf-8"
    )
    handler.setFormatter(Lines())
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
