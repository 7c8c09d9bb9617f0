"""Ten of each kind that was mended: written for the kind, not for the case that showed it."""

from datetime import date
from typing import Any

import pytest

from assistant.language.understanding import Intent
from tests.assistant.language.asking import filters_of, understood

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("said", "key", "values"),
    [
        ("les MJC sauf le Finistère", "departement", ["29"]),
        ("ludothèques de Bretagne hors Rennes", "ville", ["Rennes"]),
        ("tout le 44 excepté Nantes", "ville", ["Nantes"]),
        ("des bars à jeux mais surtout pas à Lyon", "ville", ["Lyon"]),
        ("les prospects du 33, genre pas les éditeurs", "type_prospect", ["Éditeur"]),
        ("les prospects du 59 sauf les médiathèques", "type_prospect", ["Médiathèque"]),
        ("tous les prospects de Corse, influenceurs mis à part", "type_prospect", ["Influenceur"]),
        ("MJC d'Occitanie à l'exception de l'Hérault", "departement", ["34"]),
        ("boutiques hormis celles de Paris", "ville", ["Paris"]),
        ("les clubs du Grand Est sf ceux de Nancy", "ville", ["Nancy"]),
    ],
)
def test_who_is_excepted_is_left_out(said: str, key: str, values: list[str]) -> None:
    found = filters_of(said, today=TODAY).as_json()
    assert found["exclure"] == {key: values}


@pytest.mark.parametrize(
    ("said", "before"),
    [
        ("pas relancés cette semaine", "2026-11-15"),
        ("qu'on n'a pas contactés en octobre", "2026-09-30"),
        ("les MJC pas contactées depuis mai", "2026-04-30"),
        ("aucun contact depuis janvier", "2025-12-31"),
        ("les éditeurs qu'on n'a pas relancés cette année", "2025-12-31"),
        ("sans contact depuis 3 mois", "2026-08-22"),
        ("ludothèques pas contactées ce mois-ci", "2026-10-31"),
        ("plus contactés depuis 2 ans", "2024-11-22"),
        ("sans nouvelles depuis un an", "2025-11-22"),
        ("pas recontactés depuis la rentrée", "2026-08-31"),
    ],
)
def test_what_did_not_happen_since_is_before(said: str, before: str) -> None:
    found = filters_of(said, today=TODAY).as_json()
    assert found["dernier_contact"] == {"avant": before}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("les MJC, non pardon, les ludothèques", {"type_prospect": ["Ludothèque"]}),
        ("les MJC du 69 euh non du 38", {"type_prospect": ["MJC"], "departement": ["38"]}),
        ("les bars à jeux, enfin je veux dire les éditeurs", {"type_prospect": ["Éditeur"]}),
        ("éditeurs de Lyon, non, de Lille", {"type_prospect": ["Éditeur"], "ville": ["Lille"]}),
        ("en Bretagne, je rectifie : en Normandie", {"region": ["Normandie"]}),
        ("dans le 31, oups, dans le 32", {"departement": ["32"]}),
        ("les médiathèques, attends non, les MJC", {"type_prospect": ["MJC"]}),
        ("MJC du Gard, pardon, de l'Hérault", {"type_prospect": ["MJC"], "departement": ["34"]}),
    ],
)  # fmt: skip
def test_what_is_corrected_is_not_wanted(said: str, wanted: dict[str, Any]) -> None:
    assert filters_of(said, today=TODAY).as_json() == wanted


@pytest.mark.parametrize(
    "said",
    [
        "les prospects de Vire",
        "les MJC de Vire",
        "qui avons-nous à Contes ?",
        "montre Vire",
        "les ludothèques autour de Vire",
        "combien de prospects à Vire ?",
        "prospects de Change",
        "le plan de relance des MJC",
        "liste de Contes",
        "les bars à jeux de Vire avec un mail",
    ],
)
def test_nothing_is_erased_where_no_verb_says_so(said: str) -> None:
    assert understood(said, today=TODAY).intent is not Intent.DELETE_PROSPECT


