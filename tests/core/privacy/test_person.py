"""Where a text speaks of somebody, and the text without them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.privacy.person import ERASED, person_of, tells
from core.prospects.normalise import national_telephone

VALUES = {
    "nom_structure": "Le Donjon d'Étretat",
    "nom_contact": "Maïté Œuvrard",
    "email": "maite@donjon.example",
    "telephone": "+33472000001",
    "ville": "Lyon",
    "adresse": "12 rue du Puits",
}
PERSON = person_of(["p1"], [VALUES], set())


@pytest.mark.parametrize(
    "text",
    [
        "écrire à MAITE@donjon.example.",
        "04 72 00 00 01",
        "0472000001",
        "+33 (0)4.72.00.00.01",
        "0033472000001",
        "le numéro 33472000001",
        "LE DONJON D'ETRETAT;MJC",
        "le donjon d\u2019E\u0301tretat",
        "Maité Oeuvrard",
    ],
)
def test_it_is_found_however_it_is_written(text: str) -> None:
    assert PERSON.is_in(text)
    assert not PERSON.is_in(PERSON.redact(text))
    assert ERASED in PERSON.redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "remaite@donjon.example",
        "maite@donjon.example.org",
        "104720000012",
        "le donjon",
        "Étretat",
        "Maïté",
        "",
    ],
)
def test_others_are_left(text: str) -> None:
    assert not PERSON.is_in(text)
    assert PERSON.redact(text) == text


def test_only_the_person_is_taken_out() -> None:
    said = "Appelle Le Donjon d'Étretat (12, rue du Puits) au 04 72 00 00 01, puis la MJC."
    assert PERSON.redact(said) == f"Appelle {ERASED} ({ERASED}) au {ERASED}, puis la MJC."


def test_a_plain_name_speaks_of_somebody_with_its_town_only() -> None:
    person = person_of(["p1"], [{"nom_structure": "MJC", "ville": "Lyon"}], set())
    assert person.is_in("MJC;Lyon")
    assert not person.is_in("MJC;Paris")
    assert not tells("lyon")
    assert not tells("mediatheque")
    assert tells("gigamic")


def test_a_name_that_others_bear_speaks_with_its_town_only() -> None:
    person = person_of(["p1"], [VALUES], {"le donjon d etretat"})
    assert not person.is_in("Le Donjon d'Étretat, Paris")
    assert person.is_in("Le Donjon d'Étretat, Lyon")


@given(st.text(max_size=60), st.sampled_from(sorted(VALUES.values())), st.text(max_size=60))
def test_nothing_of_the_person_is_left(before: str, value: str, after: str) -> None:
    text = f"{before} {value} {after}"
    clean = PERSON.redact(text)
    assert not PERSON.is_in(clean)
    assert PERSON.redact(clean) == clean


@given(st.from_regex(r"\+33[1-7][0-9]{8}", fullmatch=True))
def test_a_telephone_is_found_as_it_is_dialled(e164: str) -> None:
    person = person_of(["p1"], [{"telephone": e164}], set())
    assert person.is_in(e164)
    assert person.is_in(national_telephone(e164))
