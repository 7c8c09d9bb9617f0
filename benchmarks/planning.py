"""A schedule of sixty tasks; what looking at ten thousand pending reminders costs."""

import time
from datetime import date, timedelta

import psutil

from benchmarks.measure import Row, median_ms
from core.accounts.models import OPERATOR
from core.planning.backwards import plan
from core.planning.calendar import WorkingDays
from core.planning.models import Schedule, Step
from core.reminders.documents import document_of
from core.reminders.jobs import LOOK
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
    reminders.insert_many([document_of(one) for one in made])
    try:
        services.reminders.telling.tell_due()
        before = _seconds(services)
        for _ in range(LOOKS):
            assert services.reminders.telling.tell_due() == 0
            time.sleep(0.02)
        each = (_seconds(services) - before) / LOOKS
    finally:
        reminders.delete_many({"pour": OPERATOR.user_id})
    share = 100 * each / LOOK.total_seconds()
    return Row(f"looking at {PENDING:,} pending reminders", share, "%", None, "< 1 % of a core")


def _seconds(services: Services) -> float:
    """Processor time of this process and of the embedded server."""
    server = services.database._server
    assert server is not None
    known = server.process()
    assert known is not None
    times = [psutil.Process().cpu_times(), psutil.Process(known).cpu_times()]
    return float(sum(one.user + one.system for one in times))
