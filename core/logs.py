"""Logs go to a file of the data folder: details for who mends, never shown to users."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

MEGABYTES = 5
FILES = 5


def log_to(path: Path) -> None:
    """Send every logger's warnings, and our own information, to a rotating file (mode 0600)."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    handler = RotatingFileHandler(
        path, maxBytes=MEGABYTES * 1_000_000, backupCount=FILES, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in ("core", "assistant"):
        logging.getLogger(name).setLevel(logging.INFO)
