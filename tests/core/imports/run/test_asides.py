"""Titles and totals among the rows are named, and nobody is asked to correct them."""

import pytest

from core.imports.rows import Outcome
from tests.core.imports.previews import preview

HEADINGS = "Structure;Type;Ville;E-mail;Adhérents\n"
GOOD = "Ludo A;Ludothèque;Rennes;a@exemple.fr;45\n"
ASIDE = (
    *("Total;;;;105", "TOTAL GENERAL;;;;105", "Totaux;;;2;1 050", "Sous-total : 75", "Total"),
    *(
        ";;Total;;75",
        "Nombre de structures : 3",
        "Sous total Rennes;;;;45,5",
        "Grand total;;;;12 %",
    ),
    *("Somme;;;;105", "Moyenne;;;;35.2", "LUDOTHÈQUES;;;;", "MJC", "Bars à jeux;;;;"),
    *("Bretagne;;;;", "Ille-et-Vilaine", "Nos partenaires :;;;;", "B;;;;"),
)
NOT_ASIDE = (
    *("MJC des Lilas;;;;", "Le Dé;MJC;;;", ";MJC;Rennes;b@exemple.fr;", "b@exemple.fr;;;;"),
    *("Total Jeux;MJC;;b@exemple.fr;", "Total;;;;06 12 34 56 78", "Total;Boutique;;;"),
    *(";;Rennes;;", ";MJC;;;", ";;LYON;;"),
    *("Totalement Jeux;;;;", "Le Total;;;;", "12;;;;"),
)


@pytest.mark.parametrize("line", ASIDE)
def test_a_title_or_a_total_is_named(line: str) -> None:
    report, rows = preview(HEADINGS + GOOD + line + "\n" + GOOD.replace("a@", "c@"))
    assert [row.aside for row in rows] == [False, True, False]
    assert rows[1].outcome is Outcome.REJECTED
    assert report.asides == {3}
    assert (report.total, report.valid, report.rejected) == (3, 2, 1)


@pytest.mark.parametrize("line", NOT_ASIDE)
def test_what_may_be_a_prospect_is_to_be_corrected(line: str) -> None:
    report, rows = preview(HEADINGS + GOOD + line + "\n")
    assert rows[1].outcome is Outcome.REJECTED
    assert not report.asides


def test_what_is_imported_is_no_total() -> None:
    report, _ = preview(HEADINGS + "Total Jeux;MJC;Rennes;;12\nLYON;MJC;Lyon;;\n")
    assert (report.valid, report.asides) == (2, set())
