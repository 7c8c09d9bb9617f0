"""Indicators computed from grouped counts agree with counting the prospects one by one."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kpis.breakdowns import breakdown
from core.kpis.definitions import definitions
from core.kpis.headlines import NOTHING, headlines
from core.kpis.indicators import (
    PlaceRow,
    ProfileRow,
    by_town,
    indicators,
    of_places,
    of_profiles,
    return_rate,
    top_towns,
    wilson,
)
from core.kpis.models import OTHER_TOWNS, UNKNOWN, Indicators, Kpi, Shape
from core.prospects import groups
from core.prospects.documents import document_of
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.vocabulary.values import Network, ProspectType, Response, Status, audience_band

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
    documents = [document_of(p) for p in prospects]
    places = [
        PlaceRow(
            groups.read_place(d["lieu"]),
            1,
            {n.value: d[f"{n.value}_followers"] or 0 for n in Network},
        )
        for d in documents
    ]
    profiles = [ProfileRow(groups.read_profile(d["profil"]), 1) for d in documents]
    return indicators(of_places(places), of_profiles(profiles))


COLUMNS = list(Prospect.model_fields)


def frame(prospects: list[Prospect]) -> pd.DataFrame:
    """The same base as a table of its fields, nothing derived."""
    rows = [p.model_dump(mode="json") for p in prospects]
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)


def counted(values: pd.Series) -> dict[str, int]:
    """How often each value comes, the missing under their name."""
    return {str(k): int(n) for k, n in values.fillna(UNKNOWN).value_counts().items()}


def audiences(table: pd.DataFrame) -> pd.Series:
    """The contract's bands, from its words."""
    networks = table[[f"{n.value}_followers" for n in Network]].apply(pd.to_numeric)
    largest = networks.max(axis=1)
    members = pd.to_numeric(table["nb_adherents"])
    others = members.where(members.notna(), largest)
    size = others.where(table["type_prospect"] != "Influenceur", largest)
    return size.map(lambda n: None if pd.isna(n) else audience_band(int(n)).value).astype(object)


@given(some_prospects())
def test_indicators_are_what_pandas_counts(prospects: list[Prospect]) -> None:
    figures, table = computed(prospects).as_json(), frame(prospects)
    assert figures["total"] == len(table)
    assert figures["region"]["counts"] == counted(table["region"])
    assert figures["departement"]["counts"] == counted(table["departement"])
    assert figures["type"]["counts"] == counted(table["type_prospect"])
    assert figures["status"]["counts"] == counted(table["statut"])
    assert figures["audience"]["counts"] == counted(audiences(table))
    consent = table["accepte_contact"]
    assert figures["consent"] == {
        "yes": (consent == True).sum(),  # noqa: E712
        "no": (consent == False).sum(),  # noqa: E712
        "unknown": consent.isna().sum(),
    }
    for network in Network:
        known = figures["networks"][network.value]
        followers = pd.to_numeric(table[f"{network.value}_followers"]).sum()
        assert known == {"accounts": table[network.value].notna().sum(), "followers": followers}
    assert figures["website"]["with"] == table["site_web"].notna().sum()
    missing = table[["email", "telephone"]].isna()
    assert figures["missing_contact"] == {
        "email": missing["email"].sum(),
        "telephone": missing["telephone"].sum(),
        "both": missing.all(axis=1).sum(),
    }
    assert figures["never_contacted"]["count"] == (table["statut"] == "Jamais contacté").sum()


@given(some_prospects())
def test_rates_and_delays_are_what_pandas_computes(prospects: list[Prospect]) -> None:
    figures, table = computed(prospects), frame(prospects)
    answered = table["retour_prospect"].notna()
    contacted = (table["statut"] != "Jamais contacté").sum()
    rate = figures.return_rate
    assert (rate.answered, rate.contacted) == (answered.sum(), contacted)
    if rate.rate is None or rate.low is None or rate.high is None:
        assert contacted == 0
    else:
        assert rate.rate == pytest.approx(min(1, answered.sum() / contacted))
        assert 0 <= rate.low <= rate.rate <= rate.high <= 1
    dated = table[answered].dropna(subset=["date_dernier_contact", "date_retour"])
    since, until = (pd.to_datetime(dated[n]) for n in ("date_dernier_contact", "date_retour"))
    days = (until - since).dt.days
    days = days[days >= 0]
    delay = figures.response_delay
    assert delay.n == len(days)
    assert sum(figures.delays.values()) == len(days)
    if len(days):
        assert delay.mean_days == pytest.approx(days.mean())
        assert delay.median_days == days.median()
    else:
        assert delay.mean_days is None
        assert delay.median_days is None


@given(some_prospects())
def test_every_partition_adds_up_to_the_total(prospects: list[Prospect]) -> None:
    figures = computed(prospects)
    assert sum(figures.ville.values()) == len(prospects)
    for kpi in set(Kpi) - {Kpi.OVERVIEW}:
        found = breakdown(figures, Filter(), kpi)
        assert found.total == len(prospects)
        if found.shape is not Shape.OVERLAP:
            assert sum(bar.count for bar in found.bars) == len(prospects), kpi


