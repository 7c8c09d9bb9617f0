"""What a text says of an event: its name, days, place, hours, price, link, key sentences."""

import datetime
import re

from core.content.agreement import is_event
from core.content.days import MONTHS, WEEKDAYS
from core.content.facts import Facts
from core.vocabulary.text import fold

_MONTH = "|".join(MONTHS)
_WEEKDAY = rf"(?:(?:{'|'.join(WEEKDAYS)})\s+)?"
_RANGE = re.compile(
    rf"\b(?:du\s+)?{_WEEKDAY}(\d{{1,2}})(?:er)?\s*(?:({_MONTH})\s*)?(?:au|et|-|–)\s+{_WEEKDAY}"
    rf"(\d{{1,2}})(?:er)?\s+({_MONTH})(?:\s+(\d{{4}}))?",
    re.IGNORECASE,
)
_DAY = re.compile(rf"\b{_WEEKDAY}(\d{{1,2}})(?:er)?\s+({_MONTH})(?:\s+(\d{{4}}))?", re.IGNORECASE)
_FIGURES = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](20\d{2})\b")
_LINK = re.compile(r"https?://[^\s<>\"'»)]+|\bwww\.[^\s<>\"'»)]+", re.IGNORECASE)
_PRICE = re.compile(
    r"\b(?:entrée\s+(?:libre|gratuite)|gratuit|\d+(?:[.,]\d{2})?\s?(?:€|euros?))", re.IGNORECASE
)
_HOURS = re.compile(
    r"\bde\s+\d{1,2}\s?h(?:\d{2})?\s*(?:à|-)\s*\d{1,2}\s?h(?:\d{2})?|"
    r"\bà partir de \d{1,2}\s?h(?:\d{2})?|\b\d{1,2}\s?h(?:\d{2})?\s*[-–]\s*\d{1,2}\s?h(?:\d{2})?",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^\s*(?:lieu|où|adresse)\s*[:–-]\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_PLACE = re.compile(
    r"\b(?:à la|à l['’]|au|dans la|dans le)\s*((?:salle|parc|halle|gymnase|espace|centre|maison|"
    r"médiathèque|mairie|château|théâtre|place|palais|foyer|mjc)\b[^,.;\n]{0,60})",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_KEY = re.compile(
    r"\b(?:jeux?|jouer|animations?|tournois?|auteurs?|éditeurs?|ateliers?|restauration|buvette|"
    r"inscriptions?|familles?|stands?|initiations?)\b",
    re.IGNORECASE,
)
_MOST_SENTENCES, _SHORTEST, _LONGEST = 3, 25, 220
_NAME = 90


def facts_in(text: str, today: datetime.date) -> Facts:
    """What it says, to be confirmed; valid until its last day."""
    first, last = _days(text, today)
    link = _LINK.search(text)
    price, hours = _PRICE.search(text), _HOURS.search(text)
    return Facts(
        evenement=_name(text),
        date=first,
        date_fin=last,
        horaires=hours[0] if hours else None,
        lieu=_place(text),
        lien=link[0].rstrip(".,;") if link else None,
        prix=price[0] if price else None,
        details=tuple(_sentences(text)),
        valable_du=today,
        valable_au=last or first,
    )


def _days(text: str, today: datetime.date) -> tuple[datetime.date | None, datetime.date | None]:
    for found in _RANGE.finditer(text):
        last = _day(int(found[3]), found[4], found[5], today)
        first = _day(int(found[1]), found[2] or found[4], found[5] or _year(last), today)
        if first and last and first <= last:
            return first, last
    for found in _DAY.finditer(text):
        if day := _day(int(found[1]), found[2], found[3], today):
            return day, None
    for found in _FIGURES.finditer(text):
        try:
            return datetime.date(int(found[3]), int(found[2]), int(found[1])), None
        except ValueError:
            continue
    return None, None


def _year(day: datetime.date | None) -> str | None:
    return str(day.year) if day else None


def _day(number: int, month: str, year: str | None, today: datetime.date) -> datetime.date | None:
    """A day; the next one of that name where its year is not said."""
    try:
        rank = [fold(one) for one in MONTHS].index(fold(month)) + 1
        if year:
            return datetime.date(int(year), rank, number)
        day = datetime.date(today.year, rank, number)
        return day if day >= today else day.replace(year=today.year + 1)
    except ValueError:
        return None


def _place(text: str) -> str | None:
    found = _LABELLED.search(text) or _PLACE.search(text)
    return " ".join(found[1].split())[:_NAME].rstrip(" .") if found else None


def _name(text: str) -> str | None:
    """The first line that is named as events are."""
    for line in text.splitlines()[:30]:
        words = " ".join(line.split()).strip(" -–•*#:")
        if 3 < len(words) <= _NAME and is_event(words):
            return re.split(r"\s[-–:|]\s|\s(?:le|du)\s\d", words)[0].strip()
    return None


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for one in _SENTENCE.split(text):
        words = " ".join(one.split())
        whole = words.endswith((".", "!", "…")) and words[:1].isupper()
        fits = _SHORTEST <= len(words) <= _LONGEST
        if whole and fits and not _LINK.search(words) and _KEY.search(words) and words not in found:
            found.append(words)
    return found[:_MOST_SENTENCES]
