"""Columns that hold a postcode and a town in one cell."""

import pytest

from tests.core.imports.previews import preview

_CELLS = ("69001 LYON", "38000 - Grenoble", "01000 Bourg-en-Bresse", "44 000, Nantes")
_READ = [
    ("69001", "Lyon"),
    ("38000", "Grenoble"),
    ("01000", "Bourg-en-Bresse"),
    ("44000", "Nantes"),
]
_HEADINGS = (
    *("CP Ville", "CP/Ville", "CP - Ville", "Code postal / Ville", "Code Postal et Ville"),
    *("Code postal + commune", "CP et commune", "Ville (CP)", "Ville (code postal)"),
    *("Commune / CP", "Localité CP", "City, zip", "CP_VILLE", "Où"),
)


@pytest.mark.parametrize("heading", _HEADINGS)
def test_both_are_read(heading: str) -> None:
    lines = "".join(f"Le Pion {n};{cell}\n" for n, cell in enumerate(_CELLS))
    _, rows = preview(f"Structure;{heading}\n{lines}")
    assert [(row.values["code_postal"], row.values["ville"]) for row in rows] == _READ


def test_without_headings_too() -> None:
    lines = "".join(f"Le Pion {n};{cell};m{n}@exemple.fr\n" for n, cell in enumerate(_CELLS))
    _, rows = preview(lines)
    assert [(row.values["code_postal"], row.values["ville"]) for row in rows] == _READ


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "Metz (57000)",
            "Metz 57000",
            "METZ, 57000",
            "Metz - 57000",
            "Metz (57 000)",
            "Metz/57000",
        ),
        *("57000 Metz", "57000/Metz", "57 000 – METZ", "57000 - Metz", "57000 METZ CEDEX 1"),
    ],
)
def test_in_a_column_of_towns_in_either_order(cell: str) -> None:
    _, (row,) = preview(f"Structure;Ville\nLe Pion;{cell}\n")
    assert (row.values["code_postal"], row.values["ville"]) == ("57000", "Metz")


@pytest.mark.parametrize("cell", ["12 rue Haute", "10000 pas", "3 place Lyon", "24000 lots"])
def test_an_address_or_a_number_is_no_such_cell(cell: str) -> None:
    report, _ = preview(f"Structure;Ville;Divers\nLe Pion;Lyon;{cell}\nLe Dé;Metz;{cell}\n")
    assert report.columns["Divers"] != "ville"