@pytest.mark.parametrize(
    "said",
    [
        "efface les bars à jeux",
        "supprime tout",
        "vire les influenceurs de la base",
        "dégage tous les éditeurs de la base",
        "supprime toutes les MJC de la base",
        "efface tout",
        "efface définitivement les ludothèques",
        "supprime les prospects qui ont refusé",
    ],
)
def test_a_set_to_erase_is_no_filter(said: str) -> None:
    found = understood(said, today=TODAY)
    assert found.intent is Intent.DELETE_PROSPECT
    assert not found.context.filter.as_json()


@pytest.mark.parametrize(
    "said",
    [
        "ceux qui n'ont pas refusé d'être contactés",
        "les MJC qui ne refusent pas qu'on les contacte",
        "pas ceux qui refusent d'être contactés",
        "sans ceux qui s'opposent à nos mails",
        "ludothèques qui ne s'opposent pas à être contactées",
        "les prospects qui n'ont rien contre nos mails",
        "enlève ceux qui ne veulent pas être contactés",
        "les éditeurs non opposés au contact",
        "hors ceux qui refusent nos messages",
        "sauf les opposés",
    ],
)
def test_whoever_did_not_refuse_is_never_who_refused(said: str) -> None:
    found = filters_of(said, today=TODAY).as_json()
    assert found.get("accepte_contact") is not False
    assert found.get("statut") != ["Refusé"]


@pytest.mark.parametrize(
    "said",
    [
        "trie-les par nombre d'adhérents",
        "classe-les par ville",
        "trie par date de dernier contact",
        "range-les par nombre d'abonnés",
        "ordonne-les par téléphone",
    ],
)
def test_an_order_is_no_condition(said: str) -> None:
    before = filters_of("les MJC de Bretagne", today=TODAY)
    assert filters_of(said, before, TODAY) == before


@pytest.mark.parametrize(
    "said",
    [
        "efface les bars à jeux",
        "supprime les ludothèques",
        "efface toutes les MJC",
        "supprime les MJC de Bretagne",
        "détruis les bars à jeux",
        "allez, efface les influenceurs",
        "vire les bars à jeux",
        "dégage les ludothèques",
        "enlève les médiathèques",
        "retire les influenceurs",
    ],
)
def test_whoever_is_to_go_never_comes(said: str) -> None:
    """Within another list: erased one by one, or left out; never listed beside it."""
    before = filters_of("montre-moi les éditeurs", today=TODAY)
    found = filters_of(said, before, TODAY).as_json()
    assert found["type_prospect"] == ["Éditeur"]


@pytest.mark.parametrize(
    "said",
    [
        "suprime les bar a jeu",
        "eface les mjc de paris",
        "suprimez toutes les ludotheques",
        "efacer les éditeurs du 69",
        "vires les médiathèques",
        "degages les influenceurs",
        "supprimmer tous les artisans de Corse",
        "jetter les boutiques",
        "detruis les clubs de jdr du nord",
        "efface toutes les librairies de Vannes",
    ],
)
def test_a_misspelt_verb_destroys_as_much(said: str) -> None:
    """Answered by what can be done: no filter, and no record of that name."""
    found = understood(said, today=TODAY)
    assert found.intent is Intent.DELETE_PROSPECT
    assert found.filters.as_json() == {}
    assert "prospect" not in found.slots


