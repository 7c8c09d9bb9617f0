"""A selection in segments: pure, from its columns."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from core.learning import clusters, cohesion, encoding, traits
from core.learning.clusters import Alive, Labels
from core.learning.encoding import Encoder
from core.learning.frames import Frame
from core.learning.models import GENERIC, Grouping, Segment, Segments

LEAST = 10
"""Under so many prospects, there is nothing to tell apart."""
FEWEST, MOST = 2, 12


@dataclass(frozen=True)
class Outcome:
    """The segments, the one of each row, and what puts others in them later."""

    told: Segments
    labels: Labels
    grouping: Grouping | None


def segmented(
    frame: Frame, k: int | None, now: datetime, alive: Alive = clusters.nobody
) -> Outcome:
    """The segments of these rows, `k` of them where it is given; `alive` is called now and then."""
    if (refused := refusal(frame.size, k)) is not None:
        return _one(frame, refused)
    if k is None and frame.size < LEAST:
        return _one(frame, None)
    encoder, together = encoder_of(frame)
    matrix = encoder.matrix(frame)
    found = clusters.group(matrix, encoder.blocks(), k, alive) if matrix.shape[1] else None
    if found is None:
        return _one(frame, None if k is None else _alike(k))
    count = len(found.centroids)
    told = traits.traits(traits.said(frame), found.labels, count)
    names = traits.names(told)
    sizes = np.bincount(found.labels, minlength=count).tolist()
    segments = tuple(
        Segment(name=name, size=size, traits=some)
        for name, size, some in zip(names, sizes, told, strict=True)
    )
    grouping = Grouping(
        made_at=now,
        asked=k,
        names=tuple(names),
        encoder=encoder,
        centroids=tuple(tuple(map(float, one)) for one in found.centroids),
        structure=found.structure and together,
    )
    return Outcome(
        Segments(
            n=frame.size,
            k=count,
            silhouette=found.silhouette,
            null_silhouette=found.null_silhouette,
            structure=found.structure and together,
            segments=segments,
        ),
        found.labels,
        grouping,
    )


def encoder_of(frame: Frame) -> tuple[Encoder, bool]:
    """How these rows are told, each column weighing by how much it goes with the others; and
    whether any two columns go together at all."""
    encoder = encoding.learn(frame)
    some = encoder.matrix(frame.rows(clusters.sample(frame.size)))
    found = cohesion.measured(some, encoder.blocks())
    return encoding.scaled(encoder, found.weights), found.together


def assigned(grouping: Grouping, frame: Frame) -> list[str]:
    """The segment of each row, without learning again."""
    centroids = np.array(grouping.centroids, np.float32)
    labels = clusters.nearest(grouping.encoder.matrix(frame), centroids)
    return [grouping.names[label] for label in labels]


def refusal(size: int, k: int | None) -> str | None:
    """Why so many groups can't be made, in French."""
    if size == 0:
        return "Aucun prospect ne correspond à cette sélection : il n'y a rien à regrouper."
    if k is None or (FEWEST <= k <= MOST and k < size):
        return None
    if not FEWEST <= k <= MOST:
        return f"Je fais de {FEWEST} à {MOST} groupes : {k} n'est pas possible."
    few = f"que {size} prospects" if size > 1 else "qu'un prospect"
    return f"Il n'y a {few} dans cette sélection : impossible d'en faire {k} groupes."


def _alike(k: int) -> str:
    return f"Ces prospects se ressemblent trop pour en faire {k} groupes."


def _one(frame: Frame, refused: str | None) -> Outcome:
    """Everybody together."""
    labels = np.zeros(frame.size, np.int32)
    whole = (Segment(name=GENERIC, size=frame.size, traits=()),) if frame.size else ()
    told = Segments(
        n=frame.size,
        k=len(whole),
        silhouette=None,
        null_silhouette=None,
        structure=False,
        segments=whole,
        refused=refused,
    )
    return Outcome(told, labels, None)
