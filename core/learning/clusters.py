"""Rows put together by K-Means: how many groups, how sure they are, and where each row belongs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.learning.frames import Floats, Ranks
from core.learning.separation import silhouettes_without

SEED = 20
MINI_BATCH_FROM = 20_000
"""Past so many rows, batches of them: as good, and much faster."""
_CHOOSING, _JUDGING = 2_000, 1_000
"""Rows that the number of groups is chosen on, and that groups are judged by: a silhouette costs
their square, and chance's groups are made twenty times."""
_APART_FROM = 2_000
"""With so many rows, some choose the number of groups and others judge them: what is best on some
rows, of seven numbers, seems better on them than it is."""
MOST_AUTOMATIC = 8
_RESAMPLES = 4
_RESAMPLED = 0.7
_STABLE = 0.75
"""Groups that other rows of the same base would not give are no groups."""
NULLS = 20
_STARTS = 10
"""Of the rows as they are and of the same shuffled apart: fewer make chance's groups worse."""
_MARGIN = 0.01
Labels = NDArray[np.int32]
Alive = Callable[[], None]


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
    return _ordered(*_fitted(matrix, k, 3 if batches else _STARTS, batches=batches))


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


def nobody() -> None:
    """Nobody watches."""


def group(
    matrix: Floats, blocks: Sequence[slice], k: int | None, alive: Alive = nobody
) -> Found | None:
    """Groups of these rows, `k` of them where it is given; None where there are not so many
    different rows. `blocks` are the columns that belong together; `alive` is called now and then,
    and may stop the work."""
    differing = distinct(matrix, max(k or 2, MOST_AUTOMATIC) + 1)
    if differing < (k or 2):
        return None
    choosing, judging = _samples(len(matrix))
    most = min(differing, len(matrix) // 5)
    chosen = k if k is not None else _chosen(matrix[choosing], blocks, most, alive)
    labels, centroids = fit(matrix, chosen)
    judged = matrix[judging]
    real = _silhouette(judged, nearest(judged, centroids))
    known = [one for one in _by_chance(judged, blocks, chosen, alive) if one is not None]
    return Found(labels, centroids, real, _mean(known), _stands_out(real, known))


def _by_chance(
    judged: Floats, blocks: Sequence[slice], k: int, alive: Alive
) -> Iterator[float | None]:
    """The silhouettes of as many groups of the same columns, shuffled apart."""
    rng = np.random.default_rng(SEED)
    for _ in range(NULLS):
        alive()
        apart = shuffled_apart(judged, blocks, rng)
        yield _silhouette(apart, _fitted(apart, k, _STARTS)[0])


def sample(size: int) -> Ranks:
    """Of so many rows, the ranks of those that choose how all are told and grouped."""
    return _samples(size)[0]


def _samples(size: int) -> tuple[Ranks, Ranks]:
    """Ranks of the rows that the number of groups is chosen on, and of those that judge them."""
    order = np.random.default_rng(SEED).permutation(size)
    if size < _APART_FROM:
        return np.arange(size), np.sort(order[:_JUDGING])
    half = min(_CHOOSING, size // 2)
    return np.sort(order[:half]), np.sort(order[half : half + _JUDGING])


def shuffled_apart(matrix: Floats, blocks: Sequence[slice], rng: np.random.Generator) -> Floats:
    """The same columns, each in an order of its own: what groups are there are chance's."""
    apart = np.empty_like(matrix)
    for block in blocks:
        apart[:, block] = matrix[rng.permutation(len(matrix)), block]
    return apart


def _stands_out(real: float | None, nulls: Sequence[float]) -> bool:
    if real is None or not nulls:
        return False
    return real > max(nulls) and real - float(np.mean(nulls)) > _MARGIN


def _chosen(judged: Floats, blocks: Sequence[slice], most: int, alive: Alive = nobody) -> int:
    """The number of groups that holds over resamples, and tells the rows apart best without the
    help of any one column."""
    tried: dict[int, Labels] = {}
    for k in range(2, max(2, min(most, MOST_AUTOMATIC, len(judged) - 1)) + 1):
        alive()
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
