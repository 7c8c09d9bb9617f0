"""A full disk is said to be, with what is missing; with room again all goes on, nothing is lost."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A disk in memory, seen by these processes alone; needs no rights where the kernel allows it.
MOUNT = (
    'mount -t tmpfs -o size=300m none "$1" && exec "$2" -m tests.faults.full_disk "$1/data" "$1/x"'
)


def alone(disk: Path, script: str) -> "subprocess.CompletedProcess[str]":
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]
    return subprocess.run(
        [*command, str(disk), sys.executable], cwd=ROOT, capture_output=True, text=True, timeout=90
    )


def test_a_full_disk_is_told_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    if not shutil.which("unshare") or alone(tmp_path, 'mount -t tmpfs none "$1"').returncode:
        pytest.skip("no disk can be made here without rights")
    done = alone(tmp_path, MOUNT)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout)
    for told in (found["told"], found["other"]):
        missing = re.search(r"Le disque est plein : il manque (\d+) Mo", told)
        assert missing is not None
        assert 100 <= int(missing[1]) <= 160
    assert found["acknowledged"] > 50
    assert found["lost"] == 0
    assert found["back"] < 15
    assert "n'a pas pu être écrite" in found["backup"]
    assert found["backup"].endswith(
        "(le disque est plein). Libérez de la place ou choisissez un "
        "autre dossier, puis recommencez. []"
    )


READ_ONLY = (
    'mount -t tmpfs none "$1" && mount -o remount,ro "$1" && '
    '"$2" -c "from pathlib import Path; from core.folder import make_folders; '
    'make_folders(Path(\'$1\'))"; echo "status $?"'
)


def test_a_folder_that_can_not_be_written_is_said_to_be(tmp_path: Path) -> None:
    if not shutil.which("unshare") or alone(tmp_path, 'mount -t tmpfs none "$1"').returncode:
        pytest.skip("no disk can be made here without rights")
    done = alone(tmp_path, READ_ONLY)
    told = " ".join((done.stdout + done.stderr).split())
    assert "status 1" in told
    assert "ne peut pas être écrit (le disque est en lecture seule)" in told
