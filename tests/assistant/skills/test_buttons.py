"""Every button acts by what it is; without an act, only a sentence that is always the same."""

import ast
from pathlib import Path

import pytest

from assistant.acts.base import Act
from assistant.acts.of_duplicates import NextGroups
from assistant.acts.of_imports import AskForFile
from assistant.acts.of_records import AddRecord, ChooseWho, EraseRecord, KeepValue
from assistant.acts.of_talk import LoadDemo, RemoveDemo, ShowHelp
from assistant.replies import (
    Answer,
    Choices,
    Confirm,
    Dashboard,
    Form,
    Reply,
    Table,
    Text,
    Upload,
)
from assistant.router import Router
from core.accounts.models import Role, User
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say, conversation_of
from tests.factories import prospect

SKILLS = Path(__file__).parents[3] / "assistant" / "skills"
ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
ONE = "11111111-1111-4111-8111-111111111111"


def test_buttons_carry_acts() -> None:
    without = set()
    for path in SKILLS.rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.Module):
                continue
            name = getattr(function, "name", "")
            calls = (n for n in ast.walk(function) if isinstance(n, ast.Call))
            for call in calls:
                always = len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
                bare = "act" not in {word.arg for word in call.keywords} and not always
                if getattr(call.func, "id", "") == "Button" and bare and name:
                    without.add(f"{path.relative_to(SKILLS)}: {name}")
    assert not without


def of(answers: list[Answer], kind: type[Reply]):  # type: ignore[no-untyped-def]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


def texts(answers: list[Answer]) -> str:
    return "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))


def buttons(answers: list[Answer]) -> dict[str, Act]:
    found = (b for a in answers for r in a.replies if isinstance(r, Choices) for b in r.buttons)
    return {one.label: one.act for one in found if one.act is not None}


class Press:
    """Clicks; the sentence beside a button is one that would mean something else."""

    def __init__(self, router: Router) -> None:
        self.router = router

    def __call__(self, act: Act, user: User = GIGI, conversation: str = "c") -> list[Answer]:
        where = conversation_of(user, conversation)
        return self.router.act(user, where, act.as_json(), "supprime tout")


@pytest.fixture
def press(router: Router) -> Press:
    return Press(router)


@pytest.fixture
def pion(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id=ONE, nom_structure="Le Pion", ville="Lyon", region="Bretagne"),
            prospect(nom_structure="Le Dé", ville="Lyon", region="Bretagne"),
        ],
        None,
    )


def test_an_empty_base_begins_by_clicks(router: Router, press: Press) -> None:
    greeted = buttons([router.welcome(GIGI, "c")])
    assert greeted == {"Importer un fichier": AskForFile(), "Charger la démonstration": LoadDemo()}
    assert of(press(AskForFile()), Upload) is not None
    assert "1 200" in of(press(LoadDemo()), Confirm).question.replace("\u202f", " ")
    assert "pas de démonstration" in texts(press(RemoveDemo()))
    assert of(press(AddRecord(), NICO), Form) is not None
    for act in (AskForFile(), LoadDemo(), RemoveDemo()):
        assert press(act, NICO)[0].refused


@pytest.mark.usefixtures("pion")
def test_the_help_is_clicked_and_its_examples_too(press: Press) -> None:
    shown = press(ShowHelp())
    assert "Je sais" in texts(shown)
    examples = buttons(shown)
    assert len(examples) > 2
    for label, act in examples.items():
        answers = press(act)
        assert not answers[0].refused
        if label.startswith("Compte"):
            assert "prospect" in texts(answers)
        else:
            assert of(answers, Dashboard if "tableau" in label else Table) is not None, label


@pytest.mark.usefixtures("pion")
def test_a_count_is_widened_by_a_click(say: Say, press: Press) -> None:
    act = buttons(say("combien de prospects à Paris ou à Lyon ?"))["Et dans toute la base ?"]
    assert act is not None
    assert "2 prospects" in texts(press(act)).replace("**", "")


