"""Learning who answers: split in time, two models, the simpler one unless the other is better."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from core.jobs.models import Progress
from core.learning.estimators import Estimator, Groups, Kind, fit, uncertainty
from core.learning.frames import Category, Floats, Frame, Ranks
from core.learning.judging import Answers, Judged, Odds, auc_gain, brier
from core.learning.mails import Mail, Moment, answers_of
from core.learning.models import Interval

LEAST_MAILS, LEAST_ANSWERS = 200, 20
_LATER = 0.3
_LATER_FROM, _LATER_TO = 0.15, 0.55
_LEAST_ON_A_SIDE = 5
"""Answers, among the mails learnt from and among those checked on."""
_TOO_GOOD = 0.95
"""A column that tells the answers so well by itself was written after them."""
_MANY_CAMPAIGNS = 20
"""With fewer, what is the same for a whole campaign can't be told from the campaign itself."""
_MOSTLY_THE_CAMPAIGN = 0.1
"""The part of an amount's variance that is between campaigns: it grows as time passes."""
_FOLDS, _FEWER_FOLDS = 10, 3
_MANY_MAILS = 10_000
_FEW_MAILS = 3_000
"""With fewer, one campaign is too little to tell whether what was learnt is true."""
_LEAST_LEARNT = 0.25
Mask = NDArray[np.bool_]
STEPS = ("Lecture des mails envoyés", "Vérification sur les derniers mails", "Apprentissage")


@dataclass(frozen=True)
class Learnt:
    """A model, and how it did on later mails than those it was checked with."""

    estimator: Estimator
    judged: Judged
    logistic_auc: Interval
    forest_auc: Interval
    base_rate: float
    base_brier: float
    mails: int
    answers: int
    fingerprint: str
    left_out: tuple[str, ...]
    later: Ranks
    """The mails checked on, and what was told of them."""
    told: Odds


@dataclass(frozen=True)
class Lessons:
    """Mails to learn from, the oldest first."""

    mails: Sequence[Mail]
    frame: Frame
    answers: Answers
    groups: Groups

    @classmethod
    def of(cls, mails: Sequence[Mail], frame: Frame) -> "Lessons":
        """From mails and their columns."""
        places: dict[str, int] = {}
        groups = [places.setdefault(m.prospect_id, len(places)) for m in mails]
        return cls(mails, frame, answers_of(mails), np.array(groups, np.int64))

    def rows(self, ranks: Ranks) -> "Lessons":
        """Some of them."""
        some = [self.mails[rank] for rank in ranks.tolist()]
        return Lessons(some, self.frame.rows(ranks), self.answers[ranks], self.groups[ranks])

    def without(self, columns: Sequence[str]) -> "Lessons":
        """The same, without some columns."""
        return replace(self, frame=self.frame.without(columns))


