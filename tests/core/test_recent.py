"""What was computed is not computed again: while nothing changed, by several at once, and (where it
took long) for a while whatever changed."""

import threading
import time
from collections import Counter

import pytest

from core import recent as module
from core.recent import Recent


class Base:
    """Counts what is computed; `revision` moves as it is told to."""

    def __init__(self, takes: float = 0.0) -> None:
        self.revision, self.takes = 0, takes
        self.computed: Counter[str] = Counter()

    def value(self, key: str) -> int:
        self.computed[key] += 1
        time.sleep(self.takes)
        return self.revision


def get(recent: Recent[int], base: Base, key: str = "a") -> int:
    return recent.get(key, lambda: base.value(key))


def test_a_value_holds_for_one_revision() -> None:
    base = Base()
    recent: Recent[int] = Recent(lambda: base.revision)
    assert [get(recent, base) for _ in range(3)] == [0, 0, 0]
    base.revision = 1
    assert get(recent, base) == 1
    assert base.computed["a"] == 2


def test_a_value_holds_so_long_at_most() -> None:
    base = Base()
    recent: Recent[int] = Recent(lambda: base.revision, seconds=0.05)
    get(recent, base)
    time.sleep(0.06)
    get(recent, base)
    assert base.computed["a"] == 2


@pytest.mark.parametrize("people", [2, 10, 50])
def test_who_asks_for_what_is_being_computed_waits_for_it(people: int) -> None:
    base = Base(takes=0.1)
    recent: Recent[int] = Recent(lambda: base.revision)
    asked = [threading.Thread(target=get, args=(recent, base, "ab"[n % 2])) for n in range(people)]
    for one in asked:
        one.start()
    for one in asked:
        one.join()
    assert base.computed == {"a": 1, "b": 1}


@pytest.fixture
def long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONG", 0.04)


@pytest.mark.usefixtures("long")
def test_what_took_long_holds_for_a_while_whatever_changes() -> None:
    base = Base(takes=0.05)
    recent: Recent[int] = Recent(lambda: base.revision, patience=10)
    get(recent, base)
    for base.revision in range(1, 6):
        assert get(recent, base) == 0
    time.sleep(0.6)
    assert get(recent, base) == 5


def test_what_was_quick_is_always_fresh() -> None:
    base = Base(takes=0.01)
    recent: Recent[int] = Recent(lambda: base.revision, patience=1_000)
    for base.revision in range(5):
        assert get(recent, base) == base.revision


@pytest.mark.usefixtures("long")
def test_patience_ends_with_the_seconds() -> None:
    base = Base(takes=0.05)
    recent: Recent[int] = Recent(lambda: base.revision, seconds=0.1, patience=1_000)
    get(recent, base)
    base.revision = 1
    time.sleep(0.12)
    assert get(recent, base) == 1


def test_what_failed_is_computed_by_the_next() -> None:
    recent: Recent[int] = Recent(lambda: 0)

    def fails() -> int:
        raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            recent.get("a", fails)
    assert recent.get("a", lambda: 3) == 3
