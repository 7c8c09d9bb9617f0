"""Schedules computed backwards: what holds of any schedule, event and calendar."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.backwards import Work, earliest_event, plan
from core.planning.calendar import WorkingDays
from core.planning.models import Placed, Plan, Schedule, Step
from core.planning.schedules import read_schedules
from tests.core.planning.drawing import CALENDARS, DAYS, schedules

DAY = timedelta(days=1)


def step(key: str, length: int = 1, free: int = 1, *after: str, optional: bool = False) -> Step:
    return Step(
        cle=key, titre=key, duree=length, avant=free, apres=list(after), facultative=optional
    )


def schedule(*steps: Step) -> Schedule:
    return Schedule(nom="essai", mots=[], taches=list(steps))


def days(tasks: Sequence[Placed]) -> dict[str, tuple[str, str]]:
    return {one.key: (f"{one.start:%d/%m}", f"{one.due:%d/%m}") for one in tasks}


def test_the_example_of_the_contract_by_hand() -> None:
    # Wednesday 14 July 2027 is a holiday: of the week before, two days are left free.
    found = plan(
        schedule(
            step("envoi", 1, 2),
            step(
                "texte",
                3,
                0,
            ),
            step("essai", 2, 0, "texte"),
        ),
        date(2027, 7, 16),
        date(2027, 1, 4),
        WorkingDays(),
    )
    assert days(found.tasks) == {
        "envoi": ("12/07", "12/07"),
        "essai": ("15/07", "16/07"),
        "texte": ("09/07", "13/07"),
    }
    assert (found.feasible, found.missing_days, found.proposal) == (True, 0, None)


def test_an_event_on_a_day_off_leaves_the_same_working_days() -> None:
    found = Work.of([step("un", 1, 1)]).placed(WorkingDays().backwards(date(2027, 4, 17)))
    assert days(found) == {"un": ("15/04", "15/04")}  # Friday is left free


def test_missing_days_are_working_days() -> None:
    found = plan(schedule(step("un", 5, 1)), date(2027, 1, 15), date(2027, 1, 11), WorkingDays())
    # From Thursday 7 to Wednesday 13; Thursday and Friday are over.
    assert (found.feasible, found.missing_days) == (False, 2)


def test_optional_tasks_are_dropped_before_anything_is_shortened() -> None:
    whole = schedule(
        step("un", 4), step("en-plus", 3, 1, "un", optional=True), step("deux", 2, 1, "en-plus")
    )
    found = plan(whole, date(2027, 6, 30), date(2027, 6, 18), WorkingDays())
    assert found.proposal is not None
    assert (found.proposal.dropped, found.proposal.shortened) == (("en-plus",), ())
    assert [one.after for one in found.proposal.tasks] == [(), ("un",)]


def test_an_optional_task_that_is_in_nobodys_way_is_kept() -> None:
    whole = schedule(step("un", 9, 1, optional=True), step("deux", 2, 1, optional=True))
    found = plan(whole, date(2027, 6, 30), date(2027, 6, 24), WorkingDays())
    assert found.proposal is not None
    assert found.proposal.dropped == ("un",)


def test_durations_are_shortened_in_proportion() -> None:
    whole = schedule(step("un", 10, 1), step("deux", 20, 1, "un"))
    found = plan(whole, date(2027, 6, 30), date(2027, 6, 7), WorkingDays())
    assert found.proposal is not None
    assert set(found.proposal.shortened) == {"un", "deux"}
    lengths = {one.key: WorkingDays().length(one.start, one.due) for one in found.proposal.tasks}
    assert lengths == {"un": 5, "deux": 11}


def test_none_is_proposed_where_none_fits() -> None:
    whole = schedule(step("un", 1, 10), step("deux", 1, 1, "un"))
    found = plan(whole, date(2027, 6, 30), date(2027, 6, 28), WorkingDays())
    assert not found.feasible
    assert found.proposal is None


@given(schedules(), DAYS, CALENDARS, st.integers(-30, 200))
def test_what_holds_of_any_plan(
    drawn: Schedule, event: date, calendar: WorkingDays, ahead: int
) -> None:
    today = event - timedelta(days=ahead)
    found = plan(drawn, event, today, calendar)
    assert {one.key for one in found.tasks} == {one.cle for one in drawn.taches}
    sound(found.tasks, drawn, event, calendar, {one.cle: one.duree for one in drawn.taches})
    late_as_can_be(found.tasks, drawn, event, calendar)
    first = min(one.start for one in found.tasks)
    assert found.feasible == (first >= today)
    assert found.missing_days == calendar.between(first, today)
    proposed(found, drawn, today, calendar)


def sound(
    tasks: Sequence[Placed],
    drawn: Schedule,
    event: date,
    calendar: WorkingDays,
    lengths: Mapping[str, int],
) -> None:
    """Nothing after the event, no day off, no dependency broken, every duration kept."""
    by_key = {one.key: one for one in tasks}
    free = {one.cle: one.avant for one in drawn.taches}
    for one in tasks:
        assert one.due <= event
        assert calendar.is_worked(one.start)
        assert calendar.is_worked(one.due)
        assert calendar.between(one.start, one.due + DAY) == lengths[one.key]
        assert calendar.between(one.due + DAY, event) >= free[one.key]
        assert all(by_key[other].due < one.start for other in one.after)


def late_as_can_be(
    tasks: Sequence[Placed], drawn: Schedule, event: date, calendar: WorkingDays
) -> None:
    """No task could end on the next working day."""
    free = {one.cle: one.avant for one in drawn.taches}
    for one in tasks:
        later = calendar.after(one.due)
        starts = [other.start for other in tasks if one.key in other.after]
        fits = later <= event and calendar.between(later + DAY, event) >= free[one.key]
        assert not fits or any(start <= later for start in starts)


def proposed(found: Plan, drawn: Schedule, today: date, calendar: WorkingDays) -> None:
    """It starts today or later; what it drops is optional; it shortens only when all that is is."""
    if (other := found.proposal) is None:
        return
    assert not found.feasible
    optional = {one.cle for one in drawn.taches if one.facultative}
    before = {one.cle: one.duree for one in drawn.taches}
    assert set(other.dropped) <= optional
    assert {one.key for one in other.tasks} == set(before) - set(other.dropped)
    lengths = {one.key: calendar.length(one.start, one.due) for one in other.tasks}
    sound(other.tasks, drawn, found.event, calendar, lengths)
    assert min(one.start for one in other.tasks) >= today
    assert set(other.shortened) == {key for key, days in lengths.items() if days < before[key]}
    assert all(1 <= days <= before[key] for key, days in lengths.items())
    if other.shortened:
        assert set(other.dropped) == optional


@given(schedules(), DAYS, CALENDARS)
def test_dropping_keeps_the_order_of_the_others(
    drawn: Schedule, event: date, calendar: WorkingDays
) -> None:
    work = Work.of(drawn.taches)
    gone = {one.cle for one in drawn.taches if one.facultative}
    left = {one.key: one for one in work.without(gone).placed(calendar.backwards(event))}

    def before(key: str) -> set[str]:
        return {key for other in work.waits[key] for key in {other, *before(other)}}

    for key, task in left.items():
        assert all(left[other].due < task.start for other in before(key) - gone)


@pytest.mark.parametrize("kind", read_schedules().known, ids=lambda one: one.nom)
def test_the_first_event_that_can_be_is_the_first(kind: Schedule) -> None:
    calendar, today = WorkingDays(), date(2026, 11, 30)
    event = earliest_event(kind, today, calendar)
    assert plan(kind, event, today, calendar).feasible
    assert not plan(kind, event - DAY, today, calendar).feasible


@pytest.mark.parametrize("kind", read_schedules().known, ids=lambda one: one.nom)
def test_those_that_come_with_the_product_can_be_hurried(kind: Schedule) -> None:
    calendar, today = WorkingDays(), date(2026, 11, 30)
    event = earliest_event(kind, today, calendar)
    soon = calendar.before(event, 2)
    found = plan(kind, soon, today, calendar)
    assert found.missing_days
    assert found.proposal is not None
