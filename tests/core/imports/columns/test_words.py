"""Headings read by their words, and by the cells where these leave doubt."""

import pytest

from core.imports.columns.mapping import from_headings
from core.imports.refusals import Refusal
from tests.core.imports.previews import preview

SAID = {
    "Nom de l'asso": "nom_structure", "Association / structure": "nom_structure",
    "Nom de la structure partenaire": "nom_structure", "Nom du club": "nom_structure",
    "Intitulé de la structure": "nom_structure", "Dénom. asso": "nom_structure",
    "Nb d'adh.": "nb_adherents", "Nombre de membres": "nb_adherents",
    "Mél du trésorier": "email", "Adresse mail de contact": "email", "Courriel secondaire": "email",
    "Téléphone du président": "telephone", "Tél. portable": "telephone",
    "Nom du président": "nom_contact", "Directrice": "nom_contact",
    "Prénom du référent": "prenom_contact", "Adresse du site": "site_web",
    "Date de désinscription": "opposition", "Désabonné le": "opposition",
    "UNSUB_TIME": "opposition", "Ne plus contacter": "opposition", "Complaint date": "opposition",
    "Ne souhaite plus être contacté": "opposition", "STOP mails": "opposition",
    "Statut d'abonnement": "abonnement", "Subscription status": "abonnement",
    "Hard bounce": "rebond",
}  # fmt: skip
NOT_OURS = (
    "Statut juridique", "Date de création", "Numéro RNA", "Nb de salariés", "Type de jeux",
    "Date de naissance", "Fonction du contact", "UNSUB_REASON", "OPTIN_TIME", "Code Insee",
    "Latitude", "Date d'adhésion", "Unsubscribe link", "Soft bounces",
)  # fmt: skip
DOUBTFUL = [
    ("Genre", ["MJC", "bar à jeux", "ludo"], "type_prospect"),
    ("Genre", ["M", "F", "M"], None),
    ("OK pour mails ?", ["oui", "non"], "accepte_contact"),
    ("OK pour mails ?", ["voir avec Paul", "jeudi"], None),
    ("Abonné newsletter", ["Non"], "accepte_contact"),
    ("Nombre d'adhérents 2024", ["12", "40"], "nb_adherents"),
    ("Souhaite recevoir nos infos", ["x", ""], "accepte_contact"),
    ("Truc", ["a@example.org", "b@example.org"], "email"),
    ("Saisi par", ["moi@example.org"] * 3, None),
    ("Catégorie d'accueil", ["MJC", "Ludothèque"], "type_prospect"),
    ("SIREN", ["612345678", "612345679"], None),
    ("Code Insee", ["69123", "35238"], None),
]


@pytest.mark.parametrize("heading", SAID)
def test_words_tell(heading: str) -> None:
    (column,) = from_headings((heading,)).columns
    assert column.meaning == SAID[heading]


@pytest.mark.parametrize("heading", NOT_OURS)
def test_words_of_something_else(heading: str) -> None:
    (column,) = from_headings((heading,)).columns
    assert column.meaning is None


@pytest.mark.parametrize(("heading", "cells", "meaning"), DOUBTFUL)
def test_cells_decide_where_words_leave_doubt(
    heading: str, cells: list[str], meaning: str | None
) -> None:
    columns = from_headings(("Structure", heading), [["X", cell] for cell in cells]).columns
    assert columns[1].meaning == meaning


def test_a_file_of_a_volunteer_is_read() -> None:
    report, (port, de, kerlu) = preview(
        "Nom de l'asso ;Genre;Mél;Tél.;Commune;CP;Personne référente;OK pour mails ?;Nb d'adh.\n"
        "MJC du Port;MJC;port@example.org;02 98 00 11 22;Brest;29200;Mme Le Goff;oui;120\n"
        "Le Dé Bleu;bar à jeux;de@example.org;;Quimper;29000;;non;\n"
        "Ludothèque Kerlu;ludo;;02 97 11 22 33;Vannes;56000;Yann;;85\n"
    )
    assert report.counts()["valid"] == 3
    assert (port.values["nom_structure"], port.values["nb_adherents"]) == ("MJC du Port", 120)
    assert (de.values["accepte_contact"], de.values["type_prospect"]) == (False, "Bar à jeux")
    assert (kerlu.values["nom_contact"], kerlu.values["departement"]) == ("Yann", "56")


@pytest.mark.parametrize(
    "heading", ["Machin", "Bidule truc", "Dossier", "Colonne A", "Participants", "Équipe", "nomoff"]
)
def test_a_name_column_in_doubt_is_asked_for(heading: str) -> None:
    report, rows = preview(f"{heading};Ville;Mail\nLe Gobelin;Metz;g@example.org\nLe Dé;Lyon;\n")
    assert report.refused is not None
    assert (report.refused.kind, report.refused.fields) == (
        Refusal.MISSING_COLUMN,
        ("nom_structure",),
    )
    assert f"« {heading} »" in report.refused.message
    assert rows == []


def test_two_rows_of_headings_are_joined() -> None:
    _, (row, _) = preview(
        "Structure;;Contact;;\nNom;Ville;Nom;Mail;Tél\n"
        "Ludo Bleue;Lyon;Mme Roux;lb@example.org;0478123456\n"
        "Ludo Verte;Lyon;M. Petit;lv@example.org;0478123457\n"
    )
    assert (row.values["nom_structure"], row.values["nom_contact"]) == ("Ludo Bleue", "Mme Roux")


def test_of_several_columns_what_is_left_out_is_told() -> None:
    _, (row,) = preview("Structure;Ville;Site;Site web\nMJC A;Lyon;a.example.org;b.example.org\n")
    assert row.values["site_web"] == "https://a.example.org"
    assert [(p.field, p.value, p.reason.value) for p in row.problems] == [
        ("site_web", "b.example.org", "autre_valeur")
    ]


def test_columns_of_addresses_are_all_kept_the_professional_one_first() -> None:
    _, (row,) = preview(
        "Structure;Ville;Mail perso;Mail pro;E-mail 2;Téléphone;Mobile\n"
        "MJC A;Lyon;perso@example.org;pro@example.org;deux@example.org;0478123456;0612345678\n"
    )
    assert row.values["email"] == "pro@example.org"
    assert row.values["autres_emails"] == ["perso@example.org", "deux@example.org"]
    assert row.values["telephone"] == "+33478123456"
    assert row.values["autres_telephones"] == ["+33612345678"]


def test_a_second_address_is_a_duplicate_too() -> None:
    report, (_, second) = preview(
        "Structure;Ville;Mail\nA;Lyon;a@example.org / b@example.org\nB;Lyon;b@example.org\n"
    )
    assert report.duplicates == 1
    assert second.duplicate_by == ("email",)
