"""Learns intents and roles from the examples. It needs scikit-learn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

from assistant.language.fingerprint import fingerprint
from assistant.language.intents.doubt import is_unsure, nearest
from assistant.language.intents.examples import Example
from assistant.language.intents.learning_roles import learn_roles
from assistant.language.intents.lessons import Lesson, lessons
from assistant.language.intents.measuring import Guess, judged, odds_of, out_of_fold
from assistant.language.intents.model import SHIPPED, Weights
from assistant.language.intents.odds import shared_out
from assistant.language.intents.reliability import Judged, asking, tenths
from assistant.language.intents.rows import Rows, read_beforehand
from assistant.language.intents.turns import played
from assistant.language.roles.tagger import SHIPPED_ROLES
from assistant.language.spans.learning_spans import learn_spans


def learn(
    more: Sequence[Example] = (),
    tell: Callable[[str], object] | None = None,
    pool: Executor | None = None,
) -> Weights:
    """The same weights for the same examples; `more` are sentences that users corrected.

    `tell` is given lines that say how reliable the odds are; `pool` takes a part of the work.
    """
    learnt_from = lessons(played(), more)
    if pool is not None:
        read_beforehand([one.frame for one in learnt_from], pool)
    rows = Rows.of(learnt_from)
    with ThreadPoolExecutor(1) as beside:  # the library leaves Python's lock while it learns
        weights = beside.submit(rows.weights)
        guesses = out_of_fold(learnt_from, rows)
    if tell is not None:
        turns = [_judged(guess, odds) for guess, odds in judged(guesses)]
        for line in (*tenths(turns), *asking(turns)):
            tell(line)
    return replace(weights.result(), odds=odds_of(guesses))


def fit(learnt_from: Sequence[Lesson]) -> Weights:
    """What is learnt of these, the odds unmeasured."""
    return Rows.of(learnt_from).weights()


def _judged(guess: Guess, sure: float) -> Judged:
    odds = shared_out(guess.chances, guess.chosen, sure)
    return Judged(
        wanted=frozenset((guess.lesson.intent,)),
        chosen=guess.chosen,
        odds=sure,
        asked=is_unsure(guess.chosen, odds),
        offered=tuple(nearest(odds)),
        is_right=guess.is_right,
    )


def main() -> None:
    """Learns what the release ships: `python -m assistant.language.intents.learning`."""
    with ProcessPoolExecutor(2, get_context("spawn")) as beside:
        roles = beside.submit(_learn_the_rest)
        learn(tell=print, pool=beside).save(SHIPPED)
        SHIPPED.chmod(0o644)
        roles.result()


def _learn_the_rest() -> None:
    learn_roles(played(), SHIPPED_ROLES, fingerprint())
    learn_spans()


if __name__ == "__main__":
    main()
