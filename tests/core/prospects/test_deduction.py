"""Where a prospect is, from the little that its row says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.prospects.deduction import deduce, departement, postcode, region
from core.prospects.reasons import Reason


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1", "01"),
        ("01", "01"),
        ("2a", "2A"),
        ("974", "974"),
        ("Gironde", "33"),
        ("gironde", "33"),
        ("33 - Gironde", "33"),
        ("Gironde (33)", "33"),
        ("33000", "33"),
        ("Côtes d'Armor", "22"),
        ("1.0", "01"),
    ],
)
def test_a_departement_from_code_name_or_postcode(cell: str, code: str) -> None:
    assert departement(cell) == (code, None)


def test_an_unknown_departement_is_said() -> None:
    assert departement("99") == (None, Reason.UNKNOWN_DEPARTEMENT)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("PACA", "Provence-Alpes-Côte d'Azur"),
        ("ile de france", "Île-de-France"),
        ("Rhône-Alpes", "Auvergne-Rhône-Alpes"),
        ("La réunion", "La Réunion"),
    ],
)
def test_regions_old_and_new(cell: str, name: str) -> None:
    assert region(cell) == (name, None)


def test_postcodes() -> None:
    assert postcode("1000") == ("01000", None)
    assert postcode("69 003") == ("69003", None)
    assert postcode("69266 CEDEX 03") == ("69266", None)
    for cell in ("99999", "123", "abcde", "00000"):
        assert postcode(cell) == (None, Reason.INVALID_POSTCODE)


def test_a_town_tells_its_departement_and_region() -> None:
    place = deduce({"ville": "LYON"})
    assert (place.ville, place.departement, place.region) == ("Lyon", "69", "Auvergne-Rhône-Alpes")


def test_of_towns_of_the_same_name_the_biggest_is_taken_with_a_warning() -> None:
    alone = deduce({"ville": "Saint-Denis"})
    assert alone.departement == "974"
    assert [reason for _, _, reason in alone.problems] == [Reason.AMBIGUOUS_VILLE]
    assert deduce({"ville": "Saint-Denis", "region": "La Réunion"}).departement == "974"
    assert deduce({"ville": "Saint-Denis", "code_postal": "93200"}).departement == "93"


def test_a_departement_beside_the_town_removes_the_doubt() -> None:
    for cell in ("Saint-Denis (93)", "St Denis (Seine-Saint-Denis)"):
        place = deduce({"ville": cell})
        assert (place.ville, place.departement, place.problems) == ("Saint-Denis", "93", ())


def test_districts_and_cedex_are_dropped() -> None:
    for cell in ("Paris 12e", "PARIS CEDEX 12", "Paris 12ème arrondissement", "75012 Paris"):
        assert deduce({"ville": cell}).ville == "Paris"


def test_the_town_after_the_postcode_at_the_end_of_the_address() -> None:
    place = deduce({}, adresse="12 rue de la Paix, 75002 Paris CEDEX 02")
    assert (place.ville, place.departement) == ("Paris", "75")


def test_the_last_words_of_the_address_in_the_rows_departement() -> None:
    place = deduce({"departement": "17"}, adresse="4 rue de la Mer St Jean d'Angely")
    assert place.ville == "Saint-Jean-d'Angély"
    assert deduce({}, adresse="4 rue de la Mer Poitiers").ville is None


def test_the_postcodes_commune_where_it_has_one() -> None:
    assert deduce({"code_postal": "33000"}).ville == "Bordeaux"
    # Bourg-en-Bresse and its neighbour share it.
    place = deduce({"code_postal": "1000"})
    assert (place.ville, place.departement, place.code_postal) == (None, "01", "01000")


def test_a_town_that_no_commune_bears_is_kept_and_said() -> None:
    place = deduce({"ville": "Trifouilly"})
    assert place.ville == "Trifouilly"
    assert place.problems == (("ville", "Trifouilly", Reason.UNKNOWN_VILLE),)


def test_an_overseas_region_given_as_a_country_is_in_france() -> None:
    place = deduce({"ville": "Saint-Denis"}, "La Réunion")
    assert (place.departement, place.region) == ("974", "La Réunion")


def test_what_follows_the_town_in_brackets_does_not_hide_it() -> None:
    for end in ("Mérignac (Gironde)", "Mérignac, France", "MERIGNAC CEDEX", "Mérignac - BP 12"):
        assert deduce({}, adresse=f"ZA des Lilas - 33700 {end}").ville == "Mérignac"


def test_abroad_names_are_kept_as_written() -> None:
    place = deduce({"ville": "Bruxelles", "code_postal": "1000"}, "Belgique")
    assert (place.ville, place.code_postal, place.problems) == ("Bruxelles", "1000", ())


CELLS = st.text(max_size=30) | st.sampled_from(["Lyon", "69", "75001", "PACA", "-", "Paris 3e"])


@given(CELLS, CELLS, CELLS, CELLS, st.text(max_size=60))
def test_nothing_makes_it_fail_and_what_it_says_stays(
    ville: str, code: str, dep: str, reg: str, adresse: str
) -> None:
    cells = {"ville": ville, "code_postal": code, "departement": dep, "region": reg}
    place = deduce(cells, None, adresse)
    names = ("ville", "code_postal", "departement", "region")
    again = deduce({name: getattr(place, name) or "" for name in names}, None, adresse)
    assert [getattr(again, name) for name in names] == [getattr(place, name) for name in names]
