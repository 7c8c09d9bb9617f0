"""Buttons act by what they are: name and ids, never by a sentence read again."""

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.acts.base import Act
from assistant.acts.of_duplicates import ChooseValue, MergeGroup
from assistant.acts.of_figures import KeepPicture, ShowTrend
from assistant.acts.of_imports import (
    ChooseColumns,
    DecideDuplicates,
    ImportReport,
    ShowAdded,
    UndoImport,
)
from assistant.acts.of_lists import ChooseExport, ExportList, OfSelection, ShowList
from assistant.acts.of_planning import ChooseDue, ChooseEvent
from assistant.acts.of_records import (
    ChooseRecord,
    ChooseWho,
    KeepValue,
    NoteAnswer,
    OpenRecord,
    RecordHistory,
)
from assistant.rendering.indicators.views import IndicatorViews
from assistant.rendering.records.cards import card
from assistant.rendering.wording import of_strong
from assistant.replies import (
    Answer,
    Button,
    Card,
    Chart,
    Chips,
    Choices,
    Comparison,
    Confirm,
    File,
    Form,
    Table,
    Text,
    Trend,
)
from assistant.router import Router
from assistant.skills.registry import ACTS
from core.accounts.models import Role, User
from core.database import Database
from core.kpis.models import Kpi
from core.prospects.filters import Filter
from core.services import Services, build
from tests.assistant.conftest import GIGI, NICO, Say, conversation_of
from tests.commands import program
from tests.factories import prospect

ADA = User(user_id="ada", email="ada@exemple.fr", role=Role.ADMIN)
ONE, TWO = (f"{n * 8}-1111-4111-8111-111111111111" for n in "12")
FRENCH_WORDS = ("Double Six", "Merci", "Oui", "Non", "Historique", "Annule", "Tous les prospects")
Press = Callable[..., list[Answer]]


def texts(answers: list[Answer]) -> str:
    said = "\n".join(r.text for a in answers for r in a.replies if isinstance(r, Text))
    return said.replace("\\", "")


def find(answers: list[Answer], kind: type):  # type: ignore[no-untyped-def, type-arg]
    return next((r for a in answers for r in a.replies if isinstance(r, kind)), None)


def button(answers: list[Answer], label: str) -> Button:
    choices = (r for a in answers for r in a.replies if isinstance(r, Choices))
    return next(b for c in choices for b in c.buttons if label in b.label)


@pytest.fixture
def press(router: Router) -> Press:
    """Click as Gigi (or another); the sentence shown is one that would mean something else."""

    def click(
        act: Act | Button | dict[str, Any], user: User = GIGI, conversation: str = "c"
    ) -> list[Answer]:
        act = act.act if isinstance(act, Button) and act.act else act
        asked = act.as_json() if isinstance(act, Act) else act
        assert isinstance(asked, dict)
        where = conversation_of(user, conversation)
        return router.act(user, where, json.loads(json.dumps(asked)), "supprime tout")

    return click


def card_button(services: Services, key: str, label: str) -> dict[str, Any]:
    """As the page gets it."""
    shown = card(services.prospects.open(GIGI, key), GIGI)
    act = next(one["act"] for one in shown["actions"] if one["label"] == label)
    assert isinstance(act, dict)
    return act


@pytest.fixture
def twins(services: Services) -> None:
    """Two of one name, in one town."""
    services.prospects.insert_imported(
        [
            prospect(prospect_id=ONE, nom_structure="Le Pion", ville="Lyon", region="Bretagne"),
            prospect(prospect_id=TWO, nom_structure="Le Pion", ville="Lyon"),
        ],
        None,
    )


# --- one record ---------------------------------------------------------------------------------


