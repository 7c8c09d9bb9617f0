"""When the assistant asks, and what its buttons say."""

from datetime import date

import pytest

from assistant.language.grammar.reading import read
from assistant.language.intent_table import Family
from assistant.language.intents.doubt import is_unsure, readings
from assistant.language.intents.frame import signed_frame
from assistant.language.intents.model import IntentClassifier, default_cache
from assistant.language.intents.odds import UNMEASURED, Odds, shared_out
from assistant.language.loading import load_classifier
from assistant.language.pipeline import Language
from assistant.language.understanding import Context, Intent
from core.prospects.filters import Filter

TODAY = date(2026, 3, 18)


def alone(text: str) -> str:
    """The frame of a sentence said out of any conversation."""
    return signed_frame(read(text, TODAY), Filter(), "")


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return load_classifier(default_cache())


@pytest.mark.parametrize("intent", list(Intent))
def test_a_button_says_its_intent_without_doubt(
    classifier: IntentClassifier, intent: Intent
) -> None:
    found, chance = classifier.classify(alone(intent.about.say))[0]
    assert (found, chance > 0.8) == (intent, True)


def odds(**chances: float) -> dict[Intent, float]:
    return {Intent(name): chance for name, chance in chances.items()}


def test_two_readings_as_strong_are_a_doubt_where_one_writes() -> None:
    both = odds(edit_prospect=0.52, show_prospect=0.46, backup=0.02)
    assert is_unsure(Intent.EDIT_PROSPECT, both)
    assert [one.intent for one in readings(both)] == [Intent.EDIT_PROSPECT, Intent.SHOW_PROSPECT]
    assert readings(both)[0].say == Intent.EDIT_PROSPECT.about.say


def test_a_wrong_list_costs_less_than_a_wrong_write_and_that_less_than_a_wrong_erasure() -> None:
    for chance, lists, writes, erases in ((0.7, False, True, True), (0.8, False, False, True)):
        rest = 1 - chance
        assert is_unsure(Intent.SHOW_KPIS, odds(show_kpis=chance, help=rest)) is lists
        assert is_unsure(Intent.EDIT_PROSPECT, odds(edit_prospect=chance, help=rest)) is writes
        assert is_unsure(Intent.DELETE_PROSPECT, odds(delete_prospect=chance, help=rest)) is erases


def test_asking_is_no_better_than_a_guess_where_no_button_would_fit() -> None:
    spread = odds(show_kpis=0.4, help=0.15, backup=0.15, settings=0.15, small_talk=0.15)
    assert not is_unsure(Intent.SHOW_KPIS, spread)


def test_listing_and_counting_are_told_apart_elsewhere() -> None:
    chances = odds(filter_prospects=0.5, count_prospects=0.45, help=0.05)
    assert not is_unsure(Intent.FILTER_PROSPECTS, chances)
    assert [one.intent for one in readings(chances)] == [Intent.FILTER_PROSPECTS, Intent.HELP]


def test_what_is_out_of_scope_is_no_button() -> None:
    chances = odds(out_of_scope=0.6, help=0.3, backup=0.1)
    assert [one.intent for one in readings(chances)] == [Intent.HELP, Intent.BACKUP]


def test_odds_are_those_of_the_family_and_the_rest_keeps_its_proportions() -> None:
    measured = Odds({Family.WRITE: (0.5, 0.0)}, {"a rule": 0.7})
    assert measured.of_reading(Intent.EDIT_PROSPECT, 0.8) == pytest.approx(2 / 3)
    assert measured.of_reading(Intent.BACKUP, 0.8) == pytest.approx(0.8)
    assert (measured.of_rule("a rule"), measured.of_rule("another")) == (0.7, UNMEASURED)
    shared = shared_out(odds(edit_prospect=0.8, backup=0.15, help=0.05), Intent.EDIT_PROSPECT, 0.6)
    assert shared == pytest.approx(odds(edit_prospect=0.6, backup=0.3, help=0.1))


def test_a_button_keeps_the_name_that_was_said(language: Language) -> None:
    """ "vire" may be the town: what erases asks, and its button is of that record."""
    [read] = language.understand("débarrasse-nous de la fiche de Trollopolis", Context(), TODAY)
    assert read.unsure
    assert "Trollopolis" in {one.slots.get("prospect") for one in read.alternatives}
