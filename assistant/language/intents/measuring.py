"""How often readings are right, measured on sentences that were not learnt from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.language.intent_table import Family
from assistant.language.intents import rules
from assistant.language.intents.odds import UNMEASURED, Chances, Odds, logit
from assistant.language.understanding import Intent

if TYPE_CHECKING:
    from assistant.language.intents.lessons import Lesson
    from assistant.language.intents.rows import Rows

FOLDS = 3
_LINE_WEIGHT = 0.15
"""Of a sentence written out of a line, beside a turn: lines are harder than what people type."""
_AS_ALL = 0.5
"""How far a family may go from what all have in common."""
_SCALE = 3.0
"""Of logits, so that slope and shift are held back alike."""
_RULE_SEEN = 6
"""A rule counts as seen so many times before it was."""
NARROWS = {Intent.FILTER_PROSPECTS, Intent.REFINE_FILTERS}
"""With no filter in force, a narrowing and a list are the same (contract, Precisions)."""


@dataclass(frozen=True)
class Guess:
    """How a sentence was read by a model that had not learnt it."""

    lesson: Lesson
    chosen: Intent
    rule: str
    chances: Chances
    fold: int

    @property
    def is_right(self) -> bool:
        """Whether it has the intent, or one that is the same in this scene."""
        both = {self.chosen, self.lesson.intent}
        same = self.lesson.context.filter.is_empty() and both == NARROWS
        return self.chosen is self.lesson.intent or same

    @property
    def weight(self) -> float:
        return 1.0 if self.lesson.is_turn else _LINE_WEIGHT


def folds(lessons: Sequence[Lesson]) -> list[int]:
    """Which fold each lesson is of; files of conversations, and lines, are kept whole."""
    sizes = Counter(one.source for one in lessons if one.is_turn)
    loads, of = [0] * FOLDS, dict[str, int]()
    for source, size in sorted(sizes.items(), key=lambda pair: (-pair[1], pair[0])):
        of[source] = loads.index(min(loads))
        loads[of[source]] += size
    return [of[one.source] if one.is_turn else int(one.source) % FOLDS for one in lessons]


def out_of_fold(lessons: Sequence[Lesson], rows: Rows) -> list[Guess]:
    """One guess a lesson, by what was learnt of the other folds."""
    fold_of = folds(lessons)
    found: dict[int, Guess] = {}

    def read(fold: int) -> list[Chances]:
        known = [at for at, its in enumerate(fold_of) if its != fold]
        return list(rows.chances(known, [at for at, its in enumerate(fold_of) if its == fold]))

    with ThreadPoolExecutor(2) as pool:  # the library leaves Python's lock while it learns
        chances_of = dict(zip(range(FOLDS), pool.map(read, range(FOLDS)), strict=True))
    for fold, every in chances_of.items():
        unseen = [at for at, its in enumerate(fold_of) if its == fold]
        for at, chances in zip(unseen, every, strict=True):
            found[at] = _guess(lessons[at], chances, fold)
    return [found[at] for at in range(len(lessons))]


def _guess(lesson: Lesson, chances: Chances, fold: int) -> Guess:
    best = max(chances, key=lambda intent: chances[intent])
    rule, chosen = rules.first(best, lesson.reading, lesson.context) or ("", best)
    return Guess(lesson, chosen, rule, chances, fold)


def odds_of(guesses: Sequence[Guess]) -> Odds:
    """What these guesses say of each family and of each rule."""
    learnt = [one for one in guesses if not one.rule]
    return Odds(_of_families(learnt), _of_rules(one for one in guesses if one.rule))


def _of_rules(guesses: Iterator[Guess]) -> dict[str, float]:
    right, seen = Counter[str](), Counter[str]()
    for one in guesses:  # A rule fires too seldom for its lines to count less.
        seen[one.rule] += 1
        right[one.rule] += one.is_right
    return {
        name: (right[name] + _RULE_SEEN * UNMEASURED) / (count + _RULE_SEEN)
        for name, count in sorted(seen.items())
    }


def _of_families(guesses: Sequence[Guess]) -> dict[Family, tuple[float, float]]:
    """A logistic curve for all, and how each family departs from it."""
    from sklearn.linear_model import LogisticRegression

    right = [one.is_right for one in guesses]
    if len(set(right)) < 2:
        return {}
    logits = np.array([logit(one.chances[one.chosen]) for one in guesses])[:, None] / _SCALE
    names = list(Family)
    own = np.eye(len(names))[[names.index(one.chosen.about.family) for one in guesses]] * _AS_ALL
    model = LogisticRegression(max_iter=500)
    model.fit(np.hstack([logits, own, own * logits]), right, [one.weight for one in guesses])
    slope, *rest = model.coef_[0]
    shifts, slopes = rest[: len(names)], rest[len(names) :]
    return {
        name: (
            float(slope + _AS_ALL * slopes[at]) / _SCALE,
            float(model.intercept_[0] + _AS_ALL * shifts[at]),
        )
        for at, name in enumerate(names)
    }


def judged(guesses: Sequence[Guess]) -> Iterator[tuple[Guess, float]]:
    """The turns, with the odds that the other folds give to their readings."""
    for fold in sorted({one.fold for one in guesses}):
        odds = odds_of([one for one in guesses if one.fold != fold])
        for one in guesses:
            if one.fold == fold and one.lesson.is_turn:
                yield one, odds_of_guess(odds, one)


def odds_of_guess(odds: Odds, guess: Guess) -> float:
    """The odds of what was chosen."""
    if guess.rule:
        return odds.of_rule(guess.rule)
    return odds.of_reading(guess.chosen, guess.chances[guess.chosen])
