"""The folder of a host: its own while it lives, cleared by others once it is gone."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.web.page_setup import own_folder

ROOT = Path(__file__).parents[3]
HOST = (
    "import sys, pathlib; from assistant.web.page_setup import prepare;"
    "from core.settings import Settings; import os;"
    "prepare(Settings(data=pathlib.Path(sys.argv[1])));"
    "print(os.environ['CHAINLIT_APP_ROOT'], flush=True); sys.stdin.read()"
)


@contextmanager
def host(data: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that has laid its page, and its folder, with an upload in it."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOST, str(data)],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    folder = Path(process.stdout.readline().strip())
    upload = folder / ".files" / "session" / "file.csv"
    upload.parent.mkdir(parents=True)
    upload.write_text("nom;ville")
    yield process, upload
    process.stdin.close()
    process.wait(30)


@pytest.mark.parametrize("killed", [False, True])
def test_only_what_no_living_host_owns_is_cleared(tmp_path: Path, killed: bool) -> None:
    chat = tmp_path / "chat"
    (chat / ".files" / "old").mkdir(parents=True)  # as earlier versions laid it
    with host(tmp_path) as (first, upload):
        assert not (chat / ".files").exists()
        with host(tmp_path) as (_, other):
            assert upload.exists()
            assert (upload.parents[2] / "public" / "style.css").exists()
            if killed:
                first.kill()
                first.wait()
                assert upload.exists()
            mine = own_folder(chat)
            assert (upload.exists(), other.exists()) == (not killed, True)
            assert oct(mine.stat().st_mode)[-3:] == "700"
        assert not other.exists()  # a host that stops takes its uploads with it


def test_the_page_is_its_owners_too(tmp_path: Path) -> None:
    with host(tmp_path) as (_, upload):
        laid = [path for path in upload.parents[2].rglob("*") if ".files" not in path.parts]
        assert [path for path in laid if path.stat().st_mode & 0o077] == []
