"""Public and school holidays of France, by zone and year."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from dateutil.easter import easter

METROPOLE = "metropole"
_FIXED = {
    "01-01": "Jour de l'an",
    "05-01": "Fête du Travail",
    "05-08": "Victoire de 1945",
    "07-14": "Fête nationale",
    "08-15": "Assomption",
    "11-01": "Toussaint",
    "11-11": "Armistice",
    "12-25": "Noël",
}
_AFTER_EASTER = {1: "Lundi de Pâques", 39: "Ascension", 50: "Lundi de Pentecôte"}
_SLAVERY = "Abolition de l'esclavage"
# What the law adds where. Customary days, off in some offices only, are left to the days off.
_LOCAL = {
    "alsace-moselle": {"12-26": "Saint Étienne"},
    "guadeloupe": {"05-27": _SLAVERY},
    "martinique": {"05-22": _SLAVERY},
    "guyane": {"06-10": _SLAVERY},
    "la-reunion": {"12-20": _SLAVERY},
    "mayotte": {"04-27": _SLAVERY},
    "saint-barthelemy": {"10-09": _SLAVERY},
    "saint-martin": {"05-28": _SLAVERY},
    "nouvelle-caledonie": {"09-24": "Fête de la Citoyenneté"},
    "polynesie-francaise": {"03-05": "Arrivée de l'Évangile", "11-20": "Matari'i"},
    "wallis-et-futuna": {"04-28": "Saint Pierre Chanel", "07-29": "Fête du Territoire"},
}
_GOOD_FRIDAY = frozenset({"alsace-moselle", "polynesie-francaise"})
_MATARII_SINCE = 2025


@cache
def public_holidays(year: int, zone: str = METROPOLE) -> dict[date, str]:
    """The public holidays of a year, with their names."""
    fixed = _FIXED | _LOCAL.get(zone, {})
    if zone == "polynesie-francaise" and year < _MATARII_SINCE:
        fixed = {day: name for day, name in fixed.items() if day != "11-20"}
        fixed["06-29"] = "Fête de l'Autonomie"
    found = {date.fromisoformat(f"{year:04}-{day}"): name for day, name in fixed.items()}
    moving = _AFTER_EASTER | ({-2: "Vendredi saint"} if zone in _GOOD_FRIDAY else {})
    sunday = easter(year)
    return found | {sunday + timedelta(days=n): name for n, name in moving.items()}


@cache
def school_holidays(year: int, zone: str) -> dict[date, str] | None:
    """The days of a year without school in zone A, B or C; None where they are not decided yet."""
    from vacances_scolaires_france import UnsupportedYearException

    try:
        days = _school_calendar().holidays_for_year_and_zone(year, zone)
    except UnsupportedYearException:
        return None
    return {day: str(what["nom_vacances"]) for day, what in days.items()}


@cache
def _school_calendar() -> Any:
    """The package's table of days, half a second to read: for those who set a school zone."""
    from vacances_scolaires_france import SchoolHolidayDates

    return SchoolHolidayDates()
