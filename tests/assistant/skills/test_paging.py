"""Pages of the list on the screen, by sentence."""

import pytest

from assistant.replies import Answer, Card, Table, Text
from core.services import Services
from tests.assistant.conftest import Say
from tests.factories import prospect


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(nom_structure=f"Salle {n:02}", type_prospect="MJC", prospect_id=f"m{n:02}")
            for n in range(25)
        ],
        None,
    )


def skips(answers: list[Answer]) -> list[int]:
    return [r.skip for a in answers for r in a.replies if isinstance(r, Table)]


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def test_pages_are_turned_both_ways(say: Say) -> None:
    say("montre les MJC")
    shown = say("page suivante")
    assert skips(shown) == [10]
    assert "Lignes 11 à 20 sur 25" in texts(shown)
    assert skips(say("la suite stp")) == [20]
    assert "pas d'autre page" in texts(say("les suivants"))
    assert skips(say("page précédente")) == [10]
    assert skips(say("dernière page")) == [20]
    assert skips(say("reviens au début")) == [0]


def test_a_rank_is_of_the_page_turned_to(say: Say) -> None:
    say("montre les MJC")
    say("page suivante")
    opened = say("ouvre la deuxième")
    assert [r.prospect_id for a in opened for r in a.replies if isinstance(r, Card)] == ["m11"]


def test_the_selection_stays_in_force(say: Say, services: Services) -> None:
    say("montre les MJC")
    say("page suivante")
    assert "25" in texts(say("combien ?"))


def test_without_a_list_it_is_no_page(say: Say) -> None:
    assert skips(say("page suivante")) == []


def test_some_asked_for_have_few_pages(say: Say) -> None:
    say("montre les 12 premières MJC")
    assert "Lignes 11 à 12 sur 12" in texts(say("page suivante"))