@pytest.mark.usefixtures("twins")
@pytest.mark.parametrize("key", [ONE, TWO])
def test_each_button_of_a_card_acts_on_its_own_record(
    services: Services, press: Press, router: Router, key: str
) -> None:
    form = find(press(card_button(services, key, "Modifier")), Form)
    assert _about(router, form.form_id) == key
    form = find(press(card_button(services, key, "Ajouter un commentaire")), Form)
    assert _about(router, form.form_id) == key
    assert "Personne n'a modifié" in texts(press(card_button(services, key, "Historique")))
    assert router.conversations.recall(GIGI, "c").last_prospect == key
    assert find(press(OpenRecord(id=key)), Card).prospect_id == key


def _about(router: Router, pending_id: str) -> str:
    pending = router.conversations.pending(GIGI, pending_id)
    assert pending is not None
    return str(pending.payload["prospect_id"])


@pytest.mark.parametrize("name", FRENCH_WORDS)
def test_names_that_are_french_words(
    services: Services, press: Press, say: Say, router: Router, name: str
) -> None:
    services.prospects.insert_imported([prospect(prospect_id=ONE, nom_structure=name)], None)
    asked = press(card_button(services, ONE, "Noter une réponse"))
    assert f"La réponse {of_strong(name)}" in texts(asked)
    noted = say("positive")
    assert find(noted, Confirm) is not None
    assert services.prospects.open(GIGI, ONE).retour_prospect is None, "asked first"
    say("oui")
    assert services.prospects.open(GIGI, ONE).retour_prospect == "Positif"
    assert find(press(card_button(services, ONE, "Modifier")), Form) is not None
    assert f"Historique {of_strong(name)}" in texts(press(card_button(services, ONE, "Historique")))
    assert find(press(OpenRecord(id=ONE)), Card).prospect_id == ONE


@pytest.mark.usefixtures("twins")
def test_one_of_several_is_chosen_and_what_was_asked_is_done(say: Say, press: Press) -> None:
    asked = say("change le mail de Le Pion en pion@exemple.fr")
    buttons = find(asked, Choices).buttons
    assert "pion@exemple" in texts(press(buttons[1]))
    # Another of them, later: the same for it.
    say("bonjour")
    assert "pion@exemple" in texts(press(buttons[0]))


@pytest.mark.usefixtures("twins")
def test_a_choice_whose_question_is_gone_opens_the_record(press: Press) -> None:
    gone = ChooseRecord(id=TWO, question=str(uuid.uuid4()))
    assert find(press(gone), Card).prospect_id == TWO


@pytest.mark.usefixtures("twins")
def test_a_click_leaves_the_question_in_words(say: Say, press: Press, services: Services) -> None:
    press(NoteAnswer(id=ONE))
    press(OpenRecord(id=TWO))
    say("positive")
    assert services.prospects.open(GIGI, ONE).retour_prospect is None
    assert "MJC" not in texts(say("son numéro ?"))


def test_a_change_is_taken_back_whatever_was_changed_since(
    services: Services, say: Say, press: Press
) -> None:
    services.prospects.insert_imported([prospect(prospect_id=ONE, nom_structure="MJC Foix")], None)
    say("change le mail de MJC Foix en a@exemple.fr")
    first = button(say("oui"), "Annuler cette modification")
    say("change le téléphone de MJC Foix en 04 50 33 33 33")
    say("oui")
    asked = press(first)
    assert "a@exemple.fr" in texts(asked)
    assert "33" not in texts(asked).replace("33333333-", "")
    say("oui")
    left = services.prospects.open(GIGI, ONE)
    assert (left.email, left.telephone) == (None, "+33450333333")


# --- selections ---------------------------------------------------------------------------------


@pytest.fixture
def lists(services: Services) -> None:
    places = [("Rennes", "Bretagne"), ("Brest", "Bretagne"), ("Foix", "Occitanie"), ("Ici", None)]
    services.prospects.insert_imported(
        [
            prospect(prospect_id=str(uuid.uuid4()), nom_structure=f"MJC de {ville}", ville=ville,
                     region=region, type_prospect="MJC", cree_le=datetime(2026, 1, 5, tzinfo=UTC))
            for ville, region in places
        ],
        None,
    )  # fmt: skip


