"""The classifier on sentences it has not learnt, and what it does with its files."""

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from assistant.language.fingerprint import fingerprint
from assistant.language.grammar.reading import read
from assistant.language.intents.examples import (
    FOLDER,
    Example,
    examples,
    lines_of,
    templates,
    write_out,
)
from assistant.language.intents.frame import frame_of, signed_frame
from assistant.language.intents.model import SHIPPED, IntentClassifier, Weights, default_cache
from assistant.language.loading import load_classifier
from assistant.language.understanding import Context, Intent, Understanding
from benchmarks.language.run import FOLDER as HELD_BACK
from benchmarks.language.run import OUT, TODAY, turns
from core.prospects.filters import Filter
from tests.assistant.language import asking


def alone(text: str) -> str:
    """The frame of a sentence said out of any conversation."""
    return signed_frame(read(text, TODAY), Filter(), "")


@pytest.fixture(scope="module")
def classifier() -> IntentClassifier:
    return load_classifier(default_cache())


def test_what_is_shipped_was_learnt_from_the_examples_as_they_are() -> None:
    assert Weights.read(SHIPPED, fingerprint()) is not None, (
        "run: python -m assistant.language.intents.learning"
    )


@pytest.fixture(scope="module")
def held_back() -> dict[str, list[tuple[str, Understanding]]]:
    """The sentences kept for measuring, read once: the intent wanted and what was understood."""
    language = asking.language()
    return {
        split: [
            (turn.intent, language.understand(turn.text, Context(), TODAY)[0])
            for turn in turns(HELD_BACK / f"turns_{split}.txt", conversations=False)
        ]
        for split in ("dev", "test")
    }


@pytest.mark.parametrize("split", ["dev", "test"])
def test_held_back_sentences_are_read_right(
    held_back: dict[str, list[tuple[str, Understanding]]], split: str
) -> None:
    held = held_back[split]
    assert sum(found.intent == wanted for wanted, found in held) / len(held) >= 0.95


def test_requests_in_scope_are_seldom_asked_about_or_refused(
    held_back: dict[str, list[tuple[str, Understanding]]],
) -> None:
    read = [one for held in held_back.values() for wanted, one in held if wanted != OUT]
    refused = [one for one in read if one.unsure or one.intent is Intent.OUT_OF_SCOPE]
    assert len(refused) / len(read) < 0.03


def test_chances_are_chances(classifier: IntentClassifier) -> None:
    ranked = classifier.classify(alone("combien de MJC en Bretagne ?"))
    assert ranked[0][0] is Intent.COUNT_PROSPECTS
    assert sorted(ranked, key=lambda one: -one[1]) == ranked
    assert sum(chance for _, chance in ranked) == pytest.approx(1, abs=1e-4)
    assert {intent for intent, _ in ranked} == set(Intent)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00\x07",
        "😀" * 40,
        "<script>alert(1)</script>",
        "$where: 1",
        "a" * 10_000,
        "日本語",
    ],
)
def test_any_text_has_a_reading(classifier: IntentClassifier, text: str) -> None:
    assert len(classifier.classify(alone(text))) == len(Intent)


def test_values_do_not_matter() -> None:
    assert frame_of(read("montre les MJC de Bretagne", TODAY)) == frame_of(
        read("montre les ludothèques de Lyon", TODAY)
    )
    assert frame_of(read("montre les MJC de Bretagne", TODAY)) == "montre les <type> de <place>"


@pytest.mark.parametrize("intent", list(Intent))
def test_every_intent_has_many_varied_examples(intent: Intent) -> None:
    assert len(set(templates()[intent])) >= 100


def test_every_placeholder_has_values() -> None:
    names = {path.stem for path in (FOLDER / "values").glob("*.txt")}
    assert all(lines_of(FOLDER / "values" / f"{name}.txt") for name in names)
    for sentence in examples():
        assert not set("{}|") & set(sentence.text), sentence


def test_the_same_files_give_the_same_sentences() -> None:
    made = examples()
    assert made == examples()
    assert all(isinstance(one, Example) and one.text.strip() for one in made)


def test_no_sentence_held_back_for_measuring_was_copied_into_the_examples() -> None:
    """Short sentences meet by chance; long ones do not."""
    import random

    test = (turn.text for turn in turns(HELD_BACK / "turns_test.txt", conversations=False))
    lines = (line for lines in templates().values() for line in lines)
    known = _long_frames(write_out(line, random.Random(1)) for line in lines)
    assert not _long_frames(test) & known


def _long_frames(texts: Iterable[str]) -> set[str]:
    """Frames of more than eight words, which much shorter sentences seldom make."""
    # Signs are words of a frame, and "ya koi" has four.
    long = (text for text in texts if len(re.findall(r"\w+|[^\w\s]", text)) > 6)
    frames = (frame_of(read(text, TODAY)).strip(" ?!.") for text in long)
    return {frame for frame in frames if len(frame.split()) > 8}


def test_weights_survive_a_journey_to_disk(tmp_path: Path, classifier: IntentClassifier) -> None:
    path = tmp_path / "deep" / "weights.npz"
    classifier.weights.save(path)
    again = Weights.read(path, classifier.weights.fingerprint)
    assert again is not None
    assert IntentClassifier(again).classify(alone("fais une sauvegarde"))[0][0] is Intent.BACKUP
    assert [one.name for one in path.parent.iterdir()] == ["weights.npz"]


def test_other_or_damaged_weights_are_refused(tmp_path: Path, classifier: IntentClassifier) -> None:
    path = tmp_path / "weights.npz"
    classifier.weights.save(path)
    assert Weights.read(path, "learnt from something else") is None
    wanted = classifier.weights.fingerprint
    path.write_bytes(path.read_bytes()[:5_000])
    assert Weights.read(path, wanted) is None
    path.write_bytes(b"not an archive")
    assert Weights.read(path, wanted) is None
    assert Weights.read(tmp_path / "absent.npz", wanted) is None


def test_nothing_is_unpickled(tmp_path: Path, classifier: IntentClassifier) -> None:
    path = tmp_path / "weights.npz"
    np.savez(path, fingerprint=np.array([object()], dtype=object))
    assert Weights.read(path, classifier.weights.fingerprint) is None
    assert zipfile.is_zipfile(SHIPPED)


def test_the_cache_is_in_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MIMICOM_DATA", str(tmp_path))
    assert default_cache().parent == tmp_path
    monkeypatch.delenv("MIMICOM_DATA")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "mimicom"