def overtaken(say: Say, router: Router, services: Services) -> dict[str, Act]:
    form = of(say("modifie la fiche du Pion"), Form)
    router.form(GIGI, form.form_id)
    services.records.edit(GIGI, ONE, {"email": "autre@exemple.fr"})
    _, answer = router.submit(GIGI, "c", form.form_id, {"email": "pion@exemple.fr"})
    assert answer
    return buttons([answer])


@pytest.mark.usefixtures("pion")
def test_a_value_is_chosen_by_a_click(
    say: Say, router: Router, services: Services, press: Press
) -> None:
    offered = overtaken(say, router, services)
    assert "je garde l'autre" in texts(press(offered["Garder l'autre"]))
    assert services.prospects.open(GIGI, ONE).email == "autre@exemple.fr"
    say("bonjour")
    press(offered["Mettre la mienne"])
    assert services.prospects.open(GIGI, ONE).email == "pion@exemple.fr"
    services.records.edit(GIGI, ONE, {"email": "encore@exemple.fr"})
    press(offered["Mettre la mienne"])
    assert services.prospects.open(GIGI, ONE).email == "encore@exemple.fr", "asked again"


@pytest.mark.usefixtures("pion")
def test_whose_name_it_is_is_chosen_by_a_click(say: Say, press: Press) -> None:
    offered = buttons(say("ajoute Jeanne Martin à Nantes"))
    assert set(offered) == {"C'est une personne", "C'est la structure"}
    assert "nom de la structure" in texts(press(offered["C'est une personne"]))
    say("annule")
    assert "quel type" in texts(press(offered["C'est la structure"]))


@pytest.mark.usefixtures("pion")
def test_a_question_of_somebody_else_is_not_answered(
    say: Say, router: Router, services: Services, press: Press
) -> None:
    mine = overtaken(say, router, services)["Mettre la mienne"]
    assert isinstance(mine, KeepValue)
    for act in (mine, ChooseWho(question=mine.question, who="person")):
        [answer, *_] = press(act, NICO)
        assert answer.refused
        assert "n'est plus valable" in texts([answer])
    [answer, *_] = press(ChooseWho(question=mine.question, who="person"))
    assert answer.refused, "another kind of question"


@pytest.mark.usefixtures("pion")
def test_an_erasure_is_taken_up_again_by_a_click(press: Press, services: Services) -> None:
    assert of(press(EraseRecord(id=ONE), ADA), Form).form_id
    assert press(EraseRecord(id=ONE))[0].refused
    assert services.prospects.open(GIGI, ONE)


@pytest.mark.usefixtures("pion")
def test_what_was_changed_before_a_list_is_taken_back_by_a_click(
    say: Say, services: Services, press: Press
) -> None:
    say("change le mail de Le Pion en pion@exemple.fr")
    assert "C'est écrit" in texts(say("oui"))
    say("montre les prospects de Lyon")
    act = buttons(say("oups"))["Annuler la dernière modification"]
    pending = of(press(act), Confirm)
    assert pending is not None
    say("oui")
    assert services.prospects.open(GIGI, ONE).email is None


def test_corrections_are_kept_or_not_by_a_click(say: Say, press: Press, router: Router) -> None:
    forget = buttons(say("mes réglages"))["Ne plus apprendre de mes corrections"]
    press(forget)
    assert not router.corrections.kept_for(GIGI)
    press(buttons(say("mes réglages"))["Apprendre de mes corrections"])
    assert router.corrections.kept_for(GIGI)


@pytest.mark.usefixtures("pion")
def test_the_next_groups_are_those_that_are_left(
    services: Services, say: Say, press: Press
) -> None:
    services.prospects.insert_imported(
        [
            prospect(nom_structure=f"Club {n}", ville="Metz", email=f"c{n}@exemple.fr")
            for n in range(7)
            for _ in range(2)
        ],
        None,
    )
    say("trouve les doublons")
    say("fusionne le groupe 1")
    act = buttons(say("oui"))["Doublons suivants"]
    assert act == NextGroups(after=0), "those that are left"
    assert "6 groupes" in texts(press(act))
