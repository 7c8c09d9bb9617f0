"""Why a probability is what it is: what each value adds to it or takes from it. Exact: the effects
of a row add up to what separates its probability from that of an ordinary one."""

from typing import TYPE_CHECKING

import numpy as np

from core.learning.estimators import Estimator, Kind
from core.learning.frames import Floats, Frame
from core.learning.judging import Odds
from core.learning.models import Reason

if TYPE_CHECKING:
    from sklearn.ensemble import RandomForestClassifier

_LEAST = 0.0005
_STEP = 1e-3


def reasons(estimator: Estimator, frame: Frame, matrix: Floats) -> list[tuple[Reason, ...]]:
    """Of each row, the effect of every column of the frame, the strongest first."""
    if not len(matrix):
        return []
    effects = _effects(estimator, matrix)
    fields = np.array(estimator.encoder.fields())
    names = sorted(set(fields))
    by_name = np.stack([effects[:, fields == name].sum(axis=1) for name in names], axis=1)
    found = []
    for row, told in enumerate(by_name.tolist()):
        some = [
            Reason(field=name, value=shown(frame, name, row), effect=effect)
            for name, effect in zip(names, told, strict=True)
            if abs(effect) >= _LEAST
        ]
        found.append(tuple(sorted(some, key=lambda one: (-abs(one.effect), one.field))))
    return found


def shown(frame: Frame, name: str, row: int) -> str | None:
    """A value as it is told: amounts as whole numbers."""
    value = frame.value(name, row)
    return str(round(value)) if isinstance(value, float) else value


def _effects(estimator: Estimator, matrix: Floats) -> Odds:
    """Effects by column of the matrix, in probability."""
    if estimator.kind is Kind.LOGISTIC:
        terms = (matrix - estimator.means) * estimator.model.coef_[0]
        odds = estimator.odds(matrix)
        base = estimator.odds(estimator.means.astype(np.float32)[None, :])
        return _scaled(terms, odds - base, odds * (1 - odds))
    calibrated = estimator.model.calibrated_classifiers_[0]
    base_odds, terms = contributions(calibrated.estimator, matrix)
    odds = estimator.odds(matrix)
    base = calibrated.calibrators[0].predict(np.array([base_odds]))
    return _scaled(terms, odds - base, np.ones(len(matrix)))


def _scaled(terms: Odds, gained: Odds, slope: Odds) -> Odds:
    """Terms made to add up to what was gained; where both are hardly anything, by the slope."""
    total = terms.sum(axis=1)
    small = np.abs(total) < _STEP
    scale = np.where(small, slope, gained / np.where(small, 1.0, total))
    found: Odds = terms * scale[:, None]
    # What rounding or a small total leaves is shared by all, so that the sum stays exact.
    rest = gained - found.sum(axis=1)
    exact: Odds = found + (rest / max(1, terms.shape[1]))[:, None]
    return exact


def contributions(forest: "RandomForestClassifier", matrix: Floats) -> tuple[float, Odds]:
    """The forest's mean, and of each row what each column adds along the paths of its trees."""
    added = np.zeros(matrix.shape, np.float64)
    base = 0.0
    rows32 = matrix.astype(np.float32)
    for one in forest.estimators_:
        tree = one.tree_
        values = tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1)
        base += float(values[0])
        node, rows = np.zeros(len(matrix), np.int64), np.arange(len(matrix))
        while len(rows):
            columns = tree.feature[node[rows]]
            rows, columns = rows[columns >= 0], columns[columns >= 0]
            here = node[rows]
            left = rows32[rows, columns] <= tree.threshold[here]
            following = np.where(left, tree.children_left[here], tree.children_right[here])
            np.add.at(added, (rows, columns), values[following] - values[here])
            node[rows] = following
    count = len(forest.estimators_)
    return base / count, added / count
