"""Times of Paris, through changes of clocks and over years."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import PARIS
from core.reminders.recurrence import (
    Again,
    Each,
    Recurrence,
    first_time,
    instant,
    next_time,
    on_wall,
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("shown", "at"),
    [
        ("2027-01-15T09:00", "2027-01-15T08:00"),
        ("2027-07-15T09:00", "2027-07-15T07:00"),
        ("2027-03-28T01:59", "2027-03-28T00:59"),
        ("2027-03-28T02:00", "2027-03-28T01:00"),  # skipped: at 3 o'clock
        ("2027-03-28T02:30", "2027-03-28T01:00"),
        ("2027-03-28T02:59:59", "2027-03-28T01:00"),
        ("2027-03-28T03:00", "2027-03-28T01:00"),
        ("2027-10-31T02:30", "2027-10-31T00:30"),  # twice: the first
        ("2027-10-31T03:00", "2027-10-31T02:00"),
    ],
)
def test_what_a_clock_shows_is_an_instant(shown: str, at: str) -> None:
    assert instant(wall(shown)) == utc(at)


WALLS = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)


@given(WALLS)
def test_an_instant_shows_the_time_or_the_first_after_it(shown: datetime) -> None:
    back = on_wall(instant(shown))
    if back != shown:
        assert (shown.month, shown.hour, back.hour, back.minute) == (3, 2, 3, 0)


def again(chaque: str, first: str, *jours: int, tous_les: int = 1) -> Recurrence:
    return Recurrence(chaque=Each(chaque), tous_les=tous_les, jours=jours, depuis=wall(first))


@pytest.mark.parametrize(
    ("how", "now", "then"),
    [
        (again("jour", "2026-12-01T09:00"), "2026-12-01T08:00", "2026-12-02T09:00"),
        (again("jour", "2026-12-01T09:00"), "2027-05-01T06:59", "2027-05-01T09:00"),
        (again("jour", "2026-12-01T09:00", tous_les=3), "2026-12-01T08:00", "2026-12-04T09:00"),
        (again("semaine", "2026-12-01T09:00"), "2026-12-01T08:00", "2026-12-08T09:00"),
        (again("semaine", "2026-12-01T09:00", 1, 4), "2026-12-01T08:00", "2026-12-04T09:00"),
        (again("semaine", "2026-12-04T09:00", 1, 4), "2026-12-04T08:00", "2026-12-08T09:00"),
        (again("semaine", "2026-12-01T09:00", tous_les=2), "2026-12-01T09:00", "2026-12-15T09:00"),
        (again("mois", "2026-12-31T09:00"), "2027-01-31T08:00", "2027-02-28T09:00"),
        (again("mois", "2026-12-31T09:00"), "2027-02-28T08:00", "2027-03-31T09:00"),
        (again("mois", "2026-12-31T09:00", tous_les=6), "2026-12-31T08:00", "2027-06-30T09:00"),
        (again("an", "2028-02-29T09:00"), "2028-02-29T08:00", "2029-02-28T09:00"),
        (again("an", "2028-02-29T09:00"), "2031-12-31T08:00", "2032-02-29T09:00"),
        (again("jour", "2027-03-01T02:30"), "2027-03-27T12:00", "2027-03-28T02:30"),
        (again("jour", "2027-03-01T02:30"), "2027-03-28T01:00", "2027-03-29T02:30"),
        (again("jour", "2027-10-01T02:30"), "2027-10-31T00:30", "2027-11-01T02:30"),
    ],
    ids=str,
)
def test_the_next_time(how: Recurrence, now: str, then: str) -> None:
    assert next_time(how, utc(now)) == wall(then)


@given(
    st.sampled_from(Each),
    st.integers(1, 6),
    st.sets(st.integers(0, 6), max_size=3),
    WALLS,
    st.integers(0, 60 * 24 * 800),
)
def test_times_follow_each_other_without_a_gap(
    chaque: Each, tous_les: int, jours: set[int], first: datetime, ahead: int
) -> None:
    days = tuple(sorted(jours)) if chaque is Each.SEMAINE else ()
    every = Again(chaque, tous_les, days)
    start = first_time(first, every)
    how = every.since(start)
    now = instant(start) + timedelta(minutes=ahead)
    found = next_time(how, now)
    assert instant(found) > now
    assert found.time() == start.time()
    # From the first time on, one by one, the same one is reached.
    told, count = start, 0
    while instant(told) <= now and count < 1_200:
        told, count = next_time(how, instant(told)), count + 1
    assert count == 1_200 or told == found
    assert not days or found.weekday() in days


def test_the_first_of_a_weekday_may_be_today() -> None:
    mondays = Again(Each.SEMAINE, jours=(0,))
    assert first_time(wall("2026-11-30T09:00"), mondays) == wall("2026-11-30T09:00")
    assert first_time(wall("2026-12-01T09:00"), mondays) == wall("2026-12-07T09:00")


def test_paris_is_where_clocks_are_read() -> None:
    assert on_wall(utc("2027-07-15T07:00")) == wall("2027-07-15T09:00")
    assert PARIS.key == "Europe/Paris"
