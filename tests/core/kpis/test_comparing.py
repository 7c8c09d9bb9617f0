"""Selections side by side: same rows for every side, differences that say what they can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kpis.comparing import compare, newcombe
from core.kpis.indicators import ProfileRow, indicators, of_places, of_profiles
from core.kpis.models import Indicators, Kpi
from core.prospects.filters import Filter
from core.prospects.groups import Profile
from core.vocabulary.values import ProspectType, Response, Status

BRETAGNE, NORMANDIE = Filter(region=("Bretagne",)), Filter(region=("Normandie",))


def figures(contacted: int, answered: int, never: int = 0) -> Indicators:
    """Of a selection with that many contacted, answering, never contacted."""

    def row(status: Status, response: Response | None, count: int) -> ProfileRow:
        answer = response.value if response else None
        profile = Profile("MJC", None, status.value, True, answer, None, frozenset({"email"}))
        return ProfileRow(profile, count)

    rows = [
        row(Status.CONTACTE, None, contacted - answered),
        row(Status.INTERESSE, Response.POSITIF, answered),
        row(Status.JAMAIS_CONTACTE, None, never),
    ]
    return indicators(of_places([]), of_profiles(row for row in rows if row.count))


@st.composite
def counts(draw: st.DrawFn) -> Indicators:
    contacted = draw(st.integers(0, 200))
    return figures(contacted, draw(st.integers(0, contacted)), draw(st.integers(0, 50)))


@given(st.lists(counts(), min_size=2, max_size=4), st.sampled_from(Kpi))
def test_every_row_has_a_cell_for_every_side(found: list[Indicators], kpi: Kpi) -> None:
    sides = [(f"n° {rank}", Filter(ville=(str(rank),))) for rank in range(len(found))]
    comparison = compare(sides, found, kpi)
    assert [side.total for side in comparison.sides] == [one.total for one in found]
    for row in comparison.rows:
        assert len(row.cells) == len(found)
        for cell in row.cells:
            assert cell.share is None or 0 <= cell.share <= 1
            assert cell.text


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe 1998, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_newcombe_gives_the_published_values(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    found = newcombe(first, second)
    assert found == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def verdict(one: tuple[str, Filter], other: tuple[str, Filter], *found: Indicators) -> str:
    rows = compare([one, other], found, Kpi.OVERVIEW).rows
    return next(row.verdict for row in rows if row.label == "Taux de retour")


def test_a_difference_of_rates_says_whether_chance_may_make_it() -> None:
    one, other = ("la Bretagne", BRETAGNE), ("la Normandie", NORMANDIE)
    clear = verdict(one, other, figures(400, 120), figures(400, 40))
    assert clear == "+20 points\u202f; l'écart dépasse ce que le hasard explique"
    unclear = verdict(one, other, figures(20, 6), figures(20, 4))
    assert unclear == "+10 points\u202f; l'écart peut être dû au hasard"


def test_a_part_is_judged_against_the_rest_of_the_whole() -> None:
    part, whole = ("la Bretagne", BRETAGNE), ("toute la base", Filter())
    # Beside the whole, 30 of 100 against 40 of 210; beside the rest, against 10 of 110.
    told = verdict(part, whole, figures(100, 30), figures(210, 40))
    assert "dépasse" in told


def test_selections_that_may_share_people_are_not_judged() -> None:
    mjc = ("les MJC", Filter(type_prospect=(ProspectType.MJC,)))
    told = verdict(("la Bretagne", BRETAGNE), mjc, figures(400, 120), figures(400, 40))
    assert told == "+20 points"


def test_an_empty_side_stays_beside_the_other() -> None:
    sides = [("la Bretagne", BRETAGNE), ("la Normandie", NORMANDIE)]
    for kpi in Kpi:
        rows = compare(sides, [figures(100, 30), figures(0, 0)], kpi).rows
        assert all(len(row.cells) == 2 for row in rows), kpi
