"""Checks of the days that a mail says."""

import datetime
import re
from collections.abc import Iterator

from core.content.change import Change, Kind
from core.content.checking import Check, Checked, fail, ok
from core.content.checks_words import body
from core.content.days import MONTHS, WEEKDAYS

_DAY = re.compile(
    rf"\b({'|'.join(WEEKDAYS)}) (\d{{1,2}})(?:er)? ({'|'.join(MONTHS)})(?: (\d{{4}}))?",
    re.IGNORECASE,
)


def dates(it: Checked) -> Iterator[Check]:
    """Days that are over, or that are not of their weekday."""
    written = f"{it.seen.sujet}\n{it.seen.apercu}\n{body(it)}"
    wrong = list(_wrong_days(written))
    for said, right in wrong:
        if right is None:
            yield fail("dates", f"« {said} » n'existe pas.", "Changer la date",
                       Change(kind=Kind.DATE))  # fmt: skip
            continue
        better = right + said[said.index(" ") :]
        told = f"« {said} » n'existe pas : ce jour-là est un {right}."
        put = Change(kind=Kind.SPELLING, value=f"{said}|{better}")
        yield fail("dates", told, f"Écrire « {better} »", put)
    last = it.recipe.faits.date_fin or it.recipe.faits.date
    past = it.recipe.objectif == "remerciement" and not it.own
    over = last is not None and last < it.today
    said_over = [said for said, day in _days(written) if day < it.today]
    if (over or said_over) and not past:
        told = f" (« {said_over[-1]} »)" if said_over else ""
        yield fail("dates", f"La date de l'événement est passée{told}.", "Changer la date",
                   Change(kind=Kind.DATE))  # fmt: skip
    elif not wrong:
        yield ok("dates", "Les dates sont à venir et tombent le bon jour.")


def _days(text: str) -> Iterator[tuple[str, datetime.date]]:
    """Days that are written with their weekday and year."""
    for found in _DAY.finditer(text):
        if day := _day(found, found[4]):
            yield found[0], day


def _day(found: re.Match[str], year: str | None) -> datetime.date | None:
    try:
        month = MONTHS.index(found[3].lower()) + 1
        return datetime.date(int(year), month, int(found[2])) if year else None
    except ValueError:
        return None


def _wrong_days(text: str) -> Iterator[tuple[str, str | None]]:
    """Those that are of another weekday, with theirs; None where there is no such day."""
    years = re.findall(r"\b(20\d{2})\b", text)
    seen: set[str] = set()
    for found in _DAY.finditer(text):
        year = found[4] or (years[0] if years else None)
        if year is None or found[0] in seen:
            continue
        seen.add(found[0])
        day = _day(found, year)
        if day is None:
            yield found[0], None
        elif WEEKDAYS[day.weekday()] != found[1].lower():
            yield found[0], WEEKDAYS[day.weekday()]


RULES = (dates,)
