"""Days, periods and their bounds: "depuis 3 mois", "avant le 1er juin", "la semaine dernière".

A date said without its year is the last one where the past is meant (a contact), the next one
where the future is (a deadline, a reminder).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.language.grammar.calendar_words import (
    FEASTS,
    MONTHS,
    SEASONS,
    WEEKDAYS,
    Duration,
    Period,
    add,
    easter,
    month_of,
    months_of,
    valid_date,
    week_of,
    year_of,
)
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.phrasings import Phrasings, phrasings

DAY = timedelta(days=1)

_UNITS = {"jour": "day", "jours": "day", "j": "day", "semaine": "week", "semaines": "week"}
_UNITS |= {"mois": "month", "an": "year", "ans": "year", "annee": "year", "annees": "year"}
_MONTH = "|".join(MONTHS)
_WEEKDAY = "|".join(WEEKDAYS)
# "été" is mostly the participle: only "l'été", "cet été" are the season.
_SEASON = r"printemps|automne|hiver|(?<=l_)ete|(?<=cet_)ete|(?<=d_)ete|(?<=en_)ete"
_FEAST = "|".join(FEASTS) + "|paques|lundi_de_paques"
_WEEKEND = "week_end|weekend"
_N = r"(?:<num>|<ord>|un|une|le_premier|premier)"
_SAY = Phrasings("dates")
_LAST, _NEXT, _PERIOD = _SAY["last"], _SAY["next"], _SAY["period"]


class Calendar:
    """Resolves what is said against today, towards the past or the future."""

    def __init__(self, today: date, future: bool) -> None:
        self.today = today
        self.future = future

    def nearest(self, candidates: Callable[[int], Period | None]) -> Period | None:
        """The period of this year or a neighbour that the direction calls for."""
        years = range(self.today.year - 5, self.today.year + 6)
        periods = [period for year in years if (period := candidates(year)) is not None]
        if self.future:
            return next((period for period in periods if period.end >= self.today), None)
        return next((period for period in reversed(periods) if period.start <= self.today), None)

    def day_of_month(self, day: int) -> Period | None:
        months = sorted(
            (
                self.today.year + (self.today.month - 1 + shift) // 12,
                (self.today.month - 1 + shift) % 12 + 1,
            )
            for shift in range(-12, 13)
        )
        days = [found for year, month in months if (found := valid_date(year, month, day))]
        if self.future:
            chosen = next((found for found in days if found >= self.today), None)
        else:
            chosen = next((found for found in reversed(days) if found <= self.today), None)
        return Period(chosen, chosen) if chosen else None

    def weekday(self, name: str, which: str) -> Period:
        """The last or the next one; today's own name means today only in "depuis lundi"."""
        distance = (self.today.weekday() - WEEKDAYS[name]) % 7
        if which == "last" or (not which and not self.future):
            day = self.today - timedelta(days=distance or (7 if which == "last" else 0))
        else:
            day = self.today + timedelta(days=(7 - distance) % 7 or 7)
        return Period(day, day)


def _number(item: Item) -> int:
    return int(item.value) if isinstance(item.value, int) else 1


def _day(day: date | None) -> Item | None:
    return symbol("when", Period(day, day)) if day else None


def _when(period: Period | None) -> Item | None:
    return symbol("when", period) if period else None


def _year_of_match(found: Found, name: str = "y") -> int | None:
    items = found.items(name) if found.has(name) else []
    for item in items:
        if item.text in {"<year>", "<num>"}:
            return int(item.value) if item.value >= 100 else 2000 + int(item.value)
    return None


def mark_dates(chain: Chain, today: date, future: bool = False) -> None:
    """Durations become `<dur>`, days and periods `<when>`, resolved."""
    cal = Calendar(today, future)
    for pattern, make in _RULES:
        chain.rewrite(pattern, lambda found, make=make: make(found, cal))  # type: ignore[misc]


def _written_day(found: Found, cal: Calendar) -> Item | None:
    parts = [
        int(part) for part in found.items()[0].value.replace("/", "-").replace(".", "-").split("-")
    ]
    if parts[0] > 31:
        return _day(valid_date(parts[0], parts[1], parts[2]))
    year = parts[2] if parts[2] > 99 else 2000 + parts[2]
    return _day(valid_date(year, parts[1], parts[0]))