@given(some_prospects())
def test_every_indicator_has_a_headline_that_counts_some_of_the_total(
    prospects: list[Prospect],
) -> None:
    found = headlines(computed(prospects), Filter())
    assert found[0].count == len(prospects)
    if prospects:
        assert {one.kpi for one in found} == set(Kpi)
    for one in found:
        assert one.figure
        assert 0 <= one.count <= len(prospects)
        assert (one.filter is None) == (one.count == 0)


def test_every_indicator_is_defined() -> None:
    assert set(definitions()) == set(Kpi)
    assert all(text.endswith((".", "».")) and "  " not in text for text in definitions().values())


def test_few_prospects_are_said_to_be_few() -> None:
    one = Prospect(prospect_id="1", nom_structure="Le Donjon", ville="Lyon")
    found = breakdown(computed([one] * 12), Filter(), Kpi.TYPE)
    assert "12 prospects seulement" in found.caution
    assert breakdown(computed([one] * 30), Filter(), Kpi.TYPE).caution == ""
    # The rate is about those contacted: nobody was.
    assert breakdown(computed([one] * 12), Filter(), Kpi.RETURN_RATE).caution == ""


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


def row(town: str | None, count: int) -> PlaceRow:
    return PlaceRow(groups.Place(None, None, town), count, {})


def test_towns_beyond_the_twentieth_are_together() -> None:
    rows = [row(f"Ville {n:02d}", 30 - n) for n in range(25)]
    towns = top_towns(by_town([*rows, row(None, 3)]))
    assert len(towns) == 22
    assert towns[OTHER_TOWNS] == sum(30 - n for n in range(20, 25))
    assert towns[UNKNOWN] == 3
    assert next(iter(towns)) == "Ville 00"


def test_spellings_of_a_town_are_one_town_well_written() -> None:
    rows = [row("SAINT-ETIENNE", 3), row("Saint-Étienne", 1)]
    assert by_town(rows) == {"saint etienne": ("Saint-Étienne", 4)}
    rows = [row("lyon", 1), row("Lyon", 9)]
    assert by_town(rows) == {"lyon": ("Lyon", 10)}


def test_an_empty_selection_has_indicators_without_rates() -> None:
    figures = computed([])
    document = figures.as_json()
    assert document["total"] == 0
    assert document["return_rate"] == {
        "answered": 0, "contacted": 0, "rate": None, "low": None, "high": None,
    }  # fmt: skip
    assert document["response_delay"] == {"n": 0, "mean_days": None, "median_days": None}
    assert [one.count for one in headlines(figures, Filter())] == [0]


def test_the_json_document_has_the_keys_of_the_contract() -> None:
    assert list(computed([]).as_json()) == [
        "total", "region", "departement", "ville", "type", "audience", "status", "networks",
        "website", "consent", "missing_contact", "never_contacted", "return_rate",
        "response_delay",
    ]  # fmt: skip


def in_three_places() -> Indicators:
    found = [
        Prospect(prospect_id=str(n), nom_structure="Le Donjon", ville=v, region=r, departement=d)
        for n, (r, d, v) in enumerate(
            [("Bretagne", "35", "Rennes")] * 2 + [("Corse", "2A", "Ajaccio"), (None, None, "Mons")]
        )
    ]
    return computed(found)


def test_a_bar_narrows_the_filter_in_force() -> None:
    force = Filter(region=("Bretagne", "Corse"), statut=(Status.REFUSE,))
    first = breakdown(in_three_places(), force, Kpi.REGION).bars[0]
    assert first.filter == Filter(region=("Bretagne",), statut=(Status.REFUSE,))


def test_the_unknown_are_those_without_a_value() -> None:
    last = breakdown(in_three_places(), Filter(), Kpi.REGION).bars[-1]
    assert last.value == UNKNOWN
    assert last.filter is not None
    assert last.filter.as_json() == {"sans": ["region"]}


def test_a_delay_is_within_the_delays_in_force() -> None:
    answered = Prospect(
        prospect_id="1",
        nom_structure="Le Donjon",
        ville="Lyon",
        retour_prospect=Response.POSITIF,
        date_dernier_contact=TODAY - timedelta(days=3),
        date_retour=TODAY,
    )
    bar = breakdown(computed([answered]), Filter(delai_reponse={"min": 3}), Kpi.RESPONSE_DELAY)
    assert bar.bars[0].filter is not None
    assert bar.bars[0].filter.as_json() == {"delai_reponse": {"min": 3, "max": 3}}


def test_what_is_not_known_has_no_figure() -> None:
    nobody = Prospect(prospect_id="1", nom_structure="Le Donjon", ville="Lyon")
    found = {one.kpi: one for one in headlines(computed([nobody]), Filter())}
    assert found[Kpi.RETURN_RATE].figure == NOTHING
    assert found[Kpi.RESPONSE_DELAY].figure == NOTHING
    assert found[Kpi.REGION].figure == NOTHING
    assert found[Kpi.NETWORKS].figure == NOTHING
    assert return_rate(3, 0).rate is None
