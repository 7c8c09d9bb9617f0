"""Accents left out by whoever types in a hurry: put back where one word can be meant."""

import pytest

from core.content.accents import with_accents


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Fete du jeu", "Fête du jeu"),
        ("salle des fetes", "salle des fêtes"),
        ("Journee decouverte", "Journée découverte"),
        ("Evenement solidaire", "Événement solidaire"),
        ("tournoi de petanque", "tournoi de pétanque"),
        ("Assemblee generale", "Assemblée générale"),
        ("l'entree est gratuite", "l'entrée est gratuite"),
        ("soiree des benevoles", "soirée des bénévoles"),
        ("mediatheque du lycee", "médiathèque du lycée"),
        ("Pele-mele", "Pêle-mêle"),
        ("jeu de role", "jeu de rôle"),
    ],
)
def test_clear_words_get_their_accents(typed: str, written: str) -> None:
    assert with_accents(typed) == written


@pytest.mark.parametrize(
    "typed",
    [
        "salle Leo Ferre", "Etienne joue", "Helene", "Medard en fête", "Ludimania", "Festijeux",
        "marche gourmande", "cote jeux", "nous avons decide", "pres de chez vous", "MEDIATHEQUE",
        "https://fete.example/journee", "fete@asso.example", "{{ prenom | defaut }}", "#fete",
        "place de la Republique", "Les Petits Geants", "",
    ],
)  # fmt: skip
def test_names_and_words_that_may_be_two_stay(typed: str) -> None:
    assert with_accents(typed) == typed