def _day_and_month(day: int, month: int, year: int | None, cal: Calendar) -> Item | None:
    if year is not None:
        return _day(valid_date(year, month, day))

    def of(candidate: int) -> Period | None:
        found = valid_date(candidate, month, day)
        return Period(found, found) if found else None

    return _when(cal.nearest(of))


def _day_month(found: Found, cal: Calendar) -> Item | None:
    day = _number(found.items("d")[0]) if found.has("d") else 1
    return _day_and_month(day, MONTHS[found.text("m")], _said_year(found, cal), cal)


def _slashed(found: Found, cal: Calendar) -> Item | None:
    day, month = (int(item.value) for item in found.items() if item.text == "<num>")
    return _day_and_month(day, month, None, cal) if 1 <= month <= 12 else None


def _said_year(found: Found, cal: Calendar) -> int | None:
    year = _year_of_match(found)
    if year is None and found.has("ly"):
        year = cal.today.year - 1
    if year is None and found.has("ny"):
        year = cal.today.year + 1
    if year is None and found.has("ty"):
        year = cal.today.year
    return year


def _month(found: Found, cal: Calendar) -> Item | None:
    month = MONTHS[found.text("m")]
    year = _said_year(found, cal)
    if year is None and found.has("last"):
        before = Calendar(cal.today.replace(day=1) - DAY, False)
        period = before.nearest(lambda y: month_of(y, month))
    elif year is None and found.has("next"):
        after = Calendar(month_of(cal.today.year, cal.today.month).end + DAY, True)
        period = after.nearest(lambda y: month_of(y, month))
    elif year is None:
        period = cal.nearest(lambda y: month_of(y, month))
    else:
        period = month_of(year, month)
    return _when(_part(period, found.text("part")))


def _part(period: Period | None, part: str) -> Period | None:
    """The day that stands for the beginning, the middle or the end."""
    if period is None or not part:
        return period
    if "fin" in part:
        return Period(period.end, period.end)
    if "debut" in part:
        return Period(period.start, period.start)
    middle = period.start + (period.end - period.start) // 2
    if period.start.day == 1 and (period.end - period.start).days < 31:
        middle = period.start.replace(day=15)
    return Period(middle, middle)


