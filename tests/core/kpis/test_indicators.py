"""Indicators computed from grouped counts agree with counting the prospects one by one."""

import statistics
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kpis import breakdowns
from core.kpis.indicators import (
    DelayRow,
    PlaceRow,
    PresenceRow,
    ProfileRow,
    by_town,
    indicators,
    return_rate,
    top_towns,
    wilson,
)
from core.kpis.models import OTHER_TOWNS, UNKNOWN, Indicators
from core.kpis.overview import overview
from core.prospects.documents import document_of
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.vocabulary.values import Network, ProspectType, Response, Status

TODAY = date(2026, 11, 22)


@st.composite
def some_prospects(draw: st.DrawFn) -> list[Prospect]:
    """Up to thirty prospects, of few places so that they meet."""
    one = st.fixed_dictionaries(
        {
            "nom_structure": st.just("Le Donjon"),
            "type_prospect": st.sampled_from(ProspectType),
            "ville": st.sampled_from(["Lyon", "LYON", "Arles", "Saint-Étienne", "Saint-Etienne"]),
            "statut": st.sampled_from(Status),
        },
        optional={
            "region": st.sampled_from(["Bretagne", "Occitanie", "Corse"]),
            "departement": st.sampled_from(["35", "2A", "31"]),
            "email": st.just("a@example.org"),
            "telephone": st.just("+33199000000"),
            "site_web": st.just("https://www.example.org"),
            "facebook": st.just("@donjon"),
            "facebook_followers": st.integers(0, 3000),
            "instagram_followers": st.integers(0, 3000),
            "nb_adherents": st.integers(0, 1500),
            "accepte_contact": st.booleans(),
            "retour_prospect": st.sampled_from(Response),
            "date_dernier_contact": st.dates(TODAY - timedelta(days=60), TODAY),
            "date_retour": st.dates(TODAY - timedelta(days=60), TODAY),
        },
    )
    found = draw(st.lists(one, max_size=30))
    return [Prospect(prospect_id=str(rank), **fields) for rank, fields in enumerate(found)]


def computed(prospects: list[Prospect]) -> Indicators:
    """As the service does, one row a prospect."""
    return indicators(
        [PlaceRow(p.region, p.departement, p.ville, 1) for p in prospects],
        [profile(p) for p in prospects],
        [presence(p) for p in prospects],
        [
            DelayRow((p.date_retour - p.date_dernier_contact).days, 1)
            for p in prospects
            if p.retour_prospect and p.date_retour and p.date_dernier_contact
        ],
    )


def profile(p: Prospect) -> ProfileRow:
    band, response = p.audience_band(), p.retour_prospect
    return ProfileRow(
        p.type_prospect.value,
        band.value if band else None,
        p.statut.value,
        p.accepte_contact,
        response.value if response else None,
        1,
    )


def presence(p: Prospect) -> PresenceRow:
    followers = {n.value: p.followers(n) or 0 for n in Network}
    return PresenceRow(frozenset(document_of(p)["presents"]), 1, followers)


@given(some_prospects())
def test_every_partition_adds_up_to_the_total(prospects: list[Prospect]) -> None:
    figures = computed(prospects)
    assert figures.total == len(prospects)
    for key in ("region", "departement", "ville", "type", "audience", "status"):
        assert sum(figures.as_json()[key]["counts"].values()) == len(prospects), key
    assert sum(figures.consent.values()) == len(prospects)
    website = figures.as_json()["website"]
    assert website["with"] + website["without"] == len(prospects)


@given(some_prospects())
def test_counts_are_those_of_the_prospects(prospects: list[Prospect]) -> None:
    figures = computed(prospects)
    assert figures.region == Counter(p.region or UNKNOWN for p in prospects)
    assert figures.type == Counter(p.type_prospect.value for p in prospects)
    assert figures.status == Counter(p.statut.value for p in prospects)
    assert figures.audience == Counter(p.audience_band() or UNKNOWN for p in prospects)
    assert figures.consent["unknown"] == sum(p.accepte_contact is None for p in prospects)
    assert figures.networks["facebook"].accounts == sum(p.facebook is not None for p in prospects)
    followers = sum(p.facebook_followers or 0 for p in prospects)
    assert figures.networks["facebook"].followers == followers
    assert figures.missing_contact.both == sum(
        p.email is None and p.telephone is None for p in prospects
    )
    assert figures.never_contacted == sum(p.statut is Status.JAMAIS_CONTACTE for p in prospects)


