"""The key that signs sessions: kept, its owner's, never read empty or cut."""

import subprocess
import sys
from pathlib import Path

import pytest

from assistant.web.page_setup import _session_key


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "session.key"


def test_it_is_kept_and_its_owners(tmp_path: Path, path: Path) -> None:
    key = _session_key(tmp_path)
    assert len(key) == 64
    assert _session_key(tmp_path) == key
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"\n", b"abc", b"x" * 63, b"\x00" * 64, b"\xff" * 64])
def test_an_empty_or_cut_one_is_made_anew_and_said_to_be(
    tmp_path: Path, path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    key = _session_key(tmp_path)
    assert len(key) == 64
    assert path.read_text() == key
    assert "secrets/session.key était vide ou abîmé" in caplog.text
    assert "se reconnecter" in caplog.text
    assert [found.name for found in path.parent.iterdir()] == ["session.key"]


def test_processes_that_start_at_once_agree(tmp_path: Path, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"cut")
    script = (
        "import sys; from pathlib import Path; from assistant.web.page_setup import _session_key; "
        "print(_session_key(Path(sys.argv[1])))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    started = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(3)
    ]
    assert len({process.communicate()[0].strip() for process in started}) == 1
