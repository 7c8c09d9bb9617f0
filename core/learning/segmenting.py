"""Segments of a selection, for whoever may read it; and those of the people of a campaign."""

from collections.abc import Iterator, Sequence

import numpy as np

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Document
from core.jobs.models import Progress
from core.learning import profiles, segments
from core.learning.frames import Frame
from core.learning.models import GENERIC, Grouping, Segments
from core.learning.store import LearningStore
from core.prospects.filters import Filter
from core.prospects.service import ProspectService
from core.recent import Recent
from core.vocabulary.text import fold

READING, GROUPING, NOTING = (
    "Lecture des fiches",
    "Recherche des ressemblances",
    "Rangement des fiches",
)
STEPS = (READING, GROUPING, NOTING)
_SEGMENT = "segment"


def silent(done: int, total: int, label: str) -> None:
    """Nobody watches."""


def _of_segments(filter: Filter) -> bool:
    return bool(filter.segment or (filter.exclure and filter.exclure.segment))


class SegmentService:
    """Learns segments, notes them on records, and puts new records in them."""

    def __init__(self, store: LearningStore, prospects: ProspectService, clock: Clock) -> None:
        self._store = store
        self._prospects = prospects
        self._clock = clock
        self._known: Recent[Grouping | None] = Recent(prospects.revision)

    def find(
        self, user: User, filter: Filter, k: int | None = None, progress: Progress = silent
    ) -> Segments:
        """The segments of a selection; each record bears the name of its own from then on.

        Those of the whole base are what campaigns and new prospects are put in.
        """
        user.require(Permission.READ)
        progress(0, len(STEPS), READING)
        ids, before, frame = self._read(filter)
        progress(1, len(STEPS), GROUPING)
        outcome = segments.segmented(
            frame, k, self._clock(), lambda: progress(1, len(STEPS), GROUPING)
        )
        if outcome.told.refused is not None:
            return outcome.told
        progress(2, len(STEPS), NOTING)
        names = [outcome.told.segments[label].name for label in outcome.labels.tolist()]
        members: dict[str, list[str]] = {}
        for key, name, was in zip(ids, names, before, strict=True):
            if name != was:
                members.setdefault(name, []).append(key)
        # The groups within a segment leave it as it is: it would lose those who are asked about.
        if members and not _of_segments(filter):
            self._store.write_segments(members)
            self._prospects.touched()
        if filter.is_empty() and outcome.grouping is not None:
            self._store.put_grouping(outcome.grouping)
        progress(len(STEPS), len(STEPS), NOTING)
        return outcome.told

    def _read(self, filter: Filter) -> tuple[list[str], list[str | None], Frame]:
        """Ids, the segments that are noted, and columns; always in the same order."""
        noted: list[str | None] = []

        def batches() -> Iterator[list[Document]]:
            for some in self._prospects.documents(filter, (*profiles.FIELDS, _SEGMENT)):
                noted.extend(one.get(_SEGMENT) for one in some)
                yield some

        ids, frame = profiles.gathered(batches(), self._clock())
        order = sorted(range(len(ids)), key=ids.__getitem__)
        ranks = np.array(order, np.int64)
        return [ids[n] for n in order], [noted[n] for n in order], frame.rows(ranks)

    def sizes(self, user: User, filter: Filter) -> list[tuple[str, int]]:
        """The segments noted on the records of a selection, the largest first."""
        user.require(Permission.READ)
        counts = self._store.segment_sizes(filter)
        return sorted(counts.items(), key=lambda one: (-one[1], one[0]))

    def named(self, user: User, name: str) -> str | None:
        """A segment noted on records, by its name however it is spelt."""
        return next((one for one, _ in self.sizes(user, Filter()) if fold(one) == fold(name)), None)

    # For campaigns, which freeze the segment of each person.

    def fields(self) -> frozenset[str]:
        """What is to be read of a record to know its segment."""
        more = () if self._grouping() is None else profiles.FIELDS
        return frozenset((_SEGMENT, *more))

    def of(self, documents: Sequence[Document]) -> list[str]:
        """The segment of each record: the one noted on it, else the nearest."""
        found = [one.get(_SEGMENT) for one in documents]
        new = [rank for rank, name in enumerate(found) if not name]
        grouping = self._grouping()
        if grouping is None or not new:
            return [name or GENERIC for name in found]
        frame = profiles.frame_of([documents[rank] for rank in new], self._clock())
        for rank, name in zip(new, segments.assigned(grouping, frame), strict=True):
            found[rank] = name
        return [name or GENERIC for name in found]

    def _grouping(self) -> Grouping | None:
        return self._known.get("grouping", self._store.grouping)
