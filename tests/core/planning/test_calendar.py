"""Working days of France."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidData
from core.planning.calendar import WEEK, WorkingDays
from core.planning.holidays import public_holidays, school_holidays
from tests.core.planning.drawing import CALENDARS, DAYS

METROPOLE_2027 = (
    *("01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11"),
    "12-25",
)


def days(zone: str, year: int = 2027) -> set[str]:
    return {f"{day:%m-%d}" for day in public_holidays(year, zone)}


def test_public_holidays_of_metropolitan_france() -> None:
    assert days("metropole") == set(METROPOLE_2027)
    assert {f"{day:%m-%d}" for day in public_holidays(2026)} >= {"04-06", "05-14", "05-25"}


@pytest.mark.parametrize(
    ("zone", "more"),
    [
        ("alsace-moselle", {"03-26", "12-26"}),
        ("guadeloupe", {"05-27"}),
        ("martinique", {"05-22"}),
        ("guyane", {"06-10"}),
        ("la-reunion", {"12-20"}),
        ("mayotte", {"04-27"}),
        ("saint-barthelemy", {"10-09"}),
        ("saint-martin", {"05-28"}),
        ("saint-pierre-et-miquelon", set()),
        ("nouvelle-caledonie", {"09-24"}),
        ("polynesie-francaise", {"03-05", "03-26", "11-20"}),
        ("wallis-et-futuna", {"04-28", "07-29"}),
    ],
)
def test_what_each_zone_adds(zone: str, more: set[str]) -> None:
    assert days(zone) - set(METROPOLE_2027) == more


def test_polynesia_kept_another_day_until_2024() -> None:
    assert "06-29" in days("polynesie-francaise", 2024)
    assert "11-20" not in days("polynesie-francaise", 2024)


def test_school_holidays_differ_by_zone_and_may_not_be_known_yet() -> None:
    february = date(2027, 2, 9)
    known = {zone: school_holidays(2027, zone) or {} for zone in "ABC"}
    assert {zone for zone, found in known.items() if february in found} == {"C"}
    assert school_holidays(2090, "A") is None
    assert WorkingDays(school_zone="A").is_worked(date(2090, 2, 15))


@pytest.mark.parametrize(
    ("calendar", "day", "why"),
    [
        (WorkingDays(), date(2027, 4, 17), "samedi"),
        (WorkingDays(days="lundi-samedi"), date(2027, 4, 17), None),
        (WorkingDays(days="lundi-samedi"), date(2027, 4, 18), "dimanche"),
        (WorkingDays(days="tous"), date(2027, 4, 18), None),
        (WorkingDays(days="tous"), date(2027, 7, 14), "Fête nationale"),
        (WorkingDays(), date(2027, 3, 29), "Lundi de Pâques"),
        (WorkingDays(zone="alsace-moselle"), date(2027, 3, 26), "Vendredi saint"),
        (WorkingDays(school_zone="C"), date(2027, 2, 9), "Vacances d'hiver"),
        (WorkingDays(school_zone="A"), date(2027, 2, 9), None),
        (WorkingDays(off=((date(2027, 4, 5), date(2027, 4, 6)),)), date(2027, 4, 6), "congé"),
    ],
    ids=str,
)
def test_why_a_day_is_off(calendar: WorkingDays, day: date, why: str | None) -> None:
    found = calendar.why_off(day)
    assert (found is None) if why is None else (found is not None and why in found)


def test_every_choice_of_days_is_known() -> None:
    from core.configuration.keys import PLANNING_DAYS

    assert all(PLANNING_DAYS.read(name) == name for name in WEEK)


@given(CALENDARS, DAYS, st.integers(1, 40))
def test_counting_forth_and_back_agree(calendar: WorkingDays, day: date, count: int) -> None:
    later = calendar.after(day, count)
    assert calendar.is_worked(later)
    assert calendar.between(day + timedelta(days=1), later + timedelta(days=1)) == count
    earlier = calendar.before(day, count)
    assert calendar.between(earlier, day) == count
    assert calendar.length(calendar.start_of(later, count), later) == count


@given(CALENDARS, DAYS, st.integers(0, 30))
def test_a_ladder_counts_as_the_calendar_does(
    calendar: WorkingDays, event: date, free: int
) -> None:
    ladder = calendar.backwards(event)
    last = ladder.day(ladder.leaving(free))
    assert last <= event
    assert calendar.is_worked(last)
    assert calendar.between(last + timedelta(days=1), event) == free
    after = calendar.after(last)
    assert after > event or calendar.between(after + timedelta(days=1), event) < free


def test_a_calendar_without_work_is_told() -> None:
    calendar = WorkingDays(off=((date(2020, 1, 1), date(2040, 1, 1)),))
    with pytest.raises(InvalidData, match="aucun jour de travail"):
        calendar.before(date(2030, 1, 1))
