"""Whether two rates differ, and by how much: Newcombe's interval at 95 %. Pure."""

import math
from dataclasses import dataclass

from core.campaigns.results import Rate, Tally, rate


@dataclass(frozen=True)
class Difference:
    """The second rate less the first one, with its interval."""

    first: Rate
    second: Rate
    value: float
    low: float
    high: float

    @property
    def proven(self) -> bool:
        """Whether chance hardly makes it."""
        return self.low > 0 or self.high < 0


def difference(first: tuple[int, int], second: tuple[int, int]) -> Difference | None:
    """Of (count, out of) each; None where there is nobody on a side."""
    if first[1] <= 0 or second[1] <= 0:
        return None
    a, b = rate(*first), rate(*second)
    assert a.value is not None
    assert a.low is not None
    assert a.high is not None
    assert b.value is not None
    assert b.low is not None
    assert b.high is not None
    apart = b.value - a.value
    down = math.hypot(b.value - b.low, a.high - a.value)
    up = math.hypot(b.high - b.value, a.value - a.low)
    return Difference(a, b, apart, apart - down, apart + up)


def answers(tally: Tally) -> tuple[int, int]:
    """Those who answered, out of those whose mail left."""
    return min(tally.answered, tally.reached), tally.reached