def _relative_period(found: Found, cal: Calendar) -> Item | None:
    shift = -1 if found.has("last") else 1 if found.has("next") else 0
    shift = -1 if found.has("last2") else shift
    unit = found.text("unit")
    today = cal.today
    if unit == "semaine":
        period = week_of(today + timedelta(days=7 * shift))
    elif unit == "mois":
        moved = add(today, Duration(shift, "month"))
        period = month_of(moved.year, moved.month)
    elif unit in {"trimestre", "semestre"}:
        size = 3 if unit == "trimestre" else 6
        moved = add(today.replace(day=1), Duration(shift * size, "month"))
        period = months_of(moved.year, (moved.month - 1) // size * size + 1, size)
    elif unit in {"week_end", "weekend", "we"}:
        saturday = week_of(today + timedelta(days=7 * shift)).start + timedelta(days=5)
        period = Period(saturday, saturday + DAY)
    else:
        period = year_of(today.year + shift)
    return _when(_part(period, found.text("part")))


_RANKS = {
    "premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": 0,
}  # fmt: skip


def _rank(found: Found, cal: Calendar) -> Item | None:
    items = found.items("rank")
    rank = _RANKS.get(items[0].text, 0) if items[0].value is None else int(items[0].value)
    size = 3 if found.text("unit").startswith("t") else 6
    count = 12 // size
    year = _said_year(found, cal)
    if rank == 0 and year is None:
        moved = add(cal.today.replace(day=1), Duration(-size, "month"))
        return _when(months_of(moved.year, (moved.month - 1) // size * size + 1, size))
    rank = rank or count
    if not 1 <= rank <= count:
        return None
    first = (rank - 1) * size + 1
    if year is not None:
        return _when(months_of(year, first, size))
    return _when(cal.nearest(lambda y: months_of(y, first, size)))


def _season(found: Found, cal: Calendar) -> Item | None:
    (m1, d1), (m2, d2) = SEASONS[found.text("season")]

    def of(year: int) -> Period:
        return Period(date(year, m1, d1), date(year + (m2 < m1), m2, d2) - DAY)

    year = _said_year(found, cal)
    if year is not None:
        return _when(of(year))
    if found.has("last"):
        return _when(Calendar(cal.today - timedelta(days=93), False).nearest(of))
    return _when(cal.nearest(of))


def _feast(found: Found, cal: Calendar) -> Item | None:
    name = found.text("feast").replace(" ", "_")
    year = _said_year(found, cal)

    def of(candidate: int) -> Period:
        if "paques" in name:
            day = easter(candidate) + (DAY if "lundi" in name else timedelta(0))
        else:
            day = date(candidate, *FEASTS[name])
        return Period(day, day)

    return _when(of(year) if year is not None else cal.nearest(of))


def _weekday(found: Found, cal: Calendar) -> Item | None:
    which = "last" if found.has("last") else "next" if found.has("next") else ""
    period = cal.weekday(found.text("day"), which)
    if found.has("eight"):
        weeks = 2 if 15 in found.values("<num>") else 1
        period = Period(period.start + weeks * 7 * DAY, period.end + weeks * 7 * DAY)
    return _when(period)


def _near_day(found: Found, cal: Calendar) -> Item | None:
    shifts = {
        "aujourd hui": 0, "ce jour": 0, "ce matin": 0, "ce midi": 0, "ce soir": 0,
        "cet apres midi": 0, "hier": -1, "avant hier": -2, "demain": 1, "lendemain": 1,
        "apres demain": 2, "surlendemain": 2,
    }  # fmt: skip
    shift = shifts[" ".join(found.text("day").split())]
    return _day(cal.today + timedelta(days=shift))


def _duration(found: Found, cal: Calendar) -> Item | None:
    unit = found.text("unit")
    number = found.items("n")[0]
    count = _number(number)
    if unit.startswith("trimestre"):
        return symbol("dur", Duration(count * 3, "month"))
    if unit.startswith("semestre"):
        return symbol("dur", Duration(count * 6, "month"))
    if found.has("half") and _UNITS[unit] == "year":
        return symbol("dur", Duration(count * 12 + 6, "month"))
    if found.has("half") and _UNITS[unit] == "month":
        return symbol("dur", Duration(count * 30 + 15, "day"))
    return symbol("dur", Duration(count, _UNITS[unit]))


def _week_of_day(found: Found, cal: Calendar) -> Item | None:
    period: Period = found.values("<when>")[0]
    return _when(week_of(period.start))


_EARLIEST = 2010
"""Nobody's contacts are older: "à partir de 2000" is said of people."""


_TO_A_NUMBER = re.compile(r"(?:et|a) <num>")


def _plain_year(found: Found, cal: Calendar) -> Item | None:
    number = int(found.items("yy")[0].value)
    told = re.search(r"contact|relanc|ajout|modifi", found.before)
    if number < _EARLIEST and found.before.endswith("a partir de") and not told:
        return None
    if found.before.endswith("entre") and _TO_A_NUMBER.match(found.after):
        return None  # "entre 2000 et 8000"
    year = year_of(number)
    return _when(_part(year, found.text("part")))


_YEAR = rf"""
    (?:_(?:de_)?(?:l_)?(?:annee_)?(?P<y><year>)|_(?P<ly>{_SAY["last_year"]})
    |_(?P<ny>{_SAY["next_year"]})|_(?P<ty>{_SAY["this_year"]}))?
"""
_AFTER_WORD = "|".join(rf"(?<={word}_)" for word in _SAY.each("before_year"))
_PART = rf"(?:(?P<part>{_SAY['part']})_(?:{_SAY['of']}_)?)?"
_NO_UNIT = r"""
    (?!(?:_(?:et|a)_(?:<year>|<num>))?_(?:<unit>|adherents?|membres?|abonnes?|followers?
    |personnes?|fans?|inscrits?|licencies?|k_))
"""

_RULES: tuple[tuple[re.Pattern[str], Callable[[Found, Calendar], Item | None]], ...] = (
    (rule(r"<day>"), _written_day),
    (rule(f"(?P<day>{_SAY['near_day']})"), _near_day),
    (
        rule(
            rf"""
                (?:(?:{_WEEKDAY})_(?:le_)?)?(?P<d><num>|<ord>|premier)_(?:du_mois_de_
                |de_)?(?P<m>{_MONTH}){_YEAR}
            """
        ),
        _day_month,
    ),
    (rule(r"<num>_/_<num>"), _slashed),
    (
        rule(
            rf"""
                (?:du_|le_|au_|mois_de_|mois_d_)?{_PART}(?P<m>{_MONTH})(?:_(?P<last>{_LAST})
                |_(?P<next>{_NEXT}))?{_YEAR}
            """
        ),
        _month,
    ),
    (
        rule(
            rf"""
                (?P<rank><ord>|premier|deuxieme|second|troisieme|quatrieme
                |dernier)_(?P<unit>trimestre|semestre){_YEAR}
            """
        ),
        _rank,
    ),
    (rule(rf"(?P<unit>t|q|s)_(?P<rank><num>){_YEAR}"), _rank),
    (
        rule(
            rf"""
                {_PART}(?:cette|ce|cet|la|le|l|de_l|du|de_la|d)_(?P<unit>{_PERIOD}|{_WEEKEND}|we)_
                (?:(?P<last>{_LAST})|(?P<next>{_NEXT})|ci|en_cours|courante?|actuelle?)
            """
        ),
        _relative_period,
    ),
    (
        rule(rf"(?P<unit>{_PERIOD}|{_WEEKEND})_(?:(?P<last>{_LAST})|(?P<next>{_NEXT})|en_cours)"),
        _relative_period,
    ),
    (
        rule(rf"{_PART}(?:cette|ce|cet)_(?P<unit>(?!an\b){_PERIOD}|anne|{_WEEKEND}|we)"),
        _relative_period,
    ),
    (
        rule(
            rf"""
                (?P<part>(?:la_)?fin|(?:le_)?debut|(?:le_)?milieu)_(?:de_l_|de_la_|du_|de_|d_)
                (?P<unit>{_PERIOD})
            """
        ),
        _relative_period,
    ),
    (
        rule(r"la_derniere_(?P<unit>semaine|annee)(?P<last2>)|le_dernier_(?P<unit2>mois)"),
        lambda found, cal: _last_unit(found, cal),
    ),
    (
        rule(
            r"(?:l_|cet_|cette_|le_|ce_|au_|d_|en_)?"
            rf"(?P<season>{_SEASON})(?!_{_SAY['no_summer']})(?:_(?P<last>{_LAST})|_{_NEXT})?{_YEAR}"
        ),
        _season,
    ),
    (rule(rf"(?:la_|le_|l_)?(?P<feast>{_FEAST})(?:_(?:{_LAST}|{_NEXT}|scolaire))?{_YEAR}"), _feast),
    (
        rule(
            rf"(?:(?:le|du|au)_)?(?P<day>{_WEEKDAY})(?:_(?P<last>{_LAST})|_(?P<next>{_NEXT})"
            r"|_(?P<eight>en_(?:huit|quinze|<num>))|_matin|_soir|_midi)?(?!_<num>)"
        ),
        _weekday,
    ),
    (
        rule(rf"(?:le_|la_)?(?:{_WEEKDAY})_(?P<n><num>)"),
        lambda found, cal: _when(
            cal.day_of_month(int(found.items("n")[0].value))
            if found.items("n")[0].value <= 31
            else None
        ),
    ),
    (rule(r"semaine_du_<when>"), _week_of_day),
    (rule(r"(?:(?:de_|d_)?l_annee_|annee_)(?P<yy><year>)(?P<part>)"), _plain_year),
    (
        rule(rf"(?:{_AFTER_WORD})(?P<yy><year>)(?P<part>){_NO_UNIT}(?!_(?:<num>|et_plus|a_<num>))"),
        _plain_year,
    ),
    (rule(r"(?P<part>debut|fin|mi)_(?P<yy><year>|<when>)"), lambda found, cal: _part_of(found)),
    (
        rule(
            rf"(?P<n><num>|un|une|1)_(?:de_)?(?:derniers?_|dernieres?_)?(?P<unit>{_SAY['unit']})"
            r"(?P<half>_et_(?:demie?|<num>_demi))?(?!_(?:dernier|derniere)(?!s))"
        ),
        _duration,
    ),
    (
        rule(r"(?P<n>une)_(?P<unit>quinzaine)(?:_de_jours)?"),
        lambda found, cal: symbol("dur", Duration(15, "day")),
    ),
)


def _last_unit(found: Found, cal: Calendar) -> Item | None:
    unit = found.text("unit") or found.text("unit2")
    return symbol("durlast", Duration(1, _UNITS[unit]))


def _part_of(found: Found) -> Item | None:
    item = found.items("yy")[0]
    period = item.value if item.text == "<when>" else year_of(int(item.value))
    return _when(_part(period, found.text("part")))


# --- bounds ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bounds:
    """Days between two inclusive bounds, either of which may be open."""

    apres: date | None = None
    avant: date | None = None
    negated: "Bounds | None" = None
    """What the words mean of something that did not happen, where it is not the complement."""

    since: bool = False
    """True of "depuis …", whose meaning turns over when it is about what did not happen."""

    def within(self, today: date) -> "Bounds":
        """Without the bound that today already implies."""
        if self.avant is not None and self.avant >= today and self.apres != self.avant:
            return Bounds(self.apres, None)
        if self.avant is not None and self.avant >= today and self.apres is not None:
            return Bounds(self.apres, None)
        return Bounds(self.apres, self.avant)


_THE = r"(?:le_|la_|l_|les_|au_|du_|de_|en_|a_|cette_|ce_|d_)*"
_OVER = (
    r"(?:plus_(?:de_|d_)|\+_(?:de_|d_)?|au_moins_|bien_plus_d?e?_?"
    r"|plus_(?:vieux|vieilles?|anciens?)_(?:que_|qu_))"
)
_UNDER = (
    r"(?:moins_(?:de_|d_)|-_(?:de_|d_)?|plus_recente?s?_(?:que_|qu_)"
    r"|pas_(?:a_|de_|d_)?plus_(?:vieux_|vieilles?_|anciens?_)?(?:de_|d_|que_|qu_))"
)
_COMPARED = rf"(?:(?P<over>{_OVER})|(?P<under>{_UNDER}))"
_WHEN = rf"{_THE}(?P<w><when>)"


def _bounds(bounds: Bounds | None) -> Item | None:
    return symbol("range", bounds) if bounds else None


def _period(found: Found, name: str = "w") -> Period:
    period: Period = found.items(name)[0].value
    return period


def _ago(found: Found, today: date) -> date:
    return add(today, next(iter(found.values("<dur>") or found.values("<durlast>"))), -1)


def _since(found: Found, today: date) -> Item | None:
    period = _period(found)
    if found.text().startswith("du ") and not period.is_day:
        return _within(found, today)  # "du premier trimestre"
    before = Bounds(avant=period.start - DAY)
    return _bounds(Bounds(apres=period.start, negated=before, since=True))


def _for(found: Found, today: date) -> Item | None:
    """ "depuis 3 mois": since then, or not since then."""
    day = _ago(found, today)
    if found.has("under"):
        return _bounds(Bounds(apres=day, negated=Bounds(avant=day)))
    if found.has("over"):
        return _bounds(Bounds(avant=day, negated=Bounds(avant=day)))
    return _bounds(Bounds(apres=day, negated=Bounds(avant=day), since=True))


def _ago_bound(found: Found, today: date) -> Item | None:
    day = _ago(found, today)
    if found.has("over"):
        return _bounds(Bounds(avant=day, negated=Bounds(apres=day)))
    if found.has("under"):
        return _bounds(Bounds(apres=day, negated=Bounds(avant=day)))
    return _bounds(Bounds(apres=day, avant=day, negated=Bounds(avant=day)))


def _before(found: Found, today: date) -> Item | None:
    period = _period(found)
    day = period.end if found.has("inclusive") else period.start - DAY
    return _bounds(Bounds(avant=day))


def _until(found: Found, today: date) -> Item | None:
    return _bounds(Bounds(avant=_period(found).end))


def _after(found: Found, today: date) -> Item | None:
    period = _period(found)
    day = period.start if found.has("inclusive") else period.end + DAY
    return _bounds(Bounds(apres=day))


def _between(found: Found, today: date) -> Item | None:
    first, last = (item.value for item in found.items() if item.text == "<when>")
    start, end = first.start, last.end
    if start > end:
        # "entre novembre et février": the first one is the year before.
        start = add(start, Duration(1, "year"), -1)
    return _bounds(Bounds(apres=start, avant=end)) if start <= end else None


def _within(found: Found, today: date) -> Item | None:
    period = _period(found)
    return _bounds(Bounds(period.start, period.end, negated=Bounds(avant=period.start - DAY)))


def _last_days(found: Found, today: date) -> Item | None:
    duration = found.values("<dur>") or found.values("<durlast>")
    day = add(today, duration[0], -1)
    return _bounds(Bounds(apres=day, negated=Bounds(avant=day)))


_INCL = r"(?P<inclusive>_(?:inclus|compris|inclue?|y_compris))?"
_BOUND_RULES: tuple[tuple[re.Pattern[str], Callable[[Found, date], Item | None]], ...] = (
    (
        rule(
            rf"""
                depuis_{_COMPARED}?(?:{_SAY["about"]}_)?(?:<dur>|<durlast>)(?P<late>_derniere?s?)?
            """
        ),
        _for,
    ),
    (
        rule(rf"{_SAY['ago']}_{_COMPARED}?(?:(?:environ|deja|a_peu_pres|presque)_)?<dur>(?:_que)?"),
        _ago_bound,
    ),
    (rule(rf"{_SAY['goes_back']}_{_COMPARED}<dur>"), _ago_bound),
    (rule(rf"(?:{_SAY['going_back']}_)?(?:(?P<under>{_UNDER}))<dur>"), _ago_bound),
    (
        rule(rf"(?:(?P<over>{_OVER}))<dur>"),
        lambda f, t: _bounds(Bounds(avant=_ago(f, t), negated=Bounds(avant=_ago(f, t)))),
    ),
    (
        rule(
            rf"""
                (?:{_SAY["in_the_last"]}_)+(?:<dur>(?:_(?:derniere?|passee?|ecoulee?)s?)?
                |(?:dernier|derniere)s_<dur>|<durlast>)(?<!dans_<dur>)
            """
        ),
        _last_days,
    ),
    (rule(r"<durlast>"), _last_days),
    (rule(rf"entre_{_THE}<when>_et_{_THE}<when>(?:_inclus)?"), _between),
    (
        rule(
            rf"(?:du|de|d)_{_THE}<when>_(?:au|a|jusqu_au|jusqu_a|jusqu_en)_{_THE}<when>(?:_inclus)?"
        ),
        _between,
    ),
    (
        rule(
            rf"""
                {_SAY["since"]}_{_WHEN}(?:_(?:inclus|compris))?(?:_(?:jusqu_a_)?(?:maintenant
                |ce_jour))?(?:(?<=depuis_<when>)|(?=))
            """
        ),
        _since,
    ),
    (rule(rf"{_SAY['until']}_{_WHEN}(?:_inclus)?"), _until),
    (rule(rf"(?:avant|anterieure?s?_(?:a|au)|precedant|plus_vieux_que)_{_WHEN}{_INCL}"), _before),
    (rule(rf"(?:apres|posterieure?s?_(?:a|au)|passe|plus_recent_que)_{_WHEN}{_INCL}"), _after),
    (rule(rf"(?:{_SAY['within']}_)?{_WHEN}"), _within),
)


# "plutôt un an", "non, 6 mois": another duration for the one just spoken of.
_RATHER = phrasings("dates", " ")["rather"]
_ONLY_A_DURATION = re.compile(
    rf"(?:{_RATHER} )+<dur>(?: (?:plutot|finalement|alors))?(?: [?.!])* <end>"
    r"|<dur> plutot(?: [?.!])* <end>"
)


def mark_ranges(chain: Chain, today: date) -> None:
    """Bounds in time become `<range>`; wants `mark_dates` before."""
    for pattern, make in _BOUND_RULES:
        chain.rewrite(pattern, lambda found, make=make: make(found, today))  # type: ignore[misc]
    if _ONLY_A_DURATION.fullmatch(chain.text):
        chain.rewrite(rule("<dur>"), lambda found: _for(found, today))


def mark_lonely_days(chain: Chain, cal: Calendar) -> None:
    """ "avant le 12": a day of the month where only a date can stand."""
    for place, item in enumerate(chain.items):
        if item.text not in {"<num>", "<ord>"} or not 1 <= item.value <= 31 or place < 2:
            continue
        words = [before.text for before in chain.items[max(place - 2, 0) : place]]
        following = chain.items[place + 1].text if place + 1 < len(chain.items) else ""
        if words[1] not in {"le", "au"} or following.startswith(("<unit", "<num", "-", "et_")):
            continue
        if words[0] in {"avant", "apres", "depuis", "tard", "jusqu", "ici"}:
            period = cal.day_of_month(int(item.value))
            if period:
                chain.put(place, 1, symbol("when", period))
    chain.changed()


# --- deadlines and reminders ---------------------------------------------------------------------

_IN = rule(
    r"(?:dans|d_ici|sous|avant|il_reste|d_ici_a)_(?:environ_|a_peu_pres_|moins_de_)?(?P<d><dur>)"
)
_LATER = rule(r"(?P<d><dur>)_(?:plus_tard|apres|avant)")
_SPAN = rule(
    rf"""
        (?:(?:du|de|entre|d)_{_THE}(?P<a><when>)_(?:au|a|et|jusqu_au)
        |(?P<a2><when>)_-)_{_THE}(?P<b><when>)
    """
)
_SHORT_SPAN = rule(
    rf"""
        (?:du|entre|entre_le|de)_(?P<a><num>|<ord>|premier)_(?:au|et|et_le
        |a)_(?:le_)?(?P<b><num>|<ord>)_(?P<m>{_MONTH})(?:_(?P<y><year>))?
    """
)
_BEFORE = rule(rf"avant_{_WHEN}{_INCL}")
_LONELY = rule(
    r"""
        (?:le|au|du|pour_le|d_ici_le)_(?P<n><num>|<ord>)(?!_(?:adherents?|membres?|abonnes?
        |<unit>|premiers?|derniers?|prospects?|mails?))
    """
)


def deadline_of(chain: Chain, today: date) -> tuple[date | None, date | None]:
    """The day, or the first and last days, that a deadline or a reminder names."""
    cal = Calendar(today, True)
    chain.rewrite(_SHORT_SPAN, lambda found: _short_span(found, cal))
    mark_dates(chain, today, future=True)
    mark_lonely_days(chain, cal)
    for found in chain.finds(_SPAN):
        first, last = found.items("a" if found.has("a") else "a2")[0], found.items("b")[0]
        start, end = first.value.start, last.value.end
        if end < start:
            end = add(end, Duration(1, "year"))
        return start, end
    for found in chain.finds(_IN):
        return add(today, found.items("d")[0].value), None
    for found in chain.finds(_BEFORE):
        period = _period(found)
        return (period.end if found.has("inclusive") else period.start - DAY), None
    for item in chain.items:
        if item.text == "<when>":
            period = item.value
            return period.start, (None if period.is_day else period.end)
    for found in chain.finds(_LATER):
        return add(today, found.items("d")[0].value), None
    for found in chain.finds(_LONELY):
        day = found.items("n")[0].value
        period_of_day = cal.day_of_month(int(day)) if 1 <= int(day) <= 31 else None
        if period_of_day:
            return period_of_day.start, None
    return None, None


def _short_span(found: Found, cal: Calendar) -> Item | None:
    """ "du 12 au 20 mars": the month is said once."""
    month = MONTHS[found.text("m")]
    first, last = _number(found.items("a")[0]), _number(found.items("b")[0])
    year = _year_of_match(found)

    def of(candidate: int) -> Period | None:
        start, end = valid_date(candidate, month, first), valid_date(candidate, month, last)
        return Period(start, end) if start and end and start <= end else None

    return _when(of(year) if year is not None else cal.nearest(of))


def mark_all_dates(chain: Chain, today: date) -> None:
    """Everything said of the past: numbers first, then days, then bounds."""
    cal = Calendar(today, False)
    chain.rewrite(_SHORT_SPAN, lambda found: _short_span(found, cal))
    mark_dates(chain, today)
    mark_lonely_days(chain, cal)
    mark_ranges(chain, today)
