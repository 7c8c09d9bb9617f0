"""French agreement: articles, elision, "à" and "de", days, greetings."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content import agreement, days, greeting


@pytest.mark.parametrize(
    ("name", "the", "of", "to"),
    [
        ("MJC de Foix", "la MJC de Foix", "de la MJC de Foix", "à la MJC de Foix"),
        ("L'Antre du Dragon", "l'Antre du Dragon", "de l'Antre du Dragon", "à l'Antre du Dragon"),
        ("Le Repaire", "le Repaire", "du Repaire", "au Repaire"),
        ("Fete du jeu", "la Fête du jeu", "de la Fête du jeu", "à la Fête du jeu"),
        ("La fete", "la fête", "de la fête", "à la fête"),
        ("Les Ateliers", "les Ateliers", "des Ateliers", "aux Ateliers"),
        ("Ludimonde", "Ludimonde", "de Ludimonde", "à Ludimonde"),
        ("Asmodée", "Asmodée", "d'Asmodée", "à Asmodée"),
        ("Espace Jeux", "l'Espace Jeux", "de l'Espace Jeux", "à l'Espace Jeux"),
        ("Festival du jeu", "le Festival du jeu", "du Festival du jeu", "au Festival du jeu"),
        ("Éditions Hi", "les Éditions Hi", "des Éditions Hi", "aux Éditions Hi"),
        ("notre fête", "notre fête", "de notre fête", "à notre fête"),
        ("Halle au blé", "la Halle au blé", "de la Halle au blé", "à la Halle au blé"),
        ("Hôtel de ville", "l'Hôtel de ville", "de l'Hôtel de ville", "à l'Hôtel de ville"),
    ],
)  # fmt: skip
def test_names_take_their_article(name: str, the: str, of: str, to: str) -> None:
    assert (agreement.the(name), agreement.of(name), agreement.to(name)) == (the, of, to)


@pytest.mark.parametrize(
    ("place", "in_place", "of_place"),
    [
        ("Angers", "à Angers", "d'Angers"),
        ("Le Mans", "au Mans", "du Mans"),
        ("Les Ulis", "aux Ulis", "des Ulis"),
        ("La Rochelle", "à La Rochelle", "de La Rochelle"),
        ("L'Isle-Adam", "à L'Isle-Adam", "de L'Isle-Adam"),
        ("Honfleur", "à Honfleur", "de Honfleur"),
        ("Hyères", "à Hyères", "d'Hyères"),
        ("Yvetot", "à Yvetot", "d'Yvetot"),
        ("Œuilly", "à Œuilly", "d'Œuilly"),
        ("Bretagne", "en Bretagne", "de Bretagne"),
        ("Grand Est", "dans le Grand Est", "du Grand Est"),
        ("Pays de la Loire", "dans les Pays de la Loire", "des Pays de la Loire"),
        ("Île-de-France", "en Île-de-France", "d'Île-de-France"),
        ("La Réunion", "à La Réunion", "de La Réunion"),
        ("salle des fêtes", "à la salle des fêtes", "de la salle des fêtes"),
        ("parc des expositions", "au parc des expositions", "du parc des expositions"),
        ("place du Marché", "sur la place du Marché", "de la place du Marché"),
        ("12 rue des Lices", "au 12 rue des Lices", "de 12 rue des Lices"),
    ],
)  # fmt: skip
def test_places_take_their_preposition(place: str, in_place: str, of_place: str) -> None:
    assert (agreement.in_place(place), agreement.of_place(place)) == (in_place, of_place)


def test_types_are_said_with_their_gender() -> None:
    assert agreement.your("Médiathèque") == "votre médiathèque"
    assert agreement.your("Médiathèque", familiar=True) == "ta médiathèque"
    assert agreement.your("Asso JDR", familiar=True) == "ton association de jeu de rôle"
    assert agreement.your("CSCS", familiar=True) == "ton centre socioculturel"
    assert agreement.kind("Bar à jeux").many == "bars à jeux"


def test_days_are_in_words() -> None:
    saturday, sunday = date(2027, 5, 22), date(2027, 5, 23)
    assert days.period(saturday) == "le samedi 22 mai 2027"
    assert days.period(saturday, sunday) == "du samedi 22 au dimanche 23 mai 2027"
    assert (
        days.period(date(2027, 5, 31), date(2027, 6, 1)) == "du lundi 31 mai au mardi 1er juin 2027"
    )
    assert days.period(date(2027, 12, 31), date(2028, 1, 1)) == (
        "du vendredi 31 décembre 2027 au samedi 1er janvier 2028"
    )


@pytest.mark.parametrize(
    ("contact", "said", "first", "formal"),
    [
        (None, "Bonjour", "Bonjour", "Madame, Monsieur"),
        ("Marie Dupont", "Bonjour Marie Dupont", "Bonjour Marie", "Madame, Monsieur"),
        ("DUPONT Marie", "Bonjour Marie Dupont", "Bonjour Marie", "Madame, Monsieur"),
        ("Mme Dupont", "Bonjour Madame Dupont", "Bonjour Madame Dupont", "Madame"),
        ("M. Le Gall", "Bonjour Monsieur Le Gall", "Bonjour Monsieur Le Gall", "Monsieur"),
        ("jean-paul martin", "Bonjour Jean-Paul Martin", "Bonjour Jean-Paul", "Madame, Monsieur"),
        ("Secrétariat", "Bonjour", "Bonjour", "Madame, Monsieur"),
        ("accueil@mjc.fr", "Bonjour", "Bonjour", "Madame, Monsieur"),
        ("Marie (présidente)", "Bonjour Marie", "Bonjour Marie", "Madame, Monsieur"),
        ("<script>", "Bonjour", "Bonjour", "Madame, Monsieur"),
        ("06 12 34 56 78", "Bonjour", "Bonjour", "Madame, Monsieur"),
    ],
)  # fmt: skip
def test_people_are_greeted(contact: str | None, said: str, first: str, formal: str) -> None:
    assert greeting.greeting(contact) == said
    assert greeting.greeting(contact, first=True) == first
    assert greeting.formal(contact) == formal


@given(st.text(max_size=60))
def test_any_name_can_be_said(name: str) -> None:
    for say in (agreement.the, agreement.of, agreement.to, agreement.in_place, agreement.of_place):
        found = say(name)
        for wrong in ("de le ", "de les ", "à le ", "à les "):
            assert not found.lower().startswith(wrong)
    assert " ," not in f"{greeting.greeting(name)},"
