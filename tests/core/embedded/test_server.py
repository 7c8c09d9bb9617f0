"""One embedded server for all who use a data folder; clear words when it can't run."""

import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from core.database import Database
from core.embedded import server
from core.embedded.server import EmbeddedServer
from core.errors import Unavailable
from core.settings import Settings
from tests.processes import processes_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


def settings(folder: Path) -> Settings:
    return Settings(data=folder, mongodb_uri=None, durability="process-kill")


def test_the_width_of_the_terminal_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # `ps` cuts its lines at COLUMNS: a keeper once went unrecognised under a long path.
    monkeypatch.setenv("COLUMNS", "20")
    Database(settings(folder)).close()
    Database(settings(folder)).close()


def test_data_survives_a_stop_and_a_start(folder: Path) -> None:
    first = Database(settings(folder))
    first.mongo["x"].insert_one({"_id": 1})
    first.close()
    assert processes_of(folder) == []
    second = Database(settings(folder))
    assert second.mongo["x"].find_one() == {"_id": 1}
    second.close()


def test_two_processes_share_one_server(folder: Path) -> None:
    first = Database(settings(folder))
    first.mongo["x"].insert_one({"_id": 1})
    script = (
        "import sys\nfrom pathlib import Path\nfrom core.database import Database\n"
        "from core.settings import Settings\n"
        "d = Database(Settings(data=Path(sys.argv[1]), mongodb_uri=None))\n"
        "print(d.mongo['x'].count_documents({}))\nd.close()"
    )
    shared = subprocess.run(
        [sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True
    )
    assert shared.stdout.strip() == "1"
    assert first.mongo["x"].count_documents({}) == 1
    first.close()
    assert processes_of(folder) == []


def test_the_server_is_started_again_when_it_is_killed(folder: Path) -> None:
    database = Database(settings(folder))
    database.mongo["x"].insert_one({"_id": 1})
    killed = [p for p in processes_of(folder) if not is_keeper(p)]
    assert killed
    for process in killed:
        process.kill()
    time.sleep(1.5)
    assert database.mongo["x"].find_one() == {"_id": 1}
    database.close()


def is_keeper(process: psutil.Process) -> bool:
    return any(word.endswith("keeper.py") for word in process.cmdline())


def test_the_server_stops_when_its_users_are_killed(folder: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom core.database import Database\n"
        "from core.settings import Settings\n"
        "d = Database(Settings(data=Path(sys.argv[1]), mongodb_uri=None))\n"
        "print('open', flush=True)\ntime.sleep(60)"
    )
    user = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None
    assert user.stdout.readline().strip() == "open"
    user.kill()
    user.wait()
    deadline = time.monotonic() + 15
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert processes_of(folder) == []


def test_lost_files_are_not_taken_for_a_new_base(folder: Path) -> None:
    Database(settings(folder)).close()
    for path in (folder / "database").glob("*"):
        if path.name == "WiredTiger.turtle" or path.name.startswith("WiredTigerLog"):
            path.unlink()
    with pytest.raises(Unavailable, match="abîmée"):
        Database(settings(folder))
    assert processes_of(folder) == []


def test_a_damaged_file_is_said_to_be(folder: Path) -> None:
    database = Database(settings(folder))
    database.mongo["x"].insert_many([{"_id": i, "t": "é" * 200} for i in range(5_000)])
    database.close()
    for path in (folder / "database").glob("secantus_documents*.wt"):
        content = bytearray(path.read_bytes())
        content[4096:] = b"\xff" * (len(content) - 4096)
        path.write_bytes(bytes(content))
    with pytest.raises(Unavailable, match="abîmée"):
        Database(settings(folder))
    assert processes_of(folder) == []


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(Unavailable, match="ne peut pas être écrit"):
        Database(settings(tmp_path / "data"))


def test_without_a_program_another_way_is_given(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(server.sysconfig, "get_path", lambda _name: str(tmp_path))
    with pytest.raises(Unavailable, match="docker run"):
        EmbeddedServer(folder, "process-kill")


@pytest.mark.parametrize(
    "uri", ["mongodb://u:secret@127.0.0.1:9/x", "pas une adresse", "mongodb://u:secret@:x"]
)
def test_an_unreachable_base_is_said_without_its_password(tmp_path: Path, uri: str) -> None:
    where = Settings.model_validate({"data": tmp_path / "data", "mongodb_uri": uri})
    with pytest.raises(Unavailable, match="MONGODB_URI") as refused:
        Database(where)
    assert "secret" not in refused.value.message


def test_any_mongodb_address_is_used(folder: Path, tmp_path: Path) -> None:
    database = Database(settings(folder))
    server = database._server
    assert server is not None
    uri = server.uri.replace("/?", "/autre?")
    other = Database(Settings.model_validate({"data": tmp_path / "other", "mongodb_uri": uri}))
    assert other.mongo.name == "autre"
    assert not (tmp_path / "other" / "run" / "server.json").exists()
    other.close()
    database.close()


def test_a_server_that_dies_as_it_is_claimed_is_claimed_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Database(settings(folder))
    first.mongo["x"].insert_one({"_id": 1})
    doomed = processes_of(folder)
    once = iter([None])
    running = EmbeddedServer._running

    def killed_meanwhile(self: EmbeddedServer) -> int | None:
        port = running(self)
        if next(once, doomed) is None:
            for process in doomed:
                process.kill()
            psutil.wait_procs(doomed)
        return port

    monkeypatch.setattr(EmbeddedServer, "_running", killed_meanwhile)
    second = Database(settings(folder))
    assert second.mongo["x"].find_one() == {"_id": 1}
    second.close()
    first.close()
