"""A base of before is brought to today, once, after a backup; one of later is refused."""

import shutil
from pathlib import Path

import pytest

from core.accounts.models import OPERATOR
from core.backups.models import Why
from core.database import SCHEMA, Database
from core.errors import Unavailable
from core.prospects.filters import Filter
from core.services import build
from core.upgrades import STEPS, Step, upgrade, version_of

KEPT = Path(__file__).parents[1] / "samples" / "bases"


@pytest.fixture
def base(database: Database) -> Database:
    shutil.rmtree(database.settings.folder / "backups", ignore_errors=True)
    database.mongo["meta"].delete_many({"_id": {"$in": ["schema", "restore", "restored"]}})
    return database


def test_steps_are_in_order_and_lead_to_today() -> None:
    assert [step.version for step in STEPS] == list(range(2, SCHEMA + 1))


def test_a_new_base_is_of_today_and_nothing_is_done(base: Database) -> None:
    services = build(base)
    assert version_of(base) == SCHEMA
    assert services.backups.all(OPERATOR) == []


def test_a_step_is_done_once_after_a_backup_and_again_where_it_was_cut(base: Database) -> None:
    services = build(base)
    done: list[int] = []

    def cut(_: Database) -> None:
        done.append(len(done))
        if len(done) == 1:
            raise KeyboardInterrupt

    steps = (Step(2, "un essai", cut), Step(3, "un autre", lambda _: None))
    with pytest.raises(KeyboardInterrupt):
        upgrade(base, lambda: services.backups.before_upgrade().name, steps)
    assert version_of(base) == SCHEMA
    assert upgrade(base, lambda: services.backups.before_upgrade().name, steps) == [2, 3]
    assert version_of(base) == 3
    kinds = {one.header.why for one in services.backups.all(OPERATOR) if one.header}
    assert kinds == {Why.BEFORE_UPGRADE}
    base.mongo["meta"].delete_one({"_id": "schema"})


def test_a_base_of_later_is_refused_untouched(base: Database) -> None:
    base.mongo["meta"].insert_one({"_id": "schema", "version": SCHEMA + 1})
    try:
        with pytest.raises(Unavailable, match="récente"):
            build(base)
        assert version_of(base) == SCHEMA + 1
    finally:
        base.mongo["meta"].delete_one({"_id": "schema"})


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.mimicom")), ids=lambda p: p.name)
def test_what_was_kept_of_each_state_still_opens(base: Database, path: Path) -> None:
    services = build(base)
    services.backups.verify(OPERATOR, path, None, lambda *_: None)
    object.__setattr__(services.backups.restoring, "patience", 0.0)
    done = services.backups.restore(OPERATOR, path, lambda *_: None)
    assert done.prospects == 20
    again = build(base)
    assert version_of(base) == SCHEMA
    assert len(again.prospects.many(again.prospects.ids(Filter()))) == 20
