"""The first of many names: the same as a sort of all gives, and read through an index."""

from datetime import date

import pytest

from core.database import Database
from core.demo.generate import batches
from core.prospects import paging
from core.prospects.filters import Filter
from core.prospects.paging import NameBounds
from core.prospects.query import match_stages
from core.prospects.store import ProspectStore

FILTERS = (
    Filter(),
    Filter.model_validate({"type_prospect": ["MJC"]}),
    Filter.model_validate({"type_prospect": ["MJC", "Bar à jeux"]}),
    Filter.model_validate({"region": ["Île-de-France"], "type_prospect": ["MJC"]}),
    Filter.model_validate({"region": ["Île-de-France"]}),
    Filter.model_validate({"avec": ["email"]}),
    Filter.model_validate(
        {"type_prospect": ["MJC"], "avec": ["email"], "statut": ["Jamais contacté"]}
    ),
)


@pytest.fixture
def store(database: Database, monkeypatch: pytest.MonkeyPatch) -> ProspectStore:
    monkeypatch.setattr(paging, "SMALL", 30)
    monkeypatch.setattr(paging, "FEWEST_DIGITS", 1)
    (batch,) = batches(700, 1, date(2026, 12, 1))
    made = ProspectStore(database)
    made.insert(batch.prospects, None)
    return made


def test_a_page_is_that_of_the_whole_sorted(database: Database, store: ProspectStore) -> None:
    bounded = 0
    for wanted in FILTERS:
        total = store.count(wanted)
        for skip, limit in ((0, 1), (0, 5), (3, 7), (total - 3, 10), (total, 10)):
            page = store.page(wanted, "nom_tri", False, skip, limit, total)
            assert page == store.page(wanted, "nom_tri", False, skip, limit)
            bounded += NameBounds(database).stages(wanted, total, skip + limit) is not None
    assert bounded > len(FILTERS)


def test_records_that_went_since_do_not_cut_a_page(
    database: Database, store: ProspectStore
) -> None:
    total = store.count(Filter())
    first = store.page(Filter(), "nom_tri", False, 0, 5, total)
    everybody = store.ids(Filter())
    store.remove(everybody[:600])
    assert store.page(Filter(), "nom_tri", False, 0, 5, total) != first
    left = [p.prospect_id for p in store.page(Filter(), "nom_tri", False, 0, 100, total)]
    assert left == everybody[600:]


def test_whether_the_base_is_empty_is_true_after_each_change(store: ProspectStore) -> None:
    everybody = store.ids(Filter())
    assert not store.is_empty()
    for some in (everybody[:350], everybody[350:]):
        assert not store.is_empty()
        store.remove(some)
    assert store.is_empty()


@pytest.mark.parametrize("wanted", FILTERS[1:5])
def test_an_index_covers_what_comes_first(store: ProspectStore, wanted: Filter) -> None:
    covered = match_stages(wanted)
    assert len(covered) == 1
    plan = store._prospects.find(covered[0]["$match"]).explain()["queryPlanner"]["winningPlan"]
    assert "IXSCAN" in str(plan)


def test_of_several_regions_the_type_is_asked_apart() -> None:
    both = Filter.model_validate({"region": ["Bretagne", "Corse"], "type_prospect": ["MJC"]})
    first, second = match_stages(both)
    assert set(first["$match"]) == {"region"}
    assert set(second["$match"]) == {"type_prospect"}
