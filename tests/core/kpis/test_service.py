"""The indicators of a real database agree with a plain count, and every bar opens its list."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.accounts.models import OPERATOR
from core.clock import Clock, now
from core.database import Database
from core.errors import Forbidden
from core.journal.service import JournalService
from core.kpis.models import UNKNOWN, Kpi
from core.kpis.service import KpiService
from core.kpis.store import COLLECTIONS as KPI_COLLECTIONS
from core.prospects.filters import Exclusion, Filter, PresenceField
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.prospects.store import COLLECTIONS
from core.vocabulary.values import ProspectType, Status
from tests.demonstration import fill

FILTERS = [
    Filter(),
    Filter(
        region=("Bretagne", "Île-de-France"), exclure=Exclusion(type_prospect=(ProspectType.MJC,))
    ),
    Filter(accepte_contact=True, sans=(PresenceField.SITE_WEB,)),
    Filter(ville=("Nulle-Part",)),
]
PARTITIONS = [
    Kpi.REGION, Kpi.DEPARTEMENT, Kpi.VILLE, Kpi.TYPE, Kpi.AUDIENCE, Kpi.STATUS, Kpi.CONSENT,
    Kpi.WEBSITE, Kpi.NEVER_CONTACTED,
]  # fmt: skip


@pytest.fixture
def prospects(database: Database) -> ProspectService:
    database.ensure(COLLECTIONS)
    service = ProspectService(database, JournalService(database, now), now)
    fill(service, database, 400, 7, date(2026, 11, 22))
    return service


@pytest.fixture
def days() -> list[datetime]:
    """The clock's time, which a test may move."""
    return [datetime(2026, 11, 22, 9, tzinfo=UTC)]


@pytest.fixture
def clock(days: list[datetime]) -> Clock:
    return lambda: days[0]


@pytest.fixture
def kpis(database: Database, prospects: ProspectService, clock: Clock) -> KpiService:
    database.ensure(KPI_COLLECTIONS)
    return KpiService(database, prospects.revision, clock, lambda: False)


def _answers(prospects: list[Prospect]) -> dict[str, Any]:
    contacted = sum(p.statut is not Status.JAMAIS_CONTACTE for p in prospects)
    return {
        "answered": sum(p.retour_prospect is not None for p in prospects),
        "contacted": contacted,
    }


@pytest.mark.parametrize("filter", FILTERS)
def test_indicators_are_those_of_the_prospects_selected(
    kpis: KpiService, prospects: ProspectService, filter: Filter
) -> None:
    selected = list(prospects.iterate(filter))
    document = kpis.indicators(OPERATOR, filter).as_json()
    assert document["total"] == len(selected)
    assert document["type"]["counts"] == Counter(p.type_prospect.value for p in selected)
    assert document["region"]["counts"] == Counter(p.region or UNKNOWN for p in selected)
    assert document["departement"]["counts"] == Counter(p.departement or UNKNOWN for p in selected)
    assert document["audience"]["counts"] == Counter(p.audience_band() or UNKNOWN for p in selected)
    assert document["missing_contact"]["email"] == sum(p.email is None for p in selected)
    assert document["networks"]["instagram"] == {
        "followers": sum(p.instagram_followers or 0 for p in selected),
        "accounts": sum(p.instagram is not None for p in selected),
    }
    assert document["return_rate"].items() >= _answers(selected).items()
    delays = [
        (p.date_retour - p.date_dernier_contact).days
        for p in selected
        if p.retour_prospect and p.date_retour and p.date_dernier_contact
    ]
    assert document["response_delay"]["n"] == len(delays)


@pytest.mark.parametrize("filter", FILTERS)
@pytest.mark.parametrize("key", [kpi for kpi in Kpi if kpi is not Kpi.OVERVIEW])
def test_every_bar_opens_exactly_its_prospects(
    kpis: KpiService, prospects: ProspectService, filter: Filter, key: Kpi
) -> None:
    breakdown = kpis.breakdown(OPERATOR, filter, key)
    for bar in breakdown.bars:
        assert (bar.filter is None) == (bar.count == 0), bar
        if bar.filter is not None:
            assert prospects.count(OPERATOR, bar.filter) == bar.count, bar
    if key in PARTITIONS:
        assert sum(bar.count for bar in breakdown.bars) == breakdown.total


