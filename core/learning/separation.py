"""How well groups stand apart when a column is not looked at.

Groups that one column alone tells apart are no more than its levels: each column of few levels cuts
rows that are alike but for it, and the more groups were made the better they would seem.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.learning.frames import Codes, Floats

_ALIKE = 1e-9


def silhouettes_without(
    matrix: Floats, blocks: Sequence[slice], groupings: Sequence[Codes]
) -> list[float]:
    """Of each grouping of these rows, the silhouette when a column is left out: the mean over all
    columns."""
    if len(blocks) < 2:
        distances = _distances(matrix)
        return [_silhouette(distances, one) for one in groupings]
    found = np.zeros(len(groupings))
    for block in blocks:
        distances = _distances(np.delete(matrix, block, axis=1))
        found += [_silhouette(distances, one) for one in groupings]
    return [float(one) for one in found / len(blocks)]


def _distances(matrix: Floats) -> NDArray[np.float64]:
    """Of each row to each; rows that are alike are at no distance, not at that of a rounding."""
    rows = matrix.astype(np.float64)
    lengths = (rows**2).sum(axis=1)
    squares = lengths[:, None] + lengths - 2 * (rows @ rows.T)
    squares[squares < _ALIKE] = 0.0
    found: NDArray[np.float64] = np.sqrt(squares)
    return found


def _silhouette(distances: NDArray[np.float64], labels: Codes) -> float:
    """The mean silhouette; a row alone in its group counts as zero."""
    sizes = np.bincount(labels)
    there = np.flatnonzero(sizes)
    sizes = sizes[there]
    own = labels[:, None] == there
    sums = distances @ own.astype(np.float64)
    within = sums[own] / np.maximum(sizes - 1, 1)[own.argmax(axis=1)]
    means = sums / sizes
    means[own] = np.inf
    nearest = means.min(axis=1)
    largest = np.maximum(within, nearest)
    told = np.divide(nearest - within, largest, out=np.zeros_like(within), where=largest > 0)
    alone = (sizes == 1)[own.argmax(axis=1)]
    return float(np.where(alone, 0.0, told).mean())
