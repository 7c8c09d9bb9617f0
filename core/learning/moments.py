"""What a model tells of the mails it was learnt from, kept with it: reading them again is long."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from core.learning.estimators import Estimator
from core.learning.frames import Frame
from core.learning.mails import Moment, at_moment
from core.learning.training import Lessons

_MOMENTS_TRIED = 400
_CAMPAIGNS = 4


def ordinary(estimator: Estimator, lessons: Lessons) -> Moment:
    """The moment, among those of the past, at which odds are the nearest to those of all of them:
    prospects are compared for a mail like the others, sent neither at the best nor worst hour."""
    counts = Counter(Moment.of(mail.at) for mail in lessons.mails)
    rng = np.random.default_rng(0)
    size = lessons.frame.size
    some = np.sort(rng.choice(size, min(size, _MOMENTS_TRIED), replace=False))
    frame = lessons.frame.rows(some)
    means = {one: _mean_at(estimator, frame, one) for one in _tried(counts)}
    weights = sum(counts[one] for one in means)
    wanted = sum(counts[one] * mean for one, mean in means.items()) / weights
    return min(means, key=lambda one: (abs(means[one] - wanted), one.weekday, one.hour))


def _tried(counts: Mapping[Moment, int]) -> list[Moment]:
    return sorted(counts, key=lambda one: (-counts[one], one.weekday, one.hour))[:24]


def _mean_at(estimator: Estimator, frame: Frame, moment: Moment) -> float:
    at = at_moment(frame, moment)
    return float(estimator.odds(estimator.encoder.matrix(at)).mean())


def dispersion(estimator: Estimator, lessons: Lessons) -> float:
    """How much campaigns differ from what is told of them beyond chance, as a part squared."""
    odds = estimator.odds(estimator.encoder.matrix(lessons.frame))
    campaigns = np.unique([mail.campaign_id for mail in lessons.mails], return_inverse=True)[1]
    told = np.bincount(campaigns, odds)
    if len(told) < _CAMPAIGNS:
        return 0.0
    chance = np.bincount(campaigns, odds * (1 - odds))
    came = np.bincount(campaigns, lessons.answers)
    return max(0.0, float(((came - told) ** 2 - chance).sum() / (told**2).sum()))
