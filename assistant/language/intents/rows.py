"""Lessons as numbers, and the linear models that are learnt of them. Needs scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.language.fingerprint import fingerprint
from assistant.language.intents.features import (
    KINDS,
    LEAST,
    MEANING_SIZE,
    SHAPE,
    Floats,
    build_vocabulary,
    meanings,
    weigh,
)
from assistant.language.intents.lessons import Lesson
from assistant.language.intents.model import Weights, probabilities
from assistant.language.intents.odds import Chances
from assistant.language.understanding import Intent

SHARPNESS = 4.5
"""Found out of fold by `python -m benchmarks.language.compare`."""

_SEED = 7
_PENALTY = 0.3
_TOLERANCE = 0.03
_ROUGH = 0.1
"""The same where models only serve to measure."""
_NAMES = tuple(Intent)


@dataclass(frozen=True)
class Rows:
    """The lessons as numbers: one row each of its terms, then of its meaning."""

    vocabulary: dict[str, int]
    rarity: Floats
    matrix: Any
    """A sparse one of scipy, which has no types."""
    intents: NDArray[np.int64]
    weights_of: NDArray[np.int64]

    @classmethod
    def of(cls, learnt_from: Sequence[Lesson]) -> Rows:
        """Terms that are seen too seldom are left out."""
        every = [one.frame for one in learnt_from for _ in range(one.weight)]
        vocabulary, rarity = build_vocabulary(every)
        return cls(
            vocabulary,
            rarity,
            matrix([one.frame for one in learnt_from], vocabulary, rarity),
            np.array([_NAMES.index(one.intent) for one in learnt_from]),
            np.array([one.weight for one in learnt_from]),
        )

    def weights(self) -> Weights:
        """What is learnt of all rows."""
        model = _svm(self.matrix, self.intents, self.weights_of, _TOLERANCE)
        coefficients, size = model.coef_.T.astype(np.float32), len(self.vocabulary)
        return Weights(
            fingerprint(),
            tuple(_NAMES[at] for at in model.classes_),
            self.vocabulary,
            self.rarity,
            coefficients[:size],
            coefficients[size:],
            model.intercept_.astype(np.float32),
            SHARPNESS,
        )

    def chances(self, known: list[int], unseen: list[int]) -> Iterator[Chances]:
        """Of each of the unseen rows, by what is learnt of the known ones alone."""
        rows, times = self.matrix[known], self.weights_of[known]
        model = _svm(rows, self.intents[known], times, _ROUGH)
        scores = model.decision_function(self._blinded(self.matrix[unseen], rows, times))
        for each in probabilities(scores.astype(np.float32), SHARPNESS):
            found = zip(model.classes_, each.tolist(), strict=True)
            yield dict.fromkeys(Intent, 0.0) | {_NAMES[at]: chance for at, chance in found}

    def _blinded(self, unseen: Any, known: Any, times: NDArray[np.int64]) -> Any:
        """The rows as they would be if the known ones were all that was ever seen: without the
        terms that these have too seldom, and words and letters as long as 1 all the same."""
        from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

        size = len(self.vocabulary)
        kinds = np.array([KINDS.index(term[0]) for term in self.vocabulary])
        seen = (known[:, :size] != 0).T @ times
        kept = seen >= np.array(list(LEAST.values()))[kinds]
        terms = unseen[:, :size].tocsr()
        row = np.repeat(np.arange(terms.shape[0]), np.diff(terms.indptr))
        kind, values = kinds[terms.indices], terms.data * kept[terms.indices]
        place = row * len(KINDS) + kind
        lengths = np.sqrt(np.bincount(place, values**2, terms.shape[0] * len(KINDS)))[place]
        unit = (kind != KINDS.index(SHAPE)) & (lengths > 0)
        values = np.where(unit, values / np.where(lengths > 0, lengths, 1), values)
        blinded = csr_matrix((values, terms.indices, terms.indptr), shape=terms.shape)
        return _side_by_side(blinded, unseen[:, size:])


def _svm(rows: Any, intents: NDArray[np.int64], times: NDArray[np.int64], tolerance: float) -> Any:
    from sklearn.svm import LinearSVC

    # The primal gives small weights everywhere: as many right, twice the file. Left to itself,
    # scikit-learn takes it as soon as there are more sentences than terms.
    model = LinearSVC(C=_PENALTY, tol=tolerance, random_state=_SEED, dual=True)
    return model.fit(rows, intents, sample_weight=times)


def _side_by_side(terms: Any, meaning: Any) -> Any:
    from scipy.sparse import hstack

    return hstack([terms, meaning]).tocsr()


def matrix(frames: list[str], vocabulary: dict[str, int], rarity: Floats) -> Any:
    """One row a frame: its terms, then its meaning (scipy has no types)."""
    from scipy.sparse import csr_matrix

    rows = [weigh(frame, vocabulary, rarity) for frame in frames]
    ends = np.cumsum([0] + [len(row) for row in rows])
    columns = np.fromiter((at for row in rows for at in row), dtype=np.int32)
    values = np.fromiter((value for row in rows for value in row.values()), dtype=np.float32)
    of_terms = csr_matrix((values, columns, ends), shape=(len(frames), len(vocabulary)))
    return _side_by_side(of_terms, csr_matrix(meanings_of(frames)))


def meanings_of(frames: list[str]) -> Floats:
    """Each sentence is read once a process: learning twice is how two models are compared."""
    new = sorted(set(frames) - _read_cache.keys())
    _read_cache.update(zip(new, meanings(new), strict=True) if new else ())
    return np.array([_read_cache[frame] for frame in frames]).reshape(-1, MEANING_SIZE)


def read_beforehand(frames: Sequence[str], pool: Executor) -> None:
    """The meanings of all of these, half of them in another process."""
    new = sorted(set(frames) - _read_cache.keys())
    middle = len(new) // 2
    rest = pool.submit(meanings, new[middle:])
    _read_cache.update(zip(new[:middle], meanings(new[:middle]), strict=True))
    _read_cache.update(zip(new[middle:], rest.result(), strict=True))


_read_cache: dict[str, Floats] = {}
