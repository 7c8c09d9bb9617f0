"""Rows are compared with what others add, whether or not the base is asked for all of them."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from core.accounts.models import OPERATOR
from core.database import Database
from core.imports.models import Conflicts
from core.imports.run import alone, steps
from tests.core.imports.test_service import Base, base
from tests.factories import prospect

__all__ = ["base"]
Imported = Callable[..., tuple[list[tuple[str, str | None]], set[str]]]

IDS = [str(uuid.UUID(int=number)) for number in range(1, 60)]


def _file(rows: list[tuple[str, str, str]]) -> bytes:
    lines = [f"{key};{name};Lyon;{mail}" for key, name, mail in rows]
    return "\n".join(["prospect_id;nom_structure;ville;email", *lines, ""]).encode()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "BATCH", 4)
    monkeypatch.setattr(steps, "UPDATE_BATCH", 4)


@pytest.fixture
def run(base: Base, database: Database) -> Imported:
    def imported(data: bytes, **more: Any) -> tuple[list[tuple[str, str | None]], set[str]]:
        seen: list[tuple[str, str | None]] = []
        import_id = base.imports.receive(OPERATOR, "a.csv", data)
        base.imports.run(
            OPERATOR,
            import_id,
            on_row=lambda row: seen.append((row.outcome.value, row.duplicate_of)),
            **more,
        )
        there = database.mongo["prospects"].find({}, {"_id": 1})
        return seen, {document["_id"] for document in there}

    return imported


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("far", [1, 3, 5, 9, 13, 21, 30, 38])
def test_a_duplicate_is_of_the_row_that_came_first_however_far(run: Imported, far: int) -> None:
    rows = [(key, f"Bar {n}", f"m{n}@exemple.fr") for n, key in enumerate(IDS[:40])]
    rows.append((IDS[50], "Encore", f"m{40 - far}@exemple.fr"))
    seen, there = run(_file(rows))
    assert seen[-1] == ("duplicate", IDS[40 - far])
    assert there == set(IDS[:40])


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("far", [1, 3, 5, 9, 13, 21, 30, 38])
def test_an_id_that_an_earlier_row_used_is_not_used_again(run: Imported, far: int) -> None:
    rows = [(key, f"Bar {n}", f"m{n}@exemple.fr") for n, key in enumerate(IDS[:40])]
    rows.append((IDS[40 - far], "Autre", "autre@exemple.fr"))
    seen, there = run(_file(rows))
    assert seen[-1] == ("valid", None)
    assert len(there) == 41


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("at", [4, 8, 12, 20, 28])
def test_who_is_added_meanwhile_is_seen(run: Imported, base: Base, at: int) -> None:
    other = prospect(prospect_id="other", email="m35@exemple.fr")
    own = prospect(prospect_id=IDS[36], email="own@exemple.fr")

    def meanwhile(done: int, _total: int, label: str) -> None:
        if done == at and label == steps.Step.WRITE:
            base.prospects.insert([other, own])

    rows = [(key, f"Bar {n}", f"m{n}@exemple.fr") for n, key in enumerate(IDS[:40])]
    rows.append((IDS[50], "Encore", "m1@exemple.fr"))
    seen, there = run(_file(rows), progress=meanwhile)
    assert seen[35] == ("duplicate", "other")
    assert seen[40] == ("duplicate", IDS[1])
    assert seen.count(("valid", None)) == 39
    assert len(there) == 39 + 2


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("conflicts", list(Conflicts))
@pytest.mark.parametrize("most", [0, 10, 1_000])
def test_what_is_remembered_or_asked_comes_to_the_same(
    run: Imported, monkeypatch: pytest.MonkeyPatch, conflicts: Conflicts, most: int
) -> None:
    monkeypatch.setattr(alone, "MOST_ROWS", most)
    rows = [(key, f"Bar {n}", f"m{n % 17}@exemple.fr") for n, key in enumerate(IDS[:40])]
    seen, there = run(_file(rows), conflicts=conflicts)
    assert [of for _, of in seen[17:]] == [IDS[n % 17] for n in range(17, 40)]
    assert there == set(IDS[: 40 if conflicts is Conflicts.FORCE else 17])


@pytest.mark.usefixtures("small")
def test_the_base_is_not_asked_where_it_was_empty(
    run: Imported, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    holders = base.prospects.holders

    def noted(keys: Any, import_id: str) -> Any:
        asked.append(len(keys))
        return holders(keys, import_id)

    monkeypatch.setattr(base.prospects, "holders", noted)
    rows = [(key, f"Bar {n}", f"m{n}@exemple.fr") for n, key in enumerate(IDS[:20])]
    base.imports.examine(OPERATOR, _file(rows))
    run(_file(rows))
    assert not asked
    assert base.imports.examine(OPERATOR, _file(rows)).duplicates == 20
    assert sum(asked) == 20
    asked.clear()
    run(_file([("", "Autre", "autre@exemple.fr")]))
    assert asked == [1]
