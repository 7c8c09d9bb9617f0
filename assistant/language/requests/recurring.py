"""What comes again: "tous les lundis", "chaque mois", "toutes les deux semaines"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time

from assistant.language.grammar.calendar_words import WEEKDAYS
from assistant.language.requests.spans import COUNT, Cut, count_of

_DAY = "|".join(WEEKDAYS)
_N = "|".join(COUNT)
_EVERY = r"(?:tous les|toutes les|ts les|chaque|ttes les)"
_DAYS = rf"(?:{_DAY})s?"


@dataclass(frozen=True)
class Every:
    """Every so many days, weeks, months or years (`unit`: jour, semaine, mois, an)."""

    unit: str
    count: int = 1
    weekdays: tuple[int, ...] = ()
    """Of a week, Monday is 0."""
    day_of_month: int | None = None
    hour: time | None = None
    """The part of the day, where it is said with it: "tous les matins"."""


def _weekdays(found: re.Match[str]) -> tuple[int, ...]:
    names = re.findall(_DAY, found["days"])
    return tuple(sorted({WEEKDAYS[name] for name in names}))


def _unit(found: re.Match[str]) -> Every:
    unit = found["u"].rstrip("s") if found["u"] != "mois" else "mois"
    unit = {"annee": "an", "moi": "mois"}.get(unit, unit)
    return Every(unit, count_of(found["n"]) if found.groupdict().get("n") else 1)


_PARTS = {"mati": time(9), "soir": time(18), "apre": time(14), "midi": time(12)}
_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Every]], ...] = (
    (
        re.compile(rf"\b{_EVERY}\s+(?P<days>{_DAYS}(?:(?:\s*,\s*|\s+et\s+)(?:les\s+)?{_DAYS})*)\b"),
        lambda found: Every("semaine", weekdays=_weekdays(found)),
    ),
    (
        re.compile(rf"\bun\s+(?P<days>{_DAY})\s+sur\s+deux\b"),
        lambda found: Every("semaine", 2, _weekdays(found)),
    ),
    (
        re.compile(r"\b(?:du lundi au vendredi|tous les jours (?:ouvres|de (?:la )?semaine))\b"),
        lambda found: Every("semaine", weekdays=(0, 1, 2, 3, 4)),
    ),
    (
        re.compile(rf"\b{_EVERY}\s+(?P<p>matins?|soirs?|apres[- ]midis?|midis?)\b"),
        lambda found: Every("jour", hour=_PARTS[found["p"][:4]]),
    ),
    (
        re.compile(
            r"\b(?:le|tous les)\s+(?P<d>premier|1er|\d{1,2})"
            r"\s+(?:de chaque|du|de tous les)\s+mois\b"
        ),
        lambda found: Every("mois", day_of_month=_rank(found["d"])),
    ),
    (
        re.compile(
            rf"\b{_EVERY}\s+(?:(?P<n>\d{{1,2}}|{_N})\s+)?(?P<u>jours?|semaines?|mois|ans?)\b"
        ),
        _unit,
    ),
    (re.compile(rf"\b{_EVERY}\s+(?P<u>annees?)\b"), _unit),
    (re.compile(r"\b(?:une|1) fois par (?P<u>jour|semaine|mois|an)\b"), _unit),
)


def _rank(said: str) -> int:
    return 1 if said == "premier" else min(31, max(1, int(said.removesuffix("er"))))


def every_within(cut: Cut) -> Every | None:
    """How it comes again, taken out of the sentence; None where it comes once."""
    for pattern, make in _RULES:
        if found := cut.take(pattern):
            return make(found)
    return None
