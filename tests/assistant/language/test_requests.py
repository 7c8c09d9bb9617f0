"""What sentences ask for, as typed requests: read from the sentence and the scene alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from assistant.language.dialogue.scene import Proposal, Question, Scene
from assistant.language.pipeline import Language
from assistant.language.requests.additions import AddRequest
from assistant.language.requests.answers import (
    Dictated,
    EraseAnswer,
    KeepAnswer,
    ResponseAnswer,
    ResponseRequest,
    Unclear,
    WhoAnswer,
)
from assistant.language.requests.asked import Asked
from assistant.language.requests.duplicates import Do, GroupsRequest, ValueRequest
from assistant.language.requests.edits import EditRequest
from assistant.language.requests.history import HistoryRequest, UndoAdditionRequest, UndoRequest
from assistant.language.requests.privacy import EraseRequest, KnownRequest
from assistant.language.requests.ranks import BEFORE_LAST, LAST
from assistant.language.requests.reading import Heard, How, who_answers
from assistant.language.requests.records import ShowRequest, WhichAnswer
from assistant.language.requests.revisions import AddAgain, AnswerAgain, BulkAgain, EditAgain
from assistant.language.requests.settling import Settled
from assistant.language.text.sentence import Sentence
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter
from core.vocabulary.values import ProspectType

TODAY = date(2026, 3, 18)
ID = "0a1b2c3d-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


def heard(language: Language, said: str, **scene: Any) -> list[Heard]:
    """Those who may answer, in order, without what any sentence is offered to."""
    asked = Asked(Sentence(said), Scene(TODAY, **scene), language.understand_first)
    offered = ("figure_named", "indicator_named", "campaign_named", "named_alone")
    return [one for one in who_answers(asked) if one.name not in offered]


def request(language: Language, said: str, context: Context | None = None) -> Any:
    """The request of a sentence that the classifier is asked about."""
    return language.understand(said, context or Context(), TODAY)[0].request


# --- the order ------------------------------------------------------------------------------------

ASKED = Question("value", {"prospect_id": "p", "field": "ville"})
TABLE = {"table": {"selection_id": "s"}}


@pytest.mark.parametrize(
    ("said", "how"),
    [
        ("annule", How.GIVES_UP),
        ("laisse tomber", How.GIVES_UP),
        ("oui", How.UNSAID),
        ("Nantes", How.ANSWER),
        ("la deuxième", How.ANSWER),
        ("annule la dernière modification", How.ANSWER),
    ],
)
def test_a_question_comes_first(language: Language, said: str, how: How) -> None:
    first, *_ = heard(language, said, question=ASKED, shown=TABLE, last_shown="table")
    assert first.how is how


@pytest.mark.parametrize("said", ["montre les MJC", "combien de MJC à Nantes ?"])
def test_another_request_is_no_answer(language: Language, said: str) -> None:
    assert heard(language, said, question=ASKED) == []


@pytest.mark.parametrize(
    ("said", "settled"),
    [
        ("oui", Settled(yes=True, gives_up=False)),
        ("D'accord !", Settled(yes=True, gives_up=False)),
        ("non merci", Settled(yes=False, gives_up=False)),
        ("annule", Settled(yes=False, gives_up=True)),
    ],
)
def test_a_bare_yes_or_no(language: Language, said: str, settled: Settled) -> None:
    [one] = heard(language, said, shown=TABLE)
    assert (one.how, one.request) == (How.SETTLED, settled)


def test_one_only_offered_takes_a_yes(language: Language) -> None:
    which = Question("which", {"ids": ["p"]})
    assert heard(language, "oui", question=which)[0].how is How.ANSWER


def test_commands_come_before_what_is_on_the_screen(language: Language) -> None:
    shown = {"groups": {"ranks": {"1": ID}, "page": ["1"]}}
    said = f"fusionne le groupe {ID}"
    assert next(iter(heard(language, said, shown=shown))).how is How.COMMAND


@pytest.mark.parametrize(
    ("last", "said", "name"),
    [
        ("history", "la suite", "more_history"),
        ("groups", "la suite", "group_named"),
        ("table", "la suite", "page_turned"),
        ("figures", "la suite", None),
        ("table", "la deuxième", "row_opened"),
    ],
)
def test_the_screen_tells_what_is_meant(
    language: Language, last: str, said: str, name: str | None
) -> None:
    found = heard(language, said, shown={last: {}}, last_shown=last)
    assert [one.name for one in found] == ([name] if name else [])


def test_a_rank_after_figures_is_one_of_them(language: Language) -> None:
    figures = {**TABLE, "figures": {}}
    before = Context(last_intent=Intent.SHOW_KPIS)
    found = heard(language, "la deuxième", shown=figures, last_shown="figures", context=before)
    assert found == []


# --- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "name", "asked"),
    [
        (f"annule la modification {ID}", "undo_entry", UndoRequest(ID)),
        (f"Annule la modification de liste {ID}", "undo_list", UndoRequest(ID)),
        ("annule l'ajout de la MJC du Lac.", "undo_addition", UndoAdditionRequest("MJC du Lac")),
        ("annule l'ajout d'Arlequin", "undo_addition", UndoAdditionRequest("Arlequin")),
    ],
)
def test_a_command_makes_its_request(
    language: Language, said: str, name: str, asked: object
) -> None:
    [one] = heard(language, said)
    assert (one.how, one.name, one.request) == (How.COMMAND, name, asked)


@pytest.mark.parametrize(
    "said", ["que savons-nous de la MJC d'Angers ?", "que sait-on sur la MJC d'Angers"]
)
def test_whom_all_is_asked_of(language: Language, said: str) -> None:
    [one] = heard(language, said)
    assert isinstance(one.request, KnownRequest)
    assert "MJC d'Angers" in " ".join(one.request.whom.names)


# --- answers to questions -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "said", "answer"),
    [
        ("value", " 12 rue du Port ", Dictated("12 rue du Port")),
        ("add", "Le Trèfle", Dictated("Le Trèfle")),
        ("keep", "mets la mienne", KeepAnswer(mine=True)),
        ("keep", "garde l'autre", KeepAnswer(theirs=True)),
        ("keep", "bonjour", KeepAnswer()),
        ("who", "c'est une personne", WhoAnswer(person=True)),
        ("who", "c'est le nom de l'asso", WhoAnswer(structure=True)),
        ("erase", "MJC du Lac", EraseAnswer("MJC du Lac", keeps=False)),
        ("erase", "n'efface rien", EraseAnswer("n'efface rien", keeps=True)),
        ("response", "positive", ResponseAnswer(positive=True)),
        ("response", "ils ont refusé", ResponseAnswer(positive=False)),
        ("response", "bof", ResponseAnswer(positive=None)),
        ("which", "la deuxième", WhichAnswer(None, False, 2, ("deuxieme",))),
        ("which", "celle de Lyon", WhichAnswer(None, False, None, ("lyon",))),
        ("which", f"la fiche n° {ID}", None),
    ],
)
def test_answers_are_read(language: Language, action: str, said: str, answer: object) -> None:
    question = Question(action, {"ids": ["a", "b"]})
    first, *_ = heard(language, said, question=question)
    assert (first.how, first.name) == (How.ANSWER, action)
    if answer is None:
        assert isinstance(first.request, WhichAnswer)
        assert first.request.number == ID
    else:
        assert first.request == answer


def test_words_of_an_answer_fit_a_label() -> None:
    assert WhichAnswer(None, False, None, ("lyon",)).fits("Le Pion (Lyon, Bar à jeux)")
    assert not WhichAnswer(None, False, None, ("lyon", "mjc")).fits("Le Pion (Lyon, Bar à jeux)")
    assert not WhichAnswer(None, False, None, ()).fits("Le Pion (Lyon, Bar à jeux)")


# --- records --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ("quel est le mail de la MJC de Foix ?", ("email",)),
        ("combien d'adhérents a la MJC de Foix ?", ("nb_adherents",)),
        ("ouvre la fiche de la MJC de Foix", ()),
    ],
)
def test_what_is_asked_of_a_record(language: Language, said: str, fields: tuple[str, ...]) -> None:
    asked = request(language, said)
    assert isinstance(asked, ShowRequest)
    assert asked.fields == fields
    assert any("MJC de Foix" in name for name in asked.whom.names)


@pytest.mark.parametrize(
    ("said", "rank", "whole"),
    [
        ("la deuxième", 2, False),
        ("ouvre la 3e ligne", 3, False),
        ("l'avant-dernière", BEFORE_LAST, False),
        ("la dernière de la liste", LAST, True),
    ],
)
def test_a_row_is_named_by_its_rank(language: Language, said: str, rank: int, whole: bool) -> None:
    [one] = heard(language, said, shown=TABLE, last_shown="table")
    assert isinstance(one.request, ShowRequest)
    assert one.request.whom.row is not None
    assert (one.request.whom.row.rank, one.request.whom.row.whole) == (rank, whole)


def test_an_erasure_names_its_record(language: Language) -> None:
    asked = request(language, "efface la fiche du Pion")
    assert isinstance(asked, EraseRequest)
    assert asked.whom.names[0] == "Pion"


def test_all_is_no_record_that_was_opened_long_ago(language: Language) -> None:
    asked = request(language, "je veux tout supprimer", Context(last_prospect=ID))
    assert isinstance(asked, EraseRequest)
    assert asked.people == Filter()


# --- edits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "raw"),
    [
        ("change le mail de la MJC du Lac en a@exemple.fr", {"email": "a@exemple.fr"}),
        (
            "Ludo Nantes a déménagé au 12 rue du Port 44000 Nantes",
            {"adresse": "12 rue du Port", "code_postal": "44000", "ville": "Nantes"},
        ),
        ("ajoute le tag festival à Ludo Nantes", {"tags": "festival"}),
        ("mets le statut refusé à la MJC du Lac", {"statut": "Refusé"}),
    ],
)
def test_one_record_is_edited(language: Language, said: str, raw: Mapping[str, str]) -> None:
    asked = request(language, said)
    assert isinstance(asked, EditRequest)
    assert (asked.many, asked.raw) == (False, raw)


def test_a_status_is_no_name(language: Language) -> None:
    asked = request(language, "mets Intéressé comme statut")
    assert isinstance(asked, EditRequest)
    assert asked.whom.names == ()


@pytest.mark.parametrize(
    ("said", "others"),
    [
        ("mets le tag salon 2026 à tous ceux de la liste", None),
        (
            "mets le tag salon à toutes les ludothèques",
            Filter(type_prospect=(ProspectType.LUDOTHEQUE,)),
        ),
        ("passe les MJC en refusé", Filter(type_prospect=(ProspectType.MJC,))),
    ],
)
def test_many_records_are_edited(language: Language, said: str, others: Filter | None) -> None:
    asked = request(language, said)
    assert isinstance(asked, EditRequest)
    assert (asked.many, asked.others) == (True, others)


@pytest.mark.parametrize(
    ("said", "day", "unclear"),
    [
        ("Le Pion a répondu oui hier", date(2026, 3, 17), None),
        ("Le Pion a répondu oui le 3 mars", date(2026, 3, 3), None),
        ("Le Pion a dit oui le 45/13", None, Unclear.UNKNOWN),
        ("note que Le Pion est d'accord pour venir en juin", None, None),
        ("Le Pion accepte de participer au festival du 17 avril 2027", None, None),
        ("Le Pion a dit oui pour le 12 juin 2027", None, None),
        ("Le Pion a dit oui pour le 12 février", None, None),
        ("Le Pion a dit oui hier pour venir en juin", date(2026, 3, 17), None),
        ("Le Pion a répondu non, il n'est pas dispo en mai 2027", None, None),
        ("Le Pion est intéressé pour tenir un stand l'été prochain", None, None),
        ("Le Pion a répondu oui le 3 mars 2027", None, Unclear.FUTURE),
        ("Le Pion a répondu oui la semaine dernière", None, Unclear.SEVERAL),
    ],
)
def test_the_day_of_an_answer(
    language: Language, said: str, day: date | None, unclear: Unclear | None
) -> None:
    asked = request(language, said)
    assert isinstance(asked, ResponseRequest)
    assert (asked.day, asked.unclear) == (day, unclear)


@pytest.mark.parametrize(
    ("said", "raw", "somebody"),
    [
        ("ajoute une fiche", {}, False),
        ("ajoute Jeanne Martin", {"nom_structure": "Jeanne Martin"}, True),
        ("ajoute le contact Jeanne Martin", {"nom_contact": "Jeanne Martin"}, False),
    ],
)
def test_a_new_record_is_told(
    language: Language, said: str, raw: Mapping[str, str], somebody: bool
) -> None:
    asked = request(language, said)
    assert isinstance(asked, AddRequest)
    assert (asked.raw, asked.perhaps_somebody) == (raw, somebody)


# --- history --------------------------------------------------------------------------------------


def test_whose_changes_and_which(language: Language) -> None:
    asked = request(language, "qui a fusionné des fiches hier ?")
    assert isinstance(asked, HistoryRequest)
    assert (asked.kind, asked.days) == ("merge", (date(2026, 3, 17), date(2026, 3, 17)))


def test_an_account_is_named_by_a_part_of_its_address(language: Language) -> None:
    asked = request(language, "qu'a fait gigi cette semaine ?")
    assert isinstance(asked, HistoryRequest)
    assert asked.author(["nico@exemple.fr", "gigi@exemple.fr"]) == "gigi@exemple.fr"
    assert asked.author(["nico@exemple.fr"]) is None
    assert not asked.about("gigi@exemple.fr").named


def test_a_record_that_bears_a_name_is_no_account(language: Language) -> None:
    asked = request(language, "historique de la Ludothèque de Gigi")
    assert isinstance(asked, HistoryRequest)
    assert asked.author(["gigi@exemple.fr"]) is None
    assert asked.about(None).named


# --- duplicates -----------------------------------------------------------------------------------

GROUPS = {"groups": {"ranks": {"1": "a", "2": "b", "3": "c"}, "page": ["2", "3"]}}


@pytest.mark.parametrize(
    ("said", "do", "ranks"),
    [
        ("fusionne le groupe 2", Do.MERGE, [2]),
        ("fusionne les deux premiers", Do.MERGE, [1, 2]),
        ("fusionne tous", Do.MERGE, [2, 3]),
        ("fusionne le dernier", Do.MERGE, [3]),
        ("le groupe 3 n'est pas un doublon", Do.APART, [3]),
        ("fusionne", Do.MERGE, []),
        ("groupe suivant", Do.NEXT, []),
    ],
)
def test_groups_are_named(language: Language, said: str, do: Do, ranks: list[int]) -> None:
    [one] = heard(language, said, shown=GROUPS, last_shown="groups")
    assert isinstance(one.request, GroupsRequest)
    assert one.request.do is do
    assert one.request.among([1, 2, 3], [2, 3]) == ranks


def test_groups_that_are_not_shown_are_not_named(language: Language) -> None:
    assert heard(language, "fusionne le groupe 2") == []


def proposed(action: str, **payload: Any) -> Proposal:
    return Proposal("q", action, payload, is_last=True)


@pytest.mark.parametrize(
    ("said", "field", "rank", "other"),
    [
        ("prends le mail de la deuxième", "email", 2, False),
        ("garde l'autre", None, None, True),
        ("plutôt le téléphone de la dernière", "telephone", LAST, False),
    ],
)
def test_a_value_of_a_merge(
    language: Language, said: str, field: str | None, rank: int | None, other: bool
) -> None:
    [one] = heard(language, said, proposal=proposed("merge", ids=["a", "b"]))
    assert isinstance(one.request, ValueRequest)
    assert (one.request.field, one.request.rank, one.request.other) == (field, rank, other)


def test_a_quoted_value_is_found_whatever_its_spaces(language: Language) -> None:
    [one] = heard(language, "garde le 02 41 22 22 22", proposal=proposed("merge", ids=["a", "b"]))
    assert isinstance(one.request, ValueRequest)
    assert one.request.quotes("02.41.22.22.22")
    assert not one.request.quotes("02 41 22 22 23")


# --- a proposal corrected -------------------------------------------------------------------------

EDIT = proposed("edit", prospect_id="p", raw={"ville": "Lyon"})
BULK = proposed("bulk", edit={"tag": "salon 2026"}, filter={"type_prospect": ["MJC"]})


@pytest.mark.parametrize(
    ("proposal", "said", "again"),
    [
        (EDIT, "non, plutôt Lille", EditAgain("p", {"ville": "Lille"})),
        (
            EDIT,
            "et le mail a@exemple.fr",
            EditAgain("p", {"ville": "Lyon", "email": "a@exemple.fr"}),
        ),
        (
            proposed("comment", prospect_id="p", text="vu"),
            "non, plutôt vu avec Paul",
            EditAgain("p", {"commentaires": "vu avec Paul"}),
        ),
        (
            proposed("add", raw={"nom_structure": "Le Pion"}),
            "à Nantes",
            AddAgain({"nom_structure": "Le Pion", "ville": "Nantes"}),
        ),
        (
            proposed("answer", prospect_id="p", date="2026-03-03"),
            "non, négative",
            AnswerAgain("p", "Négatif", "2026-03-03"),
        ),
        (
            BULK,
            "non, plutôt salon 2027",
            BulkAgain(Filter(type_prospect=(ProspectType.MJC,)), {"tag": "salon 2027"}),
        ),
    ],
)
def test_a_proposal_is_corrected(
    language: Language, proposal: Proposal, said: str, again: object
) -> None:
    [one] = heard(language, said, proposal=proposal)
    assert (one.how, one.name, one.request) == (How.CLAIM, "revised", again)


@pytest.mark.parametrize("said", ["montre les MJC", "c'est bien le bon mail ?"])
def test_other_requests_correct_nothing(language: Language, said: str) -> None:
    assert heard(language, said, proposal=EDIT) == []


def test_an_older_proposal_is_not_corrected(language: Language) -> None:
    older = Proposal("q", "edit", EDIT.payload, is_last=False)
    assert heard(language, "non, plutôt Lille", proposal=older) == []
