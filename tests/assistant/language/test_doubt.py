"""When the assistant asks, and what its buttons say."""

from datetime import date

import pytest

from assistant.language.grammar.reading import read
from assistant.language.intents.doubt import is_unsure, readings
from assistant.language.intents.frame import signed_frame
from assistant.language.intents.model import IntentClassifier
from assistant.language.understanding import Intent
from benchmarks.language.run import FOLDER, OUT, turns
from core.prospects.filters import Filter


def alone(text: str) -> str:
    """The frame of a sentence said out of any conversation."""
    return signed_frame(read(text, date(2026, 3, 18)), Filter(), "")


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return IntentClassifier.load()


@pytest.mark.parametrize("intent", list(Intent))
def test_a_button_says_its_intent_without_doubt(
    classifier: IntentClassifier, intent: Intent
) -> None:
    found, chance = classifier.classify(alone(intent.about.say))[0]
    assert (found, chance > 0.8) == (intent, True)


def test_two_readings_as_strong_are_a_doubt() -> None:
    chances = {Intent.EXPORT_CSV: 0.48, Intent.EXPORT_CHARTS: 0.46, Intent.BACKUP: 0.06}
    assert is_unsure(Intent.EXPORT_CSV, 0.48, chances)
    offered = readings(Intent.EXPORT_CSV, chances, unsure=True)
    assert [one.intent for one in offered] == [Intent.EXPORT_CSV, Intent.EXPORT_CHARTS]
    assert offered[0].say == Intent.EXPORT_CSV.about.say


def test_a_weak_reading_is_a_doubt() -> None:
    assert is_unsure(Intent.BACKUP, 0.3, {Intent.BACKUP: 0.3, Intent.HELP: 0.1})


def test_a_strong_reading_is_none() -> None:
    chances = {Intent.BACKUP: 0.9, Intent.HELP: 0.05, Intent.OUT_OF_SCOPE: 0.05}
    assert not is_unsure(Intent.BACKUP, 0.9, chances)
    assert [one.intent for one in readings(Intent.BACKUP, chances, unsure=False)] == [Intent.HELP]


def test_listing_and_counting_are_told_apart_elsewhere() -> None:
    chances = {Intent.FILTER_PROSPECTS: 0.5, Intent.COUNT_PROSPECTS: 0.49}
    assert not is_unsure(Intent.FILTER_PROSPECTS, 0.99, chances)


def test_requests_in_scope_are_seldom_refused(classifier: IntentClassifier) -> None:
    held = [
        turn
        for split in ("dev", "test")
        for turn in turns(FOLDER / f"turns_{split}.txt", conversations=False)
        if turn.intent != OUT
    ]
    refused = 0
    for turn in held:
        ranked = classifier.classify(alone(turn.text))
        chances = dict(ranked)
        best, chance = ranked[0]
        refused += best is Intent.OUT_OF_SCOPE or is_unsure(best, chance, chances)
    assert refused / len(held) < 0.03
