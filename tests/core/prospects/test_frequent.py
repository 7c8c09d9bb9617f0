"""Examples come from what is frequent, found without counting a large base."""

import uuid

import pytest

from core.accounts.models import OPERATOR
from core.database import Database
from core.prospects.filters import Filter
from core.prospects.service import ProspectService
from core.services import build
from tests.factories import prospect


@pytest.fixture
def prospects(database: Database) -> ProspectService:
    return build(database).prospects


def _add(prospects: ProspectService, first: str, region: str, count: int) -> None:
    ids = [f"{first}{uuid.uuid4().hex[:30]}" for _ in range(count)]
    prospects.insert([prospect(prospect_id=key, region=region, departement=None) for key in ids])


def test_some_of_many_tell(prospects: ProspectService) -> None:
    _add(prospects, "80", "Bretagne", 120)
    _add(prospects, "80", "Corse", 20)
    _add(prospects, "20", "Normandie", 200)
    assert prospects.frequent(OPERATOR, Filter(), "region", 2) == ["Bretagne", "Corse"]
    assert prospects.most_common(OPERATOR, Filter(), "region", 2) == ["Normandie", "Bretagne"]


@pytest.mark.parametrize("filter", [Filter(), Filter(type_prospect=None, region=("Normandie",))])
def test_few_are_all_counted(prospects: ProspectService, filter: Filter) -> None:
    _add(prospects, "80", "Bretagne", 30)
    _add(prospects, "20", "Normandie", 60)
    exact = prospects.most_common(OPERATOR, filter, "region", 5)
    assert prospects.frequent(OPERATOR, filter, "region", 5) == exact
    assert exact[0] == "Normandie"


@pytest.mark.parametrize("first", ["20", "80", "ff"])
def test_a_base_with_anybody_is_not_empty(prospects: ProspectService, first: str) -> None:
    assert prospects.is_empty()
    _add(prospects, first, "Corse", 1)
    assert not prospects.is_empty()
