"""Towns as people write them: with a postcode, without, former ones, abroad."""

import pytest

from core.prospects.deduction import deduce
from core.prospects.reasons import Reason
from core.vocabulary.places import same_town

PLACED = [
    ("42620", "Saint-Pierre-Laval", "Saint-Pierre-Laval", "03"),
    ("01200", "Éloise", "Éloise", "74"),
    ("33220", "Port-Sainte-Foy-et-Ponchapt", "Port-Sainte-Foy-et-Ponchapt", "24"),
    ("13780", "Riboux", "Riboux", "83"),
    ("21340", "Change", "Change", "71"),
    ("48250", "Laveyrune", "Laveyrune", "07"),
    ("05110", "Curbans", "Curbans", "04"),
    ("14500", "Vire", "Vire", "14"),
    ("91000", "EVRY", "Évry", "91"),
    ("44150", "Ancenis", "Ancenis", "44"),
    ("74940", "Annecy-le-Vieux", "Annecy-le-Vieux", "74"),
    ("50100", "Cherbourg-Octeville", "Cherbourg-Octeville", "50"),
    ("59160", "Lomme", "Lomme", "59"),
    ("51000", "Chalons sur Marne", "Châlons-sur-Marne", "51"),
    ("92100", "BOULOGNE", "Boulogne-Billancourt", "92"),
    ("33000", "Bordeaux (Centre)", "Bordeaux", "33"),
    ("59800", "LILLE - FIVES", "Lille", "59"),
    ("59200", "tourcoing cedex", "Tourcoing", "59"),
    ("75020", "Paris 20ème", "Paris", "75"),
    ("13013", "Marseille 13", "Marseille", "13"),
    ("69009", "Lyon-9", "Lyon", "69"),
    ("97400", "ST DENIS", "Saint-Denis", "974"),
    ("72000", "MANS (LE)", "Le Mans", "72"),
    ("17000", "Rochelle (La)", "La Rochelle", "17"),
    ("22580", "PLOUHA BP 4", "Plouha", "22"),
    ("", "21000 DIJON", "Dijon", "21"),
    ("", "DIJON (21)", "Dijon", "21"),
    ("78000", "Versailles Cedex 2", "Versailles", "78"),
    ("85100", "Olonne-sur-Mer", "Olonne-sur-Mer", "85"),
    ("06560", "SOPHIA ANTIPOLIS", "Sophia Antipolis", "06"),
    ("", "Melle", "Melle", "79"),
    ("78100", "St Germain en Laye", "Saint-Germain-en-Laye", "78"),
]
ABROAD = [
    ("B-1000", "Bruxelles", "Belgique", "1000"),
    ("CH-1201", "Genève", "Suisse", "1201"),
    ("L-1234", "Luxembourg", "Luxembourg", "1234"),
    ("98000", "MONACO", "Monaco", "98000"),
    ("BE 4000", "Liège", "Belgique", "4000"),
    ("1000", "Lausanne", "Suisse", "1000"),
    ("", "Bruxelles", "Belgique", None),
    ("D-79098", "Freiburg", "Allemagne", "79098"),
    ("", "CH-1201 Genève", "Suisse", "1201"),
    ("", "Monaco", "Monaco", None),
]
SAME = [
    ("Cherbourg-en-Cotentin", "Cherbourg-Octeville"),
    ("Cherbourg", "Cherbourg-en-Cotentin"),
    ("Évry", "Évry-Courcouronnes"),
    ("Évry-Courcouronnes", "evry"),
    ("Vire", "Vire Normandie"),
    ("Annecy", "Annecy-le-Vieux"),
    ("Lille", "Lomme"),
    ("Châlons-en-Champagne", "Châlons-sur-Marne"),
    ("Châlons-sur-Marne", "Châlons-en-Champagne"),
    ("Mans", "Le Mans"),
    ("Ancenis", "Ancenis-Saint-Géréon"),
]


@pytest.mark.parametrize(("code", "ville", "name", "departement"), PLACED)
def test_a_town_is_placed(code: str, ville: str, name: str, departement: str) -> None:
    place = deduce({"code_postal": code, "ville": ville})
    assert (place.ville, place.departement, place.problems) == (name, departement, ())


@pytest.mark.parametrize(("code", "ville", "pays", "kept"), ABROAD)
def test_a_town_of_a_neighbour_gets_its_country(
    code: str, ville: str, pays: str, kept: str | None
) -> None:
    place = deduce({"code_postal": code, "ville": ville})
    assert (place.pays, place.code_postal, place.departement) == (pays, kept, None)
    assert place.problems == ()


def test_a_name_that_several_communes_bear_is_the_biggest_with_a_warning() -> None:
    for name in ("Saint-Denis", "Saint-Martin", "Beaumont"):
        assert [reason for *_, reason in deduce({"ville": name}).problems] == [
            Reason.AMBIGUOUS_VILLE
        ]
    assert deduce({"ville": "Saint-Denis", "departement": "93"}).problems == ()


@pytest.mark.parametrize(("asked", "stored"), SAME)
def test_a_town_asked_for_finds_what_was_stored(asked: str, stored: str) -> None:
    assert same_town(stored)[0] in same_town(asked)


def test_a_namesake_elsewhere_is_not_found() -> None:
    # Pringy was merged into Annecy; another one is in Seine-et-Marne.
    assert "pringy" not in same_town("Annecy")
    assert same_town("Lomme") == ("lomme",)
