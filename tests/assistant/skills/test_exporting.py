"""Exports in the chat: what is understood, shown, offered and refused."""

import pytest

from assistant.replies import Answer, Choices, File, Form, Text
from assistant.router import Router
from core.errors import InvalidData
from core.exports.models import Format
from core.prospects.models import FIELDS
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say
from tests.factories import prospect


@pytest.fixture(autouse=True)
def base(services: Services) -> None:
    services.prospects.insert(
        [
            prospect(nom_structure="Le Dé", type_prospect="Bar à jeux", nb_adherents=3),
            prospect(nom_structure="Le Pion", type_prospect="Bar à jeux", nb_adherents=9),
            prospect(nom_structure="MJC du Lac", type_prospect="MJC"),
        ]
    )


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


def test_a_file_says_what_is_in_it(say: Say, services: Services) -> None:
    answers = say("exporte les bars à jeux en Excel, seulement le nom, la ville et le mail")
    assert "**2 prospects**, en Excel (.xlsx)" in texts(answers)
    assert "Colonnes : Nom, Ville et E-mail." in texts(answers)
    assert "données personnelles" in texts(answers)
    file = find(answers, File)
    assert file.name.endswith(".xlsx")
    order = services.exports.get(GIGI, file.selection_id).order
    assert (order.format, order.columns) == (Format.XLSX, ("nom_structure", "ville", "email"))
    assert order.filter.as_json() == {"type_prospect": ["Bar à jeux"]}


def test_columns_left_out_are_told(say: Say) -> None:
    assert "Toutes les colonnes sauf Commentaires." in texts(say("exporte sans les commentaires"))


def test_the_other_kinds_are_a_click_away(say: Say, services: Services) -> None:
    say("montre les bars à jeux")
    answers = say("exporte-les avec le nom et la ville")
    labels = {button.label: button.say for button in find(answers, Choices).buttons}
    assert set(labels) == {"En Excel (.xlsx)", "Format d'échange (CSV)", "Choisir les colonnes"}
    # At once: the same people in another form are the same export.
    again = say(labels["En Excel (.xlsx)"])
    order = services.exports.get(GIGI, find(again, File).selection_id).order
    assert order.columns == ("nom_structure", "ville")
    assert order.filter.as_json() == {"type_prospect": ["Bar à jeux"]}


def test_files_for_people_have_no_ids_and_the_exchange_format_has_all(
    say: Say, services: Services
) -> None:
    say("montre les bars à jeux")
    answers = say("exporte-les en Excel")
    people = services.exports.get(GIGI, find(answers, File).selection_id).order
    assert (people.readable, people.columns) == (True, FIELDS[1:])
    assert FIELDS[0] == "prospect_id"
    says = {button.label: button.say for button in find(answers, Choices).buttons}
    exact = services.exports.get(
        GIGI, find(say(says["Format d'échange (CSV)"]), File).selection_id
    ).order
    assert (exact.format, exact.readable, exact.columns) == (Format.PLAIN, False, FIELDS)


def test_so_many_of_them(say: Say, services: Services) -> None:
    answers = say("exporte les 2 plus gros")
    order = services.exports.get(GIGI, find(answers, File).selection_id).order
    assert (order.limit, order.sort, order.descending) == (2, "nb_adherents", True)
    assert "**2 prospects**" in texts(answers)
    assert "Classement : Adhérents, du plus grand au plus petit." in texts(answers)


def test_another_selection_must_wait(say: Say) -> None:
    say("exporte les bars à jeux")
    answers = say("exporte les MJC")
    assert answers[0].refused
    assert "Attendez encore" in texts(answers)
    assert find(answers, File) is None


@pytest.mark.parametrize(
    "text", ["exporte les bars à jeux", "exporte les MJC en CSV", "exporte tout", "export excel"]
)
def test_the_same_file_asked_for_again_elsewhere_is_there_too(
    router: Router, services: Services, text: str
) -> None:
    first = find(router.turn(GIGI, "one", text), File)
    again = router.turn(GIGI, "another", text)
    assert not again[0].refused
    assert find(again, File) == first
    # One export: nothing more is told, or counted.
    assert len(services.journal.of("prospects")) == 1


def test_columns_are_chosen_in_a_form(say: Say, router: Router, services: Services) -> None:
    say("montre les bars à jeux")
    form = find(say("choisis les colonnes de l'export"), Form)
    shown = router.form(GIGI, form.form_id)
    assert {f["name"] for f in shown["fields"]} == {*FIELDS, "format"}
    assert "exporte seulement" in shown["example"]
    ticked = {"nom_structure": "oui", "email": "oui", "ville": "non", "format": "csv-plain"}
    problems, answer = router.submit(GIGI, "c", form.form_id, ticked)
    assert problems == {}
    assert answer is not None
    order = services.exports.get(GIGI, find([answer], File).selection_id).order
    assert order.columns == ("nom_structure", "email")
    assert order.format is Format.PLAIN
    assert order.filter.as_json() == {"type_prospect": ["Bar à jeux"]}
    with pytest.raises(InvalidData, match="déjà été envoyé"):
        router.submit(GIGI, "c", form.form_id, ticked)


def test_a_form_without_a_column_stays_open(say: Say, router: Router) -> None:
    form = find(say("choisis les colonnes de l'export"), Form)
    problems, answer = router.submit(GIGI, "c", form.form_id, {"format": "csv"})
    assert (problems, answer) == ({"": "Cochez au moins une colonne."}, None)
    problems, _ = router.submit(GIGI, "c", form.form_id, {"format": "pdf", "ville": "oui"})
    assert problems == {"format": "Choisissez un format."}
    assert router.form(GIGI, form.form_id)["state"] == "open"


@pytest.mark.parametrize(
    "text",
    [
        "exporte tout",
        "choisis les colonnes de l'export",
        "exporte la sélection en Excel avec les colonnes Nom, Ville",
    ],
)
def test_a_volunteer_gets_nothing(say: Say, text: str) -> None:
    answers = say(text, user=NICO)
    assert answers[0].refused
    assert "manager" in texts(answers)
    assert find(answers, File) is find(answers, Form) is None


def test_the_journal_tells_it_in_french(say: Say) -> None:
    say("exporte les bars à jeux en Excel, seulement le nom et la ville")
    told = texts(say("qu'est-ce qui a changé ?"))
    assert "export de 2 prospects en Excel" in told
    assert "bars à jeux" in told
    assert "colonnes : Nom et Ville" in told