@pytest.mark.usefixtures("lists")
def test_a_chip_is_taken_off_its_own_list(say: Say, press: Press) -> None:
    old = find(say("montre-moi les MJC de Bretagne"), Chips)
    assert [chip.label for chip in old.chips] == ["MJC", "Bretagne"]
    say("montre-moi les ludothèques")
    answers = press(old.chips[1].act)
    assert answers[0].filters == {"type_prospect": ["MJC"]}
    # As after a sentence: one goes on from there, and back.
    assert say("combien ?")[0].filters == {"type_prospect": ["MJC"]}


@pytest.mark.usefixtures("lists")
def test_what_stands_under_a_list_is_about_that_list(say: Say, press: Press) -> None:
    shown = say("montre-moi les MJC de Bretagne")
    say("montre tous les prospects")
    by_region = press(button(shown, "Répartition par région"))
    assert (find(by_region, Chart).kpi, by_region[0].filters["region"]) == ("region", ["Bretagne"])
    say("montre tous les prospects")
    assert find(press(button(shown, "Télécharger")), File).label == "2 prospects"
    assert press(button(shown, "Retirer tous"))[0].filters == {}
    counted = say("combien de MJC en Occitanie ?")
    assert find(press(button(counted, "Voir la liste")), Table).total == 1
    nobody = say("montre-moi les ludothèques de Bretagne")
    assert press(button(nobody, "Sans « ludothèques »"))[0].filters == {"region": ["Bretagne"]}


@pytest.mark.usefixtures("lists")
def test_a_figure_lists_its_people_after_a_restart(services: Services, say: Say) -> None:
    shown = find(say("répartition par région"), Chart)
    restarted = Router(services)
    views = IndicatorViews(restarted.services, restarted.conversations)
    [panel] = views.chart(GIGI, shown.selection_id, "region")["panels"]
    counts = {}
    for bar in panel["bars"]:
        if bar["act"] is None:
            continue
        # Neither process has ever heard the sentence.
        answers = Router(services).act(GIGI, "c", bar["act"], bar["say"])
        counts[bar["label"]] = find(answers, Table).total
        assert bar["say"]
    assert counts == {"Bretagne": 2, "Occitanie": 1, "Non renseigné": 1}
    assert say("combien ?")[0].filters == restarted.conversations.recall(GIGI, "c").filter.as_json()


ELSEWHERE = """
import json, sys
from pathlib import Path
from assistant.replies import Table, Text
from assistant.router import Router
from core.services import open_services
from core.settings import Settings
from tests.assistant.conftest import GIGI
services = open_services(Settings(data=Path(sys.argv[1])))
router = Router(services, lambda folder: None)  # an act reads no sentence
[answer] = router.act(GIGI, "c", json.loads(sys.argv[2]), "")
tables = [r.total for r in answer.replies if isinstance(r, Table)]
print(json.dumps({"filters": answer.filters, "tables": tables, "refused": answer.refused}))
"""


@pytest.mark.usefixtures("lists")
def test_a_second_process_acts_on_the_selection_of_the_first(
    database: Database, router: Router, say: Say
) -> None:
    say("montre-moi les MJC de Bretagne")
    kept = router.conversations.select(GIGI, "c", Filter(region=("Bretagne",)))
    act = json.dumps(ShowList(selection=kept).as_json())
    done = program(ELSEWHERE, str(database.settings.data), act)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told == {"filters": {"region": ["Bretagne"]}, "tables": [2], "refused": False}
    assert say("combien ?")[0].filters == {"region": ["Bretagne"]}


