import json
import subprocess
import sys
import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.language.pipeline import Language
from assistant.language.text.splitting import split
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter

TODAY = date(2026, 3, 18)


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("montre les MJC du 33 et exporte-les", 2),
        ("trouve les éditeurs de Paris, segmente-les et fais un graphique", 3),
        ("liste les artisans et dis-moi combien ont un site", 2),
        ("je voudrais voir les CSCS du 59 et ensuite les exporter", 2),
        ("montre les MJC et les ludothèques", 1),
        ("bonjour, montre les MJC", 1),
        ("ajoute la Bretagne et enlève les MJC", 1),
        ("les prospects avec facebook et compte instagram", 1),
        ("ceux de la campagne « Salon, et exporte-les »", 1),
    ],
)
def test_requests_are_told_apart(text: str, parts: int) -> None:
    assert len(split(text)) == parts


def test_two_requests_follow_each_other(language: Language) -> None:
    first, second = language.understand("montre les MJC du 33 et exporte-les", Context(), TODAY)
    wanted = {"type_prospect": ["MJC"], "departement": ["33"]}
    assert (first.intent, second.intent) == (Intent.FILTER_PROSPECTS, Intent.EXPORT_CSV)
    assert first.filters.as_json() == second.filters.as_json() == wanted


@pytest.mark.parametrize(
    ("tale", "refused"),
    [
        ("Mon frère a soixante ans, deux enfants et il déménage.", False),
        ("J'ai trois chats et une voiture en panne.", False),
        ("Éteins la lumière du salon.", True),
        ("Tu peux éteindre la lumière ?", True),
    ],
)
def test_what_is_told_is_not_refused_and_what_is_asked_is(
    language: Language, tale: str, refused: bool
) -> None:
    said = f"{tale} Montre-moi les ludothèques de Bretagne."
    found = language.understand(said, Context(), date(2026, 11, 22))
    assert [one.intent is Intent.OUT_OF_SCOPE for one in found] == [True] * refused + [False]


def test_a_turn_that_uses_no_selection_leaves_it_in_force(language: Language) -> None:
    wanted = Filter.model_validate({"region": ["Bretagne"]})
    for text in ("merci beaucoup", "mes tâches en retard", "rappelle-moi lundi d'appeler Ludik"):
        (turn,) = language.understand(text, Context(filter=wanted), TODAY)
        assert turn.filters == Filter()
        assert turn.context.filter == wanted


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "?", "\x00\x01", "a" * 10_000, "🎲🎲🎲", "<script>alert(1)</script>",
        '{"$where": "1==1"}', "'; DROP TABLE prospects; --", "²³ adhérents", "½ mois",
        "depuis 99999999999999999 mois", "contactés le 99/99/9999", "Ελληνικά 中文 العربية",
        "« " * 500, "( " * 1000,
    ],
)  # fmt: skip
def test_bad_input_gets_an_answer_in_kind(language: Language, text: str) -> None:
    (turn,) = language.understand(text, Context(), TODAY)
    assert set(turn.filters.as_json()) <= {"adherents", "statut"}


@pytest.mark.parametrize(
    "words",
    ["a qui", "ont a", "nous les a on", "pas encore", "de la les", "avec un", "est de a", "MJC et"],
)
def test_no_repetition_makes_it_slow(language: Language, words: str) -> None:
    start = time.thread_time()  # of the processor, whatever else the machine does
    language.understand(f"{words} " * 2000, Context(), TODAY)
    assert time.thread_time() - start < 2.0


