"""Which rows are kept, and what is said of the others."""

import pytest

from core.prospects.reasons import Reason, sentence
from tests.core.imports.previews import preview, preview_sample, reasons

HEADER = "nom_structure;ville;type_prospect;email;telephone;statut;accepte_contact;nb_adherents"


def one(row: str, header: str = HEADER) -> tuple[str, list[str], dict[str, object]]:
    """Outcome, reasons and values of a single row."""
    _, rows = preview(f"{header}\n{row}\n")
    return rows[0].outcome.value, rows[0].reasons(), rows[0].as_json()["values"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (";Lyon;MJC;;;;;", ["missing_nom_structure"]),
        ("-;Lyon;MJC;;;;;", ["missing_nom_structure"]),
        ("A;;MJC;;;;;", ["missing_ville"]),
        ("A;Lyon;;;;;;", ["missing_type_prospect"]),
        ("A;Lyon;MJC;pas-un-mail;0612345678;;;", ["invalid_email"]),
        (
            ";;;x@;;;;",
            [
                *(
                    "invalid_email",
                    "missing_type_prospect",
                    "missing_nom_structure",
                    "missing_ville",
                ),
            ],
        ),
        ("A;Lyon;MJC;;;;;;trop", ["too_many_cells"]),
    ],
)
def test_rejected(row: str, why: list[str]) -> None:
    outcome, found, _ = one(row)
    assert (outcome, found) == ("rejected", why)


@pytest.mark.parametrize(
    ("row", "why", "left_out"),
    [
        ("A;Lyon;MJC;;0102;;;", "invalid_phone", "telephone"),
        ("A;Lyon;MJC;;;bof;;", "unknown_statut", None),
        ("A;Lyon;MJC;;;;peut-être;", "invalid_bool", "accepte_contact"),
        ("A;Lyon;MJC;;;;;beaucoup", "invalid_number", "nb_adherents"),
        ("A;Lyon;Licorne;;;;;", "unknown_type", None),
    ],
)
def test_kept_with_a_warning(row: str, why: str, left_out: str | None) -> None:
    outcome, found, values = one(row)
    assert (outcome, found) == ("valid", [why])
    assert left_out not in values


def test_an_unknown_type_is_autre() -> None:
    assert one("A;Lyon;Licorne;;;;;")[2]["type_prospect"] == "Autre"


def test_neither_email_nor_phone_is_no_reason() -> None:
    assert one("A;Lyon;MJC;;;;;")[:2] == ("valid", [])


def test_a_rejected_row_has_no_warnings() -> None:
    assert one("A;Lyon;MJC;nul;0102;;;")[1] == ["invalid_email"]


def test_without_a_column_of_types_every_row_is_autre_and_it_is_said_once() -> None:
    report, rows = preview("Nom;Ville\nA;Lyon\nB;Lyon\n")
    assert [row.as_json()["values"]["type_prospect"] for row in rows] == ["Autre", "Autre"]
    assert [p.reason for p in report.problems] == [Reason.NO_TYPE_COLUMN]
    assert (report.valid, report.warnings) == (2, 0)


def test_the_report_holds_what_was_left_out() -> None:
    report, rows = preview_sample("tableur_cp1252.csv")
    assert reasons(rows) == {
        4: ["invalid_date"],
        5: ["invalid_email"],
        6: ["missing_nom_structure"],
    }
    assert [(p.line, p.field, p.value) for p in report.problems] == [
        (4, "date_dernier_contact", "31/02/2025"),
        (5, "email", "bureau@rolistes-oc"),
        (6, "nom_structure", ""),
    ]
    assert report.counts() == {
        "total": 5,
        "valid": 3,
        "duplicates": 0,
        "rejected": 2,
        "warnings": 1,
        "added": 3,
        "updated": 0,
    }


def test_duplicates_by_email_or_phone_of_rows_that_were_not_rejected() -> None:
    report, rows = preview(
        f"{HEADER}\n"
        "A;Lyon;MJC;A@b.fr;;;;\n"
        "B;Lyon;MJC;a@B.fr ;0612345678;;;\n"
        "C;Lyon;MJC;;06 12 34 56 78;;;\n"
        "D;Lyon;MJC;nul;0612345679;;;\n"
        "E;Lyon;MJC;;0612345679;;;\n"
        "A;Lyon;MJC;;;;;\n"
    )
    assert [row.outcome.value for row in rows] == [
        *("valid", "duplicate", "duplicate", "rejected", "valid", "valid"),
    ]
    assert [row.duplicate_by for row in rows[1:3]] == [("email",), ("telephone",)]
    assert report.total == report.valid + report.duplicates + report.rejected == 6


def test_consent_is_never_true_by_default() -> None:
    assert "accepte_contact" not in one("A;Lyon;MJC;;;;;")[2]
    assert one("A;Lyon;oui", "nom;ville;opt-out")[2]["accepte_contact"] is False


def test_contacte_is_the_status_where_no_status_is_said() -> None:
    assert one("A;Lyon;oui;", "nom;ville;contacte;statut")[2]["statut"] == "Contacté"
    assert one("A;Lyon;oui;Refusé", "nom;ville;contacte;statut")[2]["statut"] == "Refusé"
    assert one("A;Lyon;;", "nom;ville;contacte;statut")[2]["statut"] == "Jamais contacté"


def test_a_cell_disarmed_by_an_export_is_itself_again() -> None:
    assert one("'=SOMME(A1);Lyon", "nom;ville")[2]["nom_structure"] == "=SOMME(A1)"
    assert one("'Avel;Lyon", "nom;ville")[2]["nom_structure"] == "'Avel"


def test_long_text_is_cut_and_said() -> None:
    outcome, why, values = one(f"{'A' * 600};Lyon", "nom;ville")
    assert (outcome, why) == ("valid", ["too_long"])
    assert values["nom_structure"] == "A" * 500


def test_every_reason_has_a_sentence() -> None:
    assert all(sentence(reason).endswith(".") for reason in Reason)
