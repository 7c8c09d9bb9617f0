"""Rows of the table just shown, named by their rank."""

import pytest

from assistant.language.requests.ranks import LAST, is_bare, rank_of
from assistant.rendering.views import Views
from assistant.replies import Answer, Card, Confirm, Table, Text
from assistant.router import Router
from core.services import Services
from tests.assistant.conftest import GIGI, Say
from tests.factories import prospect


def texts(answers: list[Answer]) -> str:
    said = "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))
    return said.replace("\\", "")


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id=f"p{n:02}", nom_structure=f"Club {n:02}", ville="Lyon",
                     departement="69", type_prospect="MJC", nb_adherents=100 - n)
            for n in range(1, 26)
        ],
        None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "opened"),
    [
        ("ouvre la première", "p01"),
        ("la deuxième", "p02"),
        ("la seconde", "p02"),
        ("fiche de la 3", "p03"),
        ("ouvre le 4", "p04"),
        ("la 3e ligne", "p03"),
        ("montre-moi la fiche n°5", "p05"),
        ("la dernière de la liste", "p25"),
        ("ouvre la 22", "p22"),
    ],
)
def test_a_rank_opens_the_row(say: Say, said: str, opened: str) -> None:
    say("montre-moi les MJC")
    [answer] = say(said)
    assert answer.intent == "show_prospect"
    assert find([answer], Card).prospect_id == opened


def test_the_page_and_the_order_on_the_screen_count(say: Say, router: Router) -> None:
    table = find(say("montre-moi les MJC"), Table)
    views = Views(router.services, router.conversations)
    asked = {"source": "selection", "source_id": table.source_id, "limit": 10}
    views.table(GIGI, asked | {"skip": 10})
    assert find(say("ouvre la première"), Card).prospect_id == "p11"
    assert find(say("la dernière"), Card).prospect_id == "p20"
    views.table(GIGI, asked | {"sort": "nb_adherents", "descending": False})
    assert find(say("la première"), Card).prospect_id == "p25"
    views.table(GIGI, asked | {"skip": 20})
    assert find(say("la dernière"), Card).prospect_id == "p25"


def test_a_row_is_edited(say: Say, services: Services) -> None:
    say("montre-moi les MJC")
    shown = say("modifie le téléphone de la troisième en 02 40 11 22 33")
    assert "Club 03" in texts(shown)
    assert find(shown, Confirm)
    say("montre-moi les MJC")
    assert "Club 02" in texts(say("modifie le téléphone de la deuxième"))


def test_a_number_is_no_departement(say: Say) -> None:
    say("montre-moi les MJC du Rhône")
    say("montre-moi les MJC de Lyon")
    assert find(say("modifie le téléphone de la première en 02 98 11 22 33"), Confirm)


def test_a_rank_beyond_the_list_says_so(say: Say) -> None:
    say("montre-moi les MJC")
    assert "25 lignes" in texts(say("ouvre la 40"))


def test_without_a_table_a_name_is_asked(say: Say) -> None:
    assert "nom" in texts(say("ouvre la première"))


def test_a_date_is_no_rank(say: Say, services: Services) -> None:
    say("montre-moi les MJC")
    shown = texts(say("note que la troisième a refusé le 2 mars 2026"))
    assert "Club 03" in shown
    assert "2 mars 2026" in shown


def test_ranks_are_read() -> None:
    assert [rank_of(word) for word in ("premier", "3", "derniere")] == [1, 3, LAST]
    assert not is_bare("la première réponse")


@pytest.mark.parametrize(
    ("said", "key", "told"),
    [
        ("les 2 plus grosses MJC", "nb_adherents", "« Adhérents », du plus grand au plus petit"),
        ("les MJC les plus récemment contactées", "date_dernier_contact", "du plus récent"),
    ],
)
def test_what_a_list_is_sorted_by_is_seen_and_told(
    say: Say, router: Router, said: str, key: str, told: str
) -> None:
    answers = say(said)
    table = find(answers, Table)
    views = Views(router.services, router.conversations)
    asked = {"source": "selection", "source_id": table.source_id, "sort": table.sort}
    page = views.table(GIGI, asked | {"descending": True, "skip": 0, "limit": 5})
    assert page["columns"][1]["key"] == key
    assert page["columns"][1]["narrow"]
    assert told in texts(answers)
