"""Long work gives way to the people in the chat, and has them count anew seldom."""

import pytest

from core.accounts.models import OPERATOR
from core.database import Database
from core.imports.run import alone, steps
from core.jobs.courtesy import MANY, Courtesy
from core.prospects.filters import Filter
from tests.core.imports.test_service import Base, base
from tests.factories import prospect

__all__ = ["base"]


@pytest.mark.parametrize(("people", "rests"), [(0, []), (MANY - 1, []), (MANY, [0.6, 4.0])])
def test_it_rests_longer_than_it_worked_where_many_are_around(
    people: int, rests: list[float]
) -> None:
    slept: list[float] = []
    courtesy = Courtesy(lambda: people, slept.append)
    courtesy.rest(0.3)
    courtesy.rest(7.0)
    assert slept == rests


def test_what_may_not_last_rests_so_long_in_all() -> None:
    slept: list[float] = []
    courtesy = Courtesy(lambda: MANY, slept.append, most=5.0)
    for _ in range(9):
        courtesy.rest(1.0)
    assert slept == [2.0, 2.0, 1.0]


def test_who_is_around_is_asked_seldom() -> None:
    asked: list[int] = []
    courtesy = Courtesy(lambda: asked.append(1) or len(asked), lambda _: None)
    for _ in range(50):
        courtesy.rest(0.0)
    assert len(asked) == 1


def test_a_base_that_others_fill_too_is_noted_as_changed_seldom_and_at_the_end(
    base: Base, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "BATCH", 4)
    monkeypatch.setattr(alone, "_EVERY", 600.0)
    base.prospects.insert([prospect(email="avant@exemple.fr")])
    before = base.prospects.count(OPERATOR, Filter())
    revision = base.prospects.revision()
    rows = "".join(f"Bar {n};Lyon;m{n}@exemple.fr\n" for n in range(80))
    import_id = base.imports.receive(
        OPERATOR, "a.csv", b"nom_structure;ville;email\n" + rows.encode()
    )
    base.imports.run(OPERATOR, import_id)
    assert base.prospects.count(OPERATOR, Filter()) == before + 80
    assert base.prospects.revision() - revision == 2
