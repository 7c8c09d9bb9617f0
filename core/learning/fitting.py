"""Whether a kept model fits the mails there are now, and whether a new one is worse."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.learning import training
from core.learning.keeping import Kept
from core.learning.mails import Mail
from core.learning.training import Learnt, Lessons

_CHANGED = 0.2
"""Of the answers learnt from: when so many are others now, the model is of another base."""
_LEFT = 0.5


def keys_of(mails: Sequence[Mail]) -> NDArray[np.uint64]:
    """A number for each mail, always the same, that names nobody."""
    made = [
        hashlib.blake2b(f"{m.campaign_id}:{m.prospect_id}".encode(), digest_size=8).digest()
        for m in mails
    ]
    return np.frombuffer(b"".join(made), dtype=">u8").astype(np.uint64)


def fits(kept: Kept, lessons: Lessons) -> bool:
    """Whether the mails that a model was learnt from are still there, with the same answers: some
    come late, and some people are erased."""
    keys = keys_of(lessons.mails)
    place = np.searchsorted(kept.mails, keys)
    place[place == len(kept.mails)] = 0
    there = kept.mails[place] == keys if len(kept.mails) else np.zeros(len(keys), bool)
    if int(there.sum()) < _LEFT * len(kept.mails):
        return False
    changed = int((kept.answered[place[there]] != lessons.answers[there]).sum())
    return changed <= _CHANGED * max(1, int(kept.answered.sum()))


def worse(learnt: Learnt, before: Kept, lessons: Lessons) -> bool:
    """Whether what was learnt now misses more than what there is, beyond chance, on later mails:
    those that neither has seen, where there are some with answers."""
    ranks = learnt.later
    unseen = ~np.isin(keys_of([lessons.mails[n] for n in ranks.tolist()]), before.mails)
    answers = lessons.answers[ranks]
    enough = int(answers[unseen].sum()) >= training.LEAST_ANSWERS
    some = unseen if enough else np.ones(len(ranks), bool)
    matrix = before.estimator.encoder.matrix(lessons.frame.rows(ranks[some]))
    old = (before.estimator.odds(matrix) - answers[some]) ** 2
    new = (learnt.told[some] - answers[some]) ** 2
    gap = new - old
    return bool(gap.mean() > gap.std() / max(1.0, len(gap) ** 0.5))