@pytest.mark.usefixtures("lists")
def test_a_conversation_resumed_a_week_later(database: Database) -> None:
    now = datetime(2026, 11, 20, 10, tzinfo=UTC)
    first = Router(build(database, lambda: now))
    first.services.prospects.insert_imported(
        [prospect(prospect_id=key, nom_structure="Le Pion", ville="Lyon") for key in (ONE, TWO)],
        None,
    )
    listed = first.turn(GIGI, "c", "montre-moi les MJC de Bretagne")
    chip = find(listed, Chips).chips[0].act
    which = find(first.turn(GIGI, "c", "ouvre la fiche de Le Pion"), Choices).buttons[1].act
    exported = button(listed, "Télécharger").act
    later = Router(build(database, lambda: now + timedelta(days=7)))

    def press(act: Act | None) -> list[Answer]:
        assert act is not None
        return later.act(GIGI, "c", act.as_json(), "")

    assert press(chip)[0].filters == {"region": ["Bretagne"]}
    assert find(press(exported), File).label == "2 prospects"
    assert find(press(which), Card).prospect_id in (ONE, TWO)
    later.forget("c")  # its selections with it
    assert "n'existe plus" in texts(press(exported))


@pytest.mark.usefixtures("lists")
def test_another_kind_of_file_has_the_same_people_and_columns(say: Say, press: Press) -> None:
    made = say("exporte les MJC de Bretagne avec les colonnes nom, ville")
    say("montre tous les prospects")
    again = press(button(made, "Excel"))
    assert find(again, File).label == "2 prospects"
    assert again[0].filters == {"type_prospect": ["MJC"], "region": ["Bretagne"]}
    odd = ExportList(filter=Filter(), columns=("password",))
    assert "n'existent pas" in texts(press(odd))


@pytest.mark.usefixtures("lists")
def test_what_stands_under_figures_is_about_their_selection(say: Say, press: Press) -> None:
    board = say("le tableau de bord des MJC de Bretagne")
    mine = board[0].filters
    one = say("répartition par ville")
    say("montre tous les prospects")
    for answers, label, kind in (
        (board, "Rapport en PDF", File),
        (board, "Évolution", Trend),
        (one, "Comment c'est compté", Text),
        (one, "Évolution", Trend),
    ):
        done = press(button(answers, label))
        assert find(done, kind) is not None
        assert done[0].filters == mine, label
        press(ShowList(filter=Filter()))
    assert find(press(button(board, "Rapport en PDF")), File).kind == "report"
    assert "image PNG" in find(press(button(press(button(board, "PDF")), "En PNG")), File).label


@pytest.mark.usefixtures("lists")
def test_a_comparison_goes_on_with_its_own_sides(say: Say, press: Press, router: Router) -> None:
    board = say("le tableau de bord des MJC de Bretagne")
    say("montre tous les prospects")
    beside = press(button(board, "Comparer avec toute la base"))
    sides = _sides(router, beside)
    assert sides == [{"type_prospect": ["MJC"], "region": ["Bretagne"]}, {}]
    say("compare la Bretagne et l'Occitanie")
    by_status = press(button(beside, "Par statut"))
    assert find(by_status, Comparison).kpi == "status"
    assert _sides(router, by_status) == sides
    # As after the sentence: what tells the sides apart is in force no more.
    assert say("combien ?")[0].filters == {}


def _sides(router: Router, answers: list[Answer]) -> list[dict[str, object]]:
    ids = find(answers, Comparison).selection_ids
    return [router.conversations.selection(GIGI, one).as_json() for one in ids]


@pytest.mark.usefixtures("lists")
def test_the_whole_base_leaves_the_selection_as_it_is(say: Say, press: Press) -> None:
    course = say("comment évoluent les MJC de Bretagne ?")
    whole = find(press(button(course, "Toute la base")), Trend)
    assert whole is not None
    assert say("combien ?")[0].filters == {"type_prospect": ["MJC"], "region": ["Bretagne"]}


@pytest.mark.usefixtures("lists")
def test_columns_are_chosen_for_the_list_of_the_button(
    say: Say, press: Press, router: Router
) -> None:
    made = say("exporte les MJC de Bretagne")
    say("montre tous les prospects")
    form = find(press(button(made, "Choisir les colonnes")), Form)
    assert "2 prospects" in form.title
    pending = router.conversations.pending(GIGI, form.form_id)
    assert pending is not None
    assert pending.payload["filter"]["region"] == ["Bretagne"]


