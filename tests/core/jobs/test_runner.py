"""Whether work is still under way, seen from another process, another machine, or later."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest

from core.jobs import runner

NOW = datetime(2026, 5, 3, tzinfo=UTC)
WORK = "from core.jobs import runner\nwith runner.running() as m: print(m, flush=True); input()"


def test_work_in_this_process_runs_until_its_end() -> None:
    with runner.running() as mark:
        assert runner.runs(mark, NOW - timedelta(days=1), NOW)
    assert not runner.runs(mark, NOW, NOW)
    with pytest.raises(ValueError, match="cut"), runner.running() as mark:
        raise ValueError("cut")
    assert not runner.runs(mark, NOW, NOW)


def test_work_of_a_killed_process_is_cut_at_once() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WORK], cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    mark = process.stdout.readline().strip()
    assert runner.runs(mark, NOW - timedelta(days=1), NOW)
    machine, pid, born, run = mark.split("|")
    start, _, seconds = born.rpartition(":")
    for other in (f"{start}:{float(seconds) - 60:.2f}", f"another start:{seconds}"):
        assert not runner.runs(f"{machine}|{pid}|{other}|{run}", NOW, NOW)  # number reused
    process.kill()
    process.wait()
    assert not runner.runs(mark, NOW, NOW)


@pytest.mark.skipif(not psutil.LINUX, reason="elsewhere, when a process began is noted once")
def test_work_goes_on_whatever_is_done_to_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", WORK], cwd=Path(__file__).parents[3],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    mark = process.stdout.readline().strip()
    # What the kernel tells of its start moves with the clock.
    started = psutil.boot_time()
    for seconds in (-3_600, 5):
        moved = started + seconds
        monkeypatch.setattr("psutil._pslinux.boot_time", lambda moved=moved: moved)
        assert psutil.boot_time() == moved
        assert runner.runs(mark, NOW, NOW)
    process.kill()
    process.wait()


def test_work_on_another_machine_is_known_by_its_signs() -> None:
    mark = "ailleurs|1|1.0|x"
    assert runner.runs(mark, NOW - timedelta(seconds=60), NOW)
    assert not runner.runs(mark, NOW - timedelta(minutes=5), NOW)