@pytest.mark.parametrize("filter", FILTERS)
def test_every_headline_opens_exactly_its_prospects(
    kpis: KpiService, prospects: ProspectService, filter: Filter
) -> None:
    dashboard = kpis.dashboard(OPERATOR, filter)
    assert dashboard.total == prospects.count(OPERATOR, filter)
    for one in dashboard.headlines:
        assert (one.filter is None) == (one.count == 0), one
        if one.filter is not None:
            assert prospects.count(OPERATOR, one.filter) == one.count, one
    assert [one.kpi for one in dashboard.breakdowns] == [k for k in Kpi if k is not Kpi.OVERVIEW]


def test_a_change_is_seen_at_once(kpis: KpiService, prospects: ProspectService) -> None:
    before = kpis.indicators(OPERATOR, Filter()).total
    assert kpis.indicators(OPERATOR, Filter()) is kpis.indicators(OPERATOR, Filter())
    prospects.remove(prospects.ids(Filter())[:3])
    assert kpis.indicators(OPERATOR, Filter()).total == before - 3


def test_a_day_has_one_snapshot_its_last(
    kpis: KpiService, prospects: ProspectService, days: list[datetime]
) -> None:
    assert kpis.keep_snapshot()
    assert not kpis.keep_snapshot()
    assert kpis.trend(OPERATOR, Filter()).charts == ()
    prospects.remove(prospects.ids(Filter())[:3])
    days[0] += timedelta(days=1)
    assert kpis.keep_snapshot()
    prospects.remove(prospects.ids(Filter())[:3])
    assert kpis.keep_snapshot()
    growth, *_ = kpis.trend(OPERATOR, Filter()).charts
    points = growth.series[0].points
    assert [point.value for point in points] == [400, 394]
    assert [point.day.day for point in points] == [22, 23]


def test_a_demonstration_leaves_no_days_behind(
    database: Database, prospects: ProspectService, clock: Clock
) -> None:
    database.ensure(KPI_COLLECTIONS)
    demo = KpiService(database, prospects.revision, clock, lambda: True)
    demo.keep_snapshot()
    assert database.mongo["snapshots"].count_documents({}) == 1
    demo.drop_demonstration()
    assert database.mongo["snapshots"].count_documents({}) == 0


def test_a_part_of_the_base_grows_by_the_dates_of_its_records(
    kpis: KpiService, prospects: ProspectService
) -> None:
    filter = Filter(type_prospect=(ProspectType.MJC,))
    trend = kpis.trend(OPERATOR, filter)
    assert trend.charts[0].series[0].points[-1].value == prospects.count(OPERATOR, filter)
    assert "par date d'ajout" in trend.caution


def test_two_selections_stand_side_by_side(kpis: KpiService) -> None:
    mjc, bar = (
        Filter(type_prospect=(ProspectType.MJC,)),
        Filter(type_prospect=(ProspectType.BAR_A_JEUX,)),
    )
    found = kpis.compare(OPERATOR, [("MJC", mjc), ("bars à jeux", bar)])
    assert [side.total for side in found.sides] == [row.count for row in found.rows[0].cells]
    with pytest.raises(ValueError, match="between 2 and 4"):
        kpis.compare(OPERATOR, [("MJC", mjc)])


def test_empty_fields_and_missing_ones_count_alike(database: Database, kpis: KpiService) -> None:
    """Documents that another program wrote may lack fields."""
    known = {"type_prospect": "MJC", "statut": "Contacté", "ville": "Lyon"}
    missing = ("region", "departement", "tranche_public", "accepte_contact", "retour_prospect")
    database.mongo["prospects"].delete_many({})
    database.mongo["prospects"].insert_many(
        [{"_id": "1"} | known, {"_id": "2", "presents": []} | known | dict.fromkeys(missing)]
    )
    figures = kpis.indicators(OPERATOR, Filter())
    assert figures.region == {UNKNOWN: 2}
    assert figures.type == {ProspectType.MJC.value: 2}
    assert figures.consent == {"yes": 0, "no": 0, "unknown": 2}
    assert figures.missing_contact.both == 2


def test_an_unknown_indicator_is_a_programming_error(kpis: KpiService) -> None:
    with pytest.raises(ValueError, match="météo"):
        kpis.breakdown(OPERATOR, Filter(), "météo")


def test_a_disabled_account_reads_nothing(kpis: KpiService) -> None:
    with pytest.raises(Forbidden):
        kpis.indicators(OPERATOR.model_copy(update={"actif": False}), Filter())
