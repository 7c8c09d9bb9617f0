"""Bare words that are somebody's name, contact, e-mail or telephone, and those that are not."""

import pytest

from assistant.replies import Answer, Card, Choices, Table, Text
from core.prospects.models import Comment
from core.services import Services
from tests.assistant.conftest import Say
from tests.factories import prospect


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id="a", nom_structure="Arlequin", type_prospect="Bar à jeux",
                     ville="Niort", email="contact@arlequin.fr", telephone="+33549111111"),
            prospect(prospect_id="d", nom_structure="Double Six", type_prospect="Ludothèque",
                     ville="Melle", nom_contact="Martine Dupont"),
            prospect(prospect_id="t", nom_structure="Les Trois Dés", ville="Lyon"),
            prospect(prospect_id="p", nom_structure="Planète Jeux", ville="Lyon",
                     commentaires=(Comment(texte="vue au salon de Cannes"),)),
            prospect(prospect_id="q", nom_structure="Planète Jeux", ville="Brest"),
        ],
        None,
    )  # fmt: skip


def opened(answers: list[Answer]) -> list[str]:
    return [r.prospect_id for a in answers for r in a.replies if isinstance(r, Card)]


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def says(answers: list[Answer]) -> list[str]:
    choices = [r for a in answers for r in a.replies if isinstance(r, Choices)]
    return [button.say for one in choices for button in one.buttons]


@pytest.mark.parametrize(
    ("said", "record"),
    [
        ("arlequin", "a"),
        ("Arlequin ?", "a"),
        ("cherche arlequin", "a"),
        ("c'est qui Arlequin", "a"),
        ("tu peux chercher arlequin", "a"),
        ("contact@arlequin.fr", "a"),
        ("qui a le mail contact@arlequin.fr ?", "a"),
        ("05 49 11 11 11", "a"),
        ("0549111111", "a"),
        ("cherche le 05.49.11.11.11", "a"),
        ("à qui est le numéro +33 5 49 11 11 11", "a"),
        ("double six", "d"),
        ("martine dupont", "d"),
        ("trouve Martine Dupont", "d"),
        ("les trois dés", "t"),
    ],
)
def test_bare_words_open_whom_they_name(say: Say, said: str, record: str) -> None:
    assert opened(say(said)) == [record]


def test_several_of_one_name_are_asked_about(say: Say) -> None:
    answers = say("planète jeux")
    assert "Laquelle" in texts(answers)
    assert opened(say("celle de Brest")) == ["q"]


def test_what_else_it_may_mean_is_a_click_away(say: Say) -> None:
    assert any("doublons" in said for said in says(say("double six")))


def test_words_of_comments_are_found(say: Say) -> None:
    assert opened(say("cherche Cannes 2000")) == []
    assert opened(say("cherche salon de cannes")) == ["p"]


def test_many_are_listed_at_a_click(say: Say, services: Services) -> None:
    some = [
        prospect(nom_structure=f"Guilde {n}", ville=f"Ville {n}", type_prospect="Asso JDR")
        for n in range(8)
    ]
    services.prospects.insert_imported(some, None)
    all_of_them = next(one for one in says(say("cherche guilde")) if "guilde" in one)
    listed = say(all_of_them)
    assert [r.total for a in listed for r in a.replies if isinstance(r, Table)] == [8]


@pytest.mark.parametrize(
    "said",
    ["bonjour", "merci", "aide", "les MJC", "montre les bars à jeux", "combien", "niort",
     "quel temps fait-il", "cherche les MJC de Lyon", "exporte", "page suivante", "06 07 08"],
)  # fmt: skip
def test_other_sentences_open_nobody(say: Say, said: str) -> None:
    assert opened(say(said)) == []


def test_a_set_to_be_erased_is_answered_with_its_count_within_a_list_too(say: Say) -> None:
    assert "Vouliez-vous dire" not in texts(say("efface les bars à jeux"))
    say("montre les ludothèques")
    answer = texts(say("efface les bars à jeux"))
    assert "Vouliez-vous dire" not in answer
    assert "1" in answer
