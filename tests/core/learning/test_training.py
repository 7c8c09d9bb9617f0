"""Learning who answers: what is known in time, what is refused, what is kept."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.jobs.models import Cancelled
from core.learning import judging, mails, reasons, training
from core.learning.estimators import Kind
from core.learning.fitting import fits, keys_of, worse
from core.learning.frames import Category, Frame
from core.learning.keeping import Kept, Shelf, Unfit, loaded
from core.learning.training import SILENT, Learnt, Lessons
from tests.core.learning.drawing import NOW, by_chance, lessons, people, sent, silent


@pytest.fixture(scope="module")
def learnt() -> tuple[Lessons, Learnt]:
    records = people(150)
    known = lessons(sent(records), records)
    found = training.learn(known, silent)
    assert isinstance(found, Learnt)
    return known, found


def test_what_decides_is_found_and_told_in_its_proportions(
    learnt: tuple[Lessons, Learnt],
) -> None:
    known, found = learnt
    assert found.judged.auc.low > 0.6
    assert found.judged.brier < found.base_brier
    assert found.judged.calibration_error < 0.15
    odds = found.estimator.odds(found.estimator.encoder.matrix(known.frame))
    kinds = np.array(known.frame.categories["type_prospect"].values())
    assert odds[kinds == "Ludothèque"].mean() == pytest.approx(0.47, abs=0.08)
    assert odds[kinds == "Éditeur"].mean() < 0.1


def test_mails_checked_on_are_later_than_those_learnt_from(
    learnt: tuple[Lessons, Learnt],
) -> None:
    known, found = learnt
    later = np.zeros(len(known.mails), bool)
    later[found.later] = True
    last = max(m.at for m, is_later in zip(known.mails, later, strict=True) if not is_later)
    first = min(m.at for m, is_later in zip(known.mails, later, strict=True) if is_later)
    assert last < first


def test_answers_by_chance_are_refused() -> None:
    records = people(80)
    known = lessons(sent(records, odds=by_chance), records)
    assert training.learn(known, silent) == SILENT


@pytest.mark.parametrize(
    ("count", "rate", "said"),
    [(40, 0.3, "200 mails"), (80, 0.01, "20 réponses"), (80, 1.0, "tous reçu une réponse")],
)
def test_too_few_mails_or_answers_are_told(count: int, rate: float, said: str) -> None:
    records = people(count)
    known = lessons(sent(records, odds=lambda *_: rate), records)
    assert said in str(training.learn(known, silent))


def test_nothing_known_of_anybody_is_refused_not_a_trace() -> None:
    records = people(100)
    mute = [replace(one, kind=None, region=None) for one in sent(records)]
    bare = [{"_id": one["_id"]} for one in records]
    assert isinstance(training.learn(lessons(mute, bare), silent), str | Learnt)


# --- in time --------------------------------------------------------------------------------------


@settings(max_examples=30)
@given(st.data())
def test_a_mail_is_told_by_nothing_that_came_after_it(data: st.DataObject) -> None:
    records = people(12)
    past = sent(records, campaigns=4)
    cut = data.draw(st.sampled_from(sorted({one.at for one in past})))
    by_id = {one["_id"]: one for one in records}
    edits = data.draw(
        st.lists(
            st.tuples(
                st.sampled_from(sorted(by_id)),
                st.integers(-120, 0),
                st.sampled_from(["nb_adherents", "site_web", "region", "telephone"]),
            ),
            max_size=12,
        )
    )
    changes: dict[str, list[mails.Change]] = {}
    for key, days, field in edits:
        when = NOW + timedelta(days=days)
        changes.setdefault(key, []).append((when, {field: None}))
    for some in changes.values():
        some.sort(key=lambda change: change[0])
    whole = mails.frame_of_mails(past, by_id, changes)
    known = [one for one in past if one.at <= cut]
    # What was known at the cut: no later mail, answer or edit.
    then = [_as_known(one, cut) for one in known]
    records_then = {
        key: mails.known_at(one, changes.get(key, ()), cut) for key, one in by_id.items()
    }
    changes_then = {key: [c for c in some if c[0] <= cut] for key, some in changes.items()}
    early = mails.frame_of_mails(then, records_then, changes_then)
    ranks = [n for n, one in enumerate(past) if one.at == cut]
    ranks_then = [n for n, one in enumerate(known) if one.at == cut]
    for name in (*mails.CATEGORIES, *mails.NUMBERS):
        for now, before in zip(ranks, ranks_then, strict=True):
            assert whole.value(name, now) == early.value(name, before), name


def _as_known(one: mails.Mail, at: datetime) -> mails.Mail:
    answered = one.answered if one.answered and one.answered <= at else None
    return replace(one, answered=answered)


def test_a_leak_is_found_and_left_out() -> None:
    records = people(120)
    known = lessons(sent(records), records)
    told = known.answers.astype(np.float32)
    told[::40] = 0
    levels = Category(known.answers.astype(np.int32), ("non", "oui"))
    frame = Frame(
        known.frame.size,
        {**known.frame.categories, "statut": levels},
        {**known.frame.numbers, "fuite": np.where(told > 0, told, np.nan)},
    )
    planted = replace(known, frame=frame)
    assert training.suspects(planted) == ("statut", "fuite")
    assert training.suspects(known) == ()
    found = training.learn(planted, silent)
    assert isinstance(found, Learnt)
    assert found.left_out == ("statut", "fuite")
    assert found.judged.auc.value < 0.95


def test_a_mail_sent_just_now_is_not_one_without_an_answer() -> None:
    records = people(60)
    past = sent(records)
    fresh = [replace(one, at=NOW, answered=None) for one in past[:60]]
    assert mails.ripe([*past, *fresh], NOW) == past


def test_what_is_the_same_for_a_whole_campaign_is_not_learnt_of_few() -> None:
    records = people(60)
    known = lessons(sent(records), records)
    assert "jour" in training.confounded(known)
    assert "heure" not in training.confounded(known)


# --- judging, reasons -----------------------------------------------------------------------------


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1)), min_size=4, max_size=60))
def test_the_auc_is_the_share_of_pairs_in_the_right_order(
    rows: list[tuple[bool, float]],
) -> None:
    yes = [odds for answered, odds in rows if answered]
    no = [odds for answered, odds in rows if not answered]
    if len(yes) < 2 or len(no) < 2:
        return
    answers = np.array([answered for answered, _ in rows], np.int8)
    found = judging.auc(answers, np.array([odds for _, odds in rows]))
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in yes for b in no]
    assert found.value == pytest.approx(sum(pairs) / len(pairs))
    assert found.low <= found.value <= found.high


@pytest.mark.parametrize("kind", list(Kind))
def test_reasons_add_up_to_the_probability(kind: Kind) -> None:
    records = people(120)
    known = lessons(sent(records, campaigns=3), records)
    model = training.fitted(kind, known)
    some = known.frame.rows(np.arange(40))
    matrix = model.encoder.matrix(some)
    odds = model.odds(matrix)
    told = reasons.reasons(model, some, matrix)
    # The same base for all: what is left once the effects are taken off.
    bases = [p - sum(one.effect for one in why) for p, why in zip(odds, told, strict=True)]
    assert np.ptp(bases) < 0.02  # effects under half a thousandth are not told
    strongest = next(why[0] for p, why in zip(odds, told, strict=True) if p == max(odds))
    assert strongest.field in {"type_prospect", "type_moment"}


def test_the_forest_s_contributions_are_exact() -> None:
    records = people(100)
    known = lessons(sent(records, campaigns=3), records)
    model = training.fitted(Kind.FOREST, known)
    matrix = model.encoder.matrix(known.frame)[:50]
    forest = model.model.calibrated_classifiers_[0].estimator
    base, added = reasons.contributions(forest, matrix)
    assert base + added.sum(axis=1) == pytest.approx(forest.predict_proba(matrix)[:, 1])


def test_calibration_is_what_was_told_beside_what_came() -> None:
    answers = np.array([0, 0, 0, 1, 1, 1, 0, 1], np.int8)
    odds = np.array([0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 1.0])
    # A quarter of four came of a quarter told, two thirds of three of three quarters.
    assert judging.calibration_error(answers, odds) == pytest.approx((3 * 0.75 - 2) / 8)
    assert judging.calibration_error(answers[:4], odds[:4]) == 0


def test_learning_stops_between_two_checks(learnt: tuple[Lessons, Learnt]) -> None:
    told: list[tuple[int, int, str]] = []

    def stop(done: int, total: int, label: str) -> None:
        told.append((done, total, label))
        if len(told) == 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        training.learn(learnt[0], stop)
    assert [done for done, *_ in told] == [1, 2, 3, 4]
    assert all(done < total for done, total, _ in told)


# --- kept on the disk -----------------------------------------------------------------------------


def kept(known: Lessons, found: Learnt) -> Kept:
    from core.learning.scoring import card_of

    keys = keys_of(known.mails)
    order = np.argsort(keys)
    card, answered = card_of(found, NOW), known.answers[order]
    return Kept(card, found.estimator, keys[order], answered, mails.Moment(9, 1), 0.01)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_estimator_comes_back_as_it_was(
    kind: Kind, learnt: tuple[Lessons, Learnt], tmp_path: Path
) -> None:
    known, found = learnt
    folder = tmp_path
    one = kept(known, replace(found, estimator=training.fitted(kind, known)))
    shelf = Shelf(folder)
    shelf.put(one)
    again = shelf.get()
    assert again is not None
    assert again.card == one.card
    assert (again.ordinary, again.dispersion) == (one.ordinary, one.dispersion)
    matrix = one.estimator.encoder.matrix(known.frame)
    assert again.estimator.odds(matrix) == pytest.approx(one.estimator.odds(matrix))
    # Another version, a file that was changed: as if there were none.
    index = folder / "learnt" / "answers.json"
    index.write_text(index.read_text().replace('"format": "2"', '"format": "0"'))
    assert shelf.get() is None
    shelf.put(one)
    (path,) = (folder / "learnt").glob("*.skops")
    path.write_bytes(path.read_bytes() + b"x")
    assert shelf.get() is None
    index.write_text("{")
    assert shelf.get() is None


def test_a_file_with_a_strange_type_is_not_opened(tmp_path: Path) -> None:
    import skops.io
    from sklearn.preprocessing import FunctionTransformer

    path = Path(tmp_path, "trap.skops")
    skops.io.dump(FunctionTransformer(func=np.linalg.det), path)
    with pytest.raises(Unfit):
        loaded(path)


def test_a_worse_one_does_not_take_the_place_of_a_better_one(
    learnt: tuple[Lessons, Learnt],
) -> None:
    known, found = learnt
    good = kept(known, found)
    answers = known.answers[found.later]
    bad = replace(found, told=np.where(answers == 1, 0.05, 0.6))
    assert worse(bad, good, known)
    better = replace(found, told=np.where(answers == 1, 0.9, 0.05))
    assert not worse(better, good, known)


def test_a_model_of_other_answers_does_not_fit(learnt: tuple[Lessons, Learnt]) -> None:
    known, found = learnt
    one = kept(known, found)
    assert fits(one, known)
    rng = np.random.default_rng(2)
    shuffled = replace(known, answers=rng.permutation(known.answers))
    assert not fits(one, shuffled)
    late = known.answers.copy()
    late[np.flatnonzero(late == 0)[:3]] = 1
    assert fits(one, replace(known, answers=late))
    assert not fits(one, known.rows(np.arange(40)))


def test_why_nothing_could_be_learnt_is_kept_for_these_mails_alone(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    assert shelf.refused("a") is None
    shelf.refuse("a", SILENT)
    assert shelf.refused("a") == SILENT
    assert shelf.refused("b") is None


def test_two_never_learn_at_once(tmp_path: Path) -> None:
    first, second = Shelf(tmp_path), Shelf(tmp_path)
    waited: list[int] = []

    def stop() -> None:
        waited.append(1)
        if len(waited) == 2:
            raise Cancelled

    with first.alone(stop), pytest.raises(Cancelled), second.alone(stop):
        pytest.fail("both learn")
    assert len(waited) == 2
    with second.alone(stop):
        pass
    assert len(waited) == 2
