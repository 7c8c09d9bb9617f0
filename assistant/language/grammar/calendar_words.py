"""Calendar arithmetic behind the words: months, seasons, quarters, the nearest of each."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {
    "janvier": 1, "janv": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4,
    "mai": 5, "juin": 6, "juillet": 7, "juil": 7, "juill": 7, "aout": 8, "septembre": 9,
    "sept": 9, "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip
WEEKDAYS = {
    day: index
    for index, day in enumerate(
        ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    )
}
# First day of each season, and of the next one.
SEASONS = {
    "printemps": ((3, 20), (6, 21)),
    "ete": ((6, 21), (9, 22)),
    "automne": ((9, 22), (12, 21)),
    "hiver": ((12, 21), (3, 20)),
}
FEASTS = {
    "rentree": (9, 1), "noel": (12, 25), "nouvel_an": (1, 1), "jour_de_l_an": (1, 1),
    "toussaint": (11, 1), "halloween": (10, 31), "saint_valentin": (2, 14), "armistice": (11, 11),
    "reveillon": (12, 31), "saint_sylvestre": (12, 31), "fete_nationale": (7, 14),
    "fete_du_travail": (5, 1), "fete_de_la_musique": (6, 21), "assomption": (8, 15),
}  # fmt: skip


@dataclass(frozen=True)
class Period:
    """Days from start to end, both inclusive."""

    start: date
    end: date

    @property
    def is_day(self) -> bool:
        return self.start == self.end


@dataclass(frozen=True)
class Duration:
    count: int
    unit: str
    """day, week, month or year."""


def add(day: date, duration: Duration, sign: int = 1) -> date:
    """The day that far from this one; a month's last day where the day does not exist."""
    count = sign * duration.count
    try:
        if duration.unit in {"day", "week"}:
            return day + timedelta(days=count * (7 if duration.unit == "week" else 1))
        months = day.year * 12 + day.month - 1 + count * (12 if duration.unit == "year" else 1)
        year, month = divmod(months, 12)
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))
    except (OverflowError, ValueError, calendar.IllegalMonthError):
        return date(9999, 12, 31) if sign > 0 else date(1, 1, 1)


def month_of(year: int, month: int) -> Period:
    return Period(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def week_of(day: date) -> Period:
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6))


def months_of(year: int, first: int, count: int) -> Period:
    return Period(date(year, first, 1), month_of(year, first + count - 1).end)


def valid_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computation)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)