@given(some_prospects())
def test_delays_are_those_of_the_prospects_that_answered(prospects: list[Prospect]) -> None:
    days = [
        (p.date_retour - p.date_dernier_contact).days
        for p in prospects
        if p.retour_prospect and p.date_retour and p.date_dernier_contact
    ]
    known = [d for d in days if d >= 0]
    delay = computed(prospects).response_delay
    assert delay.n == len(known)
    if known:
        assert delay.mean_days == pytest.approx(statistics.mean(known))
        assert delay.median_days == statistics.median(known)
    else:
        assert delay.mean_days is None
        assert delay.median_days is None


@given(some_prospects())
def test_the_return_rate_lies_in_its_interval(prospects: list[Prospect]) -> None:
    rate = return_rate([profile(p) for p in prospects])
    assert rate.contacted == sum(p.statut is not Status.JAMAIS_CONTACTE for p in prospects)
    assert rate.answered == sum(p.retour_prospect is not None for p in prospects)
    if rate.rate is None or rate.low is None or rate.high is None:
        assert rate.contacted == 0
    else:
        assert 0 <= rate.low <= rate.rate <= rate.high <= 1


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        (10, 100, 0.0552, 0.1744),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (1, 2, 0.0945, 0.9055),
    ],
)
def test_wilson_gives_the_published_values(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson(successes, trials) == (
        pytest.approx(low, abs=1e-4),
        pytest.approx(high, abs=1e-4),
    )


def test_towns_beyond_the_twentieth_are_together() -> None:
    rows = [PlaceRow(None, None, f"Ville {n:02d}", 30 - n) for n in range(25)]
    towns = top_towns(by_town([*rows, PlaceRow(None, None, None, 3)]))
    assert len(towns) == 22
    assert towns[OTHER_TOWNS] == sum(30 - n for n in range(20, 25))
    assert towns[UNKNOWN] == 3
    assert next(iter(towns)) == "Ville 00"


def test_spellings_of_a_town_are_one_town_well_written() -> None:
    rows = [PlaceRow(None, None, "SAINT-ETIENNE", 3), PlaceRow(None, None, "Saint-Étienne", 1)]
    assert by_town(rows) == {"Saint-Étienne": 4}


def test_an_empty_selection_has_indicators_without_rates() -> None:
    figures = computed([])
    document = figures.as_json()
    assert document["total"] == 0
    assert document["return_rate"] == {
        "answered": 0, "contacted": 0, "rate": None, "low": None, "high": None,
    }  # fmt: skip
    assert document["response_delay"] == {"n": 0, "mean_days": None, "median_days": None}
    assert [bar.count for bar in overview(figures, Filter()).bars] == [0]


def test_the_json_document_has_the_keys_of_the_contract() -> None:
    assert list(computed([]).as_json()) == [
        "total", "region", "departement", "ville", "type", "audience", "status", "networks",
        "website", "consent", "missing_contact", "never_contacted", "return_rate",
        "response_delay",
    ]  # fmt: skip


def test_a_bar_narrows_the_filter_in_force() -> None:
    rows = [PlaceRow("Bretagne", "35", "Rennes", 2), PlaceRow("Corse", "2A", "Ajaccio", 1)]
    force = Filter(region=("Bretagne", "Corse"), statut=(Status.REFUSE,))
    first = breakdowns.of_region(rows, force).bars[0]
    assert first.filter == Filter(region=("Bretagne",), statut=(Status.REFUSE,))


def test_the_unknown_are_all_but_the_values_known() -> None:
    rows = [PlaceRow("Bretagne", "35", "Rennes", 2), PlaceRow(None, None, "Mons", 1)]
    last = breakdowns.of_region(rows, Filter()).bars[-1]
    assert last.value == UNKNOWN
    assert last.filter is not None
    assert last.filter.as_json() == {"exclure": {"region": ["Bretagne"]}}
