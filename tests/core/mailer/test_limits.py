"""Speed limits: no minute and no hour ever holds more, whoever asks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.database import Database
from core.mailer.limits import SpeedLimits, Taken, allowance

START = datetime(2027, 3, 1, 9, tzinfo=UTC)


@given(
    st.lists(st.tuples(st.floats(0, 90), st.integers(1, 8)), max_size=60),
    st.integers(1, 30),
    st.integers(1, 100),
)
def test_no_window_holds_more(asked: list[tuple[float, int]], minute: int, hour: int) -> None:
    taken, now, granted = Taken(), START, list[tuple[datetime, int]]()
    for pause, wanted in asked:
        now += timedelta(seconds=pause)
        left, wait = allowance(taken, now, minute, hour)
        assert left > 0 or wait > 0
        count = min(wanted, left)
        if not count:
            continue
        granted.append((now, count))
        second = int(now.timestamp())
        seconds = dict(taken.seconds) | {second: taken.seconds.get(second, 0) + count}
        piece = second // 60
        minutes = dict(taken.minutes) | {piece: taken.minutes.get(piece, 0) + count}
        taken = Taken(seconds, minutes)
    for at, _ in granted:
        for length, limit in ((timedelta(minutes=1), minute), (timedelta(hours=1), hour)):
            assert sum(n for t, n in granted if at <= t < at + length) <= limit


@given(st.integers(1, 30), st.integers(1, 60))
def test_the_wait_that_is_told_is_enough(minute: int, hour: int) -> None:
    second = int(START.timestamp())
    taken = Taken({second: minute}, {second // 60: min(minute, hour)})
    left, wait = allowance(taken, START, minute, hour)
    assert left == 0
    assert allowance(taken, START + timedelta(seconds=wait), minute, hour)[0] > 0


def test_processes_share_them(database: Database) -> None:
    limits = [SpeedLimits(database) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda one: one.take(3, START, 10, 100)[0], limits * 3))
    assert sum(counts) == 10
    assert limits[0].take(5, START + timedelta(seconds=62), 10, 12) == (2, 0.0)


def test_a_clock_set_back_keeps_nobody_waiting_for_more_than_an_hour(database: Database) -> None:
    limits = SpeedLimits(database)
    assert limits.take(10, START + timedelta(days=400), 10, 12) == (10, 0.0)
    # They may have left a moment ago.
    count, wait = limits.take(5, START, 10, 12)
    assert count <= 2
    assert wait <= 3_660
    assert limits.take(5, START + timedelta(minutes=62), 10, 12) == (5, 0.0)