def test_the_journal_goes_on_where_its_button_is(
    services: Services, say: Say, press: Press
) -> None:
    services.prospects.insert_imported([prospect(prospect_id=ONE, nom_structure="Le Pion")], None)
    for rank in range(20):
        services.records.comment(GIGI, ONE, f"remarque {rank}")
    more = button(press(RecordHistory(id=ONE)), "Voir la suite")
    say("bonjour")
    rest = texts(press(more))
    assert "remarque 4" in rest
    assert "remarque 5" not in rest


# --- duplicates and imports ---------------------------------------------------------------------


def test_groups_of_duplicates_by_their_ids(services: Services, say: Say, press: Press) -> None:
    services.prospects.insert_imported(
        [
            prospect(prospect_id=key, nom_structure="Ludo du Château", ville="Angers",
                     email="ludo@exemple.fr", telephone=telephone)
            for key, telephone in ((ONE, "+33241111111"), (TWO, "+33241222222"))
        ],
        None,
    )  # fmt: skip
    shown = say("trouve les doublons")
    assert find(press(button(shown, "Ce ne sont pas")), Confirm) is not None
    proposed = press(button(shown, "Fusionner"))
    chosen = press(button(proposed, "Téléphone : "))
    assert find(chosen, Confirm) is not None
    stranger = ChooseValue(merge=find(chosen, Confirm).pending_id, field="email", record="x")
    assert "pas de cette fusion" in texts(press(stranger))
    undo = button(say("oui"), "Annuler cette fusion")
    assert len(services.prospects.many([ONE, TWO])) == 1
    planned = press(undo)
    assert "1 fiche réunie redevient à part" in texts(planned)
    assert find(planned, Confirm).question == "Annuler cette fusion ?"
    say("oui")
    assert len(services.prospects.many([ONE, TWO])) == 2
    assert "n'existe plus" in texts(press(MergeGroup(group="nothing")))


def test_two_imports_of_one_name(
    services: Services, router: Router, press: Press, say: Say, tmp_path: Path
) -> None:
    ids = []
    for town in ("Lyon", "Brest"):
        file = tmp_path / "contacts.csv"
        file.write_text(f"nom_structure,ville\nLe Dé de {town},{town}\n", "utf-8")
        ids.append(services.imports.receive(GIGI, "contacts.csv", file))
        services.imports.run(GIGI, ids[-1])
    added = press(ShowAdded(file=ids[0]))
    assert find(added, Table).source_id == ids[0]
    asked = press(UndoImport(file=ids[0]))
    pending = router.conversations.pending(GIGI, find(asked, Confirm).pending_id)
    assert pending is not None
    assert pending.payload == {"import_id": ids[0]}
    assert find(press(ImportReport(file=ids[1])), File).selection_id == ids[1]
    named = [b for b in find(say("montre les imports"), Choices).buttons if "Rapport" in b.label]
    assert [b.act.file for b in named] == ids[::-1]


