"""Grouped counts → the indicators of the data contract. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from core.kpis.models import (
    OTHER_TOWNS,
    UNKNOWN,
    Indicators,
    MissingContact,
    NetworkFigures,
    ResponseDelay,
    ReturnRate,
)
from core.prospects.groups import Place, Profile
from core.vocabulary.places import place_key
from core.vocabulary.text import fold
from core.vocabulary.values import AudienceBand, Network, ProspectType, Status

TOWNS_SHOWN = 20
_Z_95 = 1.959963984540054
_TYPES = frozenset(kind.value for kind in ProspectType)
_NEVER = Status.JAMAIS_CONTACTE.value
_town_key = lru_cache(maxsize=50_000)(place_key)


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Prospects of one place; `followers` sums theirs by network."""

    place: Place
    count: int
    followers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """Prospects of one profile."""

    profile: Profile
    count: int


@dataclass(frozen=True, slots=True)
class Places:
    """What a selection's places add up to."""

    total: int
    region: dict[str, int]
    departement: dict[str, int]
    towns: dict[str, tuple[str, int]]
    followers: Mapping[str, int]


@dataclass(slots=True)
class Profiles:
    """What a selection's profiles add up to; None stands for the unknown."""

    total: int = 0
    type: Counter[str | None] = field(default_factory=Counter)
    audience: Counter[str | None] = field(default_factory=Counter)
    status: Counter[str | None] = field(default_factory=Counter)
    consent: Counter[bool | None] = field(default_factory=Counter)
    response: Counter[str | None] = field(default_factory=Counter)
    delays: Counter[int | None] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    unreachable: int = 0
    contacted: int = 0
    unanswered: int = 0

    def add(self, row: ProfileRow) -> None:
        """Count the prospects of one profile."""
        profile, count = row.profile, row.count
        self.total += count
        self.type[profile.type] += count
        self.audience[profile.audience] += count
        self.status[profile.status] += count
        self.consent[profile.consent] += count
        self.response[profile.response] += count
        self.delays[profile.delay] += count
        for name in profile.present:
            self.present[name] += count
        if profile.present.isdisjoint(("email", "telephone")):
            self.unreachable += count
        if profile.status not in (None, _NEVER):
            self.contacted += count
            if profile.response is None:
                self.unanswered += count


def _type(value: str | None) -> str:
    return value if value in _TYPES else ProspectType.AUTRE.value


def of_places(rows: Iterable[PlaceRow]) -> Places:
    """The places of a selection, each list largest first."""
    rows = list(rows)
    followers: Counter[str] = Counter()
    for row in rows:
        followers.update(row.followers)
    return Places(
        total=sum(row.count for row in rows),
        region=_ranked((row.place.region or UNKNOWN, row.count) for row in rows),
        departement=_ranked((row.place.departement or UNKNOWN, row.count) for row in rows),
        towns=by_town(rows),
        followers=followers,
    )


def of_profiles(rows: Iterable[ProfileRow]) -> Profiles:
    """The profiles of a selection."""
    found = Profiles()
    for row in rows:
        found.add(row)
    return found


def indicators(places: Places, profiles: Profiles) -> Indicators:
    """Everything at once, from the two halves of one selection."""
    total = profiles.total
    missing = MissingContact(
        email=total - profiles.present["email"],
        telephone=total - profiles.present["telephone"],
        both=profiles.unreachable,
    )
    answers = {value: n for value, n in profiles.response.items() if value}
    return Indicators(
        total=total,
        region=places.region,
        departement=places.departement,
        ville=top_towns(places.towns),
        towns=places.towns,
        type=_ranked((_type(value), n) for value, n in profiles.type.items()),
        audience=_ordered(profiles.audience, AudienceBand),
        status=_ordered(profiles.status, Status),
        networks={
            n.value: NetworkFigures(places.followers.get(n.value, 0), profiles.present[n.value])
            for n in Network
        },
        with_website=profiles.present["site_web"],
        consent={
            "yes": profiles.consent[True],
            "no": profiles.consent[False],
            "unknown": profiles.consent[None],
        },
        missing_contact=missing,
        never_contacted=profiles.status[_NEVER],
        return_rate=return_rate(sum(answers.values()), profiles.contacted),
        response_delay=response_delay(profiles.delays),
        answers=_ranked(answers.items()),
        unanswered=profiles.unanswered,
        delays=dict(sorted(_known(profiles.delays))),
    )


def by_town(rows: Iterable[PlaceRow]) -> dict[str, tuple[str, int]]:
    """Every town by the key that filters compare, largest first: (name, count).

    Spellings of one key are one town, named as most of its prospects write it with small letters.
    """
    spellings: dict[str, Counter[str]] = {}
    for row in rows:
        name = row.place.ville or UNKNOWN
        spellings.setdefault(_town_key(name), Counter())[name] += row.count
    found = {
        # Capitals are a form's; of two as frequent, the one with accents and small letters.
        key: (
            max(names, key=lambda name: (not name.isupper(), names[name], name)),
            names.total(),
        )
        for key, names in spellings.items()
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1][1], item[0])))


def top_towns(towns: Mapping[str, tuple[str, int]], shown: int = TOWNS_SHOWN) -> dict[str, int]:
    """The `shown` largest towns, then the others together, then the unknown."""
    named = [(name, count) for name, count in towns.values() if name != UNKNOWN]
    top = dict(named[:shown])
    others = sum(count for _, count in named[shown:])
    if others:
        top[OTHER_TOWNS] = others
    unknown = sum(count for name, count in towns.values() if name == UNKNOWN)
    return top | ({UNKNOWN: unknown} if unknown else {})


def return_rate(answered: int, contacted: int) -> ReturnRate:
    """Answered over contacted.

    An answer on a record still marked "Jamais contacté" (files say such things) counts as an
    answer, as the contract has it; the rate then stops at 1.
    """
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


def response_delay(delays: Mapping[int | None, int]) -> ResponseDelay:
    """Mean and median of days → number of answers; those without a delay are left out."""
    counts = Counter(dict(_known(delays)))
    n = counts.total()
    if n == 0:
        return ResponseDelay(0, None, None)
    mean = sum(days * count for days, count in counts.items()) / n
    return ResponseDelay(n, mean, _median(counts))


def _known(delays: Mapping[int | None, int]) -> Iterable[tuple[int, int]]:
    return ((days, count) for days, count in delays.items() if days is not None)


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


def _ranked(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Sums by name, largest first, then by name; what is unknown comes last."""
    counts: Counter[str] = Counter()
    for name, count in pairs:
        counts[name] += count

    def rank(item: tuple[str, int]) -> tuple[bool, int, str]:
        return item[0] == UNKNOWN, -item[1], fold(item[0])

    return dict(sorted(counts.items(), key=rank))


def _ordered(counts: Mapping[str | None, int], order: Iterable[str]) -> dict[str, int]:
    """Counts in a given order, values without any left out, unforeseen ones at the end."""
    named = {value or UNKNOWN: count for value, count in counts.items()}
    known = {str(value): named[value] for value in (*order, UNKNOWN) if named.get(value)}
    return known | {value: count for value, count in named.items() if value not in known}
