from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.grammar.calendar_words import Duration, add
from assistant.language.grammar.dates import deadline_of
from assistant.language.grammar.quantities import mark_numbers
from assistant.language.grammar.reading import read
from assistant.language.phrasing.chips import sentence
from core.prospects.filters import Filter
from tests.assistant.language.asking import filters_of

TODAY = date(2026, 3, 18)
days = st.dates(date(2016, 1, 1), date(2032, 12, 31))


def deadline(text: str, today: date = TODAY) -> tuple[date | None, date | None]:
    chain = read(text, today).chain()
    mark_numbers(chain)
    return deadline_of(chain, today)


def contact(text: str, today: date = TODAY) -> dict[str, str]:
    return dict(filters_of(text, today=today).as_json().get("dernier_contact", {}))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("contactés cette année", {"apres": "2026-01-01"}),
        ("contactés ce mois-ci", {"apres": "2026-03-01"}),
        ("contactés cette semaine", {"apres": "2026-03-16"}),
        ("contactés depuis lundi", {"apres": "2026-03-16"}),
        ("pas contactés depuis 3 mois", {"avant": "2025-12-18"}),
        ("pas contactés depuis plus de 3 mois", {"avant": "2025-12-18"}),
        ("sans réponse depuis 3 mois", {"avant": "2025-12-18"}),
        ("contactés il y a moins d'un mois", {"apres": "2026-02-18"}),
        ("contactés avant le 1er juin 2025", {"avant": "2025-05-31"}),
        ("contactés au plus tard le 1er juin 2025", {"avant": "2025-06-01"}),
        ("contactés avant le 1er juin 2025 inclus", {"avant": "2025-06-01"}),
        ("contactés l'an dernier", {"apres": "2025-01-01", "avant": "2025-12-31"}),
        ("contactés en 2025", {"apres": "2025-01-01", "avant": "2025-12-31"}),
        ("contactés le mois dernier", {"apres": "2026-02-01", "avant": "2026-02-28"}),
        ("contactés en octobre", {"apres": "2025-10-01", "avant": "2025-10-31"}),
        ("contactés la semaine dernière", {"apres": "2026-03-09", "avant": "2026-03-15"}),
        ("contactés au premier trimestre 2025", {"apres": "2025-01-01", "avant": "2025-03-31"}),
        ("contactés au 1er semestre 2025", {"apres": "2025-01-01", "avant": "2025-06-30"}),
        ("contactés depuis la rentrée", {"apres": "2025-09-01"}),
        ("contactés avant l'été", {"avant": "2025-06-20"}),
        ("contactés hier", {"apres": "2026-03-17", "avant": "2026-03-17"}),
    ],
)
def test_dates_of_contact(text: str, wanted: dict[str, str]) -> None:
    assert contact(text) == wanted


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("rappelle-moi lundi", "2026-03-23", None),
        ("rappelle-moi mercredi", "2026-03-25", None),
        ("dans 15 jours", "2026-04-02", None),
        ("le 12 mars", "2027-03-12", None),
        ("avant le 15 mai", "2026-05-14", None),
        ("d'ici vendredi", "2026-03-20", None),
        ("la semaine prochaine", "2026-03-23", "2026-03-29"),
        ("en mai", "2026-05-01", "2026-05-31"),
        ("du 12 au 20 juin", "2026-06-12", "2026-06-20"),
        ("fin mars", "2026-03-31", None),
        ("jeudi en huit", "2026-03-26", None),
        ("demain", "2026-03-19", None),
        ("pour la rentrée", "2026-09-01", None),
        ("avant l'été", "2026-06-20", None),
        ("un jour peut-être", None, None),
    ],
)
def test_deadlines(text: str, first: str | None, last: str | None) -> None:
    found = deadline(text)
    assert tuple(day and day.isoformat() for day in found) == (first, last)


@given(days, st.integers(1, 400), st.sampled_from(("jour", "semaine", "mois", "an")))
def test_not_since_is_until_then(today: date, count: int, unit: str) -> None:
    units = {"jour": "day", "semaine": "week", "mois": "month", "an": "year"}
    if unit == "an":
        count = count % 9 + 1
    far = add(today, Duration(count, units[unit]), -1)
    plural = unit if unit == "mois" or count == 1 else f"{unit}s"
    assert contact(f"pas contactés depuis {count} {plural}", today) == {"avant": far.isoformat()}


@given(days, days)
def test_a_written_day_is_read_whatever_its_form(today: date, day: date) -> None:
    if day >= today:
        return
    before = {"avant": (day - timedelta(days=1)).isoformat()}
    assert contact(f"contactés avant le {day:%d/%m/%Y}", today) == before
    assert contact(f"contactés avant le {day.isoformat()}", today) == before
    wanted = Filter.model_validate({"dernier_contact": {"apres": day, "avant": day}})
    assert filters_of(sentence(wanted), today=today) == wanted


@given(days, st.sampled_from(["janvier", "mars", "juin", "août", "octobre", "décembre"]))
def test_a_month_without_its_year_is_the_nearest(today: date, month: str) -> None:
    past = contact(f"contactés en {month}", today)
    assert past["apres"] <= today.isoformat()
    first, last = deadline(f"en {month}", today)
    assert first is not None
    assert last is not None
    assert today <= last < add(today, Duration(13, "month"))
