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
