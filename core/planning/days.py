"""Days and times as people type them; what can't be is told with what it may have meant."""

import calendar
import re
from datetime import date, datetime, time, timedelta, timezone

from core.errors import InvalidData
from core.vocabulary.text import fold

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet"),
    *("août", "septembre", "octobre", "novembre", "décembre"),
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MORNING = time(9)
"""When a day alone is."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
_FOLDED = {fold(name): rank for rank, name in enumerate(MONTHS, 1)}
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})")
_FRENCH = re.compile(r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})(?:[/.-](?P<y>\d{4}))?")
_WORDS = re.compile(r"(?P<d>\d{1,2})(?:er)? (?P<m>[a-z]+)(?: (?P<y>\d{4}))?")
_TIME = re.compile(
    r"(?P<day>.*?)(?:[Tt]|\s+(?:à\s+)?)(?P<h>\d{1,2})\s*[:hH]\s*(?P<min>\d{2})?(?::(?P<s>\d{2})"
    r"(?:\.\d+)?)?\s*(?P<zone>[zZ]|[+-]\d{2}:?\d{2})?"
)


class Unreadable(InvalidData):
    """What was typed is no day at all."""


class NoSuchDay(InvalidData):
    """A day that no calendar has; `nearest` is the one that it may have meant."""

    def __init__(self, message: str, nearest: date) -> None:
        super().__init__(message)
        self.nearest = nearest


def told(day: date) -> str:
    """samedi 17 avril 2027."""
    ordinal = "1er" if day.day == 1 else str(day.day)
    return f"{WEEKDAYS[day.weekday()]} {ordinal} {MONTHS[day.month - 1]} {day.year}"


def read_day(text: str, today: date) -> date:
    """2027-04-17, 17/04/2027, 17 avril (the next one). Unreadable, or InvalidData for a day that
    does not exist, with the nearest that does."""
    text = " ".join(text.split())
    found = _ISO.fullmatch(text) or _FRENCH.fullmatch(text) or _WORDS.fullmatch(fold(text))
    month = _month(found["m"]) if found else None
    if found is None or month is None:
        raise Unreadable(
            f"« {text[:60]} » n'est pas une date. Écrivez par exemple 2027-04-17 ou 17/04/2027."
        )
    number = int(found["d"])
    if found["y"]:
        return _day(int(found["y"]), month, number)
    over = (month, number) < (today.month, today.day)
    return _day(today.year + over, month, number)


def _month(text: str) -> int | None:
    return int(text) if text.isdigit() else _FOLDED.get(text)


def _day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidData(
            f"L'année {year} est trop loin : donnez une date de {FIRST_YEAR} à {LAST_YEAR}."
        )
    if not 1 <= month <= 12:
        swapped = f" Vouliez-vous dire le {told(date(year, day, month))} ?" if (
            1 <= day <= 12 and 1 <= month <= calendar.monthrange(year, day)[1]
        ) else ""  # fmt: skip
        raise InvalidData(f"Il n'y a pas de mois numéro {month} dans une année.{swapped}")
    last = calendar.monthrange(year, month)[1]
    if 1 <= day <= last:
        return date(year, month, day)
    nearest = date(year, month, min(max(day, 1), last))
    name = f"{MONTHS[month - 1]} {year}"
    raise NoSuchDay(
        f"Le {day} {name} n'existe pas : {name} a {last} jours. "
        f"Vouliez-vous dire le {told(nearest)} ?",
        nearest,
    )


def read_moment(text: str, today: date) -> tuple[datetime, bool]:
    """A day and a time: 2027-04-17T10:30, with or without its zone. A day alone is at 9:00.

    Without a zone (naive) it is a time of Paris. The second value: whether a time was given.
    InvalidData for what is no moment.
    """
    text = " ".join(text.split())
    found = _TIME.fullmatch(text)
    if found is None:
        return datetime.combine(read_day(text, today), MORNING), False
    day = read_day(found["day"], today)
    hour, minute = int(found["h"]), int(found["min"] or 0)
    second = int(found["s"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise InvalidData(
            f"L'heure {hour}:{minute:02} n'existe pas : elle va de 0:00 à 23:59. "
            f"Vouliez-vous dire le {told(day)} à 9:00 ?"
        )
    return datetime.combine(day, time(hour, minute, second), _zone(found["zone"])), True


def _zone(text: str | None) -> timezone | None:
    if text is None:
        return None
    if text in "zZ":
        return timezone(timedelta(0))
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise InvalidData(f"Le décalage « {text} » n'existe pas. L'heure de Paris suffit.")
    return timezone(sign * timedelta(hours=hours, minutes=minutes))
