"""When something is to be: a day, an hour, in two hours, every Monday; or a day that is none.

The core says what a moment comes to: whether it is past, which day is the nearest that exists.
"""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from assistant.language.grammar.calendar_words import MONTHS, WEEKDAYS
from assistant.language.grammar.reading import read
from assistant.language.requests.recurring import Every, every_within
from assistant.language.requests.spans import COUNT, Cut, count_of, level
from assistant.language.slots.readers import slots_of
from assistant.language.understanding import Intent

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(WEEKDAYS)
_HOUR = r"(?P<h>\d{1,2}|" + "|".join(sorted(COUNT, key=len, reverse=True)) + ")"
_MINUTE = r"(?P<m>[0-5]\d|et demie?|et quart|moins le quart)"
_AT = r"(?:(?:a|vers|pour|des|avant)\s+)?"
_CLOCK = (
    re.compile(rf"\b{_AT}{_HOUR}\s*(?:h|heures?)\b\s*{_MINUTE}?(?!\w)"),
    re.compile(rf"\b{_AT}(?P<h>\d{{1,2}})h(?P<m>\d\d)?\b"),
    re.compile(rf"\b{_AT}(?P<h>\d{{1,2}}):(?P<m>\d\d)\b"),
)
_OF_DAY = re.compile(r"\s*\b(?:du|de l['’ ]|au|dans l['’ ])\s*(?:soir|apres[- ]midi|matin)\b")
_PARTS = (
    (re.compile(r"\b(?:dans |en |l['’ ]|cet )?(?:apres[- ]midi|aprem)\b"), time(14)),
    (re.compile(r"\b(?:a |vers |ce |avant )?minuit\b"), time(0)),
    (re.compile(rf"\b(?:a |vers |ce |avant |le )?midi(?: {_MINUTE})?\b"), time(12)),
    (re.compile(r"\b(?:le |ce |au |en |dans la )?(?:soir|soiree)\b"), time(18)),
    (re.compile(r"\b(?:le |ce |au |en |dans la )?(?:matin|matinee)\b"), time(9)),
)
_DELAY = re.compile(
    rf"\b(?:dans|d['’ ]ici)\s+(?:environ\s+)?(?P<n>\d{{1,3}}|{'|'.join(COUNT)})\s*"
    r"(?P<u>minutes?|min|mn|heures?|h)\b(?P<more>\s*(?:\d\d\b|et demie?|et quart))?"
)
_SHORT_DELAY = re.compile(
    r"\b(?:dans|d['’ ]ici)\s+(?:une?|(?P<n>trois))\s+(?P<u>demi[e-]? ?heure|quarts? d['’ ]heure)\b"
)
_THE = r"(?:(?:pour|avant|d['’ ]ici|des) )?(?:le |du |au )?"
_WRITTEN = re.compile(rf"\b{_THE}(?P<d>\d{{1,2}})(?:er)?\s+(?P<m>{_MONTH})\b(?:\s+(?P<y>20\d\d))?")
_SLASHED = re.compile(rf"\b{_THE}(?P<d>\d{{1,2}})[/.](?P<m>\d{{1,2}})(?:[/.](?P<y>20\d\d))?\b")
_TODAY = re.compile(r"\b(?:ce soir|ce midi|cet apres[- ]midi|ce matin)\b")


@dataclass(frozen=True)
class Moment:
    """When, as it was said; nothing of it where nothing was."""

    day: date | None = None
    last: date | None = None
    """The last day, where a whole period was said."""
    hour: time | None = None
    delay: timedelta | None = None
    """From now, of less than a day."""
    every: Every | None = None
    impossible: str | None = None
    """A day that no calendar has, as typed."""
    wrong_hour: str | None = None

    @property
    def is_said(self) -> bool:
        """Whether anything was."""
        return self != _NOTHING


_NOTHING = Moment()


@dataclass(frozen=True)
class Timed:
    """A sentence, when it is for, and what is left of it."""

    moment: Moment
    left: str = ""
    slots: dict[str, str] = field(default_factory=dict)
    """Of what is left, as its intent takes them."""


def read_moment(typed: str, today: date, intent: Intent) -> Timed:
    """The moment of a sentence; hours and what comes again are cut out before days are read."""
    cut = Cut(typed)
    every = every_within(cut)
    delay, impossible = _delay(cut), _impossible(cut)
    said_today = bool(_TODAY.search(level(cut.text)))
    hour, wrong_hour = (None, None) if delay else _hour(cut)
    left = " ".join(cut.text.split())
    slots = slots_of(read(left, today), intent, today)
    day, last = _day(slots.get("date")), _day(slots.get("date_end"))
    if day is None and said_today:
        day = today
    moment = Moment(day, last, hour, delay, every, impossible, wrong_hour)
    return Timed(moment, left, {key: str(value) for key, value in slots.items()})


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None


def _delay(cut: Cut) -> timedelta | None:
    if found := cut.take(_SHORT_DELAY):
        quarters = 2 if found["u"].startswith("demi") else 1
        return timedelta(minutes=15 * quarters * (3 if found["n"] else 1))
    found = cut.take(_DELAY)
    if found is None:
        return None
    count, more = count_of(found["n"]), (found["more"] or "").strip()
    if found["u"].startswith("m"):
        return timedelta(minutes=count)
    minutes = {"": 0, "et demi": 30, "et demie": 30, "et quart": 15}.get(more)
    return timedelta(hours=count, minutes=int(more) if minutes is None else minutes)


def _hour(cut: Cut) -> tuple[time | None, str | None]:
    """The hour; or, where there is none such, what was typed."""
    for pattern in _CLOCK:
        found = cut.take(pattern)
        if found is None:
            continue
        hour, minute = count_of(found["h"]), found["m"] or ""
        part = cut.take(_OF_DAY)
        if part and hour < 12 and "matin" not in part[0]:
            hour += 12
        if hour > 23 or (minute.isdigit() and int(minute) > 59):
            return None, f"{hour}:{minute or '00'}"
        return _with_minutes(hour, minute), None
    for pattern, usual in _PARTS:
        if found := cut.take(pattern):
            minute = found.groupdict().get("m") or ""
            return _with_minutes(usual.hour, minute), None
    return None, None


def _with_minutes(hour: int, minute: str) -> time:
    if minute.startswith("moins"):
        return time((hour - 1) % 24, 45)
    named = {"": 0, "et demi": 30, "et demie": 30, "et quart": 15}
    return time(hour, named[minute] if minute in named else int(minute))


def _impossible(cut: Cut) -> str | None:
    """A day that no calendar has, taken out so that its month is not read for it."""
    for pattern in (_WRITTEN, _SLASHED):
        found = pattern.search(level(cut.text))
        if found is None:
            continue
        day, month = int(found["d"]), MONTHS.get(found["m"]) or _number(found["m"])
        year = int(found["y"]) if found["y"] else 2024  # which had a 29 February
        if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
            continue
        cut.take(pattern)
        joint = " " if pattern is _WRITTEN else "/"
        return joint.join(part for part in (found["d"], found["m"], found["y"]) if part)
    return None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
