"""Odds are what was measured: of families, of rules, on what was not learnt from."""

from datetime import date

import pytest

from assistant.language.grammar.reading import read
from assistant.language.intent_table import Family
from assistant.language.intents.lessons import Lesson
from assistant.language.intents.measuring import Guess, folds, odds_of
from assistant.language.intents.odds import UNMEASURED
from assistant.language.intents.reliability import Judged, asking, tenths
from assistant.language.understanding import Context, Intent

READING = read("bonjour", date(2026, 3, 18))


def lesson(intent: Intent, source: str = "a", weight: int = 4) -> Lesson:
    return Lesson("bonjour", intent, source, READING, Context(), weight)


def guess(right: bool, chosen: Intent, chance: float = 0.9, rule: str = "") -> Guess:
    truth = chosen if right else Intent.HELP
    return Guess(lesson(truth), chosen, rule, {chosen: chance, Intent.HELP: 1 - chance}, 0)


def test_a_family_that_is_wrong_more_often_than_it_says_has_lower_odds() -> None:
    many = [guess(at % 2 == 0, Intent.EDIT_PROSPECT) for at in range(400)]
    many += [guess(at % 10 != 0, Intent.SHOW_KPIS) for at in range(400)]
    odds = odds_of(many)
    assert odds.of_reading(Intent.EDIT_PROSPECT, 0.9) == pytest.approx(0.5, abs=0.05)
    assert odds.of_reading(Intent.SHOW_KPIS, 0.9) == pytest.approx(0.9, abs=0.05)


def test_a_rule_seldom_seen_is_worth_little_more_than_an_unknown_one() -> None:
    odds = odds_of([guess(False, Intent.BACKUP, rule="seldom")])
    assert UNMEASURED - 0.15 < odds.of_rule("seldom") < UNMEASURED
    assert odds.of_rule("never seen") == UNMEASURED


def test_with_nothing_to_learn_from_chances_are_odds() -> None:
    odds = odds_of([guess(True, Intent.BACKUP)])
    assert odds.of_reading(Intent.BACKUP, 0.7) == pytest.approx(0.7)


def test_with_no_filter_in_force_a_narrowing_is_a_list() -> None:
    told = lesson(Intent.REFINE_FILTERS)
    assert Guess(told, Intent.FILTER_PROSPECTS, "", {}, 0).is_right
    assert not Guess(told, Intent.COUNT_PROSPECTS, "", {}, 0).is_right


def test_no_file_is_split() -> None:
    turns = [lesson(Intent.HELP, source) for source in ("a", "b", "a", "c", "d", "b")]
    of = folds([*turns, lesson(Intent.HELP, "7", 1), lesson(Intent.HELP, "7", 1)])
    assert (of[0], of[1], of[6]) == (of[2], of[5], of[7])
    assert len({of[0], of[1], of[3]}) == 3


def test_the_tables_say_what_is_asked_and_what_it_gains() -> None:
    wanted = frozenset((Intent.SHOW_PROSPECT,))
    both = (Intent.DELETE_PROSPECT, Intent.SHOW_PROSPECT)
    wrong = Judged(wanted, Intent.DELETE_PROSPECT, 0.65, True, both, False)
    right = Judged(wanted, Intent.SHOW_PROSPECT, 0.95, False, (), True)
    assert [line.split()[:2] for line in tenths([wrong, right])][1:] == [
        ["0.6-0.7", "1"],
        ["0.9-1.0", "1"],
    ]
    told = "\n".join(asking([wrong, right]))
    assert "asked in scope  50.0% of 2" in told
    assert f"wrong {Family.ERASE:9} 1 of 1 held back" in told
