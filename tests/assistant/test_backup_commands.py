"""`mimicom backup …` as a terminal runs it."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.commands import mimicom


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("backups")
    assert mimicom("demo", "--rows", "20", "--data", str(folder)).returncode == 0
    return str(folder)


def told(*arguments: str, status: int = 0) -> dict[str, object]:
    done = mimicom("backup", *arguments, "--json")
    assert done.returncode == status, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_a_base_goes_from_one_folder_to_another_and_back(data: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("la phrase du coffre\n")
    file = str(tmp_path / "base.mimicom")
    made = told("create", "-o", file, "--passphrase-file", str(secret), "--data", data)
    assert made["ok"]
    assert made["collections"]["prospects"] == 20  # type: ignore[index]
    assert made["sha256"] == hashlib.sha256(Path(file).read_bytes()).hexdigest()
    other = str(tmp_path / "ailleurs")
    common = (file, "--passphrase-file", str(secret), "--data", other)
    assert told("verify", *common) == made
    preview = told("restore", *common, status=1)
    assert preview["changes"]["prospects"]["added"] == 20  # type: ignore[index]
    done = told("restore", *common, "--yes")
    assert done["restored"]["prospects"] == 20  # type: ignore[index]
    again = told("restore", *common, status=1)
    assert "prospects" not in again["changes"]  # type: ignore[operator]
    kept = mimicom("backup", "list", "--json", "--data", other)
    assert [one["ok"] for one in json.loads(kept.stdout)] == [True]


def test_what_can_not_be_restored_is_said(data: str, tmp_path: Path) -> None:
    file = tmp_path / "base.mimicom"
    told("create", "-o", str(file), "--data", data)
    file.write_bytes(file.read_bytes()[:-40])
    found = told("verify", str(file), "--data", data, status=1)
    assert found["ok"] is False
    assert "abîmé" in str(found["reason"])
    assert mimicom("backup", "verify", "rien.mimicom", "--data", data).returncode == 1
    assert mimicom("backup", "restore", "../x", "--yes", "--data", data).returncode == 1
    nothing = mimicom("backup", "create", "-o", "/dev/null/x", "--data", data)
    assert nothing.returncode == 1
    assert "Traceback" not in nothing.stderr
