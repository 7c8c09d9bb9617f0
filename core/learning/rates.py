"""Rates of answers by part, shrunk towards the mean: a part of few mails tells little. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

_LEAST_MAILS = 20
_MOST_STRENGTH = 5_000.0
_LEAST_STRENGTH = 20.0


@dataclass(frozen=True)
class Part:
    """A part of the mails: its rate shrunk, the interval (95 %) it lies in, and how many."""

    name: str
    value: float
    low: float
    high: float
    mails: int
    answers: int
    mean: float
    """Of all the parts."""

    @property
    def better(self) -> bool:
        """Whether it is, surely enough, above the mean."""
        return self.low > self.mean

    @property
    def worse(self) -> bool:
        """Whether it is below."""
        return self.high < self.mean


def shrunk(counts: Mapping[str, tuple[int, int]], expected: Mapping[str, float]) -> list[Part]:
    """Parts by their (mails, answers), best first. `expected` are the answers that each would have
    had with the people it was sent to, were it like the others: a part is compared with that."""
    from scipy.special import betaincinv  # Here: most processes never ask.

    mails = sum(n for n, _ in counts.values())
    answers = sum(a for _, a in counts.values())
    if not mails or not 0 < answers < mails:
        return []
    mean = answers / mails
    known = {name: one for name, one in counts.items() if one[0] >= _LEAST_MAILS}
    strength = _strength(known, expected, mean)
    found = []
    for name, (n, a) in known.items():
        adjusted = min(float(n), a * mean * n / max(expected[name], 1e-9))
        yes, no = adjusted + strength * mean, n - adjusted + strength * (1 - mean)
        low, high = betaincinv(yes, no, (0.025, 0.975))
        found.append(Part(name, yes / (yes + no), float(low), float(high), n, a, mean))
    return sorted(found, key=lambda one: (-one.value, one.name))


def _strength(
    counts: Mapping[str, tuple[int, int]], expected: Mapping[str, float], mean: float
) -> float:
    """How many mails at the mean are added to each part: many where parts differ by chance only."""
    if len(counts) < 2:
        return _MOST_STRENGTH
    excess, weight = 0.0, 0.0
    for name, (n, a) in counts.items():
        rate = a * mean / max(expected[name], 1e-9)
        excess += n * ((rate - mean) ** 2 - mean * (1 - mean) / n)
        weight += n
    between = excess / weight
    if between <= 0:
        return _MOST_STRENGTH
    return float(np.clip(mean * (1 - mean) / between - 1, _LEAST_STRENGTH, _MOST_STRENGTH))


def counted(
    parts: Sequence[str | None], strata: Sequence[str | None], answers: Sequence[int]
) -> tuple[dict[str, tuple[int, int]], dict[str, float]]:
    """(Mails, answers) of each part, and the answers that its people's `strata` would give."""
    rates: dict[str | None, list[int]] = {}
    for stratum, answer in zip(strata, answers, strict=True):
        of = rates.setdefault(stratum, [0, 0])
        of[0] += 1
        of[1] += answer
    counts: dict[str, tuple[int, int]] = {}
    expected: dict[str, float] = {}
    for part, stratum, answer in zip(parts, strata, answers, strict=True):
        if part is None:
            continue
        n, a = counts.get(part, (0, 0))
        counts[part] = n + 1, a + answer
        mails, answered = rates[stratum]
        expected[part] = expected.get(part, 0.0) + answered / mails
    return counts, expected


def unadjusted(counts: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """What each part would have at the mean of all."""
    mails = sum(n for n, _ in counts.values())
    answers = sum(a for _, a in counts.values())
    return {name: n * answers / max(1, mails) for name, (n, _) in counts.items()}


def bounds(mean: float, variance: float, most: int, share: float = 0.9) -> tuple[int, int]:
    """Whole numbers that a count of this mean and variance lies between, with that chance."""
    if mean <= 0 or most == 0:
        return 0, 0
    from scipy.special import gammaincinv

    side = (1 - share) / 2
    spread = max(variance, 1e-9)
    low, high = gammaincinv(mean**2 / spread, (side, 1 - side)) * (spread / mean)
    return max(0, int(np.floor(low))), min(most, int(np.ceil(high)))
