"""The two models of an answer: a logistic one, and a Random Forest whose odds are calibrated."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.learning import encoding
from core.learning.encoding import Encoder
from core.learning.frames import Floats, Frame, Ranks
from core.learning.judging import Z_95, Answers, Odds, auc
from core.learning.mails import HELD_BACK

if TYPE_CHECKING:  # Imported where used: it takes a second, and most processes learn nothing.
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression

SEED = 18
TREES = 100
_FOLDS, _MORE_FOLDS = 3, 10
_FEW_MAILS = 10_000
"""With fewer, how much to hold back is told better by more parts."""
_PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
_ISOTONIC_FROM = 1_000
"""Answers; with fewer, a curve of two parameters errs less."""
_LEAST_LEAF = 15
_CHANCE = 0.05
_JOBS = 2
Groups = NDArray[np.int64]
Split = tuple[Ranks, Ranks]


class Kind(StrEnum):
    """Which model."""

    FOREST = "forest"
    LOGISTIC = "logistic"


@dataclass(frozen=True)
class Uncertainty:
    """How the logistic model might have come out otherwise: its weights, and how they vary."""

    weights: Odds
    intercept: float
    covariance: Odds

    def odds(self, matrix: Floats) -> Odds:
        """Probabilities by these weights."""
        found: Odds = 1 / (1 + np.exp(-(matrix @ self.weights + self.intercept)))
        return found

    def interval(self, matrix: Floats, odds: Odds) -> tuple[Odds, Odds]:
        """What these probabilities of these rows lie between (95 %), by what weights might be."""
        full = np.column_stack([matrix.astype(np.float64), np.ones(len(matrix))])
        spread = Z_95 * np.sqrt(((full @ self.covariance) * full).sum(axis=1))
        known = np.clip(odds, 1e-6, 1 - 1e-6)
        middle = np.log(known / (1 - known))
        low, high = (1 / (1 + np.exp(-(middle + side))) for side in (-spread, spread))
        return low, high

    def of_sum(self, matrix: Floats) -> float:
        """The variance of the sum of the probabilities of these rows."""
        odds = self.odds(matrix)
        slopes = odds * (1 - odds)
        gradient = np.append(slopes @ matrix, slopes.sum())
        return float(gradient @ self.covariance @ gradient)


@dataclass(frozen=True)
class Estimator:
    """What tells a probability from a row, and what its reasons are told from."""

    kind: Kind
    encoder: Encoder
    model: Any
    """scikit-learn's."""
    means: Odds
    """Of the columns, in the mails learnt from."""
    uncertainty: Uncertainty | None = None

    def odds(self, matrix: Floats) -> Odds:
        """The probability of an answer, of each row of the encoder's matrix."""
        found: Odds = self.model.predict_proba(matrix)[:, 1]
        return found


def fit(
    kind: Kind, frame: Frame, answers: Answers, groups: Groups, *, calibrated: bool = True
) -> Estimator:
    """Learn from mails; rows of a group (a prospect's) are never on both sides of a check. A forest
    that is not calibrated puts prospects in the same order, four times as fast."""
    encoder = encoding.learn(telling(frame, answers), HELD_BACK)
    matrix = encoder.matrix(frame)
    if kind is Kind.LOGISTIC:
        model: Any = _logistic(matrix, answers, groups)
    elif calibrated:
        model = _calibrated(matrix, answers, grouped_splits(groups, answers))
    else:
        model = _forest(answers).fit(matrix, answers)
    return Estimator(kind, encoder, model, matrix.mean(axis=0, dtype=np.float64))


ALWAYS = frozenset({"audience"})
"""The amount that is learnt from whatever it tells by itself."""


def telling(frame: Frame, answers: Answers) -> Frame:
    """A frame without the amounts that tell nothing of the answers by themselves: with few answers,
    each of them makes the others less sure."""
    asked = frame.numbers.keys() - ALWAYS
    silent = [
        name
        for name, values in frame.numbers.items()
        if name in asked and not _tells(np.nan_to_num(values, nan=-1.0), answers, len(asked))
    ]
    return frame.without(silent)


