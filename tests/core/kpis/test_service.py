"""The indicators of a real database agree with a plain count, and every bar opens its list."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from core.accounts.models import OPERATOR
from core.clock import now
from core.database import Database
from core.demo.generate import generate
from core.errors import Forbidden
from core.journal.service import JournalService
from core.kpis.models import UNKNOWN, Kpi
from core.kpis.service import KpiService
from core.prospects.filters import Exclusion, Filter, PresenceField
from core.prospects.models import Prospect
from core.prospects.service import ProspectService
from core.prospects.store import COLLECTIONS
from core.vocabulary.values import ProspectType, Status

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
    service.insert_imported(list(generate(400, 7, date(2026, 11, 22)).prospects()), None)
    return service


@pytest.fixture
def kpis(database: Database, prospects: ProspectService) -> KpiService:
    return KpiService(database)


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
@pytest.mark.parametrize("key", [kpi for kpi in Kpi if kpi is not Kpi.RESPONSE_DELAY])
def test_every_bar_opens_exactly_its_prospects(
    kpis: KpiService, prospects: ProspectService, filter: Filter, key: Kpi
) -> None:
    breakdown = kpis.breakdown(OPERATOR, filter, key)
    for bar in breakdown.bars:
        if bar.filter is not None:
            assert prospects.count(OPERATOR, bar.filter) == bar.count, bar
        else:
            assert bar.count == 0 or bar.value in {"unknown", "response_delay"}, bar
    if key in PARTITIONS:
        assert sum(bar.count for bar in breakdown.bars) == breakdown.total


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