class _Watch:
    """Tells how far the checks are, after each: whoever watches may stop the work there."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def checking(self) -> None:
        """One more check begins."""
        self._done = min(self._done + 1, self._total - 2)
        self._progress(self._done, self._total, STEPS[1])

    def last(self) -> None:
        """All is checked."""
        self._progress(self._total - 1, self._total, STEPS[2])


def refusal(lessons: Lessons) -> str | None:
    """Why nothing can be learnt from so few mails, in French."""
    mails, answers = len(lessons.mails), int(lessons.answers.sum())
    if mails < LEAST_MAILS:
        return (
            f"Il faut au moins {LEAST_MAILS} mails envoyés depuis assez longtemps pour dire qui "
            f"répondra ; il y en a {mails}."
        )
    if answers < LEAST_ANSWERS:
        return (
            f"Il faut au moins {LEAST_ANSWERS} réponses pour dire qui répondra ; sur {mails} mails "
            f"envoyés, il y en a {answers}."
        )
    if answers == mails:
        return f"Les {mails} mails envoyés ont tous reçu une réponse : rien ne distingue les gens."
    if later_mails(lessons) is None:
        return (
            "Les réponses sont presque toutes à un même envoi : il en faut aussi à des mails plus "
            "récents, pour vérifier ce que j'apprends."
        )
    return None


SILENT = (
    "Les réponses passées ne disent pas qui répondra : vérifié sur les derniers mails, le "
    "classement ne fait pas mieux que le hasard. Je préfère ne pas en donner."
)


def learn(lessons: Lessons, progress: Progress) -> Learnt | str:
    """The model to keep; or, in French, why there is none."""
    if (refused := refusal(lessons)) is not None:
        return refused
    left_out = (*suspects(lessons), *confounded(lessons))
    used = lessons.without(left_out)
    windows = checks(used)
    later = np.any([checked for _, checked in windows], axis=0)
    ranks = np.flatnonzero(later)
    answers = used.answers[later]
    watch = _Watch(progress, 2 * len(windows) * _folds(used, windows) + 2)
    told: dict[Kind, Odds] = {}
    for kind in Kind:
        told[kind] = _all_checked(kind, used, windows, watch, calibrated=False)[later]
    gain = auc_gain(answers, told[Kind.FOREST], told[Kind.LOGISTIC])
    kept = Kind.FOREST if gain.low > 0 else Kind.LOGISTIC
    if kept is Kind.FOREST:
        told[kept] = _all_checked(kept, used, windows, watch, calibrated=True)[later]
    judged = {kind: Judged.of(answers, odds) for kind, odds in told.items()}
    if judged[kept].auc.low <= 0.5:
        return SILENT
    watch.last()
    return Learnt(
        estimator=fitted(kept, used),
        judged=judged[kept],
        logistic_auc=judged[Kind.LOGISTIC].auc,
        forest_auc=judged[Kind.FOREST].auc,
        base_rate=float(used.answers.mean()),
        base_brier=brier(answers, _by_the_mean(used, windows)[later]),
        mails=len(used.mails),
        answers=int(used.answers.sum()),
        fingerprint=fingerprint(lessons.mails),
        left_out=tuple(suspects(lessons)),
        later=ranks,
        told=told[kept],
    )


def fitted(kind: Kind, lessons: Lessons) -> Estimator:
    """A model of all these mails."""
    found = fit(kind, lessons.frame, lessons.answers, lessons.groups)
    sure = uncertainty(found.encoder, lessons.frame, lessons.answers, lessons.groups)
    return replace(found, uncertainty=sure)


def checks(lessons: Lessons) -> list[tuple[Mask, Mask]]:
    """(Learnt from, checked on), each checked on mails later than those learnt from. Where mails
    are few, every campaign but the first is checked with those before it."""
    later = later_mails(lessons)
    assert later is not None
    if len(lessons.mails) >= _FEW_MAILS:
        return [(~later, later)]
    begun = _begun(lessons)
    starts = [s for s in np.unique(begun)[1:] if _enough_before(lessons.answers, begun < s)]
    if len(starts) < 2 or not _enough(lessons.answers, begun >= starts[0]):
        return [(~later, later)]
    ends = [*starts[1:], np.inf]
    return [(begun < a, (begun >= a) & (begun < b)) for a, b in zip(starts, ends, strict=True)]


def _enough_before(answers: Answers, earlier: Mask) -> bool:
    return bool(earlier.mean() >= _LEAST_LEARNT and answers[earlier].sum() >= 2 * _LEAST_ON_A_SIDE)


def _by_the_mean(lessons: Lessons, windows: Sequence[tuple[Mask, Mask]]) -> Odds:
    """What would be told by the mean of the mails before."""
    odds = np.full(len(lessons.mails), np.nan)
    for learnt, checked in windows:
        odds[checked] = lessons.answers[learnt].mean()
    return odds


def _folds(lessons: Lessons, windows: Sequence[tuple[Mask, Mask]]) -> int:
    """In how many parts each window is checked."""
    few = len(lessons.mails) < _MANY_MAILS and len(windows) == 1
    return _FOLDS if few else _FEWER_FOLDS


def _all_checked(
    kind: Kind,
    lessons: Lessons,
    windows: Sequence[tuple[Mask, Mask]],
    watch: _Watch,
    *,
    calibrated: bool,
) -> Odds:
    odds = np.full(len(lessons.mails), np.nan)
    for learnt, later in windows:
        odds[later] = _checked(
            kind, lessons, learnt, later, _folds(lessons, windows), watch, calibrated=calibrated
        )
    return odds


def _checked(
    kind: Kind,
    lessons: Lessons,
    before: Mask,
    later: Mask,
    folds: int,
    watch: _Watch,
    *,
    calibrated: bool,
) -> Odds:
    """What is told of the later mails by models that knew neither them nor their prospects."""
    odds = np.full(len(later), np.nan)
    both = np.isin(lessons.groups, lessons.groups[later]) & before
    folds = folds if both.any() else 1
    side = lessons.groups % folds
    for fold in range(folds):
        watch.checking()
        checked = later & (side == fold)
        # Every prospect of the fold is left out, written to later or not: who answered is seldom
        # written to again, so that without the others only there would be too many answers.
        learnt = before & ((side != fold) | (folds == 1))
        if not checked.any():
            continue
        some = lessons.rows(np.flatnonzero(learnt))
        if not 0 < int(some.answers.sum()) < len(some.mails):
            odds[checked] = lessons.answers[before].mean()
            continue
        model = fit(kind, some.frame, some.answers, some.groups, calibrated=calibrated)
        rows = np.flatnonzero(checked)
        odds[rows] = model.odds(model.encoder.matrix(lessons.frame.rows(rows)))
    return odds[later]


def later_mails(lessons: Lessons) -> Mask | None:
    """The last mails, whole campaigns where that is possible; None where either side would have
    hardly any answers."""
    found = [mask for mask in _cuts(lessons) if _enough(lessons.answers, mask)]
    wanted = (1 - _LATER) * len(lessons.mails)
    return min(found, key=lambda mask: abs(int((~mask).sum()) - wanted)) if found else None


def _cuts(lessons: Lessons) -> Iterator[Mask]:
    begun = _begun(lessons)
    whole = list(_whole(begun))
    yield from whole
    if not any(_enough(lessons.answers, mask) for mask in whole):
        sent = np.array([mail.at.timestamp() for mail in lessons.mails])
        for share in (0.7, 0.6, 0.5):
            yield sent > np.quantile(sent, share)
        order = np.arange(len(sent))
        yield order >= (1 - _LATER) * len(order)


def _begun(lessons: Lessons) -> Odds:
    """When the campaign of each mail began."""
    first: dict[str, datetime] = {}
    for mail in lessons.mails:
        first.setdefault(mail.campaign_id, mail.at)
    return np.array([first[mail.campaign_id].timestamp() for mail in lessons.mails])


def _whole(begun: Odds) -> Iterator[Mask]:
    """Cuts between campaigns that leave neither side too small."""
    for start in np.unique(begun)[1:]:
        later = begun >= start
        if _LATER_FROM <= later.mean() <= _LATER_TO:
            yield later


def _enough(answers: Answers, later: Mask) -> bool:
    sides = (answers[later], answers[~later])
    return all(_LEAST_ON_A_SIDE <= int(side.sum()) < len(side) for side in sides)


# --- what must not be learnt from ----------------------------------------------------------------


def suspects(lessons: Lessons) -> tuple[str, ...]:
    """Columns that tell the answers so well that they must have been written after them."""
    found = []
    for name, column in lessons.frame.categories.items():
        if _alone(_rates(column, lessons.answers), lessons.answers) > _TOO_GOOD:
            found.append(name)
    for name, values in lessons.frame.numbers.items():
        missing = np.isnan(values)
        known = np.where(missing, -1.0, values).astype(np.float64)
        if (
            max(_alone(known, lessons.answers), _alone(missing.astype(float), lessons.answers))
            > _TOO_GOOD
        ):
            found.append(name)
    return tuple(found)


def _rates(column: Category, answers: Answers) -> Odds:
    """The share of answers at the level of each row; rare levels are told nothing by."""
    codes = column.codes + 1
    counts = np.bincount(codes, minlength=len(column.levels) + 1)
    rates = np.bincount(codes, answers, len(column.levels) + 1) / np.maximum(counts, 1)
    rates[counts < _LEAST_ON_A_SIDE] = answers.mean()
    found: Odds = rates[codes]
    return found


def _alone(values: Odds, answers: Answers) -> float:
    """The AUC of one column, whichever way it goes."""
    from scipy.stats import rankdata

    yes = answers == 1
    m, n = int(yes.sum()), int((~yes).sum())
    value = (float(rankdata(values)[yes].sum()) - m * (m + 1) / 2) / (m * n)
    return max(value, 1 - value)


def confounded(lessons: Lessons) -> tuple[str, ...]:
    """What was the same for each whole campaign, while there are few campaigns."""
    campaigns = _campaigns(lessons.mails)
    if _enough_campaigns(campaigns):
        return ()
    found = list(same_for_all(lessons.mails))
    found += ["type_moment"] if "heure" in found else []
    found += [
        name
        for name, values in lessons.frame.numbers.items()
        if _between(np.log1p(np.nan_to_num(values)), campaigns) > _MOSTLY_THE_CAMPAIGN
    ]
    return tuple(found)


def same_for_all(mails: Sequence[Mail]) -> tuple[str, ...]:
    """Of the day and the hour, what was the same for each whole campaign."""
    campaigns = _campaigns(mails)
    if _enough_campaigns(campaigns):
        return ()
    moments = [Moment.of(mail.at) for mail in mails]
    told = {"jour": [one.weekday for one in moments], "heure": [one.hour for one in moments]}
    count = len(np.unique(campaigns))
    return tuple(
        name
        for name, values in told.items()
        if len(np.unique(campaigns * 24 + np.array(values, np.int64))) < 2 * count
    )


def _campaigns(mails: Sequence[Mail]) -> Ranks:
    """The campaign of each mail, as a number."""
    found: Ranks = np.unique([mail.campaign_id for mail in mails], return_inverse=True)[1]
    return found


def _enough_campaigns(campaigns: Ranks) -> bool:
    return len(np.unique(campaigns)) >= _MANY_CAMPAIGNS


def _between(values: Floats, campaigns: Ranks) -> float:
    """The part of a column's variance that is between campaigns."""
    whole = float(values.var())
    if not whole:
        return 0.0
    sizes = np.bincount(campaigns)
    means = np.bincount(campaigns, values) / sizes
    return float(np.average((means - values.mean()) ** 2, weights=sizes)) / whole


def fingerprint(mails: Sequence[Mail]) -> str:
    """Of what was learnt from: the same mails with the same answers have the same."""
    told = hashlib.sha256()
    for mail in mails:
        told.update(
            f"{mail.campaign_id}:{mail.prospect_id}:{mail.at.isoformat()}:{mail.answered}\n".encode()
        )
    return told.hexdigest()[:16]