def test_a_file_that_waits_is_its_owners(services: Services, press: Press, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("nom_structure,ville\nLe Dé,Lyon\n", "utf-8")
    received = services.imports.receive(GIGI, "contacts.csv", file)
    assert find(press(ChooseColumns(file=received)), Form) is not None
    for act in (ChooseColumns(file=received), DecideDuplicates(file=received)):
        assert "pas de fichier en attente" in texts(press(act, ADA))
        assert press(act, NICO)[0].refused


# --- forged, foreign, of long ago ---------------------------------------------------------------


FORGED = ("id", "question", "selection", "entry", "lot", "group", "merge", "record", "file",
          "campaign", "task")  # fmt: skip
"""Every field that holds an id."""


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize("user", [GIGI, NICO, ADA])
@pytest.mark.parametrize("kind", ACTS)
def test_a_forged_id_is_refused_in_a_sentence(press: Press, user: User, kind: type[Act]) -> None:
    fields = [name for name in kind.model_fields if name in FORGED]
    more = {"kpi": Kpi.REGION.value} if "kpi" in kind.model_fields else {}
    more |= {"file": "pdf"} if kind is KeepPicture else {}
    more |= {"field": "email"} if kind is ChooseValue else {}
    more |= {"who": "person"} if kind is ChooseWho else {}
    more |= {"whose": "mine"} if kind is KeepValue else {}
    more |= {"day": "2027-01-04"} if kind in (ChooseDue, ChooseEvent) else {}
    for forged in (str(uuid.uuid4()), "x", "..", "$where", "a" * 200) if fields else ():
        asked = {"do": kind.model_fields["do"].default} | dict.fromkeys(fields, forged) | more
        answers = press(asked, user)
        assert texts(answers)
        assert "référence" not in texts(answers)
        for shown in (Table, Chart, Form, Card, File, Confirm):
            assert find(answers, shown) is None, (asked, answers)


@pytest.mark.usefixtures("lists")
@pytest.mark.parametrize("kind", [ShowList, ExportList, ChooseExport, ShowTrend])
def test_the_selection_of_somebody_else_is_refused(
    router: Router, press: Press, kind: type[OfSelection]
) -> None:
    hers = router.conversations.select(GIGI, "c", Filter(region=("Bretagne",)))
    for user in (NICO, ADA):
        answers = press(kind(selection=hers), user)
        assert answers[0].refused
        assert "Cette sélection n'existe plus" in texts(answers)
    assert not press(kind(selection=hers))[0].refused


@pytest.mark.usefixtures("twins")
def test_roles_hold_for_buttons(press: Press) -> None:
    for act in (
        ExportList(filter=Filter()),
        MergeGroup(group=ONE),
        UndoImport(file=ONE),
    ):
        [answer, *_] = press(act, NICO)
        assert answer.refused
        assert "Vous ne pouvez pas" in texts([answer])
    assert find(press(OpenRecord(id=ONE), NICO), Card) is not None


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"do": "drop_base"}, {"do": "open_record"}, {"do": "open_record", "id": 7},
        {"do": "open_record", "id": ""}, {"do": "open_record", "id": "a\n"},
        {"do": "open_record", "id": "x" * 201}, {"do": "open_record", "id": ONE, "yes": True},
        {"do": "open_record", "id": {"$ne": None}}, {"do": "show_list"},
        {"do": "show_list", "selection": ONE, "filter": {}},
        {"do": "show_list", "filter": {"$where": "1"}}, {"do": "show_list", "filter": []},
        {"do": "show_list", "filter": {"texte": "x" * 300_000}},
        {"do": "show_figures", "filter": {}, "kpi": "argent"}, {"do": None}, {"do": ["show_list"]},
        {"do": "next_groups", "after": -1}, {"do": "next_groups", "after": "3"},
        {"do": "open_record", "id": "\ud83d"},
        {"do": "more_history", "search": {"field": "x.$where"}, "skip": 0},
    ],
)  # fmt: skip
def test_what_is_no_button_of_today_says_so(router: Router, asked: dict[str, Any]) -> None:
    [answer] = router.act(GIGI, "c", asked, "ouvre la fiche de Zénith")
    assert answer.refused
    assert "Ce bouton ne fait plus rien" in texts([answer])


@pytest.mark.usefixtures("twins")
def test_the_conversation_of_somebody_else_is_closed(router: Router, say: Say) -> None:
    say("bonjour")
    with pytest.raises(Exception, match="conversation"):
        router.act(NICO, "c", OpenRecord(id=ONE).as_json(), "")


def test_every_act_has_its_skill() -> None:
    def kinds(of: type[Act]) -> set[type[Act]]:
        below = of.__subclasses__()
        return set().union(*map(kinds, below)) if below else {of}

    assert kinds(Act) == set(ACTS)
