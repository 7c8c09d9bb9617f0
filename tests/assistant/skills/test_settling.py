"""Duplicates and erasure by sentences and clicks."""

import pytest

from assistant.replies import Answer, Choices, Confirm, File, Text
from core.accounts.models import Role, User
from core.errors import NotFound
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
ONE, TWO, OTHER = (f"{n}{n}{n}{n}{n}{n}{n}{n}-1111-4111-8111-111111111111" for n in "123")


def texts(answers: list[Answer]) -> str:
    said = "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))
    return said.replace("\\", "")


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


def button(answers: list[Answer], label: str) -> str:
    choices = (r for a in answers for r in a.replies if isinstance(r, Choices))
    return next(b.say for c in choices for b in c.buttons if label in b.label)


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id=ONE, nom_structure="Ludothèque du Château", ville="Angers",
                     type_prospect="Ludothèque", departement="49", email="ludo@exemple.fr",
                     telephone="+33241111111"),
            prospect(prospect_id=TWO, nom_structure="Ludotheque du Chateau", ville="Angers",
                     type_prospect="Ludothèque", departement="49", email="ludo@exemple.fr",
                     telephone="+33241222222"),
            prospect(prospect_id=OTHER, nom_structure="Bar du Port", ville="Brest",
                     type_prospect="Bar à jeux", departement="29"),
        ],
        None,
    )  # fmt: skip


def test_duplicates_are_merged_field_by_field_and_unmerged(say: Say, services: Services) -> None:
    shown = say("trouve les doublons")
    assert "1 groupe" in texts(shown)
    proposed = say(button(shown, "Fusionner"))
    assert "Téléphone" in texts(proposed)
    numbers = ("02 41 11 11 11", "02 41 22 22 22")
    line = next(line for line in texts(proposed).splitlines() if "Téléphone" in line)
    other = next(n for n in numbers if n in line.split("laissé de côté")[1])
    line = next(
        line for line in texts(say(button(proposed, other))).splitlines() if "Téléphone" in line
    )
    assert other in line.split("laissé de côté")[0]
    say("oui")
    [kept] = services.prospects.many([ONE, TWO])
    assert kept.telephone == "+33" + other.replace(" ", "")[1:]
    say("annule la dernière modification")
    say("oui")
    assert len(services.prospects.many([ONE, TWO])) == 2


def test_what_is_no_duplicate_is_remembered(say: Say) -> None:
    say(button(say("trouve les doublons"), "pas des doublons"))
    say("oui")
    assert "aucun doublon" in texts(say("trouve les doublons"))


def test_volunteers_see_duplicates_and_merge_nothing(say: Say) -> None:
    shown = say("trouve les doublons", user=NICO)
    assert "1 groupe" in texts(shown)
    with pytest.raises(StopIteration):
        button(shown, "Fusionner")


def test_erasure_wants_an_admin(say: Say, services: Services) -> None:
    assert "admin" in texts(say("supprime la fiche de Bar du Port"))
    assert services.prospects.open(GIGI, OTHER)


def test_erasure_wants_the_name_typed(say: Say, services: Services) -> None:
    shown = say("supprime la fiche de Bar du Port", user=ADA)
    assert "Cela ne s'annule pas" in texts(shown)
    assert find(shown, Confirm) is None
    assert "pas celui de la fiche" in texts(say("Bar du Pont", user=ADA))
    assert services.prospects.open(GIGI, OTHER)
    assert "C'est fait" in texts(say("Bar du Port", user=ADA))
    with pytest.raises(NotFound):
        services.prospects.open(GIGI, OTHER)


def test_erasure_is_given_up(say: Say, services: Services) -> None:
    say("supprime la fiche de Bar du Port", user=ADA)
    say("annule", user=ADA)
    say("Bar du Port", user=ADA)
    assert services.prospects.open(GIGI, OTHER)


def test_what_is_known_is_told_and_handed_over(say: Say) -> None:
    shown = say("que savons-nous de la Ludothèque du Château ?")
    said = texts(shown)
    assert "Laquelle" in said or "Ce que nous savons" in said
    shown = say("que savons-nous de Bar du Port ?")
    assert "Ce que nous savons de Bar du Port" in texts(shown)
    assert find(shown, File).kind == "access_text"
