"""Grouped counts → the indicators of the data contract. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.kpis.models import (
    OTHER_TOWNS,
    UNKNOWN,
    Indicators,
    MissingContact,
    NetworkFigures,
    ResponseDelay,
    ReturnRate,
)
from core.vocabulary.text import fold
from core.vocabulary.values import AudienceBand, Network, ProspectType, Status

TOWNS_SHOWN = 20
_Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class PlaceRow:
    region: str | None
    departement: str | None
    ville: str | None
    count: int


@dataclass(frozen=True, slots=True)
class ProfileRow:
    type: str | None
    audience: str | None
    status: str | None
    consent: bool | None
    response: str | None
    count: int


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """`present` names the fields that have a value; `followers` sums by network."""

    present: frozenset[str]
    count: int
    followers: dict[str, int]


@dataclass(frozen=True, slots=True)
class DelayRow:
    days: int
    count: int


def indicators(
    places: Sequence[PlaceRow],
    profiles: Sequence[ProfileRow],
    presences: Sequence[PresenceRow],
    delays: Sequence[DelayRow],
) -> Indicators:
    """Everything at once, from the four groupings of one selection."""
    return Indicators(
        total=sum(row.count for row in profiles),
        region=by_region(places),
        departement=by_departement(places),
        ville=top_towns(by_town(places)),
        type=by_type(profiles),
        audience=by_audience(profiles),
        status=by_status(profiles),
        networks=by_network(presences),
        with_website=having(presences, "site_web"),
        consent=by_consent(profiles),
        missing_contact=missing_contact(presences),
        never_contacted=by_status(profiles).get(Status.JAMAIS_CONTACTE.value, 0),
        return_rate=return_rate(profiles),
        response_delay=response_delay(delays),
    )


def by_region(rows: Iterable[PlaceRow]) -> dict[str, int]:
    return _ranked((row.region or UNKNOWN, row.count) for row in rows)


def by_departement(rows: Iterable[PlaceRow]) -> dict[str, int]:
    return _ranked((row.departement or UNKNOWN, row.count) for row in rows)


def by_town(rows: Iterable[PlaceRow]) -> dict[str, int]:
    """Every town, biggest first; spellings that fold alike are one town, as for filters."""
    counts: Counter[str] = Counter()
    spelling: dict[str, str] = {}
    for row in rows:
        name = row.ville or UNKNOWN
        key = fold(name)
        # Of several spellings the largest is the best written: small letters and accents are.
        spelling[key] = max(spelling.get(key, ""), name)
        counts[key] += row.count
    return _ranked((spelling[key], count) for key, count in counts.items())


def top_towns(towns: dict[str, int], shown: int = TOWNS_SHOWN) -> dict[str, int]:
    """The `shown` largest towns, then the others together, then the unknown."""
    named = [(town, count) for town, count in towns.items() if town != UNKNOWN]
    top = dict(named[:shown])
    others = sum(count for _, count in named[shown:])
    if others:
        top[OTHER_TOWNS] = others
    if UNKNOWN in towns:
        top[UNKNOWN] = towns[UNKNOWN]
    return top


def by_type(rows: Iterable[ProfileRow]) -> dict[str, int]:
    return _ranked((row.type or ProspectType.AUTRE.value, row.count) for row in rows)


def by_audience(rows: Iterable[ProfileRow]) -> dict[str, int]:
    pairs = ((row.audience or UNKNOWN, row.count) for row in rows)
    return _ordered(pairs, [*(band.value for band in AudienceBand), UNKNOWN])


def by_status(rows: Iterable[ProfileRow]) -> dict[str, int]:
    pairs = ((row.status or UNKNOWN, row.count) for row in rows)
    return _ordered(pairs, [*(status.value for status in Status), UNKNOWN])


def by_consent(rows: Iterable[ProfileRow]) -> dict[str, int]:
    """yes, no and unknown, zeros included."""
    names = {True: "yes", False: "no", None: "unknown"}
    counts = dict.fromkeys(names.values(), 0)
    for row in rows:
        counts[names[row.consent]] += row.count
    return counts


def by_response(rows: Iterable[ProfileRow]) -> dict[str, int]:
    """Answers known, by kind."""
    return _ranked((row.response, row.count) for row in rows if row.response)


def unanswered(rows: Iterable[ProfileRow]) -> int:
    """Contacted, and no answer known."""
    return sum(row.count for row in rows if _contacted(row) and not row.response)


def by_network(rows: Iterable[PresenceRow]) -> dict[str, NetworkFigures]:
    """An account is a handle or address known; followers count even where it is not."""
    rows = list(rows)
    return {
        n.value: NetworkFigures(
            followers=sum(row.followers[n.value] for row in rows), accounts=having(rows, n.value)
        )
        for n in Network
    }


def having(rows: Iterable[PresenceRow], field: str) -> int:
    """How many prospects have the field."""
    return sum(row.count for row in rows if field in row.present)


def missing_contact(rows: Iterable[PresenceRow]) -> MissingContact:
    email = telephone = both = 0
    for row in rows:
        no_email, no_phone = "email" not in row.present, "telephone" not in row.present
        email += row.count * no_email
        telephone += row.count * no_phone
        both += row.count * (no_email and no_phone)
    return MissingContact(email, telephone, both)


def return_rate(rows: Iterable[ProfileRow]) -> ReturnRate:
    """Answered over contacted.

    An answer on a record still marked "Jamais contacté" (files say such things) counts as an
    answer, as the contract has it; the rate then stops at 1.
    """
    answered = contacted = 0
    for row in rows:
        answered += row.count * bool(row.response)
        contacted += row.count * _contacted(row)
    if not contacted:
        return ReturnRate(answered, contacted, None, None, None)
    successes = min(answered, contacted)
    low, high = wilson(successes, contacted)
    return ReturnRate(answered, contacted, successes / contacted, low, high)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The Wilson 95 % interval of a proportion; `trials` > 0 and ≥ `successes`."""
    rate, square = successes / trials, _Z_95**2
    scale = 1 + square / trials
    centre = (rate + square / (2 * trials)) / scale
    spread = _Z_95 * math.sqrt(rate * (1 - rate) / trials + square / (4 * trials**2)) / scale
    # Rounding must not push an end past what the interval holds by construction.
    low = 0.0 if successes == 0 else max(0.0, centre - spread)
    high = 1.0 if successes == trials else min(1.0, centre + spread)
    return low, high


