"""One run at a time of an import; importing a file again resumes a run that was interrupted."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.database import Database
from core.errors import Refused
from core.imports.models import Conflicts, ImportState, Progress
from core.imports.run import steps
from tests.core.imports.test_service import FILE, HEADER, MANAGER, Base, Interrupted, base

__all__ = ["base"]
ROWS = HEADER + "".join(f"S {n};Lyon;MJC;m{n % 7}@example.com;;note {n};\n" for n in range(20))
KEYLESS = HEADER + "".join(f"S {n};Lyon;MJC;;;;\n" for n in range(20))


def cut_at(done: int) -> Progress:
    """A progress that stops the work."""

    def stop(n: int, _total: int, _label: str) -> None:
        if n >= done:
            raise Interrupted

    return stop


@pytest.mark.parametrize("conflicts", Conflicts)
@pytest.mark.parametrize("content", [ROWS, KEYLESS])
def test_the_same_file_imported_again_after_a_cut_ends_as_if_imported_once(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, conflicts: Conflicts, content: str
) -> None:
    monkeypatch.setattr(steps, "BATCH", 5)
    file, once = tmp_path / "f.csv", tmp_path / "once.csv"
    file.write_text(content)
    with pytest.raises(Interrupted):
        base.imports.import_file(MANAGER, file, conflicts, progress=cut_at(15))
    assert base.names()
    report = base.imports.import_file(MANAGER, file, conflicts)
    names = base.names()
    (import_,) = base.imports.recent(MANAGER)
    base.imports.undo(MANAGER, import_.import_id)
    assert base.names() == []
    once.write_text(content)
    assert base.imports.import_file(MANAGER, once, conflicts).counts() == report.counts()
    assert base.names() == names


@pytest.mark.parametrize("other", ["file", "conflicts", "undone", "finished"])
def test_another_import_is_not_taken_for_the_one_that_was_cut(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.setattr(steps, "BATCH", 5)
    file = tmp_path / "f.csv"
    file.write_text(KEYLESS)
    with pytest.raises(Interrupted):
        base.imports.import_file(MANAGER, file, progress=cut_at(15))
    (import_,) = base.imports.recent(MANAGER)
    conflicts = Conflicts.FORCE if other == "conflicts" else Conflicts.IGNORE
    if other == "file":
        file.write_text(KEYLESS.replace("S 3;", "T 3;"))
    elif other == "undone":
        base.imports.undo(MANAGER, import_.import_id)
    elif other == "finished":
        base.imports.run(MANAGER, import_.import_id)
    report = base.imports.import_file(MANAGER, file, conflicts)
    assert report.import_id != import_.import_id
    assert len(base.imports.recent(MANAGER)) == 2


def test_an_import_under_way_is_neither_run_nor_undone_by_somebody_else(
    base: Base, tmp_path: Path
) -> None:
    file = tmp_path / "f.csv"
    file.write_bytes(FILE)
    others: list[str | None] = []

    def meanwhile(_done: int, _total: int, _label: str) -> None:
        if others or base.imports.recent(MANAGER)[0].state is not ImportState.RUNNING:
            return
        under_way = base.imports.recent(MANAGER)[0].import_id
        for work in (base.imports.run, base.imports.undo):
            with pytest.raises(Refused, match="en cours"):
                work(MANAGER, under_way)
        others.append(under_way)

    report = base.imports.import_file(MANAGER, file, progress=meanwhile)
    assert others == [report.import_id]


@pytest.mark.parametrize("conflicts", [Conflicts.IGNORE, Conflicts.UPDATE])
def test_a_file_imported_by_two_at_once_comes_in_once(
    database: Database,
    base: Base,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    conflicts: Conflicts,
) -> None:
    monkeypatch.setattr(steps, "BATCH", 5)
    file = tmp_path / "f.csv"
    file.write_text(
        "prospect_id;" + HEADER
        + "".join(f"{uuid.uuid4()};S {n};Lyon;MJC;m{n}@example.com;;;\n" for n in range(60))
    )  # fmt: skip
    both = [Base(database).imports, Base(database).imports]
    with ThreadPoolExecutor() as pool:
        reports = list(
            pool.map(lambda imports: imports.import_file(MANAGER, file, conflicts), both)
        )
    assert sum(report.added for report in reports) == 60
    assert [report.total for report in reports] == [60, 60]
    assert len(base.names()) == 60


def test_a_command_killed_as_it_gave_its_report_gives_it_again(
    database: Database, base: Base, tmp_path: Path
) -> None:
    file, rows, again_rows = (tmp_path / name for name in ("f.csv", "rows", "again"))
    file.write_text(ROWS + KEYLESS.removeprefix(HEADER))
    first = base.imports.import_file(MANAGER, file, rows=rows)
    # Another process, since this one is dead.
    again = Base(database).imports
    assert again.import_file(MANAGER, file, rows=again_rows).as_json() == first.as_json()
    assert again_rows.read_text() == rows.read_text()
    assert len(base.names()) == 27
    again.close()
    # Now that the report was given, the file is a new one.
    assert again.import_file(MANAGER, file).import_id != first.import_id
    assert len(base.names()) == 47
