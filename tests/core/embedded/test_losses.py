"""A base that lost a part of itself is refused; a small file that was cut is made anew."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from pymongo.errors import PyMongoError

from core.accounts.models import OPERATOR
from core.database import Database
from core.embedded import watch
from core.embedded.census import Census
from core.embedded.verifying import verify
from core.errors import Unavailable
from core.prospects.filters import Filter
from core.services import open_services
from core.settings import Settings
from tests.processes import processes_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", mongodb_uri=None, durability="process-kill")


def filled(settings: Settings, kill: bool = False) -> None:
    """A base of a hundred documents, stopped cleanly or not."""
    database = Database(settings)
    database.mongo["prospects"].insert_many([{"_id": n} for n in range(100)])
    database.mongo["sessions"].create_index("until", expireAfterSeconds=0)
    if kill:
        # Seen by the keeper, which lists the files.
        wait_for_list(settings)
        for process in processes_of(settings.folder):
            process.kill()
    database.close()


def wait_for_list(settings: Settings) -> None:
    tables = {path.name for path in (settings.folder / "database").glob("*.wt")}
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if tables <= set(json.loads((settings.folder / "run" / "files.json").read_text())):
            return
        time.sleep(0.1)
    raise AssertionError


def table_of(settings: Settings, what: str) -> Path:
    """The biggest file of a kind: the one that holds the hundred documents."""
    found = (settings.folder / "database").glob(f"{what}*.wt")
    return max(found, key=lambda path: path.stat().st_size)


@pytest.mark.parametrize("kill", [False, True], ids=["stopped", "killed"])
@pytest.mark.parametrize(
    "what",
    ["secantus_documents", "secantus_index_entries", "secantus_collections", "WiredTigerHS"],
)
def test_a_removed_file_is_damage(settings: Settings, what: str, kill: bool) -> None:
    filled(settings, kill)
    lost = table_of(settings, what)
    lost.unlink()
    with pytest.raises(Unavailable, match="abîmée") as refused:
        Database(settings)
    assert lost.name in refused.value.message
    assert "copie de sauvegarde" in refused.value.message
    backups = settings.folder / "backups"
    backups.mkdir()
    for day in ("20261129", "20261130"):
        (backups / f"mimicom-{day}-023000-nuit.mimicom").touch()
    with pytest.raises(Unavailable, match="NOUVEAU_DOSSIER") as refused:
        Database(settings)
    assert f'restore "{backups}/mimicom-20261130-023000-nuit.mimicom"' in refused.value.message
    assert not lost.exists(), "what is there must not be touched"
    assert processes_of(settings.folder) == []


@pytest.mark.parametrize("size", [0, 100])
def test_an_emptied_file_is_damage(settings: Settings, size: int) -> None:
    filled(settings)
    lost = table_of(settings, "secantus_documents")
    lost.write_bytes(lost.read_bytes()[:size])
    with pytest.raises(Unavailable, match="abîmée"):
        Database(settings)


def test_a_lost_log_is_damage(settings: Settings) -> None:
    filled(settings, kill=True)
    for path in (settings.folder / "database").glob("WiredTigerLog.*"):
        path.unlink()
    with pytest.raises(Unavailable, match="abîmée"):
        Database(settings)


def test_a_removed_file_is_not_made_anew_while_the_base_is_used(settings: Settings) -> None:
    database = Database(settings)
    database.mongo["prospects"].insert_many([{"_id": n} for n in range(100)])
    wait_for_list(settings)
    lost = table_of(settings, "secantus_documents")
    lost.unlink()
    assert database._server is not None
    server = database._server.process()
    assert server is not None
    database._server.kill(server)
    with pytest.raises(Unavailable, match="n'a pas pu être rouverte"):
        until_told(database, "abîmée")
    assert not lost.exists()
    database.close()


def until_told(database: Database, words: str) -> None:
    """Check until the reason given has those words; raise that one."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            database.check()
        except Unavailable as error:
            if words in error.message:
                raise
        time.sleep(0.1)