def response_delay(rows: Iterable[DelayRow]) -> ResponseDelay:
    """Mean and median, in days. An answer older than the last contact answers an earlier one,
    whose date is no longer known: it is left out.
    """
    counts: Counter[int] = Counter()
    for row in rows:
        if row.days >= 0:
            counts[row.days] += row.count
    n = counts.total()
    if n == 0:
        return ResponseDelay(0, None, None)
    mean = sum(days * count for days, count in counts.items()) / n
    return ResponseDelay(n, mean, _median(counts))


def _median(counts: Counter[int]) -> float:
    n = counts.total()
    return (_at_rank(counts, (n - 1) // 2) + _at_rank(counts, n // 2)) / 2


def _at_rank(counts: Counter[int], rank: int) -> int:
    passed = 0
    for days in sorted(counts):
        passed += counts[days]
        if passed > rank:
            return days
    raise IndexError(rank)


def _contacted(row: ProfileRow) -> bool:
    return row.status not in (None, Status.JAMAIS_CONTACTE.value)


def _ranked(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Sums by name, largest first, then by name; what is unknown comes last."""
    counts: Counter[str] = Counter()
    for name, count in pairs:
        counts[name] += count

    def rank(item: tuple[str, int]) -> tuple[bool, int, str]:
        return item[0] == UNKNOWN, -item[1], fold(item[0])

    return dict(sorted(counts.items(), key=rank))


def _ordered(pairs: Iterable[tuple[str, int]], order: Sequence[str]) -> dict[str, int]:
    """Sums by name in a given order, names without any left out, unforeseen ones at the end."""
    counts: Counter[str] = Counter()
    for name, count in pairs:
        counts[name] += count
    known = {name: counts[name] for name in order if counts[name]}
    return known | {name: count for name, count in counts.items() if name not in known}
