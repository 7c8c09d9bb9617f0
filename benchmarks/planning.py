"""A schedule of sixty tasks; what looking at ten thousand pending reminders costs."""

import time
from collections.abc import Callable
from datetime import date, timedelta

import psutil

from benchmarks.measure import Row, median_ms
from core.accounts.models import OPERATOR
from core.planning.backwards import plan
from core.planning.calendar import WorkingDays
from core.planning.models import Schedule, Step
from core.reminders.documents import document_of
from core.reminders.jobs import LOOK, POST
from core.reminders.models import Reminder
from core.reminders.recurrence import on_wall
from core.services import Services

PENDING = 10_000
LOOKS = 100
TODAY = date(2026, 11, 30)


def measure(services: Services) -> list[Row]:
    """Both."""
    return [*_schedules(), _looking(services)]


def _schedules() -> list[Row]:
    schedule = sixty()

    def feasible() -> None:
        plan(schedule, date(2028, 6, 17), TODAY, WorkingDays())

    def late() -> None:
        plan(schedule, date(2027, 6, 17), TODAY, WorkingDays())

    return [
        Row("a schedule of 60 tasks", median_ms(feasible), "ms", None, "< 20 ms"),
        Row("the same, too late, with its proposal", median_ms(late), "ms", None, "< 20 ms"),
    ]


def sixty() -> Schedule:
    """Tasks that wait for three others each, some of them optional."""
    steps = [
        Step(
            cle=f"t{rank}",
            titre=f"Tâche {rank}",
            duree=1 + rank % 5,
            avant=(59 - rank) // 3,
            apres=[f"t{one}" for one in range(max(0, rank - 3), rank)],
            facultative=rank % 4 == 0,
        )
        for rank in range(60)
    ]
    return Schedule(nom="soixante", mots=[], taches=steps)


def _looking(services: Services) -> Row:
    """Of one core, this process and the database together."""
    reminders = services.database.mongo["reminders"]
    now = services.clock()
    when = now + timedelta(days=30)
    made = [
        Reminder(
            rappel_id=f"bench:{n}",
            texte="Appeler la MJC de Niort",
            quand=when + timedelta(minutes=n),
            mur=on_wall(when),
            pour=OPERATOR.user_id,
            cree_le=now,
            cree_par=OPERATOR.email,
        )
        for n in range(PENDING)
    ]
    [mails] = [one for one in services.clockwork.watches if one.name == "reminder_mails"]
    reminders.insert_many([document_of(one) for one in made])
    try:
        share = 100 * sum(
            _cost(services, look) / every
            for look, every in (
                (services.reminders.telling.tell_due, LOOK.total_seconds()),
                (lambda: services.reminders.told_after(services.clock()), 1.0),
                (mails.work, POST.total_seconds()),
            )
        )
    finally:
        reminders.delete_many({"pour": OPERATOR.user_id})
    return Row(f"looking at {PENDING:,} pending reminders", share, "%", None, "< 1 % of a core")


def _cost(services: Services, look: Callable[[], object]) -> float:
    """Seconds of processor that a look takes where there is nothing to do."""
    look()
    before = _seconds(services)
    for _ in range(LOOKS):
        assert not look()
        time.sleep(0.02)
    return (_seconds(services) - before) / LOOKS


def _seconds(services: Services) -> float:
    """Processor time of this process and of the embedded server."""
    server = services.database._server
    assert server is not None
    known = server.process()
    assert known is not None
    times = [psutil.Process().cpu_times(), psutil.Process(known).cpu_times()]
    return float(sum(one.user + one.system for one in times))
