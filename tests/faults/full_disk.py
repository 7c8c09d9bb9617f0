"""A base on a small disk of its own that fills up and is emptied: run within a user namespace.

python full_disk.py DATA_FOLDER BALLAST_FILE

Prints a JSON object: what was told on the full disk, and how many acknowledged documents were lost.
"""

import json
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from pymongo.errors import PyMongoError

from core.accounts.models import OPERATOR
from core.database import Database
from core.embedded.keeper import STOP_BELOW, room_on
from core.errors import Refused, Unavailable
from core.services import open_services
from core.settings import Settings

STEP = 4_000_000
PATIENCE = 20


def main() -> None:
    """Write, fill, be told, make room, go on."""
    folder, ballast = map(Path, sys.argv[1:])
    settings = Settings(data=folder, mongodb_uri=None)
    database = Database(settings)
    acknowledged: list[int] = []
    over = threading.Event()

    def write() -> None:
        n = 0
        while not over.is_set():
            n += 1
            with suppress(PyMongoError):
                database.mongo["x"].insert_one({"_id": n, "t": "x" * 2_000})
                acknowledged.append(n)

    writer = threading.Thread(target=write)
    writer.start()
    with ballast.open("wb") as file:
        while room_on(folder) > STOP_BELOW // 4:
            file.write(b"x" * STEP)
            file.flush()
            time.sleep(0.02)
    told = reason(database, "Le disque est plein")
    try:
        Database(settings).close()
        other = ""
    except Unavailable as error:
        other = error.message
    small = full_folder_of_backups(folder)
    ballast.unlink()
    began = time.monotonic()
    reason(database, "")
    back = time.monotonic() - began
    time.sleep(0.3)
    over.set()
    writer.join()
    stored = {found["_id"] for found in database.mongo["x"].find({}, {"_id": 1})}
    database.close()
    result = {
        "backup": saved_on(small, settings),
        "told": told,
        "other": other,
        "back": back,
        "acknowledged": len(acknowledged),
    }
    sys.stdout.write(json.dumps(result | {"lost": len(set(acknowledged) - stored)}))


def full_folder_of_backups(folder: Path) -> Path:
    """A disk for backups alone, with room for none."""
    small = folder / "backups"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "none", small], check=True)
    return small


def saved_on(small: Path, settings: Settings) -> str:
    """What is said of a backup that does not fit; nothing of it is left."""
    services = open_services(settings)
    try:
        services.backups.create(OPERATOR, lambda *_: None)
    except Refused as error:
        left = [path.name for path in small.iterdir()]
        return f"{error.message} {left}"
    finally:
        services.close()
    return ""


def reason(database: Database, words: str) -> str:
    """Wait until the check says so; nothing is said of a base that serves."""
    deadline = time.monotonic() + PATIENCE
    said = ""
    while time.monotonic() < deadline:
        try:
            database.check()
            said = ""
        except Unavailable as error:
            said = error.message
        if said.startswith(words) and bool(said) == bool(words):
            return said
        time.sleep(0.1)
    raise AssertionError(said)


if __name__ == "__main__":
    main()
