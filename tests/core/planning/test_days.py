"""Days and times as people type them."""

from datetime import date, datetime, time, timedelta, timezone

import pytest

from core.errors import InvalidData
from core.planning.days import Unreadable, read_day, read_moment, told

TODAY, APRIL = date(2026, 11, 30), date(2027, 4, 17)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2027-04-17", date(2027, 4, 17)),
        (" 2027-4-7 ", date(2027, 4, 7)),
        ("17/04/2027", date(2027, 4, 17)),
        ("17.04.2027", date(2027, 4, 17)),
        ("1/5", date(2027, 5, 1)),
        ("30/11", TODAY),
        ("29/11", date(2027, 11, 29)),
        ("17 avril 2027", date(2027, 4, 17)),
        ("1er mai", date(2027, 5, 1)),
        ("25 DÉCEMBRE", date(2026, 12, 25)),
        ("3 aout", date(2027, 8, 3)),
        ("29 février 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("31 février", "28 février 2027"),
        ("2027-02-31", "28 février 2027"),
        ("31/04/2027", "30 avril 2027"),
        ("29 février 2027", "28 février 2027"),
        ("31/11", "30 novembre 2026"),
        ("0/5/2027", "1er mai 2027"),
        ("2027-13-05", "13 mai 2027"),
        ("45/13/2027", "mois numéro 13"),
        ("2027-00-10", "mois numéro 0"),
        ("17/04/1812", "1812"),
        ("9999-12-31", "9999"),
    ],
)
def test_a_day_that_does_not_exist_is_told_with_one_that_does(text: str, told: str) -> None:
    with pytest.raises(InvalidData, match=told) as refused:
        read_day(text, TODAY)
    assert not isinstance(refused.value, Unreadable)


@pytest.mark.parametrize("text", ["", "demain", "17", "17 avril 27 mars", "2027-04", "1 pluviôse"])
def test_what_is_no_day_is_told_with_an_example(text: str) -> None:
    with pytest.raises(Unreadable, match="2027-04-17"):
        read_day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "moment", "timed"),
    [
        ("2027-04-17", datetime.combine(APRIL, time(9)), False),
        ("2027-04-17T10:30", datetime.combine(APRIL, time(10, 30)), True),
        ("2027-04-17 10:30:05", datetime.combine(APRIL, time(10, 30, 5)), True),
        ("17/04/2027 10h", datetime.combine(APRIL, time(10)), True),
        ("17 avril 2027 à 10 h 30", datetime.combine(APRIL, time(10, 30)), True),
        ("2027-04-17T10:30Z", datetime(2027, 4, 17, 10, 30, tzinfo=timezone(timedelta(0))), True),
        (
            "2027-04-17T10:30+02:00",
            datetime(2027, 4, 17, 10, 30, tzinfo=timezone(timedelta(hours=2))),
            True,
        ),
        (
            "2027-04-17T10:30:00.123-0430",
            datetime(2027, 4, 17, 10, 30, tzinfo=timezone(-timedelta(hours=4, minutes=30))),
            True,
        ),
    ],
)
def test_a_moment_is_read(text: str, moment: datetime, timed: bool) -> None:
    assert read_moment(text, TODAY) == (moment, timed)


@pytest.mark.parametrize(
    "text", ["2027-04-17T25:00", "2027-04-17T10:75", "2027-02-31T10:00", "2027-04-17T10:00+30:00"]
)
def test_a_moment_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(InvalidData):
        read_moment(text, TODAY)


def test_days_are_told_in_words() -> None:
    assert told(date(2027, 5, 1)) == "samedi 1er mai 2027"
