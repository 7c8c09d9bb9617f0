"""Kill -9 of `mimicom import` in its middle, then the same command again: as if run once."""

import json
from pathlib import Path
from typing import Any

import pytest

from core.accounts.models import OPERATOR
from core.database import Database
from core.imports.models import Conflicts
from core.services import open_services
from core.settings import Settings
from tests.commands import CLI, mimicom, started
from tests.faults.lost_commits import lose_a_commit

ROWS = 5_000


@pytest.mark.parametrize("conflicts", ["ignore", "update", "force"])
def test_an_import_killed_and_run_again_ends_as_if_run_once(tmp_path: Path, conflicts: str) -> None:
    file = tmp_path / "f.csv"
    # One in three without any key, one in seven there twice.
    file.write_text(
        "nom;ville;type;email\n"
        + "".join(
            f"S {n};Lyon;MJC;{f'm{n % (ROWS * 6 // 7)}@example.com' if n % 3 else ''}\n"
            for n in range(ROWS)
        )
    )
    command = ("import", str(file), "--json", "--conflicts", conflicts, "--data")
    once = json.loads(mimicom(*command, str(tmp_path / "once")).stdout)
    folder = tmp_path / "cut"
    database = Database(Settings(data=folder, mongodb_uri=None))
    try:
        cut = started(CLI, *command, str(folder))
        while not database.mongo["import_batches"].find_one({"done": True}):
            assert cut.poll() is None
        cut.kill()
        cut.wait()
        again = json.loads(mimicom(*command, str(folder)).stdout)
        stored = database.mongo["prospects"].count_documents({})
    finally:
        database.close()
    assert _counts(again) == _counts(once)
    assert stored == once["added"]


def _counts(report: dict[str, Any]) -> dict[str, int]:
    return {name: n for name, n in report.items() if isinstance(n, int) and name != "header_row"}


@pytest.mark.parametrize("conflicts", list(Conflicts))
@pytest.mark.parametrize("committed", [True, False])
def test_an_import_whose_database_dies_as_it_answers_a_commit_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, conflicts: Conflicts, committed: bool
) -> None:
    file = tmp_path / "f.csv"
    lines = (f"S {n};Lyon;MJC;{f'm{n}@example.com' if n % 3 else ''}" for n in range(1_100))
    file.write_text("nom;ville;type;email\n" + "\n".join(lines) + "\n")
    services = open_services(Settings(data=tmp_path / "data", mongodb_uri=None))
    try:
        lose_a_commit(services.database, monkeypatch, committed=committed)
        report = services.imports.import_file(OPERATOR, file, conflicts)
        assert report.added == 1_100
        assert services.database.mongo["prospects"].count_documents({}) == 1_100
    finally:
        services.close()
