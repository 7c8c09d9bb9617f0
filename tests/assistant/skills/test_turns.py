"""Turns on a real base: what is answered, kept, confirmed and refused."""

import json
from datetime import date
from pathlib import Path

import pytest

from assistant.language.intent_table import Family
from assistant.language.phrasing.chips import describe
from assistant.language.pipeline import Language
from assistant.language.understanding import Context, Intent
from assistant.replies import (
    Answer,
    Card,
    Chart,
    Chips,
    Choices,
    Confirm,
    Details,
    File,
    Table,
    Text,
)
from assistant.router import Router
from assistant.skills.registry import Uploaded
from core.accounts.models import OPERATOR, Role, User
from core.demo.service import DemoService
from core.errors import NotFound
from core.prospects.filters import Filter
from core.services import Services
from tests.assistant.conftest import GIGI, NICO, Say
from tests.factories import prospect


def texts(answers: list[Answer]) -> str:
    """What the answers say, folded details included."""
    return "\n".join(
        r.text if isinstance(r, Text) else "\n".join(r.lines)
        for a in answers
        for r in a.replies
        if isinstance(r, Text | Details)
    )


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


@pytest.fixture
def base(services: Services) -> None:
    services.prospects.insert_imported(
        [
            prospect(nom_structure="Le Dé", type_prospect="Bar à jeux", region="Occitanie"),
            prospect(nom_structure="Le Pion", type_prospect="Bar à jeux", region="Bretagne",
                     accepte_contact=True, email="pion@exemple.fr"),
            prospect(nom_structure="MJC *du* Lac", type_prospect="MJC", region="Bretagne"),
        ],
        None,
    )  # fmt: skip


@pytest.mark.usefixtures("base")
def test_a_list_has_its_total_its_conditions_and_its_table(say: Say) -> None:
    answers = say("montre-moi les bars à jeux")
    assert "**2 prospects**" in texts(answers)
    assert [c.label for c in find(answers, Chips).chips] == ["bars à jeux"]
    assert find(answers, Table).total == 2


@pytest.mark.usefixtures("base")
def test_a_refinement_goes_on_from_the_turn_before(say: Say) -> None:
    say("montre-moi les bars à jeux")
    assert "**1 prospect**" in texts(say("et seulement ceux qui acceptent la com"))
    assert "**3 prospects**" in texts(say("retire tous les filtres"))


@pytest.mark.usefixtures("base")
def test_conversations_do_not_mix(say: Say) -> None:
    say("montre-moi les bars à jeux", conversation="a")
    assert "**3 prospects**" in texts(say("combien ?", conversation="b"))
    # Nor does somebody else get in by naming another's.
    assert "**3 prospects**" in texts(say("combien ?", user=NICO, conversation="a"))


@pytest.mark.usefixtures("base")
def test_two_requests_are_done_in_order(say: Say) -> None:
    answers = say("montre les MJC de Bretagne et exporte-les")
    assert [a.intent for a in answers] == ["filter_prospects", "export_csv"]
    assert find(answers, File).label == "1 prospect"


@pytest.mark.usefixtures("base")
def test_nobody_found_says_what_stands_in_the_way(say: Say) -> None:
    answers = say("montre-moi les MJC d'Occitanie")
    assert "Aucun prospect" in texts(answers)
    labels = [b.label for b in find(answers, Choices).buttons]
    assert labels == ["Sans « MJC » : 1", "Sans « Occitanie » : 1", "Retirer tous les filtres"]


@pytest.mark.usefixtures("base")
def test_a_chart_of_the_selection(say: Say, router: Router) -> None:
    answers = say("répartition par région")
    chart = find(answers, Chart)
    assert chart.kpi == "region"
    assert router.conversations.selection(GIGI, chart.selection_id).is_empty()
    with pytest.raises(NotFound):
        router.conversations.selection(NICO, chart.selection_id)


@pytest.mark.usefixtures("base")
def test_a_volunteer_is_told_who_may_export(say: Say) -> None:
    answers = say("exporte tout", user=NICO)
    assert find(answers, File) is None
    assert "manager" in texts(answers)


