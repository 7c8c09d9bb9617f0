"""The processes that work on a data folder."""

from contextlib import suppress
from pathlib import Path

import psutil


def processes_of(folder: Path) -> list[psutil.Process]:
    """Those whose command line names the folder or something in it; zombies left out."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            words = process.cmdline()
            if any(word == str(folder) or word.startswith(f"{folder}/") for word in words):
                found.append(process)
    return found
