"""Days in words: "samedi 24 mai 2027", "du samedi 24 au dimanche 25 mai 2027"."""

from datetime import date

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Day(date):
    """A day, written as French people do."""

    def __str__(self) -> str:
        return f"{'1er' if self.day == 1 else self.day} {MONTHS[self.month - 1]} {self.year}"


def day_of(value: date | str | None) -> Day | None:
    """A day to be written, from a date or its ISO text."""
    if value is None:
        return None
    found = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return Day(found.year, found.month, found.day)


def _number(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def in_words(day: date, year: bool = True) -> str:
    """ "samedi 24 mai 2027"."""
    said = f"{WEEKDAYS[day.weekday()]} {_number(day)} {MONTHS[day.month - 1]}"
    return f"{said} {day.year}" if year else said


def period(first: date, last: date | None = None, year: bool = True) -> str:
    """ "le samedi 24 mai 2027", "du samedi 24 au dimanche 25 mai 2027"."""
    if last is None or last <= first:
        return f"le {in_words(first, year)}"
    if (first.year, first.month) == (last.year, last.month):
        head = f"{WEEKDAYS[first.weekday()]} {_number(first)}"
    else:
        head = in_words(first, year=first.year != last.year)
    return f"du {head} au {in_words(last, year)}"


def short_period(first: date, last: date | None = None) -> str:
    """ "le 24 mai", "les 24 et 25 mai", "du 24 au 28 mai"."""
    if last is None or last <= first:
        return f"le {short(first)}"
    begins = (
        _number(first) if (first.year, first.month) == (last.year, last.month) else short(first)
    )
    if (last - first).days == 1:
        return f"les {begins} et {short(last)}"
    return f"du {begins} au {short(last)}"


def short(day: date) -> str:
    """ "24 mai": for subjects and posts."""
    return f"{_number(day)} {MONTHS[day.month - 1]}"
