"""Trends: lines from what was noted, months without any addition included."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.kpis.models import Snapshot
from core.kpis.trends import MONTHS_SHOWN, MOST_POINTS, of_base, of_part

TODAY = date(2026, 11, 22)


def taken(day: date, total: int, accepting: int = 0) -> Snapshot:
    return Snapshot(day, total, accepting, 0, total // 2, 0, 0, total, 0, 0)


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=400))
def test_lines_are_short_end_today_and_shares_are_shares(totals: list[int]) -> None:
    first = TODAY - timedelta(days=len(totals) - 1)
    days = [taken(first + timedelta(days=n), total, total // 3) for n, total in enumerate(totals)]
    trend = of_base(days, {}, TODAY)
    for chart in trend.charts:
        for line in chart.series:
            assert len(line.points) <= MOST_POINTS
            if line.unit:
                assert all(0 <= point.value <= 1 for point in line.points)
    growth = trend.charts[0].series[0].points
    assert (growth[-1].day, growth[-1].value) == (TODAY, totals[-1])
    assert [point.day for point in growth] == sorted(point.day for point in growth)


def test_the_journey_is_told() -> None:
    days = [taken(date(2026, 11, 1), 100, 30), taken(TODAY, 120, 42)]
    note = of_base(days, {(2026, 11): 20}, TODAY).note
    assert "Du 1er novembre 2026 au 22 novembre 2026\u00a0: de 100 à 120 prospects (+20)." in note
    assert "35\u202f% acceptent d'être contactés (+5 points)" in note
    assert "20 fiches ajoutées depuis le 1er novembre 2026, dont 20 ce mois-ci." in note


def test_the_first_day_says_that_lines_come_later() -> None:
    trend = of_base([taken(TODAY, 100)], {(2026, 9): 100}, TODAY)
    assert trend.charts == ()
    assert "depuis le 22 novembre 2026" in trend.caution
    assert [count for _, count in trend.added] == [100, 0, 0]


def test_an_empty_base_has_no_trend() -> None:
    trend = of_base([], {}, TODAY)
    assert (trend.charts, trend.added, trend.note) == ((), (), "")


@given(st.dictionaries(st.tuples(st.integers(1990, 2100), st.integers(1, 12)), st.integers(1, 99)))
def test_months_follow_one_another_up_to_today(months: dict[tuple[int, int], int]) -> None:
    trend = of_part(months, 0, TODAY)
    days = [day for day, _ in trend.added]
    assert len(days) <= MONTHS_SHOWN
    assert all(day.day == 1 for day in days)
    for before, after in pairwise(days):
        assert (after.year * 12 + after.month) - (before.year * 12 + before.month) == 1
    if days:
        assert days[-1] == date(2026, 11, 1)


def test_what_has_no_date_of_addition_is_said() -> None:
    assert (
        "Sans date d'ajout, donc absentes\u00a0: 5 fiches."
        in of_part({(2026, 1): 3, (2026, 2): 4}, 5, TODAY).caution
    )