@pytest.mark.usefixtures("base")
def test_names_of_the_base_are_no_markup(say: Say) -> None:
    assert r"MJC \*du\* Lac" in texts(say("ouvre la fiche de MJC du Lac"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ouvre la fiche de MJC du Lac", "MJC"),
        ("ouvre la fiche du Dé", "Dé"),
        ("montre la fiche « Le Pion »", "Pion"),
    ],
)
@pytest.mark.usefixtures("base")
def test_a_record_is_opened_by_its_name(say: Say, text: str, name: str) -> None:
    answers = say(text)
    assert find(answers, Card) is not None
    assert name in texts(answers)


def test_an_empty_base_offers_to_begin(say: Say) -> None:
    answers = say("montre-moi les MJC")
    assert [b.say for b in find(answers, Choices).buttons] == [
        "je veux importer un fichier",
        "charge la démonstration",
    ]


def test_the_demonstration_is_loaded_after_a_yes_only(
    say: Say, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(type(services.jobs), "_spawn", lambda _self, job_id: started.append(job_id))
    question = find(say("charge la démonstration"), Confirm)
    assert "1\u202f200 associations" in question.question
    assert not started
    say("oui")
    assert len(started) == 1
    say("oui")
    assert len(started) == 1


def test_a_typed_yes_never_answers_a_question_left_behind(
    say: Say, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    monkeypatch.setattr(type(services.jobs), "_spawn", lambda _self, job_id: started.append(job_id))
    asked = find(say("charge la démonstration"), Confirm)
    say("bonjour")
    again = say("oui")
    assert not started
    assert find(again, Confirm) == asked
    say("oui")
    assert len(started) == 1


def test_a_yes_to_nothing_says_so(say: Say) -> None:
    assert "pas de question" in texts(say("oui"))


def test_a_no_does_nothing(say: Say) -> None:
    say("charge la démonstration")
    assert "rien fait" in texts(say("non merci"))


@pytest.mark.usefixtures("base")
def test_the_demonstration_never_mixes_with_a_real_base(say: Say) -> None:
    answers = say("charge la démonstration")
    assert find(answers, Confirm) is None
    assert "base vide" in texts(answers)


def test_what_was_edited_of_the_demonstration_stays_or_goes_as_one_likes(
    say: Say, services: Services
) -> None:
    services.demo.load(OPERATOR, 20)
    edited = next(services.prospects.iterate(Filter()))
    services.prospects.replace(edited.model_copy(update={"nom_contact": "Zoé"}), edited.version)
    say("enlève la démonstration")
    answers = say("oui")
    assert "19 prospects enlevés ; 1 fiche modifiée reste" in texts(answers)
    buttons = [button.label for button in find(answers, Choices).buttons]
    assert buttons == ["La retirer aussi", "Charger la démonstration"]

    again = find(say("charge la démonstration"), Confirm).question
    assert "il reste 1 fiche que vous aviez modifiée : je n'y touche pas" in again
    say("non")
    asked = find(say("enlève la démonstration"), Confirm)
    assert "il reste 1 fiche" in asked.question
    # It has no undo: that is said before, with the number.
    assert "ne pourra pas être annulé" in asked.question
    assert asked.yes == "Oui, retirer 1 fiche"
    assert "1 fiche retirée" in texts(say("oui"))
    assert services.prospects.is_empty()


def test_a_confirmation_is_its_users_and_is_taken_once(say: Say, router: Router) -> None:
    pending = find(say("charge la démonstration"), Confirm).pending_id
    assert "n'est plus valable" in texts([router.confirm(NICO, "n", pending, yes=False)])
    assert "rien fait" in texts([router.confirm(GIGI, "c", pending, yes=False)])
    assert "n'est plus valable" in texts([router.confirm(GIGI, "c", pending, yes=True)])


def test_a_file_is_imported_and_undone(router: Router, say: Say, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom;Ville\nLe Gobelin;Metz\n;Lyon\n", encoding="utf-8")
    preview = router.turn(GIGI, "c", "", [Uploaded("a.csv", path)])
    assert "Ligne 3" in texts(preview)
    assert find(preview, Confirm).question == "Importer 1 prospect ? (hors 1 ligne rejetée)"
    assert "1 prospect ajouté" in texts(say("oui"))
    assert "**1 prospect**" in texts(say("combien de prospects ?"))
    say("annule le dernier import")
    assert "1 fiche retirée" in texts(say("oui"))


def test_a_pasted_table_is_imported(say: Say) -> None:
    pasted = "Nom\tVille\n" + "".join(f"Le Gobelin {n}\tMetz\n" for n in range(300))
    assert find(say(pasted), Confirm).question == "Importer 300 prospects ?"
    assert "300 prospects ajoutés" in texts(say("oui"))
    assert "trop long" in texts(say("bla " * 1_000))
    introduced = "Importe ceci :\nNom;Ville\nLe Dé;Lyon\nLe Pion;Lille\n"
    assert find(say(introduced), Confirm).question == "Importer 2 prospects ?"
    requests = "ajoute Le Roi, 69003, Lyon\najoute La Reine, 59000, Lille"
    assert "Votre fichier contient" not in texts(say(requests))


def test_the_sheet_of_a_workbook_is_told(router: Router, say: Say) -> None:
    workbook = Path(__file__).parents[2] / "samples" / "classeur.xlsx"
    told = texts(router.turn(GIGI, "c", "", [Uploaded("classeur.xlsx", workbook)]))
    assert "J'ai lu la feuille « Prospects 2026 »" in told
    assert "La feuille « Archives 2025 » n'est pas lue" in told
    assert "3 prospects ajoutés" in texts(say("oui"))


def test_each_undo_is_of_its_own_import(router: Router, say: Say, tmp_path: Path) -> None:
    for name in ("a", "b"):
        path = tmp_path / f"{name}.csv"
        path.write_text(f"Nom;Ville\nLe Gobelin {name};Metz\n", encoding="utf-8")
        router.turn(GIGI, name, "", [Uploaded(path.name, path)])
        undo = say("oui", conversation=name)
        buttons = [b.say for b in find(undo, Choices).buttons]
        assert f"annule l'import de {name}.csv" in buttons
    assert "« a.csv »" in find(say("annule l'import de a.csv"), Confirm).question
    assert "1 fiche retirée" in texts(say("oui"))
    assert "déjà annulé" in texts(say("annule l'import de a.csv"))
    assert "« b.csv »" in find(say("annule le dernier import"), Confirm).question


def test_a_volunteer_imports_nothing(router: Router, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nom;Ville\nLe Gobelin;Metz\n", encoding="utf-8")
    answers = router.turn(NICO, "n", "", [Uploaded("a.csv", path)])
    assert "Vous ne pouvez pas importer un fichier" in texts(answers)


def test_a_correction_is_kept_unless_refused(say: Say, services: Services) -> None:
    kept = services.database.settings.folder / "learnt" / "corrections.jsonl"
    say("truc bidule machin")
    say("non, je voulais dire combien de MJC en Bretagne")
    noted = json.loads(kept.read_text("utf-8"))
    assert (noted["text"], noted["right"]) == ("truc bidule machin", "count_prospects")
    kept.unlink()
    say("n'apprends plus de mes corrections")
    say("truc bidule machin")
    say("non, je voulais dire combien de MJC en Bretagne")
    assert not kept.exists()


def test_an_unforeseen_error_is_told_with_a_reference(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> bool:
        raise RuntimeError("secret")

    monkeypatch.setattr(DemoService, "may_load", breaks)
    told = texts(say("charge la démonstration"))
    assert "référence" in told
    assert "secret" not in told


def test_too_long_and_empty_messages_are_answered(say: Say) -> None:
    assert "trop long" in texts(say("a" * 3_000))
    assert texts(say("   "))


ADMIN = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)


@pytest.mark.usefixtures("base")
def test_every_intent_that_is_built_is_in_the_help(say: Say) -> None:
    answer = texts(say("que sais-tu faire ?", user=ADMIN))
    for intent in Intent:
        about = intent.about
        assert about.help or about.family in {Family.TALK, Family.OUTSIDE}, intent
        assert about.help in answer, intent


EXAMPLES = (
    Filter.model_validate({"region": ["Bretagne"], "type_prospect": ["MJC"]}),
    Filter.model_validate({"region": ["Île-de-France"], "accepte_contact": True}),
    Filter.model_validate({"sans": ["email"], "statut": ["Jamais contacté"]}),
)


@pytest.mark.parametrize("filter", EXAMPLES, ids=str)
@pytest.mark.parametrize("start", ["montre-moi", "compte"])
def test_examples_of_the_help_are_understood(filter: Filter, start: str) -> None:
    (read,) = Language.load().understand(
        f"{start} {describe(filter)}", Context(), date(2026, 11, 22)
    )
    assert read.filters == filter
