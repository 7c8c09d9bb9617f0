"""Headings of the usual tools, in French and in English, and the prototype's."""

import unicodedata

import pytest

from core.imports.columns.headings import meaning
from core.imports.columns.mapping import from_headings
from core.prospects.models import FIELDS
from tests.core.imports.previews import preview, preview_sample


def test_our_own_headings_name_themselves() -> None:
    assert from_headings(FIELDS).shown() == {field: field for field in FIELDS}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Tel", "telephone"),
        ("Accepte_com", "accepte_contact"),
        ("FB_nb_aderent", "facebook_followers"),
        ("Insta_nb_aderent", "instagram_followers"),
        ("Twitter_nb_aderent", "x_followers"),
        ("sit_web", "site_web"),
        ("Web_site", "site_web"),
        ("tictok", "tiktok"),
        ("tictok_followers", "tiktok_followers"),
        ("nb_aderents", "nb_adherents"),
        ("Adresse_postal", "adresse"),
        ("Date_contact", "date_dernier_contact"),
        ("Methode_contact", "methode_contact"),
        ("CODE POSTAL", "code_postal"),
        ("e-mail", "email"),
        ("N° de téléphone", "telephone"),
        ("Abonnés Facebook", "facebook_followers"),
        ("Nombre d'abonnés sur Instagram", "instagram_followers"),
        ("Téléphonne portable", "telephone"),
        ("Contact ID", None),
        ("Colonne bizarre", None),
        ("", None),
    ],
)
def test_headings(heading: str, field: str | None) -> None:
    assert meaning(heading) == field


def test_headings_ignore_case_accents_and_their_form() -> None:
    for text in ("Département", "DEPARTEMENT", unicodedata.normalize("NFD", "département")):
        assert meaning(text) == "departement"


def test_nom_is_the_organisation_unless_another_column_is() -> None:
    assert from_headings(("Nom", "Ville")).shown()["Nom"] == "nom_structure"
    assert from_headings(("Nom", "Structure")).shown()["Nom"] == "nom_contact"
    assert from_headings(("Nom", "Prénom")).shown()["Nom"] == "nom_contact"
    assert from_headings(("Nom", "Contact")).shown()["Nom"] == "nom_structure"
    assert from_headings(("Nom", "Prénom du contact")).shown()["Nom"] == "nom_structure"


def test_repeated_headings_have_numbers_and_the_first_filled_cell_wins() -> None:
    report, rows = preview("Nom;Nom;Ville;Type\n;B;Lyon;MJC\nA;C;Lyon;MJC\n")
    assert list(report.columns) == ["Nom", "Nom#2", "Ville", "Type"]
    assert [row.values["nom_structure"] for row in rows] == ["B", "A"]


def test_a_column_without_heading_is_shown_if_it_holds_something() -> None:
    assert preview("Nom;;Ville;\nA;;Lyon;\n")[0].columns == {
        "Nom": "nom_structure",
        "Ville": "ville",
    }
    report, _ = preview("Nom;;Ville;\nA;1;Lyon;note\n")
    assert report.columns == {"Nom": "nom_structure", "": None, "Ville": "ville", "#2": None}


def test_the_prototypes_file() -> None:
    report, rows = preview_sample("prototype.csv")
    assert [h for h, field in report.columns.items() if field is None] == ["ID"]
    assert (report.valid, report.warnings) == (3, 0)
    values = rows[0].values
    assert (values["ville"], values["departement"]) == ("La Rochelle", "17")
    assert (values["facebook_followers"], values["nb_adherents"]) == (1743, 87)
    assert values["statut"].value == "Jamais contacté"
    assert values["date_dernier_contact"].isoformat() == "2024-05-02"


@pytest.mark.parametrize(
    ("sample", "counts", "name", "contact", "town", "phone"),
    [
        (
            "brevo.csv",
            (2, 0),
            "Centre social des Tilleuls",
            "Jeanne Petit",
            "Lille",
            "+33612345678",
        ),
        ("mailchimp.csv", (1, 1), "Boutique du Dragon", "Léa Roux", "Dijon", "+33380010203"),
        (
            *("helloasso.csv", (1, 1), "Club de JDR Le Vingt Naturel", "Alice Garnier", "Nantes"),
            "+33611223344",
        ),
        (
            *("google_contacts.csv", (1, 0), "MJC Espace Nord", "Nadia Belkacem", "Tourcoing"),
            "+33320010203",
        ),
        ("outlook.csv", (1, 0), "Éditions du Pélican", "Luc Faure", "Marseille", "+33491001122"),
        ("listmonk.csv", (2, 0), "Le Bar des Dés", None, "Rennes", None),
    ],
)
def test_files_of_the_usual_tools(
    sample: str,
    counts: tuple[int, int],
    name: str,
    contact: str | None,
    town: str,
    phone: str | None,
) -> None:
    report, rows = preview_sample(sample)
    assert (report.valid, report.rejected) == counts
    assert report.warnings == 0
    values = rows[0].values
    assert values["nom_structure"] == name
    assert values.get("nom_contact") == contact
    assert values["ville"] == town
    assert values.get("telephone") == phone
    assert "email" in values


def test_blacklists_are_consent_inverted() -> None:
    assert [r.values.get("accepte_contact") for r in preview_sample("brevo.csv")[1]] == [
        True,
        False,
    ]
    assert [r.values.get("accepte_contact") for r in preview_sample("listmonk.csv")[1]] == [
        None,
        False,
    ]


def test_tags_of_mailing_tools() -> None:
    assert preview_sample("mailchimp.csv")[1][0].values["tags"] == ["salon 2025", "presse"]
    assert preview_sample("outlook.csv")[1][0].values["tags"] == ["éditeurs", "sud"]


@pytest.mark.parametrize(
    "content",
    [
        "MJC A;Lyon;a@example.com\nMJC B;Lyon;b@example.com\n",
        "MJC A;MJC;Lyon;a@example.com\nMJC B;MJC;Lyon;b@example.com\n",
        "Ludothèque A;Ludothèque;Lyon\nLudothèque B;MJC;Lyon\n",
    ],
)
def test_without_headings_names_that_hold_a_type_are_names(content: str) -> None:
    _, rows = preview(content)
    assert [str(row.values["nom_structure"])[-1] for row in rows] == ["A", "B"]
