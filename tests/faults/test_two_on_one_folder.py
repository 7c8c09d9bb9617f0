"""A program that can't see the first, as in another container, on the same data folder: refused
with a sentence, and the first goes on unharmed."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from core.database import Database
from core.settings import Settings

ROOT = Path(__file__).parents[2]
ALONE = ["unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--mount-proc"]

SECOND = """
import sys
from pathlib import Path
from core.database import Database
from core.settings import Settings
Database(Settings(data=Path(sys.argv[1]), mongodb_uri=None))
"""


def test_the_second_is_refused_and_the_first_unharmed(tmp_path: Path) -> None:
    if not shutil.which("unshare") or subprocess.run([*ALONE, "true"], check=False).returncode:
        pytest.skip("nothing can be set apart here without rights")
    settings = Settings(data=tmp_path / "data", mongodb_uri=None, durability="process-kill")
    database = Database(settings)
    written, over = [], threading.Event()

    def write() -> None:
        while not over.is_set():
            written.append(database.mongo["x"].insert_one({}).inserted_id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        command = [sys.executable, "-c", SECOND, str(tmp_path / "data")]
        second = subprocess.run(
            [*ALONE, *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
    finally:
        over.set()
        writer.join()
    assert second.returncode == 1
    assert "Unavailable: Un autre programme utilise déjà la base" in second.stderr
    database.check()
    assert database.mongo["x"].count_documents({}) == len(written)
    database.close()
    again = Database(settings)
    assert again.mongo["x"].count_documents({}) == len(written)
    again.close()
