"""How good probabilities are: AUC with its interval, calibration, comparison of two. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.learning.models import Interval

Z_95 = 1.959963984540054
_BINS = 10
Odds = NDArray[np.float64]
Answers = NDArray[np.int8]


def auc(answers: Answers, odds: Odds) -> Interval:
    """The chance that who answered was put before who did not, with its 95 % interval (DeLong)."""
    value, variance = _delong(answers, [odds])
    return _interval(float(value[0]), float(variance[0, 0]))


def auc_gain(answers: Answers, odds: Odds, other: Odds) -> Interval:
    """By how much the first puts them in a better order than the other, with its interval."""
    values, variance = _delong(answers, [odds, other])
    spread = variance[0, 0] + variance[1, 1] - 2 * variance[0, 1]
    return _interval(float(values[0] - values[1]), max(0.0, float(spread)))


def _interval(value: float, variance: float) -> Interval:
    half = Z_95 * variance**0.5
    return Interval(value=value, low=value - half, high=value + half)


def _delong(answers: Answers, models: list[Odds]) -> tuple[Odds, Odds]:
    """AUCs, and how they vary together."""
    from scipy.stats import rankdata  # Here: it takes a second, and most processes never ask.

    yes, no = answers == 1, answers == 0
    m, n = int(yes.sum()), int(no.sum())
    of_yes, of_no, values = [], [], []
    for odds in models:
        whole = rankdata(odds)
        mine = (whole[yes] - rankdata(odds[yes])) / n
        theirs = 1 - (whole[no] - rankdata(odds[no])) / m
        of_yes.append(mine)
        of_no.append(theirs)
        values.append(mine.mean())
    spread = np.atleast_2d(np.cov(np.array(of_yes))) / m + np.atleast_2d(np.cov(of_no)) / n
    return np.array(values), spread


def brier(answers: Answers, odds: Odds) -> float:
    """The mean square of what probabilities miss."""
    return float(np.mean((odds - answers) ** 2))


def calibration_error(answers: Answers, odds: Odds, bins: int = _BINS) -> float:
    """The mean distance between what was told and what came, over tenths of the scale of
    probabilities (the usual expected calibration error)."""
    tenths = np.minimum((odds * bins).astype(np.int64), bins - 1)
    gaps = np.bincount(tenths, odds - answers, minlength=bins)
    return float(np.abs(gaps).sum()) / max(1, len(odds))


@dataclass(frozen=True)
class Judged:
    """How good a model is on mails later than those it learnt from."""

    auc: Interval
    brier: float
    calibration_error: float

    @classmethod
    def of(cls, answers: Answers, odds: Odds) -> "Judged":
        """That of these probabilities."""
        return cls(auc(answers, odds), brier(answers, odds), calibration_error(answers, odds))
