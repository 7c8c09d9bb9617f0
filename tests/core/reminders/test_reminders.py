"""Reminders are told once, to whom they are for, whatever happens to processes and clocks."""

import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.accounts.models import OPERATOR, Role, User
from core.clock import PARIS
from core.database import Database
from core.errors import InvalidData, NotFound, Refused
from core.planning.task import TaskState
from core.reminders.models import Reminder, ReminderState
from core.reminders.recurrence import Again, Each
from core.services import Services, build
from tests.hands import Hands

ROOT = Path(__file__).parents[3]
MONDAY = datetime(2026, 11, 30, 10, tzinfo=UTC)


@pytest.fixture
def clock() -> Hands:
    return Hands(MONDAY)


@pytest.fixture
def services(database: Database, clock: Hands) -> Services:
    return build(database, clock)


@pytest.fixture
def marie(services: Services) -> User:
    return services.accounts.add(OPERATOR, "marie@exemple.fr", Role.BENEVOLE, "un-bon-mot-de-passe")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_reminder_is_told_at_its_time_and_greets_until_it_is_seen(
    services: Services, clock: Hands, marie: User
) -> None:
    reminders = services.reminders
    added = reminders.add(marie, " Appeler   la MJC ", at("2026-12-01T10:00"))
    assert (added.texte, added.etat) == ("Appeler la MJC", ReminderState.PREVU)
    assert (reminders.telling.tell_due(), reminders.due_for(marie)) == (0, [])
    clock.moment = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    assert reminders.telling.tell_due() == 1
    assert reminders.telling.tell_due() == 0
    (told,) = reminders.due_for(marie)
    assert (told.rappel_id, told.etat) == (added.rappel_id, ReminderState.DIT)
    assert reminders.due_for(OPERATOR) == []
    assert reminders.told_since(marie, clock.moment - timedelta(seconds=2)) == [told]
    assert reminders.told_since(marie, clock.moment) == []
    assert (reminders.seen(marie, [told.rappel_id]), reminders.due_for(marie)) == (1, [])
    assert reminders.seen(marie, [told.rappel_id]) == 0


def test_absent_it_waits_the_oldest_first(services: Services, clock: Hands, marie: User) -> None:
    for hour in (15, 13, 14):
        services.reminders.add(marie, f"à {hour} h", at(f"2026-11-30T{hour}:00"))
    clock.forward(days=10)
    assert services.reminders.telling.tell_due() == 3
    assert [one.texte for one in services.reminders.due_for(marie)] == [
        "à 13 h",
        "à 14 h",
        "à 15 h",
    ]


@pytest.mark.parametrize("series", [False, True], ids=["alone", "again"])
def test_of_many_processes_one_tells_it(
    database: Database, services: Services, clock: Hands, series: bool
) -> None:
    many = [build(database, clock) for _ in range(4)]
    for rank in range(8):
        again = Again(Each.JOUR) if series else None
        services.reminders.add(OPERATOR, f"rappel {rank}", at("2026-12-01T10:00"), again=again)
    clock.forward(days=1)
    counts: list[int] = []
    start = threading.Barrier(len(many))

    def tell(one: Services) -> None:
        start.wait()
        counts.append(one.reminders.telling.tell_due())

    at_once([lambda one=one: tell(one) for one in many])  # type: ignore[misc]
    assert sum(counts) == 8
    assert len(services.reminders.due_for(OPERATOR)) == 8
    pending = [one for one in services.reminders.all(OPERATOR) if one.is_pending]
    assert len(pending) == (8 if series else 0)