def test_fewer_documents_than_at_the_stop_is_damage(settings: Settings) -> None:
    filled(settings)
    path = settings.folder / "run" / "documents.json"
    kept = json.loads(path.read_text())
    assert kept["documents"]["prospects"] == 100
    assert "sessions" not in kept["documents"], "the server deletes from it by itself"
    kept["documents"]["prospects"] = 101
    path.write_text(json.dumps(kept))
    with pytest.raises(Unavailable, match="prospects : 101 → 100"):
        Database(settings)
    path.unlink()
    Database(settings).close()


def test_deleting_everything_is_no_damage(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    filled(settings)
    database = Database(settings)
    database.mongo["prospects"].delete_many({})
    database.close()
    Database(settings).close()
    assert "À vérifier" not in caplog.text


def emptied_before_a_kill(
    settings: Settings, documents: dict[str, list[dict[str, Any]]], journal: int = 0
) -> None:
    """Counted with these, then all of them deleted, so many lines of the journal written, killed
    and opened again."""
    database = Database(settings)
    for name, some in documents.items():
        database.mongo[name].insert_many(some)
    Census(settings.folder, database.mongo).note()
    for name in documents:
        database.mongo[name].delete_many({})
    for n in range(journal):
        database.mongo["journal"].insert_one({"_id": f"later {n}"})
    for process in processes_of(settings.folder):
        process.kill()
    database.close()
    Database(settings).close()


def some(count: int) -> list[dict[str, Any]]:
    return [{"_id": n} for n in range(count)]


@pytest.mark.parametrize(
    ("name", "count", "told"),
    [
        ("prospects", 100, "la base avait 100 fiches ; elle n'en a plus aucune. Si personne"),
        ("prospects", 1, "la base avait 1 fiche ; elle ne l'a plus. Si personne"),
        ("prospects", 1_200, "la base avait 1\u202f200 fiches ; elle n'en a plus aucune."),
        ("journal", 1, "la base avait 1 ligne d'historique ; elle ne l'a plus."),
        ("users", 3, "la base avait 3 comptes ; elle n'en a plus aucun."),
        ("objections", 2, "la base avait 2 oppositions ; elle n'en a plus aucune."),
    ],
)
def test_what_became_empty_before_a_kill_is_told(
    settings: Settings, caplog: pytest.LogCaptureFixture, name: str, count: int, told: str
) -> None:
    emptied_before_a_kill(settings, {name: some(count)})
    assert told in caplog.text
    assert "son journal était abîmée" not in caplog.text, "a kill alone loses nothing"


@pytest.mark.parametrize("name", ["import_files.chunks", "import_files.files", "jobs", "links"])
def test_what_the_program_empties_by_itself_is_only_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    emptied_before_a_kill(settings, {name: some(1)})
    assert "À vérifier" not in caplog.text
    assert f"{name} had 1, has 0" in caplog.text


def test_what_makes_a_collection_does_not_count(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """A base counted as it was being made, then killed: « journal » would be said to lack one."""
    made = [{"_id": "first"}]
    emptied_before_a_kill(settings, {"journal": made, "prospects": made})
    assert "À vérifier" not in caplog.text


def test_what_was_deleted_as_the_journal_went_on_is_only_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    emptied_before_a_kill(settings, {"prospects": some(100), "tasks": some(1)}, journal=1)
    assert "À vérifier" not in caplog.text
    assert "prospects had 100, has 0" in caplog.text


def test_what_a_restore_emptied_is_only_logged(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """It was cut: whoever opens the base next ends it."""
    database = Database(settings)
    database.mongo["meta"].insert_one({"_id": "restore", "state": "writing"})
    database.close()
    emptied_before_a_kill(settings, {"journal": some(1), "prospects": some(100)})
    assert "À vérifier" not in caplog.text
    assert "journal had 1, has 0" in caplog.text


def test_a_restore_of_an_emptier_base_is_counted(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    services = open_services(settings)
    empty = services.backups.create(OPERATOR, lambda *_: None).backup
    services.demo.load(OPERATOR, 20)
    Census(settings.folder, services.database.mongo).note()
    services.backups.restore(OPERATOR, empty.path, lambda *_: None)
    for process in processes_of(settings.folder):
        process.kill()
    services.close()
    services = open_services(settings)
    assert services.prospects.count(OPERATOR, Filter()) == 0
    services.close()
    assert "À vérifier" not in caplog.text
    assert "prospects had" not in caplog.text


CUTS = ["", "{", "[]", "null", '{"mark": 3}', '{"mark": "ab', "\x00\x00\x00"]


def test_cut_files_of_the_folder_are_made_anew(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    filled(settings)
    run = settings.folder / "run"
    for content in CUTS:
        caplog.clear()
        for name in ("installation.json", "documents.json", "server.json", "files.json", "port"):
            (run / name).write_text(content)
        database = Database(settings)
        assert database.mongo["prospects"].count_documents({}) == 100
        database.close()
        for name in ("installation.json", "documents.json"):
            assert f"run/{name} était vide ou abîmé" in caplog.text, content
            assert json.loads((run / name).read_text())
        assert "WiredTiger" in json.loads((run / "files.json").read_text())


def test_a_state_cut_while_the_server_runs_is_written_again(settings: Settings) -> None:
    first = Database(settings)
    first.mongo["x"].insert_one({"_id": 1})
    for content in ("", '{"port": 12', "[]", '{"port": "x", "server": 1, "keeper": 1}'):
        (settings.folder / "run" / "server.json").write_text(content)
        second = Database(settings)
        assert second.mongo["x"].find_one() == {"_id": 1}
        assert len(processes_of(settings.folder)) == 2, "one keeper, one server"
        second.close()
    first.close()
    assert processes_of(settings.folder) == []


def test_a_log_spoiled_in_its_middle_is_told(
    settings: Settings, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.05)
    database = Database(settings)
    for n in range(30):
        database.mongo["prospects"].insert_one({"_id": n, "t": os.urandom(20_000)})
    noted = settings.folder / "run" / "pulse.json"
    last = database.mongo["prospects"].insert_one({"_id": "last"})
    before = noted.read_text() if noted.exists() else ""
    deadline = time.monotonic() + 10
    while not noted.exists() or noted.read_text() == before:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert database._watch is not None
    database._watch.stop()  # or it starts a server anew, which keeps what the log says
    for process in processes_of(settings.folder):
        process.kill()
    database.close()
    (log,) = (settings.folder / "database").glob("WiredTigerLog.*")
    spoiled = bytearray(log.read_bytes())
    spoiled[len(spoiled.rstrip(b"\0")) // 2] ^= 1
    log.write_bytes(spoiled)
    database = Database(settings)
    assert database.mongo["prospects"].find_one({"_id": last.inserted_id}) is None
    database.close()
    assert "la fin de son journal était abîmée" in caplog.text
    caplog.clear()
    Database(settings).close()
    assert "journal" not in caplog.text, "told once"


def test_a_spoiled_index_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.1)
    database = Database(settings)
    database.mongo["prospects"].create_index("nom")
    names = [f"La structure numéro {n} " * 3 for n in range(3_000)]
    database.mongo["prospects"].insert_many([{"nom": name} for name in names])
    assert verify(database.mongo) > 1
    database.close()
    (table,) = (settings.folder / "database").glob("secantus_index_entries.wt")
    spoiled = bytearray(table.read_bytes())
    # Of the one great index: the small ones are at the ends.
    third = len(spoiled) // 3
    spoiled[third : 2 * third] = os.urandom(third)
    table.write_bytes(spoiled)
    database = Database(settings)
    with pytest.raises(Unavailable, match="Un index de la base est abîmé") as told:
        verify(database.mongo)
    assert "backup create" in told.value.message
    deadline = time.monotonic() + 20
    said = ""
    while "Une partie de la base de données est abîmée" not in said:
        assert time.monotonic() < deadline, said
        try:
            database.mongo["prospects"].find_one({"nom": names[7]})
        except PyMongoError as error:
            outage = database.outage(error)
            said = outage.message if outage else ""
        time.sleep(0.1)
    database.close()