@given(st.text(max_size=200))
@settings(
    deadline=None, max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_any_text_is_understood_somehow(language: Language, text: str) -> None:
    for turn in language.understand(text, Context(), TODAY):
        assert 0 <= turn.confidence <= 1
        assert turn.filters == Filter.model_validate(turn.filters.as_json())


def test_the_command_prints_one_object_a_turn() -> None:
    turns = "les MJC de Bretagne\net en Occitanie ?\n\ncombien ?\n"
    done = subprocess.run(
        [sys.executable, "-m", "assistant.language", "--today", "2026-03-18"],
        input=turns.encode(),
        capture_output=True,
        check=True,
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [set(answer) for answer in answers] == [{"intent", "confidence", "filters", "slots"}] * 3
    assert answers[1]["filters"] == {"type_prospect": ["MJC"], "region": ["Occitanie"]}
    assert answers[2]["filters"] == {}


def test_the_command_answers_at_once_and_stays_light() -> None:
    script = "import sys, assistant.language.pipeline as p; print([m for m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = done.stdout.decode()
    for heavy in ("'chainlit'", "'pymongo'", "'fastapi'", "'sklearn'", "'pandas'"):
        assert heavy not in loaded


def test_what_learns_is_not_loaded_by_what_answers() -> None:
    script = "import sys, assistant.router; print([m for m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    loaded = done.stdout.decode()
    for name in ("learning", "learning_roles", "measuring", "rows", "lessons", "turns"):
        assert f"'assistant.language.intents.{name}'" not in loaded
    assert "'sklearn'" not in loaded


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("change le téléphone en 12", "edit_prospect"),
        ("modifie le code postal par abc", "edit_prospect"),
        ("change le mail en pas-un-mail", "edit_prospect"),
        ("change le mail en plus court", "generate_mail"),
    ],
)
def test_a_wrong_value_is_a_value_all_the_same(text: str, intent: str) -> None:
    (read,) = Language.load().understand(text, Context(last_prospect="p"), date(2026, 11, 22))
    assert read.intent.value == intent


@pytest.mark.parametrize("value", ["35", "200", "2 000", "3 mois", "mars", "le 44", "rien", "<50"])
def test_what_a_chip_does_not_say_is_read_without_a_fault(language: Language, value: str) -> None:
    for before in (Context(), language.understand("les MJC", Context(), TODAY)[-1].context):
        understood = language.understand(f"enlève {value}", before, TODAY)
        assert understood


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("mets 120 adhérents", Intent.EDIT_PROSPECT, {"field": "nb_adherents", "value": "120"}),
        ("passe à 140 membres", Intent.EDIT_PROSPECT, {"field": "nb_adherents", "value": "140"}),
        ("ils ont répondu positivement", Intent.RECORD_RESPONSE, {"response": "Positif"}),
        ("elle a refusé", Intent.RECORD_RESPONSE, {"response": "Négatif"}),
    ],
)
def test_what_is_said_while_a_record_is_open_is_of_it(
    language: Language, said: str, intent: Intent, slots: dict[str, str]
) -> None:
    shown = Filter.model_validate({"type_prospect": ["MJC"]})
    opened = Context(filter=shown, last_intent=Intent.SHOW_PROSPECT, last_prospect="Ludo Bulle")
    (found,) = language.understand(said, opened, TODAY)
    assert (found.intent, found.unsure) == (intent, False)
    assert found.slots == slots
    assert found.context.filter == shown
    listed = Context(filter=shown, last_intent=Intent.FILTER_PROSPECTS)
    (narrowed,) = language.understand("mets 120 adhérents", listed, TODAY)
    assert narrowed.intent is Intent.REFINE_FILTERS


def test_a_campaign_is_opened_whatever_its_name_says(language: Language) -> None:
    said = "je veux voir la campagne « Jamais contactés »"
    (found,) = language.understand(said, Context(), TODAY)
    assert found.intent is Intent.SHOW_CAMPAIGN
    assert found.slots == {"campaign": "Jamais contactés"}


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ({"statut": ["Refusé"]}, "écris un mail pour les refus"),
        ({"statut": ["Jamais contacté"]}, "prépare un mail pour les jamais contactés"),
        ({"departement": ["44"]}, "écris un mail à ceux du 44"),
    ],
)
def test_a_mail_for_those_shown_is_for_them(
    language: Language, before: dict[str, list[str]], said: str
) -> None:
    shown = Filter.model_validate(before)
    (found,) = language.understand(said, Context(filter=shown), TODAY)
    assert found.intent is Intent.GENERATE_MAIL
    assert found.filters == shown
