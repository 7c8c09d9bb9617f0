"""What moves with a task."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.planning.backwards import Work
from core.planning.calendar import WorkingDays
from core.planning.models import Schedule
from core.planning.moving import move
from core.planning.task import Task, TaskState
from tests.core.planning.drawing import CALENDARS, DAYS, schedules

CALENDAR = WorkingDays()
NOW = datetime(2026, 11, 30, tzinfo=UTC)


def task(key: str, debut: date, echeance: date, *after: str, **more: object) -> Task:
    return Task.model_validate(
        {
            "tache_id": key,
            "titre": key,
            "debut": debut,
            "echeance": echeance,
            "apres": after,
            "cree_le": NOW,
            "cree_par": "a@exemple.fr",
            **more,
        }
    )


def june(day: int) -> date:
    return date(2027, 6, day)


TEXT = task("texte", june(7), june(9))
TRY = task("essai", june(10), june(10), "texte")
SEND = task("envoi", june(14), june(14), "essai")
ALL = (TEXT, TRY, SEND)
EVENT = june(18)


def test_what_waits_is_pushed_no_further_than_it_must() -> None:
    shown = move(TEXT, june(10), ALL, CALENDAR, EVENT)
    days = [(one.task.titre, one.debut.day, one.echeance.day) for one in shown.shifts]
    assert days == [("texte", 8, 10), ("essai", 11, 11)]  # the send had Friday left


def test_it_goes_on_to_what_waits_for_those() -> None:
    shown = move(TEXT, june(14), ALL, CALENDAR, EVENT)
    days = [(one.task.titre, one.debut.day, one.echeance.day) for one in shown.shifts]
    assert days == [("texte", 10, 14), ("essai", 15, 15), ("envoi", 16, 16)]


def test_an_earlier_day_moves_nothing_else() -> None:
    assert move(SEND, june(11), ALL, CALENDAR, EVENT).others == ()


def test_what_is_done_does_not_move() -> None:
    done = TRY.model_copy(update={"etat": TaskState.FAITE})
    assert move(TEXT, june(14), (TEXT, done, SEND), CALENDAR, EVENT).others == ()


def test_before_what_it_waits_for_is_refused_with_the_first_day_that_can_be() -> None:
    with pytest.raises(Refused, match="« texte », qui finit le mercredi 9 juin 2027") as refused:
        move(TRY, june(8), ALL, CALENDAR, EVENT)
    assert "jeudi 10 juin 2027 ;" in refused.value.message


def test_after_the_event_is_refused_with_the_last_day_that_can_be() -> None:
    with pytest.raises(Refused, match="après l'événement") as refused:
        move(SEND, june(21), ALL, CALENDAR, EVENT)
    assert "vendredi 18 juin 2027." in refused.value.message


def test_pushing_something_after_the_event_is_refused_with_its_name() -> None:
    with pytest.raises(Refused, match="« envoi », qui l'attend, finirait après") as refused:
        move(TRY, june(18), ALL, CALENDAR, EVENT)
    assert "jeudi 17 juin 2027." in refused.value.message


def test_what_cannot_be_put_off_at_all_is_told() -> None:
    with pytest.raises(Refused, match="ne peut pas être reculée"):
        move(SEND, june(15), ALL, CALENDAR, june(14))


def test_what_comes_after_the_event_on_purpose_may_move() -> None:
    thanks = task("merci", june(21), june(21))
    assert move(thanks, june(25), (*ALL, thanks), CALENDAR, EVENT).moved.echeance == june(25)


def test_a_day_off_is_kept_and_told() -> None:
    shown = move(SEND, june(13), ALL, CALENDAR, EVENT)
    assert (shown.moved.debut, shown.moved.echeance, shown.why_off) == (
        *(june(13),) * 2,
        "dimanche",
    )


@given(schedules(), DAYS, CALENDARS, st.integers(-15, 30), st.data())
def test_what_holds_of_any_move(
    drawn: Schedule, event: date, calendar: WorkingDays, ahead: int, data: st.DataObject
) -> None:
    placed = Work.of(drawn.taches).placed(calendar.backwards(event))
    around = [task(one.key, one.start, one.due, *one.after) for one in placed]
    chosen = data.draw(st.sampled_from(around))
    due = chosen.echeance + timedelta(days=ahead)
    try:
        shown = move(chosen, due, around, calendar, event)
    except Refused:
        return
    after = {one.tache_id: one for one in around} | {
        one.task.tache_id: one.after for one in shown.shifts
    }
    assert after[chosen.tache_id].echeance == due
    for one in after.values():
        assert one.debut <= one.echeance <= event
        assert all(after[other].echeance < one.debut for other in one.apres)
    for shift in shown.others:
        assert calendar.is_worked(shift.debut)
        assert calendar.is_worked(shift.echeance)
        before = calendar.length(shift.task.debut, shift.task.echeance)
        assert calendar.length(shift.debut, shift.echeance) == before
        assert shift.debut > shift.task.debut