def _tells(values: Floats, answers: Answers, beside: int) -> bool:
    """Whether an amount goes with the answers beyond the chance that the best of so many does
    (Bonferroni, of 5 %)."""
    from scipy.stats import norm

    alone = auc(answers, values.astype(np.float64))
    surer = float(norm.ppf(1 - _CHANCE / 2 / max(1, beside))) / Z_95
    return abs(alone.value - 0.5) > surer * (alone.high - alone.value)


def grouped_splits(groups: Groups, answers: Answers, folds: int = _FOLDS) -> list[Split]:
    """(Learnt from, checked on): every group is on one side, and both sides have answers."""
    rng = np.random.default_rng(SEED)
    names, of_row = np.unique(groups, return_inverse=True)
    found = []
    side = rng.permutation(len(names)) % folds
    for fold in range(folds):
        checked = side[of_row] == fold
        learnt = ~checked
        if _both(answers[checked]) and _both(answers[learnt]):
            found.append((np.flatnonzero(learnt), np.flatnonzero(checked)))
    return found


def _both(answers: Answers) -> bool:
    return bool(answers.any() and not answers.all())


def _logistic(matrix: Floats, answers: Answers, groups: Groups) -> "LogisticRegression":
    """As much held back as tells best what was not learnt from."""
    folds = _MORE_FOLDS if len(answers) < _FEW_MAILS else _FOLDS
    losses = []
    for learnt, checked in grouped_splits(groups, answers, folds):
        line, found = _line(_PENALTIES[0]), []
        for strength in _PENALTIES:  # Each begins where the one before ended.
            line.set_params(C=strength).fit(matrix[learnt], answers[learnt])
            found.append(_loss(line.decision_function(matrix[checked]), answers[checked]))
        losses.append(found)
    best = _PENALTIES[int(np.argmin(np.mean(losses, axis=0)))] if losses else _PENALTIES[1]
    return _line(best).fit(matrix, answers)


def _loss(sums: Floats, answers: Answers) -> float:
    """How far odds are from the answers: the logarithmic loss of a logistic model's sums."""
    against = np.where(answers, -sums, sums)
    return float(np.logaddexp(0.0, against).mean())


def _line(strength: float) -> "LogisticRegression":
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=500, warm_start=True)


def _forest(answers: Answers) -> "RandomForestClassifier":
    from sklearn.ensemble import RandomForestClassifier

    return RandomForestClassifier(
        n_estimators=TREES,
        min_samples_leaf=max(_LEAST_LEAF, len(answers) // 200),
        max_features=0.2,
        n_jobs=_JOBS,
        random_state=SEED,
    )


def _calibrated(
    matrix: Floats, answers: Answers, splits: Sequence[Split]
) -> "CalibratedClassifierCV":
    from sklearn.calibration import CalibratedClassifierCV

    trees = _forest(answers)
    method = "isotonic" if int(answers.sum()) >= _ISOTONIC_FROM else "sigmoid"
    cv = list(splits) or 2
    return CalibratedClassifierCV(trees, method=method, cv=cv, ensemble=False).fit(matrix, answers)


def uncertainty(encoder: Encoder, frame: Frame, answers: Answers, groups: Groups) -> Uncertainty:
    """How sure a logistic model of these mails is of its weights (Laplace)."""
    matrix = encoder.matrix(frame)
    model = _logistic(matrix, answers, groups)
    weights, intercept = model.coef_[0].astype(np.float64), float(model.intercept_[0])
    full = np.column_stack([matrix.astype(np.float64), np.ones(len(matrix))])
    odds = 1 / (1 + np.exp(-(full @ np.append(weights, intercept))))
    slopes = odds * (1 - odds)
    held = np.diag([*([1 / model.C] * len(weights)), 1e-6])
    covariance = np.linalg.inv((full * slopes[:, None]).T @ full + held)
    return Uncertainty(weights, intercept, covariance)
