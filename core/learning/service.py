"""What learning can do, built once over one database."""

from dataclasses import dataclass

from core.clock import Clock
from core.database import Database
from core.learning.advising import AdviceService
from core.learning.keeping import Shelf
from core.learning.scoring import Judging, ScoreService
from core.learning.segmenting import SegmentService
from core.learning.store import LearningStore
from core.prospects.service import ProspectService


@dataclass(frozen=True)
class Learning:
    """Segments, likelihoods and advice."""

    segments: SegmentService
    scores: ScoreService
    advice: AdviceService


def build_learning(
    database: Database,
    prospects: ProspectService,
    segments: SegmentService,
    judging: Judging,
    clock: Clock,
) -> Learning:
    """All three; `segments` is built first, since campaigns freeze them, and tell by `judging` who
    may be written to."""
    shelf = Shelf(database.settings.folder)
    scores = ScoreService(LearningStore(database), shelf, prospects, judging, clock)
    return Learning(segments, scores, AdviceService(scores, prospects, clock))


def build_segments(database: Database, prospects: ProspectService, clock: Clock) -> SegmentService:
    """Segments alone."""
    return SegmentService(LearningStore(database), prospects, clock)