@pytest.mark.parametrize(
    ("before", "said", "kept", "left_out"),
    [
        ("les mjc de bretagne", "enlève les mjc de Brest", ["MJC"], {"ville": ["Brest"]}),
        ("les ludothèques", "sauf les ludothèques du 13", ["Ludothèque"], {"departement": ["13"]}),
        ("les éditeurs", "pas les éditeurs de Paris", ["Éditeur"], {"ville": ["Paris"]}),
        ("les mjc", "vire les mjc d'Occitanie", ["MJC"], {"region": ["Occitanie"]}),
        ("les bars à jeux", "hors bars à jeux de Lyon", ["Bar à jeux"], {"ville": ["Lyon"]}),
        ("les clubs de jdr", "retire les clubs de jdr corses", ["Asso JDR"], {"region": ["Corse"]}),
        ("les artisans", "excepté les artisans du Var", ["Artisan"], {"departement": ["83"]}),
        ("", "les mjc sauf les mjc de Paris", ["MJC"], {"ville": ["Paris"]}),
        ("", "les biblios sauf les biblios de Lille", ["Médiathèque"], {"ville": ["Lille"]}),
        ("", "les éditeurs hormis les éditeurs du 75", ["Éditeur"], {"departement": ["75"]}),
    ],
)
def test_a_type_left_out_in_a_place(
    before: str, said: str, kept: list[str], left_out: dict[str, list[str]]
) -> None:
    """Whom the sentence leaves out is never asked for, and the others of the type stay."""
    start = filters_of(before, today=TODAY) if before else None
    found = filters_of(said, start, TODAY).as_json()
    assert found["type_prospect"] == kept
    assert found["exclure"] == left_out


@pytest.mark.parametrize(
    "said",
    ["arlekin", "monopoly", "boulegue", "cabanis", "morning", "missing", "template", "pokemon"],
)
def test_two_wrong_letters_are_no_town(said: str) -> None:
    assert "ville" not in filters_of(said, today=TODAY).as_json()


@pytest.mark.parametrize(
    ("said", "town"),
    [("kimper", "Quimper"), ("strassburg", "Strasbourg"), ("marseil", "Marseille"),
     ("toulouz", "Toulouse"), ("bordo", "Bordeaux"), ("monpelier", "Montpellier"),
     ("perpinian", "Perpignan"), ("mulouse", "Mulhouse"), ("greunoble", "Grenoble")],
)  # fmt: skip
def test_a_town_written_as_it_is_said(said: str, town: str) -> None:
    assert filters_of(f"les mjc de {said}", today=TODAY).as_json()["ville"] == [town]


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (
            "les mjc qui n'ont pas refusé et qui acceptent d'être contactées",
            {"type_prospect": ["MJC"], "accepte_contact": True},
        ),
        (
            "cscs qui n'ont jamais refusé et qui ont un mail",
            {"type_prospect": ["CSCS"], "avec": ["email"]},
        ),
        ("ceux du 33 n'ayant pas refusé, bref hors refus", {"departement": ["33"]}),
    ],
)
def test_a_second_clause_is_not_denied_by_the_first(said: str, wanted: dict[str, Any]) -> None:
    found = filters_of(said, today=TODAY).as_json()
    assert found.pop("exclure") == {"statut": ["Refusé"]}
    assert found == wanted


@pytest.mark.parametrize(
    ("said", "left_out"),
    [
        ("les boutiques sans celles de Lille", {"ville": ["Lille"]}),
        ("toutes les ludothèques sans ceux du Var", {"departement": ["83"]}),
        ("les éditeurs sans ceux qui ont refusé", {"statut": ["Refusé"]}),
        ("bars à jeux de Bretagne sans celui de Brest", {"ville": ["Brest"]}),
    ],
)
def test_without_those_of_a_place_leaves_them_out(said: str, left_out: dict[str, Any]) -> None:
    assert filters_of(said, today=TODAY).as_json()["exclure"] == left_out


@pytest.mark.parametrize(
    "said",
    [
        "quel est le nombre de bars à jeux à Metz, Nancy et Lens",
        "le maire aime jouer, lesquels de nos bars à jeux sont à Metz, Nancy et Lens",
        "donne le total de bars à jeux à Metz, Nancy et Lens",
        "parmi nos bars à jeux de Metz, Nancy et Lens, combien",
    ],
)
def test_whoever_is_counted_is_a_condition(said: str) -> None:
    found = filters_of(said, today=TODAY).as_json()
    assert found == {"type_prospect": ["Bar à jeux"], "ville": ["Metz", "Nancy", "Lens"]}
