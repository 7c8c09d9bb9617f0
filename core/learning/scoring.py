"""Who is likely to answer a mail: learnt from past mails, kept on the disk, told with reasons."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.accounts.models import Permission, User
from core.clock import Clock
from core.database import Document
from core.jobs.models import Progress
from core.learning import mails as past
from core.learning import moments, training
from core.learning.fitting import fits, keys_of, worse
from core.learning.frames import Floats, Frame
from core.learning.judging import Odds
from core.learning.keeping import Kept, Shelf
from core.learning.mails import Mail, Moment
from core.learning.models import ModelCard, Scored, Scores
from core.learning.reasons import reasons
from core.learning.segmenting import silent
from core.learning.store import LearningStore
from core.learning.training import Learnt, Lessons
from core.prospects.filters import Filter
from core.prospects.service import ProspectService
from core.recent import Recent

_MOST_STORED = 1_000
_MORE_MAILS, _MORE_SHARE = 50, 0.1
"""New mails, at least so many and such a part of those learnt from, to learn again by the clock."""


@dataclass(frozen=True)
class Trained:
    """What came of learning anew, and the sentence that says so."""

    card: ModelCard | None
    replaced: bool
    sentence: str
    refused: bool = False


@dataclass(frozen=True)
class Rows:
    """Prospects with their probability, in no order."""

    ids: list[str]
    names: list[str]
    frame: Frame
    matrix: Floats
    odds: Odds


class Judging(Protocol):
    """Who of a selection may be written to: campaigns say so."""

    def fields(self) -> frozenset[str]: ...

    def reachable(self, batches: Iterable[list[Document]]) -> Iterator[list[Document]]: ...


class ScoreService:
    """Every method requires the right to read."""

    def __init__(
        self,
        store: LearningStore,
        shelf: Shelf,
        prospects: ProspectService,
        judging: Judging,
        clock: Clock,
    ) -> None:
        self._judging = judging
        self._store = store
        self._shelf = shelf
        self._prospects = prospects
        self._clock = clock
        self._kept: Recent[Kept | None] = Recent(lambda: 0, seconds=600.0)
        self._sent: Recent[list[Mail]] = Recent(self._mailed, seconds=300.0)
        self._bare: Recent[Lessons] = Recent(self._mailed, seconds=300.0)
        self._lessons: Recent[Lessons] = Recent(self._revision, seconds=300.0)
        self._ranked: Recent[Rows] = Recent(self._revision)

    def train(self, user: User, progress: Progress = silent) -> Trained:
        """Learn anew. A model that is worse on the same later mails is not kept."""
        user.require(Permission.READ)
        progress(0, 3, training.STEPS[0])
        lessons = self._all_lessons()
        learnt = training.learn(lessons, progress)
        before = self._fitting(lessons)
        if isinstance(learnt, str):
            self._shelf.refuse(training.fingerprint(lessons.mails), learnt)
            return Trained(before.card if before else None, False, learnt, refused=True)
        if before is not None and worse(learnt, before, lessons):
            progress(3, 3, training.STEPS[2])
            return Trained(before.card, False, _NOT_BETTER)
        kept = self._kept_of(learnt, lessons)
        self._shelf.put(kept)
        progress(3, 3, training.STEPS[2])
        return Trained(kept.card, True, _learnt_sentence(kept.card))

    def alone(self, waiting: Callable[[], object]) -> AbstractContextManager[None]:
        """Nobody else of this machine learns meanwhile; `waiting` is called while somebody does."""
        return self._shelf.alone(waiting)

    def find(
        self,
        user: User,
        filter: Filter,
        limit: int | None = None,
        progress: Progress = silent,
    ) -> Scores:
        """The prospects of a selection, the likeliest first, at most `limit` of them."""
        user.require(Permission.READ)
        kept = self._usable(user, progress)
        if isinstance(kept, str):
            return Scores(model=None, rows=(), refused=kept)
        rows = self._rows(filter, kept)
        order = sorted(range(len(rows.ids)), key=lambda n: (-rows.odds[n], rows.ids[n]))[:limit]
        told = self._told(rows, np.array(order, np.int64), kept)
        self._store.put_scores(told[:_MOST_STORED], kept.card, self._clock())
        return Scores(model=kept.card, rows=told, total=len(rows.ids))

    def reachable(self, user: User, filter: Filter, skip: int, limit: int) -> Scores:
        """Some of those of a selection who may be written to, the likeliest first."""
        user.require(Permission.READ)
        kept = self._usable(user, silent)
        if isinstance(kept, str):
            return Scores(model=None, rows=(), refused=kept)
        key = f"{kept.card.model_id}:{filter.model_dump_json()}"
        rows = self._ranked.get(key, lambda: self._gathered(self._reachable(filter), kept))
        order = sorted(range(len(rows.ids)), key=lambda n: (-rows.odds[n], rows.ids[n]))
        told = self._told(rows, np.array(order[skip : skip + limit], np.int64), kept)
        self._store.put_scores(told, kept.card, self._clock())
        return Scores(model=kept.card, rows=told, total=len(rows.ids))

    def of(self, user: User, prospect_id: str) -> Scores:
        """One prospect."""
        user.require(Permission.READ)
        kept = self._usable(user, silent)
        if isinstance(kept, str):
            return Scores(model=None, rows=(), refused=kept)
        found = list(self._prospects.documents_of([prospect_id]).values())
        rows = self._gathered(iter([found]), kept)
        return Scores(
            model=kept.card, rows=self._told(rows, np.arange(len(rows.ids)), kept), total=len(found)
        )

    def must_learn(self, of_more_than: int = 0) -> bool:
        """Whether an answer needs some learning first, of more mails than that; quick."""
        if self._store.count_mails()[0] <= of_more_than:
            return False
        if of_more_than and self._shelf.empty():
            return True  # Whether they can be learnt from is told by whoever reads them.
        lessons = self._bare_lessons()
        known = self._fitting(lessons) is not None or self._known_refusal() is not None
        return not known and training.refusal(lessons) is None

    def refusal(self, user: User, *, of_a_model: bool = True) -> str | None:
        """Why nothing can be told of answers, in French; None where it can. Without a model, at
        once: whether the mails are too few."""
        user.require(Permission.READ)
        if not of_a_model:
            return training.refusal(self._bare_lessons())
        kept = self.usable(user)
        return kept if isinstance(kept, str) else None

    def may_be_due(self) -> bool:
        """Whether enough new mails may have come to learn again, told by counts alone: to read all
        mails is long, and not for a process that answers."""
        mails, answers = self._store.count_mails()
        if mails < training.LEAST_MAILS or answers < training.LEAST_ANSWERS:
            return False
        mark = self._shelf.mark()
        kept = self._kept.get(mark, self._shelf.get) if mark else None
        return kept is None or self._enough(mails, kept)

    @staticmethod
    def _enough(mails: int, kept: Kept) -> bool:
        return mails - kept.card.mails >= max(_MORE_MAILS, _MORE_SHARE * kept.card.mails)

    def due(self) -> bool:
        """Whether enough new mails came to learn again."""
        lessons = self._bare_lessons()
        if training.refusal(lessons) is not None:
            return False
        kept = self._fitting(lessons)
        if kept is None:
            return self._known_refusal() is None
        return self._enough(len(lessons.mails), kept)

    # For advice

    def lessons(self) -> Lessons:
        """The mails of the past whose answers have come, with what was known of each."""
        return self._all_lessons()

    def past(self) -> Lessons:
        """The same mails without what was known: read at once."""
        return self._bare_lessons()

    def usable(self, user: User) -> Kept | str:
        """The model in use, learnt first where there is none; or why there can't be one."""
        user.require(Permission.READ)
        return self._usable(user, silent)

    def told(self, filter: Filter, kept: Kept, at: Sequence[Moment]) -> Rows:
        """Those of a selection who may be written to, as if a mail were sent to them at these
        moments in turn."""
        return self._gathered(self._reachable(filter), kept, at)

    # Reading

    def _mailed(self) -> int:
        return hash(self._store.count_mails())

    def _revision(self) -> int:
        return hash((self._prospects.revision(), self._mailed()))

    def _all_mails(self) -> list[Mail]:
        return self._sent.get("mails", self._store.mails)

    def _bare_lessons(self) -> Lessons:
        """The mails without their columns: reading people and their changes takes the longest."""

        def read() -> Lessons:
            ripe = past.ripe(self._all_mails(), self._clock())
            return Lessons.of(ripe, Frame(len(ripe), {}, {}))

        return self._bare.get("bare", read)

    def _all_lessons(self) -> Lessons:
        return self._lessons.get("lessons", self._read_lessons)

    def _read_lessons(self) -> Lessons:
        ripe = past.ripe(self._all_mails(), self._clock())
        records = self._store.records(sorted({mail.prospect_id for mail in ripe}))
        changes = self._store.changes(ripe[0].at) if ripe else {}
        return Lessons.of(ripe, past.frame_of_mails(ripe, records, changes))

    def _known_refusal(self) -> str | None:
        return self._shelf.refused(training.fingerprint(self._bare_lessons().mails))

    def _usable(self, user: User, progress: Progress) -> Kept | str:
        lessons = self._bare_lessons()
        if (refused := training.refusal(lessons)) is not None:
            return refused
        kept = self._fitting(lessons)
        if kept is not None:
            return kept
        found = self._known_refusal() or self._refused(user, progress)
        if found:
            return found
        kept = self._fitting(lessons)
        assert kept is not None
        return kept

    def _refused(self, user: User, progress: Progress) -> str:
        """Learn; why that can't be, or nothing where it could."""
        trained = self.train(user, progress)
        return trained.sentence if trained.refused else ""

    def _fitting(self, lessons: Lessons) -> Kept | None:
        """The model in use, where it fits the versions installed and the mails there are."""
        mark = self._shelf.mark()
        kept = self._kept.get(mark, self._shelf.get) if mark else None
        return kept if kept is not None and fits(kept, lessons) else None

    def _kept_of(self, learnt: Learnt, lessons: Lessons) -> Kept:
        keys = keys_of(lessons.mails)
        order = np.argsort(keys)
        return Kept(
            card=card_of(learnt, self._clock()),
            estimator=learnt.estimator,
            mails=keys[order],
            answered=lessons.answers[order],
            ordinary=moments.ordinary(learnt.estimator, lessons),
            dispersion=moments.dispersion(learnt.estimator, lessons),
        )

    # Telling

    def _batches(self, filter: Filter) -> Iterator[list[Document]]:
        return self._prospects.documents(filter, ("nom_structure", *past.FIELDS))

    def _reachable(self, filter: Filter) -> Iterator[list[Document]]:
        wanted = sorted({"nom_structure", *past.FIELDS, *self._judging.fields()})
        return self._judging.reachable(self._prospects.documents(filter, wanted))

    def _rows(self, filter: Filter, kept: Kept) -> Rows:
        return self._gathered(self._batches(filter), kept)

    def _gathered(
        self,
        batches: Iterator[list[Document]],
        kept: Kept,
        at: Sequence[Moment] = (),
    ) -> Rows:
        names: list[str] = []

        def named() -> Iterator[list[Document]]:
            for some in batches:
                names.extend(one.get("nom_structure") or "" for one in some)
                yield some

        now = self._clock()
        history = past.histories(self._all_mails())
        ids, frame = past.gathered(named(), history, at or [kept.ordinary], now)
        matrix = kept.estimator.encoder.matrix(frame)
        odds = kept.estimator.odds(matrix) if len(ids) else np.empty(0)
        return Rows(ids, names, frame, matrix, odds)

    def _told(self, rows: Rows, ranks: NDArray[np.int64], kept: Kept) -> tuple[Scored, ...]:
        matrix, odds = rows.matrix[ranks], rows.odds[ranks]
        why = reasons(kept.estimator, rows.frame.rows(ranks), matrix)
        sure = kept.estimator.uncertainty
        low, high = sure.interval(matrix, odds) if sure is not None else (odds, odds)
        return tuple(
            Scored(
                prospect_id=rows.ids[rank],
                nom_structure=rows.names[rank],
                probability=float(rows.odds[rank]),
                reasons=told,
                low=float(low[place]),
                high=float(high[place]),
            )
            for place, (rank, told) in enumerate(zip(ranks.tolist(), why, strict=True))
        )


_NOT_BETTER = (
    "J'ai appris à nouveau, mais ce n'est pas meilleur sur les derniers mails : je garde ce que je "
    "savais déjà."
)


def card_of(learnt: Learnt, now: datetime) -> ModelCard:
    """What is told of a model."""
    judged = learnt.judged
    return ModelCard(
        model_id=uuid.uuid4().hex,
        trained_at=now,
        mails=learnt.mails,
        answers=learnt.answers,
        auc=judged.auc,
        brier=judged.brier,
        base_rate=learnt.base_rate,
        base_brier=learnt.base_brier,
        logistic_auc=learnt.logistic_auc.value,
        kept=learnt.estimator.kind.value,
        calibration_error=judged.calibration_error,
        fingerprint=learnt.fingerprint,
        left_out=learnt.left_out,
    )


def _learnt_sentence(card: ModelCard) -> str:
    return (
        f"J'ai appris de {card.mails} mails envoyés et de {card.answers} réponses "
        f"({100 * card.base_rate:.0f} % de réponses en moyenne)."
    )
