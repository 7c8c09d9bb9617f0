"""Numbers, dates and answers of a workbook's cells, as a person sees them."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from math import isfinite

YES, NO = "oui", "non"
DATE = "date"
_EXACT_DIGITS = 15
"""Digits that spreadsheets keep of a number."""
_SECONDS = 86_400
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - no time zone
_LEAP_THAT_WAS_NOT = 60
_LAST_DAY = 2_958_465
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.I | re.S)
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})


def number(raw: str) -> str:
    """A stored number without what storing it added: '612345678.0' is '612345678'."""
    if raw.isdecimal() and len(raw) <= _EXACT_DIGITS:
        return raw
    try:
        value = float(raw)
        if not isfinite(value):
            return raw
        if value.is_integer() and abs(value) < 10**_EXACT_DIGITS:
            return str(int(value))
        return format(Decimal(format(value, f".{_EXACT_DIGITS}g")), "f")
    except ValueError:
        return raw


def moment(raw: str, since_1904: bool = False) -> str:
    """A stored date as ISO, with its time if it has one: '2024-05-02', '2024-05-02 14:30:00'.

    A number of no day is left a number.
    """
    try:
        value = float(raw)
    except ValueError:
        return raw
    if not 0 <= value <= _LAST_DAY:
        return number(raw)
    days, seconds = divmod(round(value * _SECONDS), _SECONDS)
    if days == 0 and not since_1904:
        return _clock(seconds)
    if not since_1904 and days < _LEAP_THAT_WAS_NOT:
        days += 1
    day = (_EPOCH_1904 if since_1904 else _EPOCH) + timedelta(days=days)
    return f"{day:%Y-%m-%d} {_clock(seconds)}" if seconds else f"{day:%Y-%m-%d}"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def iso(raw: str) -> str:
    """A date written as ISO in the file, without a midnight that nobody typed."""
    day, _, time = raw.strip().partition("T")
    return day if not time.strip("0:.Z") else f"{day} {time.rstrip('Z')}"


def answer(raw: str) -> str:
    """A stored true or false."""
    return YES if raw.strip().lower() in ("1", "true") else NO


def error(raw: str) -> str:
    """What a cell shows that can't be computed; nothing for #N/A, which says that there is none.
    LibreOffice has errors of its own, "Err:502"."""
    shown = raw.strip().upper()
    if shown in ("", "#N/A", "#N/D", "#NA"):
        return ""
    return shown if shown.startswith("#") else "#ERREUR!"


def number_format(code_id: int, code: str | None) -> str | int | None:
    """What a number's format makes of it: DATE, the digits it is filled up to, or nothing."""
    if code is None:
        return DATE if code_id in _BUILT_IN_DATES else None
    if code.strip("0") == "" and len(code) > 1:
        return len(code)
    plain = _LITERALS.sub("", code.split(";")[0]).lower()
    if plain in ("general", "standard") or "0" in plain.split("s.")[0]:
        return None
    return DATE if any(letter in plain for letter in "dmyhs") else None
