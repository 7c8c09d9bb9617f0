"""How much each column goes with the others: what goes with none can tell no groups apart.

A column drawn by itself (half have a web site, whoever they are) cuts every group in two as neatly
as a real difference does. What tells groups is what several columns say together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.learning.frames import Floats, Ranks

_Doubles = NDArray[np.float64]
SEED = 21
_BINS = 6
_SHUFFLES = 16
_DEVIATIONS = 4.0
_HALF = 0.03
"""The share of a column that others must tell, beyond chance, for half of its whole weight."""
_LEAST = 0.02
"""Of the variance of a whole column: what is left to one that goes with none."""


@dataclass(frozen=True)
class Cohesion:
    """What each block is to be multiplied by, and whether any two go together."""

    weights: list[float]
    together: bool


def measured(matrix: Floats, blocks: Sequence[slice]) -> Cohesion:
    """A block weighs one where the others tell much of it, little where they tell no more of it
    than chance does. All weigh the same where no two go together."""
    parts = [matrix[:, block].astype(np.float64) for block in blocks]
    codes = [_coded(part) for part in parts]
    rng = np.random.default_rng(SEED)
    real = _told(parts, codes)
    nulls = np.stack([_told(*_apart(parts, codes, rng)) for _ in range(_SHUFFLES)])
    beyond = np.maximum(0.0, real - nulls.mean(axis=0) - _DEVIATIONS * nulls.std(axis=0))
    if np.count_nonzero(beyond) < 2:
        return Cohesion([1.0] * len(blocks), together=False)
    shares = beyond / (beyond + _HALF)
    # Beside columns that hardly go together, one that goes with none weighs hardly less.
    found = np.sqrt(np.maximum(_LEAST, 1 - shares.max() + shares))
    return Cohesion([float(one) for one in found], together=True)


def _apart(
    parts: Sequence[_Doubles], codes: Sequence[Ranks], rng: np.random.Generator
) -> tuple[list[_Doubles], list[Ranks]]:
    """The same columns, each in an order of its own."""
    orders = [rng.permutation(len(part)) for part in parts]
    return (
        [part[order] for part, order in zip(parts, orders, strict=True)],
        [code[order] for code, order in zip(codes, orders, strict=True)],
    )


def _told(parts: Sequence[_Doubles], codes: Sequence[Ranks]) -> _Doubles:
    """Of the variance of each block, what the others tell, one by one, added."""
    found = np.zeros(len(parts))
    for one, part in enumerate(parts):
        whole = float(part.var(axis=0).sum())
        if whole <= 0:
            continue
        centred = part - part.mean(axis=0)
        for other, code in enumerate(codes):
            if other != one:
                found[one] += _between(centred, code) / whole
    return found


def _between(centred: _Doubles, code: Ranks) -> float:
    """The variance of the means of a block by the levels of another, less what chance gives."""
    sizes = np.bincount(code)
    sums = np.stack([np.bincount(code, column) for column in centred.T])
    return float((sums**2 / np.maximum(sizes, 1)).sum()) / len(code)


def _coded(part: _Doubles) -> Ranks:
    """The level of each row of a block: amounts by bands of as many rows each."""
    first = part[:, 0]
    values = np.unique(first)
    if len(values) > _BINS:
        bounds = np.unique(np.quantile(first, np.arange(1, _BINS) / _BINS))
        part = np.column_stack([np.searchsorted(bounds, first, side="right"), part[:, 1:]])
    return np.unique(part, axis=0, return_inverse=True)[1].reshape(-1)