def at_once(works: list[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_after_a_long_absence_one_that_comes_again_is_told_once(
    services: Services, clock: Hands, marie: User
) -> None:
    services.reminders.add(marie, "Sauvegarder", at("2026-12-01T18:00"), again=Again(Each.JOUR))
    clock.forward(days=40)  # Saturday 9 January, 11 o'clock in Paris
    assert services.reminders.telling.tell_due() == 1
    assert services.reminders.telling.tell_due() == 0
    following = [one for one in services.reminders.all(marie) if one.is_pending]
    assert [one.local.isoformat()[:16] for one in following] == ["2027-01-09T18:00"]


def test_every_monday_through_the_change_of_clocks(
    services: Services, clock: Hands, marie: User
) -> None:
    reminders = services.reminders
    reminders.add(marie, "Réunion", at("2027-03-16T10:00"), again=Again(Each.SEMAINE, jours=(0,)))
    told = []
    for _ in range(4):
        (pending,) = [one for one in reminders.all(marie) if one.is_pending]
        clock.moment = pending.quand
        assert reminders.telling.tell_due() == 1
        told.append(pending.quand.isoformat()[:16])
    assert told == ["2027-03-22T09:00", "2027-03-29T08:00", "2027-04-05T08:00", "2027-04-12T08:00"]


def test_a_skipped_time_is_told_at_the_next_and_a_double_one_once(
    services: Services, clock: Hands, marie: User
) -> None:
    skipped = services.reminders.add(marie, "à 2 h 30", at("2027-03-28T02:30"))
    assert skipped.local.isoformat() == "2027-03-28T03:00:00+02:00"
    services.reminders.add(marie, "deux fois 2 h 30", at("2027-10-31T02:30"))
    for moment, count in (
        ((2027, 3, 28, 0, 59), 0),
        ((2027, 3, 28, 1, 0), 1),
        ((2027, 10, 31, 0, 29), 0),
        ((2027, 10, 31, 0, 30), 1),
        ((2027, 10, 31, 1, 30), 0),
    ):
        clock.moment = datetime(*moment, tzinfo=UTC)  # type: ignore[misc]
        assert services.reminders.telling.tell_due() == count


@pytest.mark.parametrize(
    ("when", "proposed"),
    [
        ("2026-11-29T15:00", "2026-11-30T15:00"),  # yesterday: later today
        ("2026-11-29T09:00", "2026-12-01T09:00"),  # yesterday: tomorrow
        ("2026-11-30T11:00", "2026-12-01T11:00"),  # it is 11 o'clock
        ("2020-02-29T12:00", "2026-11-30T12:00"),
    ],
)
def test_a_time_that_is_past_is_refused_with_one_that_is_not(
    services: Services, marie: User, when: str, proposed: str
) -> None:
    with pytest.raises(Refused, match=f"déjà passé.*{proposed}"):
        services.reminders.add(marie, "trop tard", at(when))
    assert services.reminders.all(marie) == []


@pytest.mark.parametrize("text", ["", " \u200b", "x" * 501], ids=["none", "unseen", "long"])
def test_it_says_something(services: Services, marie: User, text: str) -> None:
    with pytest.raises(InvalidData):
        services.reminders.add(marie, text, at("2026-12-01T10:00"))


def test_put_off_it_is_told_again(services: Services, clock: Hands, marie: User) -> None:
    reminders = services.reminders
    added = reminders.add(marie, "Appeler", at("2026-11-30T12:00"))
    clock.forward(hours=1)
    reminders.telling.tell_due()
    reminders.seen(marie, [added.rappel_id])
    later = reminders.snooze(marie, added.rappel_id[:8])
    assert (later.etat, later.quand) == (ReminderState.REPORTE, clock.moment + timedelta(hours=1))
    clock.forward(hours=1)
    assert reminders.telling.tell_due() == 1
    assert [one.rappel_id for one in reminders.due_for(marie)] == [added.rappel_id]
    until = reminders.snooze(marie, added.rappel_id, at("2026-12-24T09:00"))
    assert until.local == datetime(2026, 12, 24, 9, tzinfo=PARIS)
    with pytest.raises(Refused, match="déjà passé"):
        reminders.snooze(marie, added.rappel_id, at("2026-11-30T09:00"))


def test_done_twice_it_is_done(services: Services, marie: User) -> None:
    added = services.reminders.add(marie, "Appeler", at("2026-12-01T12:00"))
    for _ in range(2):
        assert services.reminders.done(marie, added.rappel_id).etat is ReminderState.FAIT
    assert services.reminders.telling.tell_due() == 0


def test_done_early_it_comes_again_and_cancelled_it_does_not(
    services: Services, marie: User
) -> None:
    reminders = services.reminders
    added = reminders.add(marie, "Appeler", at("2026-12-01T12:00"), again=Again(Each.JOUR))
    reminders.done(marie, added.rappel_id)
    (following,) = [one for one in reminders.all(marie) if one.is_pending]
    assert following.local.isoformat()[:16] == "2026-12-02T12:00"
    reminders.cancel(marie, following.rappel_id)
    assert not any(one.is_pending for one in reminders.all(marie))
    with pytest.raises(Refused, match="annulé"):
        reminders.snooze(marie, following.rappel_id)


def test_nobody_sees_or_touches_another_ones(services: Services, marie: User) -> None:
    luc = services.accounts.add(OPERATOR, "luc@exemple.fr", Role.MANAGER, "un-bon-mot-de-passe")
    added = services.reminders.add(marie, "À moi", at("2026-12-01T12:00"))
    assert services.reminders.all(luc) == []
    assert services.reminders.seen(luc, [added.rappel_id]) == 0
    for change in (services.reminders.done, services.reminders.snooze, services.reminders.cancel):
        with pytest.raises(NotFound):
            change(luc, added.rappel_id)  # type: ignore[operator]
    assert services.reminders.all(OPERATOR) == [added]


def test_somebody_else_may_be_reminded(services: Services, marie: User) -> None:
    added = services.reminders.add(OPERATOR, "Pour vous", at("2026-12-01T12:00"), to=marie.email)
    assert services.reminders.all(marie) == [added]
    assert services.reminders.email_of(added) == marie.email
    with pytest.raises(NotFound, match="pas de compte ouvert"):
        services.reminders.add(OPERATOR, "Pour qui ?", at("2026-12-01T12:00"), to="x@exemple.fr")


def test_a_task_that_falls_due_reminds_who_does_it_unless_it_is_done(
    services: Services, clock: Hands, marie: User
) -> None:
    tasks, reminders = services.planning.tasks, services.reminders
    tomorrow = (MONDAY + timedelta(days=1)).date()
    kept, done, nobodys = (
        tasks.add(OPERATOR, title, tomorrow, responsable=email).task
        for title, email in (("Relire", marie.email), ("Envoyer", marie.email), ("Ranger", None))
    )
    clock.moment = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
    (job,) = [one for one in services.clockwork.jobs if one.name == "task_reminders"]
    assert job.work() == 2
    assert job.work() == 0
    tasks.set_state(marie, done.tache_id, TaskState.FAITE)
    clock.moment = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    assert reminders.telling.tell_due() == 1
    (told,) = reminders.due_for(marie)
    assert (told.tache, told.texte) == (kept.tache_id, "« Relire » est à finir aujourd'hui.")
    assert nobodys.tache_id not in {one.tache for one in reminders.all(OPERATOR)}


def test_many_are_told_in_batches(services: Services, clock: Hands, marie: User) -> None:
    from core.reminders import telling
    from core.reminders.documents import document_of

    made = [
        Reminder(
            rappel_id=f"r{n:05}",
            texte="Encore",
            quand=MONDAY + timedelta(minutes=1),
            mur=at("2026-11-30T11:01"),
            pour=marie.user_id,
            cree_le=MONDAY,
            cree_par=marie.email,
        )
        for n in range(telling.BATCH + 3)
    ]
    services.database.mongo["reminders"].insert_many([document_of(one) for one in made])
    clock.forward(hours=1)
    assert services.reminders.telling.tell_due() == len(made)
    assert len(services.reminders.due_for(marie)) == len(made)


def test_a_process_killed_while_telling_loses_and_repeats_nothing(tmp_path: Path) -> None:
    program = """
import sys
from datetime import timedelta
from pathlib import Path
from core.accounts.models import OPERATOR
from core.clock import now
from core.services import build
from core.database import Database
from core.settings import Settings

database = Database(
    Settings(data=Path(sys.argv[1]), mongodb_uri=None, durability="process-kill")
)
services = build(database, now)
for rank in range(40):
    when = now() + timedelta(milliseconds=40 * rank + 200)
    services.reminders.add(OPERATOR, f"rappel {rank}", when)
print("ready", flush=True)
while True:
    if count := services.reminders.telling.tell_due():
        print(count, flush=True)
"""
    started = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert started.stdout is not None
    told = 0
    for line in started.stdout:
        told += int(line) if line.strip().isdigit() else 0
        if told >= 10:
            break
    started.kill()
    started.wait()
    from core.settings import Settings

    database = Database(Settings(data=tmp_path, mongodb_uri=None, durability="process-kill"))
    try:
        later = Hands(MONDAY)
        later.moment = datetime.now(UTC) + timedelta(hours=1)
        services = build(database, later)
        before = len(services.reminders.due_for(OPERATOR))
        assert before >= 10
        assert services.reminders.telling.tell_due() == 40 - before
        texts = [one.texte for one in services.reminders.due_for(OPERATOR)]
        assert len(texts) == len(set(texts)) == 40
    finally:
        database.close()
