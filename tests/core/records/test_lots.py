"""Changes of many records that do not end: who may settle them, and that only one does."""

from typing import Any

import pytest

from core.accounts.models import Role, User
from core.errors import Forbidden, Refused
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.records.lots import Kind, Lot, State
from core.services import Services, build
from tests.factories import prospect

GIGI = User(user_id="gigi", email="gigi@exemple.fr", role=Role.MANAGER)
NICO = User(user_id="nico", email="nico@exemple.fr", role=Role.BENEVOLE)
ANA = User(user_id="ana", email="ana@exemple.fr", role=Role.BENEVOLE)
ROWS = 450


class Stopped(Exception):
    """As a database that goes away in the middle."""


@pytest.fixture
def services(database: Any) -> Services:
    built = build(database)
    records = [prospect(prospect_id=f"p{n:03}", nom_structure=f"S {n:03}") for n in range(ROWS)]
    built.prospects.insert_imported(records, None)
    return built


def cut(services: Services, edit: dict[str, Any], user: User = NICO) -> Lot:
    """An edit of everybody that stopped after its first transaction."""

    def stop(done: int, total: int, label: str) -> None:
        raise Stopped

    preview = services.records.preview_bulk(user, Filter(), edit)
    with pytest.raises(Stopped):
        services.records.bulk(user, Filter(), edit, preview.mark, stop)
    [lot] = services.lots.cut(user)
    return lot


def everybody(services: Services) -> list[Prospect]:
    return list(services.prospects.iterate(Filter()))


def test_a_cut_edit_is_finished_once_for_each_record(services: Services) -> None:
    lot = cut(services, {"comment": "appelés"})
    assert (lot.expected, services.undo.written(lot)) == (ROWS, 200)
    services.records.edit(GIGI, "p449", {"ville": "Brest"})  # meanwhile
    report = services.records.finish(GIGI, lot)
    assert (report.changed, report.kept) == (250, 0)
    comments = [one.commentaires for one in everybody(services)]
    assert {len(some) for some in comments} == {1}
    assert {some[0].auteur for some in comments} == {NICO.email}  # whoever finishes
    assert not services.lots.cut(GIGI)
    with pytest.raises(Refused, match="vient de reprendre"):
        services.records.finish(NICO, lot)
    done = services.lots.get(lot.lot)
    assert done
    with pytest.raises(Refused, match="déjà terminée"):
        services.records.finish(NICO, done)


def test_an_edit_is_the_business_of_its_author_and_of_managers(services: Services) -> None:
    lot = cut(services, {"tag": "a"})
    assert not services.lots.cut(ANA)
    with pytest.raises(Forbidden):
        services.records.finish(ANA, lot)
    assert services.lots.cut(GIGI) == [lot]


def test_who_lost_its_lot_writes_nothing_more(services: Services) -> None:
    """The first was only slow: two never write one lot."""
    edit = {"comment": "appelés"}
    preview = services.records.preview_bulk(NICO, Filter(), edit)

    def overtaken(done: int, total: int, label: str) -> None:
        if done == 200:
            mongo["lots"].update_one({}, {"$set": {"runner": "ailleurs|1|1.0|x"}})

    mongo = services.database.mongo
    with pytest.raises(Refused, match="reprise ou annulée ailleurs"):
        services.records.bulk(NICO, Filter(), edit, preview.mark, overtaken)
    assert sum(len(one.commentaires) for one in everybody(services)) == 200


def test_a_lot_under_way_is_neither_finished_nor_taken_back(services: Services) -> None:
    with services.lots.opened(NICO, Kind.EDIT, {"edit": {"tag": "a"}}, 1, ["p000"]) as lot:
        assert not services.lots.cut(NICO)
        for settle in (services.records.finish, services.undo.undo_lot):
            with pytest.raises(Refused, match="en cours"):
                settle(GIGI, lot if settle == services.records.finish else lot.lot)  # type: ignore[operator]
    done = services.lots.get(lot.lot)
    assert done
    assert (done.state, done.what) == (State.DONE, {})


def test_a_cut_edit_taken_back_comes_back_as_it_was(services: Services) -> None:
    lot = cut(services, {"tag": "a"})
    assert services.undo.undo_lot(NICO, lot.lot) == (200, 0)
    assert not services.lots.cut(NICO)
    undo = services.database.mongo["lots"].find_one({"what.of": lot.lot})
    assert undo
    # Taking the undo back: the edit is partial again, and is offered again.
    assert services.undo.undo_lot(NICO, undo["_id"]) == (200, 0)
    [again] = services.lots.cut(NICO)
    assert again.lot == lot.lot
    assert services.records.finish(NICO, again).changed == 250


def test_a_refused_edit_leaves_no_lot(services: Services) -> None:
    with pytest.raises(Refused, match="La liste a changé"):
        services.records.bulk(NICO, Filter(), {"tag": "a"}, "another")
    assert services.database.mongo["lots"].count_documents({}) == 0


def test_a_cut_undo_is_finished(services: Services) -> None:
    preview = services.records.preview_bulk(NICO, Filter(), {"tag": "a"})
    edit = services.records.bulk(NICO, Filter(), {"tag": "a"}, preview.mark).lot
    with pytest.raises(Stopped), services.lots.opened(NICO, Kind.UNDO, {"of": edit}, ROWS):
        raise Stopped
    [undo] = services.lots.cut(NICO)
    assert services.undo.finish(GIGI, undo) == (ROWS, 0)
    assert not any(one.tags for one in everybody(services))
    assert not services.lots.cut(NICO)


def test_an_undo_asked_again_goes_on_with_the_one_that_was_cut(services: Services) -> None:
    lot = cut(services, {"tag": "a"})
    with pytest.raises(Stopped), services.lots.opened(NICO, Kind.UNDO, {"of": lot.lot}, 200):
        raise Stopped
    assert services.undo.undo_lot(NICO, lot.lot) == (200, 0)
    assert not services.lots.cut(NICO)
