"""`mimicom plan`: schedules, from a terminal."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.commands import mimicom


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty data folder."""
    return tmp_path_factory.mktemp("planning") / "data"


def run(folder: Path, *arguments: str, status: int = 0) -> tuple[Any, str]:
    """A command with --json: its document, if any, and what people are told."""
    done = mimicom(*arguments, "--json", "--data", str(folder))
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return json.loads(done.stdout) if done.stdout else None, " ".join(done.stderr.split())


def test_kinds_are_those_of_the_contract(folder: Path) -> None:
    kinds, _ = run(folder, "plan", "kinds")
    assert {one["kind"] for one in kinds} >= {
        *("festival", "salon", "atelier", "appel à partenaires", "newsletter", "relance"),
        *("recherche de bénévoles", "assemblée générale"),
    }


def test_a_preview_is_what_the_contract_says(folder: Path) -> None:
    asked = ("plan", "preview", "festival", "--event", "2027-04-17", "--today", "2026-11-30")
    found, _ = run(folder, *asked)
    assert set(found) == {"kind", "event", "feasible", "missing_days", "tasks", "proposal"}
    assert (found["kind"], found["event"]) == ("festival", "2027-04-17")
    assert (found["feasible"], found["missing_days"], found["proposal"]) == (True, 0, None)
    for task in found["tasks"]:
        assert set(task) == {"key", "title", "start", "due", "after"}
        assert date.fromisoformat(task["start"]) <= date.fromisoformat(task["due"])


def test_one_that_is_too_late_comes_with_a_proposal(folder: Path) -> None:
    asked = ("plan", "preview", "festival", "--event", "17/04/2027", "--today", "2027-02-20")
    found, _ = run(folder, *asked)
    assert not found["feasible"]
    assert found["missing_days"] > 0
    other = found["proposal"]
    assert set(other) == {*found, "dropped", "shortened"}
    assert (other["feasible"], other["missing_days"]) == (True, 0)
    assert min(task["start"] for task in other["tasks"]) >= "2027-02-20"


def test_one_without_any_way_says_so(folder: Path) -> None:
    asked = ("plan", "preview", "festival", "--event", "2027-04-17", "--today", "2027-04-12")
    found, _ = run(folder, *asked)
    assert not found["feasible"]
    assert found["proposal"] is None
    done = mimicom(*asked, "--data", str(folder))
    assert "changez de date" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("event", "status", "told"),
    [
        ("2020-04-17", 1, "premier jour possible"),
        ("2027-02-31", 1, "2027-02-28"),
        ("31 février 2028", 1, "2028-02-29"),
        ("bientôt", 2, "2027-04-17"),
    ],
)
def test_a_day_given_badly_is_told_with_another(
    folder: Path, event: str, status: int, told: str
) -> None:
    _, said = run(folder, "plan", "preview", "festival", "--event", event, status=status)
    assert told in said


def test_a_kind_that_there_is_not_is_told_with_those_there_are(folder: Path) -> None:
    _, said = run(folder, "plan", "preview", "kermesse", "--event", "2027-04-17", status=1)
    assert "assemblée générale" in said


def test_settings_choose_the_days(folder: Path) -> None:
    asked = ("plan", "preview", "newsletter", "--event", "2027-02-19", "--today", "2026-12-01")
    before, _ = run(folder, *asked)
    for key, value in (
        ("planning.school_zone", "C"),
        ("planning.days_off", "2027-02-04..2027-02-05"),
    ):
        run(folder, "settings", "set", key, value)
    after, _ = run(folder, *asked)
    assert max(task["due"] for task in before["tasks"]) == "2027-02-17"
    assert max(task["due"] for task in after["tasks"]) == "2027-02-02"
    run(folder, "settings", "set", "planning.school_zone", "")
    run(folder, "settings", "set", "planning.days_off", "")
    assert run(folder, *asked)[0] == before
