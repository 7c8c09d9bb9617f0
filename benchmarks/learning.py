"""Learning: how near it comes to the hidden truth of the demonstration, and what it costs.

The truth (`core.demo.truth`) is read here and in tests only. Run alone, for its own figures:
`python -m benchmarks.learning [--sizes 5000,20000] [--large]`.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.metrics import adjusted_rand_score

from benchmarks.measure import Row, paired_ms
from core.accounts.models import OPERATOR
from core.clock import PARIS, now
from core.demo import truth
from core.learning import clusters, mails, profiles, segments, training
from core.learning.estimators import Kind
from core.learning.judging import Answers, Odds, auc, calibration_error
from core.learning.training import Learnt, Lessons
from core.prospects.documents import document_of
from core.prospects.filters import Filter
from core.prospects.models import Prospect
from core.services import Services, open_services
from core.settings import Settings
from core.vocabulary.values import ProspectType

SIZES, SEEDS = (5_000, 20_000), (1, 2, 3)
SHUFFLES = 20
CAMPAIGNS = 100
MAILS = 50_000
_K = 6


def silent(done: int, total: int, label: str) -> None:
    """Nobody watches."""


def measure(sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """All but the million."""
    rows = [row for size in sizes for row in near_the_truth(size)]
    return [*rows, *_of_chance(), _planted(), *_speed()]


@contextmanager
def demonstration(size: int, seed: int) -> Iterator[Services]:
    """A base of its own."""
    with tempfile.TemporaryDirectory(prefix="mimicom-bench-") as place:
        settings = Settings(data=Path(place), mongodb_uri=None, durability="process-kill")
        services = open_services(settings)
        try:
            services.demo.load(OPERATOR, size, seed)
            yield services
        finally:
            services.close()


# --- the truth ------------------------------------------------------------------------------------


def near_the_truth(size: int) -> list[Row]:
    """AUC and calibration on later mails, and intervals of expected answers, over seeds."""
    gaps, errors, covered = [], [], []
    for seed in SEEDS:
        with demonstration(size, seed) as services:
            lessons = services.learning.scores.lessons()
            learnt = training.learn(lessons, silent)
            assert isinstance(learnt, Learnt), learnt
            true = true_odds(services, lessons)[learnt.later]
            answers = lessons.answers[learnt.later]
            gaps.append(auc(answers, true).value - learnt.judged.auc.value)
            errors.append(calibration_error(answers, learnt.told))
            covered.append(_covered(services, seed))
            print(
                f"  {size:,} prospects, seed {seed}: {learnt.mails:,} mails, kept "
                f"{learnt.estimator.kind.value}, AUC {learnt.judged.auc.value:.3f} (truth "
                f"{auc(answers, true).value:.3f}), ECE {errors[-1]:.3f} (truth's "
                f"{calibration_error(answers, true):.3f}), by groups of the same size "
                f"{_error_of_equals(answers, learnt.told):.3f} (truth's "
                f"{_error_of_equals(answers, true):.3f}), covered {covered[-1]} of "
                f"{CAMPAIGNS}",
                flush=True,
            )
    name = f"{size:,} prospects, worst of {len(SEEDS)} seeds"
    return [
        Row(f"AUC under the truth's, {name}", 100 * max(gaps), "pt", None, "<= 3 points"),
        Row(f"calibration error, {name}", 100 * max(errors), "pt", None, "<= 3 points"),
        Row(f"90 % intervals that hold, {name}", min(covered), "%", None, ">= 85"),
    ]


def _error_of_equals(answers: Answers, odds: Odds, bins: int = 10) -> float:
    """The calibration error over groups of as many mails each: where a group has some hundred, the
    true probabilities have as much of it."""
    order = np.argsort(odds, kind="stable")
    parts = [part for part in np.array_split(order, min(bins, len(order))) if len(part)]
    return sum(abs(float((odds[p] - answers[p]).sum())) for p in parts) / max(1, len(order))


def true_odds(services: Services, lessons: Lessons) -> np.ndarray:
    """The probabilities that the answers were drawn from."""
    ids = sorted({mail.prospect_id for mail in lessons.mails})
    bands = _bands(services, ids)
    return truth.answer_probability(
        [mail.kind or "" for mail in lessons.mails],
        [bands[mail.prospect_id] for mail in lessons.mails],
        [mail.region for mail in lessons.mails],
        [mail.at.astimezone(PARIS).hour for mail in lessons.mails],
    )


def _bands(services: Services, ids: list[str]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for start in range(0, len(ids), 1_000):
        some = services.prospects.documents_of(ids[start : start + 1_000])
        found |= {key: one["tranche_public"] for key, one in some.items()}
    return found


def _covered(services: Services, seed: int) -> int:
    """Of simulated campaigns, how many have a number of answers within what was told."""
    rng = np.random.default_rng(seed)
    kept = services.learning.scores.usable(OPERATOR)
    assert not isinstance(kept, str)
    moments = [mails.Moment(9, 1)]
    everybody = services.learning.scores.told(Filter(), kept, moments).ids
    known = services.prospects.documents_of(everybody)
    kinds = list(ProspectType)
    count = 0
    for _ in range(CAMPAIGNS):
        wanted = tuple(kinds[n] for n in rng.choice(len(kinds), rng.integers(1, 6), replace=False))
        told = services.learning.advice.expected(OPERATOR, Filter(type_prospect=wanted))
        people = [one for one in known.values() if one["type_prospect"] in wanted]
        if told is None:
            count += not people
            continue
        hours = rng.choice(truth.SENDING_HOURS, len(people)).tolist()
        odds = truth.answer_probability(
            [one["type_prospect"] for one in people],
            [one["tranche_public"] for one in people],
            [one["region"] for one in people],
            hours,
        )
        answers = int((rng.random(len(people)) < odds).sum())
        count += int(told.figures["low"]) <= answers <= int(told.figures["high"])
    return count


# --- chance, planted groups -----------------------------------------------------------------------


def _of_chance() -> Iterator[Row]:
    """What is refused, or said to have no structure, where only chance is at work."""
    with demonstration(SIZES[0], 1) as services:
        lessons = services.learning.scores.lessons()
        documents = [
            d for some in services.prospects.documents(Filter(), profiles.FIELDS) for d in some
        ]
        moment = services.clock()
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(SHUFFLES):
        shuffled = replace(lessons, answers=rng.permutation(lessons.answers))
        refused += isinstance(training.learn(shuffled, silent), str)
    yield Row(f"shuffled answers refused, of {SHUFFLES}", refused, "", None, ">= 18")
    frame = profiles.frame_of(documents, moment)
    none = 0
    for _ in range(SHUFFLES):
        none += not segments.segmented(frame.shuffled_apart(rng), None, moment).told.structure
    yield Row(f"shuffled columns without structure, of {SHUFFLES}", none, "", None, ">= 18")


def _planted() -> Row:
    """Three profiles drawn apart, found again by themselves."""
    rng = np.random.default_rng(4)
    today = now()
    made, groups = [], []
    for n in range(900):
        group = n % 3
        kind, region, members = (
            ("MJC", "Bretagne", rng.integers(150, 600)),
            ("Éditeur", "Occitanie", rng.integers(1, 12)),
            ("Médiathèque", "Île-de-France", rng.integers(900, 6_000)),
        )[group]
        made.append(
            document_of(
                Prospect(
                    prospect_id=f"{n:05}",
                    nom_structure=f"Structure {n}",
                    ville="Lyon",
                    type_prospect=ProspectType(kind),
                    region=region,
                    nb_adherents=int(members),
                    accepte_contact=(True, None, False)[group] if rng.random() < 0.8 else None,
                    site_web="https://exemple.fr" if rng.random() < 0.5 else None,
                )
            )
        )
        groups.append(group)
    found = segments.segmented(profiles.frame_of(made, today), None, today)
    score = adjusted_rand_score(groups, found.labels)
    return Row("planted groups, adjusted Rand index (x 100)", 100 * score, "", None, ">= 90")


# --- speed ----------------------------------------------------------------------------------------


def _speed() -> Iterator[Row]:
    with demonstration(100_000, 1) as services:
        documents = services.prospects.documents(Filter(), profiles.FIELDS)
        _, frame = profiles.gathered(documents, services.clock())
        lessons = services.learning.scores.lessons()
    encoder, _ = segments.encoder_of(frame)
    matrix, blocks = encoder.matrix(frame), encoder.blocks()
    whole, bare = paired_ms(
        lambda: clusters.group(matrix, blocks, _K),
        lambda: KMeans(_K, n_init=10, random_state=0).fit(matrix),
        runs=3,
    )
    yield Row(f"{_K} segments of 100,000, with their proof; K-Means", whole, "ms", bare, "<= 1.5")
    whole, bare = paired_ms(
        lambda: clusters.fit(matrix, _K),
        lambda: MiniBatchKMeans(_K, n_init=3, random_state=clusters.SEED).fit(matrix),
        runs=3,
    )
    yield Row("their fit alone; bare mini-batches", whole, "ms", bare, "<= 1.5")
    some = lessons.rows(np.arange(min(MAILS, len(lessons.mails))))
    start = time.perf_counter()
    learnt = training.learn(some, silent)
    seconds = time.perf_counter() - start
    yield Row(f"learning on {len(some.mails):,} mails", seconds, "s", None, "< 60 s")
    assert isinstance(learnt, Learnt), learnt
    for kind in Kind:
        model = training.fitted(kind, some)
        rows = model.encoder.matrix(some.frame.rows(np.arange(100_000) % len(some.mails)))
        whole, bare = paired_ms(
            lambda model=model, rows=rows: model.odds(rows),
            lambda model=model, rows=rows: model.model.predict_proba(rows),
            runs=3,
        )
        yield Row(f"likelihoods of 100,000, {kind.value}", whole, "ms", bare, "<= 1.5")


def million() -> Row:
    """Segments of a million prospects, in a process of its own: its largest memory."""
    command = [sys.executable, "-m", "benchmarks.learning", "--million"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    return Row(
        "memory, segments of 1,000,000", float(told.stdout.split()[-1]), "MB", None, "< 1500"
    )


def _million() -> None:
    """Columns as a base of a million would give them, then segments; prints megabytes."""
    from core.demo.generate import generate

    moment = now()
    today = (moment - timedelta(days=1)).date()
    some = [document_of(one) for one in generate(20_000, 1, today).prospects()]
    batches = (some[n : n + 1_000] for _ in range(50) for n in range(0, len(some), 1_000))
    ids, frame = profiles.gathered(batches, moment)
    ids = [f"{n:036}" for n in range(len(ids))]
    start = time.perf_counter()
    found = segments.segmented(frame, _K, moment).told
    print(f"{found.n} in {time.perf_counter() - start:.1f} s", file=sys.stderr)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000)


def main() -> None:
    """These figures alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learning")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--million", action="store_true")
    asked = parser.parse_args()
    if asked.million:
        _million()
        return
    from benchmarks.measure import show

    rows = measure(tuple(int(one) for one in asked.sizes.split(",") if one))
    show([*rows, *([million()] if asked.large else [])], 100_000)


if __name__ == "__main__":
    main()
