"""Files of the kinds that people report: what each row gives, in the field that was wrong."""

from typing import Any

import pytest

from tests.core.imports.previews import preview_sample, reasons

Right = dict[str, list[Any]]
MOBILES = [f"+336123456{n}" for n in range(78, 88)]
FIXED = [[f"+334781234{n}"] for n in range(56, 62)]
RIGHT: dict[str, Right] = {
    "base": {"accepte_contact": [True, False, None, None, True, False, None, True, None]},
    "cp850": {
        "nom_structure": [
            *("Médiathèque du Lac", "MJC Émile Zola", "Théâtre à l'étage", "Ça joue"),
        ],
    },
    "errors_and_serial_dates": {
        "nb_adherents": [120, 1250, None, 120, None],
        "code_postal": ["69001", "01000", "69003", "69003", "69003"],
    },
    "fixed_and_mobile": {
        "telephone": ["+33478123456"],
        "autres_telephones": [["+33612345678"]],
        "email": ["b1@example.org"],
        "autres_emails": [["b2@example.org"]],
    },
    "headings_again": {"nom_structure": ["MJC A", "MJC B"]},
    "headings_of_a_volunteer": {
        "nom_structure": ["MJC du Port", "Le Dé Bleu", "Ludothèque Kerlu"],
        "accepte_contact": [True, False, None],
    },
    "hidden_rows": {"nom_structure": [f"MJC {n}" for n in range(4)]},
    "mailchimp_unsubscribed": {"accepte_contact": [False, None]},
    "merged_cells": {"ville": ["Lyon", "Lyon"], "nom_contact": ["Mme Roux", "M. Petit"]},
    "mixed_encodings": {
        "nom_structure": ["Médiathèque A", "Médiathèque B"],
        "ville": ["Orléans", "Orléans"],
    },
    **{f"optout_{n}": {"accepte_contact": [False]} for n in range(0, 26, 2)},
    "optout_26": {"accepte_contact": [True]},
    "postcode_of_a_neighbour": {
        "departement": [
            *("03", "24", "74", "83", "71", "07", "04", "04", "24"),
            *("42", "13", "33"),  # rejected: the postcode is of several communes
            *("03", "74"),
        ],
    },
    "towns_then_asked": {
        "departement": [
            *("91", "91", None, "44", "74", "50", "50", "03", "74", "71", "51", "51", "92", "33"),
            *("59", "59", "59", "75", "13", "69", None, None, None, "974", None, "972", "78"),
            *("06", "21", "21", "72", "17", "93", "78", "22"),
        ],
    },
    "two_heading_rows": {"nom_contact": ["Mme Roux", "M. Petit"]},
    "two_mails_in_a_cell": {
        "email": [f"{letter}1@example.org" for letter in "abcdef"],
        "autres_emails": [[f"{letter}2@example.org"] for letter in "abcdef"],
        "telephone": MOBILES[:6],
        "autres_telephones": [*FIXED[:5], None],
    },
    "two_phones_in_a_cell": {
        "telephone": [*MOBILES[:8], "+33478123499", MOBILES[9]],
        "autres_telephones": [*FIXED, None, None, None, ["+33478123499"]],
    },
    "update_first": {"accepte_contact": [True]},
    "update_second": {"accepte_contact": [False], "telephone": ["+33478120055"]},
    "update_two_matches": {"telephone": [None, None, "+33478123404"]},
    "vire": {"departement": ["14", "71", "67"], "ville": ["Vire", "Change", "Villé"]},
    "words_for_no_mail": {"email": [None] * 40},
}
REJECTED = {"postcode_of_a_neighbour": [11, 12, 13]}
TOLD = {
    "errors_and_serial_dates": {2: "invalid_date", 4: "invalid_number", 6: "erreur_tableur"},
    "optout_24": {2: "adresse_morte"},
    "towns_then_asked": {3: "ambiguous_ville"},
    "two_phones_in_a_cell": {10: "invalid_phone"},
    "words_for_no_mail": {26: "erreur_tableur"},
}
"""What is left out or doubtful, by line: nothing vanishes in silence."""
WORKBOOKS = {"errors_and_serial_dates", "hidden_rows", "merged_cells"}


@pytest.mark.parametrize(("name", "right"), RIGHT.items(), ids=list(RIGHT))
def test_each_row_gives_what_it_says(name: str, right: Right) -> None:
    report, rows = preview_sample(f"trials/{name}.{'xlsx' if name in WORKBOOKS else 'csv'}")
    assert report.refused is None
    for field, values in right.items():
        assert [row.values.get(field) for row in rows] == values, field
    assert [row.line for row in rows if row.outcome == "rejected"] == REJECTED.get(name, [])
    told = reasons(rows)
    for line, reason in TOLD.get(name, {}).items():
        assert reason in told[line]
