"""A record typed by hand is placed as an import would place it."""

import pytest

from core.records.values import check
from tests.core.imports.previews import preview

TOWNS = [
    "Melle",
    "melle",
    "79500 Melle",
    "St Ouen (93)",
    "Vire",
    "MANS (LE)",
    "Paris 20ème",
    "Cherbourg-Octeville",
    "Lille - Fives",
    "Saint-Denis",
    "Bruxelles",
    "CH-1201 Genève",
]
PLACE = ("pays", "region", "departement", "ville", "code_postal")


@pytest.mark.parametrize("ville", TOWNS)
def test_a_town_brings_what_an_import_would(ville: str) -> None:
    typed = check({"nom_structure": "X", "type_prospect": "MJC", "ville": ville})
    _, (row,) = preview(f"Nom;Type;Ville\nX;MJC;{ville}\n")
    assert typed.problems == {}
    assert {f: typed.values.get(f) for f in PLACE} == {f: row.values.get(f) for f in PLACE}


def test_a_foreign_postcode_is_taken() -> None:
    typed = check({"code_postal": "B-1000", "ville": "Bruxelles"})
    assert (typed.values["code_postal"], typed.values["pays"]) == ("1000", "Belgique")


def test_a_town_in_doubt_is_told() -> None:
    assert "Plusieurs communes" in " ".join(check({"ville": "Saint-Denis"}).notes)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ludothèque Le Pion Magique", "Ludothèque Le Pion Magique"),
        ("MJC du Port", "MJC du Port"),
        ("médiathèque de Melle", "Médiathèque de Melle"),
        ("eSport Club", "eSport Club"),
        ("le Dé bleu", "le Dé bleu"),
        ("bar à jeux Le Gobelin", "Bar à jeux Le Gobelin"),
    ],
)
def test_a_name_that_begins_with_its_type_has_a_capital(typed: str, kept: str) -> None:
    assert check({"nom_structure": f"  {typed} "}).values["nom_structure"] == kept


def test_further_addresses_are_read_and_checked() -> None:
    read = check({"autres_emails": "A@ex.org ; b@ex.org", "autres_telephones": "0478123456"})
    assert read.values["autres_emails"] == ("a@ex.org", "b@ex.org")
    assert read.values["autres_telephones"] == ("+33478123456",)
    assert check({"autres_emails": "a@ex.org ; pas bon"}).problems
