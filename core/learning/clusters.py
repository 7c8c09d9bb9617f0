"""Rows put together by K-Means: how many groups, how sure they are, and where each row belongs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.learning.frames import Floats, Ranks
from core.learning.separation import silhouettes_without

SEED = 20
MINI_BATCH_FROM = 20_000
"""Past so many rows, batches of them: as good, and much faster."""
_JUDGED = 2_000
"""Rows that the number of groups is judged on: a silhouette costs their square."""
MOST_AUTOMATIC = 8
_RESAMPLES = 4
_RESAMPLED = 0.7
_STABLE = 0.75
"""Groups that other rows of the same base would not give are no groups."""
NULLS = 12
_MARGIN = 0.01
_DEVIATIONS = 3.0
Labels = NDArray[np.int32]


@dataclass(frozen=True)
class Found:
    """Groups of rows: the label of each, centroids, and what says whether they are real."""

    labels: Labels
    centroids: Floats
    silhouette: float | None
    null_silhouette: float | None
    structure: bool


def fit(matrix: Floats, k: int) -> tuple[Labels, Floats]:
    """`k` groups, the largest first, always the same for the same rows."""
    batches = len(matrix) >= MINI_BATCH_FROM
    return _ordered(*_fitted(matrix, k, 3 if batches else 10, batches=batches))


def nearest(matrix: Floats, centroids: Floats) -> Labels:
    """The group of each row, by its centroid."""
    found = np.empty(len(matrix), np.int32)
    squares = (centroids**2).sum(axis=1)
    for start in range(0, len(matrix), 65_536):
        some = matrix[start : start + 65_536]
        found[start : start + 65_536] = (squares - 2 * some @ centroids.T).argmin(axis=1)
    return found


def distinct(matrix: Floats, most: int) -> int:
    """How many different rows there are, counted up to `most`."""
    seen: set[bytes] = set()
    for row in matrix:
        seen.add(row.tobytes())
        if len(seen) >= most:
            break
    return len(seen)


def group(matrix: Floats, blocks: Sequence[slice], k: int | None) -> Found | None:
    """Groups of these rows, `k` of them where it is given; None where there are not so many
    different rows. `blocks` are the columns that belong together."""
    differing = distinct(matrix, max(k or 2, MOST_AUTOMATIC) + 1)
    if differing < (k or 2):
        return None
    rng = np.random.default_rng(SEED)
    judged = matrix[_sample(rng, len(matrix), _JUDGED)]
    chosen = k if k is not None else _chosen(judged, blocks, min(differing, len(matrix) // 5))
    labels, centroids = fit(matrix, chosen)
    real = _silhouette(judged, nearest(judged, centroids))
    nulls = [
        _silhouette(apart, _fitted(apart, chosen, 4)[0])
        for apart in (shuffled_apart(judged, blocks, rng) for _ in range(NULLS))
    ]
    known = [one for one in nulls if one is not None]
    return Found(labels, centroids, real, _mean(known), _stands_out(real, known))


def sample(size: int) -> Ranks:
    """Of so many rows, the ranks of those that all are judged by."""
    return _sample(np.random.default_rng(SEED), size, _JUDGED)


def shuffled_apart(matrix: Floats, blocks: Sequence[slice], rng: np.random.Generator) -> Floats:
    """The same columns, each in an order of its own: what groups are there are chance's."""
    apart = np.empty_like(matrix)
    for block in blocks:
        apart[:, block] = matrix[rng.permutation(len(matrix)), block]
    return apart


def _stands_out(real: float | None, nulls: Sequence[float]) -> bool:
    if real is None or not nulls:
        return False
    least = max(_MARGIN, _DEVIATIONS * float(np.std(nulls)))
    return real > max(nulls) and real - float(np.mean(nulls)) > least


def _chosen(judged: Floats, blocks: Sequence[slice], most: int) -> int:
    """The number of groups that holds over resamples, and tells the rows apart best without the
    help of any one column."""
    tried: dict[int, Labels] = {}
    for k in range(2, max(2, min(most, MOST_AUTOMATIC, len(judged) - 1)) + 1):
        labels, _ = _fitted(judged, k, 4)
        if 2 <= len(np.unique(labels)) < len(judged):
            tried[k] = labels
    if not tried:
        return 2
    apart = silhouettes_without(judged, blocks, list(tried.values()))
    ranked = sorted(zip(apart, tried, strict=True), key=lambda one: (-one[0], one[1]))
    stable = (k for _, k in ranked if _stability(judged, tried[k], k) >= _STABLE)
    return next(stable, ranked[0][1])


def _stability(judged: Floats, labels: Labels, k: int) -> float:
    """How alike the groups of a part of the rows are to those of all: 1 is the same, 0 chance."""
    from sklearn.metrics import adjusted_rand_score

    rng = np.random.default_rng(SEED + k)
    found = []
    for _ in range(_RESAMPLES):
        part = judged[_sample(rng, len(judged), max(k, int(len(judged) * _RESAMPLED)))]
        _, centroids = _fitted(part, k, 2)
        found.append(adjusted_rand_score(labels, nearest(judged, centroids)))
    return float(np.mean(found))


def _fitted(matrix: Floats, k: int, starts: int, *, batches: bool = False) -> tuple[Labels, Floats]:
    # Imported here: it takes a second, and most processes learn nothing.
    from sklearn.cluster import KMeans, MiniBatchKMeans

    kind = MiniBatchKMeans if batches else KMeans
    model = kind(n_clusters=k, n_init=starts, random_state=SEED).fit(matrix)
    return model.labels_, model.cluster_centers_.astype(np.float32)


def _ordered(labels: Labels, centroids: Floats) -> tuple[Labels, Floats]:
    """Groups by size, then by where they lie."""
    sizes = np.bincount(labels, minlength=len(centroids))
    order = sorted(range(len(centroids)), key=lambda one: (-sizes[one], tuple(centroids[one])))
    place = np.empty(len(centroids), np.int32)
    place[order] = np.arange(len(centroids), dtype=np.int32)
    return place[labels], centroids[order]


def _silhouette(matrix: Floats, labels: Labels) -> float | None:
    from sklearn.metrics import silhouette_score

    there = len(np.unique(labels))
    return float(silhouette_score(matrix, labels)) if 2 <= there < len(matrix) else None


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def _sample(rng: np.random.Generator, size: int, most: int) -> Ranks:
    """Ranks of at most so many rows, in order."""
    if size <= most:
        return np.arange(size)
    return np.sort(rng.choice(size, most, replace=False))
