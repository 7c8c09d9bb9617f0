"""Daily snapshots and additions by month → how the base went. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate

from core.kpis.models import (
    DONT_KNOW,
    UNKNOWN,
    Indicators,
    Point,
    Series,
    Snapshot,
    Trend,
    TrendChart,
)
from core.kpis.wording import counted, day_text, number, percent, points

MOST_POINTS = 120
"""More would not show on a line: the days between are left out."""
MONTHS_SHOWN = 24
Month = tuple[int, int]


def snapshot(figures: Indicators, day: date, demonstration: bool) -> Snapshot:
    """A day's headline figures."""
    missing = figures.missing_contact
    return Snapshot(
        day=day,
        total=figures.total,
        accepting=figures.consent["yes"],
        refusing=figures.consent["no"],
        email=figures.total - missing.email,
        telephone=figures.total - missing.telephone,
        site_web=figures.with_website,
        located=figures.total - figures.region.get(UNKNOWN, 0),
        contacted=figures.return_rate.contacted,
        answered=figures.return_rate.answered,
        demonstration=demonstration,
    )


def of_base(snapshots: Sequence[Snapshot], months: Mapping[Month, int], today: date) -> Trend:
    """The trend of the whole base, its snapshots by day."""
    added = _every_month(months, today)
    if len(snapshots) < 2:
        return Trend((), added, _additions_sentence(added), _first_days(snapshots))
    kept = _thinned(snapshots)
    charts = (
        TrendChart("Nombre de prospects", tuple(_counts(kept))),
        TrendChart("Accord pour être contactés", tuple(_consent(kept))),
        TrendChart("Fiches complétées", tuple(_completeness(kept))),
        TrendChart("Contacts et retours", tuple(_answers(kept))),
    )
    return Trend(charts, added, f"{_journey(snapshots)} {_additions_sentence(added)}".strip())


def of_part(months: Mapping[Month, int], undated: int, today: date) -> Trend:
    """The trend of a selection: its prospects of today, by the month that they were added in.

    `undated` is how many have no date of addition.
    """
    added = _every_month(months, today)
    totals = accumulate(months[month] for month in sorted(months))
    line = [
        Point(_last_day(month, today), total, total)
        for month, total in zip(sorted(months), totals, strict=True)
    ]
    series = Series("total", "Prospects", "", tuple(line))
    title = "Prospects d'aujourd'hui, par date d'ajout"
    charts = (TrendChart(title, (series,)),) if len(line) > 1 else ()
    caution = (
        "Je garde un relevé par jour de toute la base, pas de chaque sélection\u00a0: cette courbe "
        "compte les fiches d'aujourd'hui par date d'ajout, sans celles qui ont été supprimées."
    )
    if undated:
        caution += f" Sans date d'ajout, donc absentes\u00a0: {counted(undated, 'fiche')}."
    return Trend(charts, added, _additions_sentence(added), caution)


# --- lines --------------------------------------------------------------------------------------


def _counts(kept: Sequence[Snapshot]) -> Iterator[Series]:
    yield _series("total", "Prospects", "", kept, lambda one: one.total)
    yield _series("accepting", "Acceptent d'être contactés", "", kept, lambda one: one.accepting)
    yield _series("contacted", "Déjà contactés", "", kept, lambda one: one.contacted)


def _consent(kept: Sequence[Snapshot]) -> Iterator[Series]:
    yield _series("yes", "Acceptent", "%", kept, lambda one: one.accepting)
    yield _series("no", "Refusent", "%", kept, lambda one: one.refusing)
    yield _series("unknown", DONT_KNOW, "%", kept, lambda one: one.unknown)


def _completeness(kept: Sequence[Snapshot]) -> Iterator[Series]:
    yield _series("email", "Avec e-mail", "%", kept, lambda one: one.email)
    yield _series("telephone", "Avec téléphone", "%", kept, lambda one: one.telephone)
    yield _series("site_web", "Avec site web", "%", kept, lambda one: one.site_web)
    yield _series("located", "Région connue", "%", kept, lambda one: one.located)


def _answers(kept: Sequence[Snapshot]) -> Iterator[Series]:
    yield _series("contacted", "Déjà contactés", "%", kept, lambda one: one.contacted)
    answered = tuple(
        Point(s.day, min(s.answered, s.contacted) / s.contacted, s.contacted)
        for s in kept
        if s.contacted
    )
    yield Series("return_rate", "Taux de retour", "%", answered)


def _series(
    key: str, label: str, unit: str, kept: Sequence[Snapshot], count: Callable[[Snapshot], int]
) -> Series:
    """Counts, or shares of the total with unit "%"; an empty base has no share."""
    if not unit:
        return Series(key, label, unit, tuple(Point(s.day, count(s), s.total) for s in kept))
    points = (Point(s.day, count(s) / s.total, s.total) for s in kept if s.total)
    return Series(key, label, unit, tuple(points))


def _thinned(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """At most MOST_POINTS of them, the last one included."""
    step = -(-len(snapshots) // MOST_POINTS)
    return list(reversed(snapshots[::-1][::step]))


def _last_day(month: Month, today: date) -> date:
    year, following = divmod(month[0] * 12 + month[1], 12)
    return min(today, date(year, following + 1, 1) - timedelta(days=1))


def _every_month(months: Mapping[Month, int], today: date) -> tuple[tuple[date, int], ...]:
    """The last months up to today's, those without any addition included."""
    known = [month for month in months if month <= (today.year, today.month)]
    if not known:
        return ()
    first, last = min(known), (today.year, today.month)
    every = [
        divmod(rank, 12) for rank in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    ]
    shown = [(year, month + 1) for year, month in every[-MONTHS_SHOWN:]]
    return tuple((date(*month, 1), months.get(month, 0)) for month in shown)


# --- sentences ----------------------------------------------------------------------------------


def _journey(snapshots: Sequence[Snapshot]) -> str:
    first, last = snapshots[0], snapshots[-1]
    change = last.total - first.total
    sign = "+" if change >= 0 else "−"
    worded = (
        f"Du {day_text(first.day)} au {day_text(last.day)}\u00a0: de {number(first.total)} à "
        f"{number(last.total)} prospects ({sign}{number(abs(change))})."
    )
    if not (first.total and last.total):
        return worded
    before, after = first.accepting / first.total, last.accepting / last.total
    worded += f" {percent(after)} acceptent d'être contactés ({points(after - before)})"
    before, after = first.email / first.total, last.email / last.total
    return f"{worded}, {percent(after)} ont un e-mail ({points(after - before)})."


def _additions_sentence(added: Sequence[tuple[date, int]]) -> str:
    if not added:
        return ""
    this_month = added[-1][1]
    months = added[-12:]
    year = sum(count for _, count in months)
    added_since = counted(year, "fiche ajoutée", "fiches ajoutées")
    return (
        f"{added_since} depuis le {day_text(months[0][0])}, dont {number(this_month)} ce mois-ci."
    )


def _first_days(snapshots: Sequence[Snapshot]) -> str:
    since = f" depuis le {day_text(snapshots[0].day)}" if snapshots else ""
    return (
        f"Je note l'état de la base une fois par jour{since}\u00a0: les courbes du consentement et "
        "de la complétude commenceront demain. Les ajouts, eux, se lisent dans les fiches."
    )
