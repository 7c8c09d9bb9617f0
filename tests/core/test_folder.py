"""The data folder is its owner's alone, whatever was there; its files are whole or not there."""

import os
import stat
from pathlib import Path

import pytest

from core.folder import ROOMS, make_folders, write_whole


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_every_part_is_closed_whatever_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for room in ROOMS:
        deep = folder / room / "a" / "b"
        deep.mkdir(parents=True)
        for place in (folder / room, folder / room / "a", deep):
            (place / "file").write_text("x")
            (place / "file").chmod(0o644)
            (place / "program").write_text("x")
            (place / "program").chmod(0o777)
            place.chmod(0o755)
    folder.chmod(0o777)
    make_folders(folder)
    assert mode(folder) == 0o700
    for room in ROOMS:
        assert mode(folder / room) == 0o700
        for path in (folder / room).rglob("*"):
            assert mode(path) == (0o700 if path.is_dir() else 0o600), path


def test_links_are_not_followed_out_of_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    outside.chmod(0o755)
    (outside / "file").write_text("x")
    (outside / "file").chmod(0o644)
    folder = tmp_path / "data"
    (folder / "files").mkdir(parents=True)
    (folder / "files" / "to a folder").symlink_to(outside)
    (folder / "files" / "to a file").symlink_to(outside / "file")
    (folder / "files" / "to nothing").symlink_to(tmp_path / "nothing")
    (folder / "learnt").symlink_to(outside)
    os.mkfifo(folder / "files" / "pipe", 0o644)
    make_folders(folder)
    assert (mode(outside), mode(outside / "file")) == (0o755, 0o644)
    assert not (tmp_path / "nothing").exists()


def test_a_data_folder_that_is_a_link_is_closed_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir(mode=0o755)
    (tmp_path / "data").symlink_to(tmp_path / "disk")
    make_folders(tmp_path / "data")
    assert mode(tmp_path / "disk") == 0o700


def test_what_others_put_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holidays").mkdir()
    (tmp_path / "holidays").chmod(0o755)
    (tmp_path / "run.sh").write_text("")
    (tmp_path / "run.sh").chmod(0o755)
    make_folders(tmp_path)
    assert (mode(tmp_path / "holidays"), mode(tmp_path / "run.sh")) == (0o755, 0o755)


def test_what_is_written_next_is_closed(tmp_path: Path) -> None:
    make_folders(tmp_path / "data")
    (tmp_path / "data" / "files").mkdir()
    (tmp_path / "data" / "files" / "new").write_text("x")
    assert mode(tmp_path / "data" / "files") == 0o700
    assert mode(tmp_path / "data" / "files" / "new") == 0o600


@pytest.mark.parametrize("content", ["é", b"\x00"])
def test_a_file_is_written_whole_and_its_owners(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    path.chmod(0o644)
    write_whole(path, content)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert mode(path) == 0o600
    assert [found.name for found in tmp_path.iterdir()] == ["file"]


def test_what_was_there_stays_where_writing_fails(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before")
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half\ud800")
    assert path.read_text() == "before"
    assert [found.name for found in tmp_path.iterdir()] == ["file"]
