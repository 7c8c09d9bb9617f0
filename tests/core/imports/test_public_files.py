"""Files of the administration are imported without a touch."""

import pytest

from tests.core.imports.previews import preview_sample

FIRST = {
    "rna_waldec": ("LES DES DE LA CROIX-ROUSSE", "Lyon", "69", "12 RUE des Tables"),
    "sirene_etalab": ("LE GOBELIN JOUEUR", "Strasbourg", "67", "3 RUE DE LA PAIX"),
    "annuaire_entreprises": (
        *("LE GOBELIN JOUEUR", "Strasbourg", "67", "3 RUE DE LA PAIX 67000 STRASBOURG"),
    ),
    "annuaire_dila": ("Mairie - Melle", "Melle", "79", "Quartier Mairie, 79500 Melle"),
    "bibliotheques": ("Médiathèque de Melle", "Melle", "79", "Place du marché"),
    "associations_ville": ("Les Joyeux Drilles", "Rennes", "35", None),
    "reseau": ("Ludothèque Arc-en-ciel", "Nantes", "44", None),
}


@pytest.mark.parametrize("name", FIRST)
def test_a_public_file_is_read(name: str) -> None:
    report, rows = preview_sample(f"public/{name}.csv")
    assert (report.refused, report.rejected) == (None, 0)
    first = rows[0].values
    told = tuple(first.get(f) for f in ("nom_structure", "ville", "departement", "adresse"))
    assert told == FIRST[name]


def test_numbers_of_the_administration_are_no_telephones() -> None:
    report, _ = preview_sample("public/sirene_etalab.csv")
    assert report.columns["siren"] is None


def test_cells_of_json_are_read_as_text() -> None:
    _, (row,) = preview_sample("public/annuaire_dila.csv")
    assert (row.values["telephone"], row.values["autres_telephones"]) == (
        "+33549000002",
        ["+33549000003"],
    )
    assert row.values["site_web"] == "https://melle.example.org"
