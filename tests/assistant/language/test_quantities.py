import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.grammar.quantities import read_number
from core.vocabulary.text import fold
from tests.assistant.language.asking import filters_of

_UNITS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
_UNMARKED = re.compile(r"(?<=cent)s$|(?<=vingt)s$")
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def below_hundred(number: int) -> str:
    if number <= 16:
        return _UNITS[number]
    if number < 20:
        return f"dix-{_UNITS[number - 10]}"
    base = number // 20 * 20 if number >= 60 else number // 10 * 10
    name = "quatre-vingt" if base == 80 else _TENS[base]
    rest = number - base
    if rest == 0:
        return f"{name}s" if base == 80 else name
    joint = " et " if rest in {1, 11} and base != 80 else "-"
    return f"{name}{joint}{below_hundred(rest)}"


def spelled(number: int) -> str:
    """The number in words, as French spells it."""
    if number < 100:
        return below_hundred(number)
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        name = "cent" if hundreds == 1 else f"{_UNITS[hundreds]} cent{'s' if not rest else ''}"
        return name if not rest else f"{name} {below_hundred(rest)}"
    thousands, rest = divmod(number, 1000)
    name = "mille" if thousands == 1 else f"{_UNMARKED.sub('', spelled(thousands))} mille"
    return name if not rest else f"{name} {spelled(rest)}"


@given(st.integers(2, 999_999))
def test_numbers_in_words_are_read_back(number: int) -> None:
    words = fold(spelled(number)).split()
    assert read_number(words) == (number, len(words))


def adherents(text: str) -> dict[str, int]:
    today = date(2026, 3, 18)
    span = filters_of(text, today=today).as_json().get("adherents", {})
    return dict(span)


@given(st.integers(2, 99_999))
def test_bounds_are_strict_or_not_as_said(number: int) -> None:
    for written in (str(number), f"{number:,}".replace(",", " "), spelled(number)):
        assert adherents(f"plus de {written} adhérents") == {"min": number + 1}
        assert adherents(f"au moins {written} adhérents") == {"min": number}
        assert adherents(f"moins de {written} membres") == {"max": number - 1}
        assert adherents(f"au maximum {written} membres") == {"max": number}


@given(st.integers(2, 99_999), st.integers(2, 99_999))
def test_intervals_hold_both_ends(one: int, other: int) -> None:
    low, high = sorted((one, other))
    wanted = {"min": low, "max": high}
    assert adherents(f"entre {low} et {high} adhérents") == wanted
    assert adherents(f"de {low} à {high} membres") == wanted
    if low % 10:  # "soixante et onze" would be one number
        assert adherents(f"ont entre {spelled(low)} et {spelled(high)} adhérents") == wanted


@pytest.mark.parametrize(
    ("text", "low"),
    [("plus d'1k adhérents", 1001), ("1,5k membres minimum", 1500), ("> 1.000 adhérents", 1001)],
)
def test_short_ways_of_writing_thousands(text: str, low: int) -> None:
    assert adherents(text) == {"min": low}


def test_a_year_can_be_a_number() -> None:
    assert adherents("plus de 2000 adhérents") == {"min": 2001}
