"""How sure it is that two records are the same, and why.

Each sign adds to or takes from the odds, as in record linkage after Fellegi and Sunter; the weights
were set by hand on the synthetic set of `benchmarks/duplicates.py`. What users read does not
depend on the sum alone: `certain` needs an exact key or everything alike, and two towns are never
more than `possible`.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from core.duplicates import wording
from core.duplicates.features import Features
from core.duplicates.models import Pair, Sureness
from core.duplicates.names import Names
from core.vocabulary.values import ProspectType

START = -5.0
POSSIBLE, PROBABLE = 0.5, 0.85
SAME_NAME, NEAR_NAME, LIKE_NAME, OTHER_NAME = 0.97, 0.85, 0.72, 0.55
_BANDS = {
    Sureness.CERTAIN: (0.95, 1.0),
    Sureness.PROBABLE: (0.85, 0.95),
    Sureness.POSSIBLE: (0.5, 0.85),
}
"""A score says no more than the words: what rules make surer or less sure stays within."""
_TOWN_TYPO = 85
_STREET_TYPO = 85
_CROWD = 5
"""A host that more records share is a town's or a federation's: it says little."""
_NAMESAKES = 3
"""So many records of that name in that town: the name alone says little."""

_UNIQUE = 2
"""A name that nobody else has in the whole base tells much without a town."""


@dataclass(slots=True)
class Evidence:
    """Signs for and against, as they are found."""

    odds: float = START
    reasons: list[str] = field(default_factory=list)

    def add(self, odds: float, reason: str | None = None) -> None:
        """One more sign."""
        self.odds += odds
        if reason:
            self.reasons.append(reason)

    @property
    def score(self) -> float:
        """From odds to 0..1."""
        return 1 / (1 + math.exp(-self.odds))


class Scorer:
    """Judges pairs of one base."""

    def __init__(self, records: Sequence[Features]) -> None:
        counts = Counter(word for record in records for word in set(record.words))
        self.counts = counts
        self.cores = Counter(record.core for record in records)
        self._names = Names(counts, len(records))
        self._hosts = Counter(h for r in records for h in {r.mail_host, r.site} - {None})
        self._namesakes = Counter((r.core, r.town) for r in records)

    def judge(self, one: Features, other: Features) -> Pair | None:
        """The pair with its reasons; None if they are not thought to be the same."""
        exact = one.shares_email(other) or one.shares_telephone(other)
        near_name = self._names.alike(_within(one, other), _within(other, one))
        linked = exact or _same(one.site, other.site) or bool(_accounts(one, other))
        if near_name < OTHER_NAME and not linked:
            return None
        found = Evidence()
        self._keys(one, other, found)
        where = place(one, other)
        self._name(one, other, near_name, where, found)
        _placed(where, found)
        same_address = _address(one, other, where, found)
        self._web(one, other, found)
        _against(one, other, found)
        everything = same_address and near_name >= SAME_NAME and where == "same"
        sureness = _sureness(found.score, exact, near_name, where, everything and linked)
        if sureness is None:
            return None
        first, second = sorted((one.key, other.key))
        low, high = _BANDS[sureness]
        return Pair(
            ids=(first, second),
            score=round(min(max(found.score, low), high), 3),
            sureness=sureness,
            reasons=tuple(found.reasons),
        )

    def _keys(self, one: Features, other: Features, found: Evidence) -> None:
        if one.shares_email(other):
            found.add(9.0, wording.SAME_EMAIL)
        elif one.email and other.email and OSA.distance(one.email, other.email, score_cutoff=2) < 3:
            found.add(2.5, wording.NEAR_EMAIL)
        if one.shares_telephone(other):
            found.add(7.0, wording.SAME_PHONE)

    def _name(
        self, one: Features, other: Features, near: float, where: str, found: Evidence
    ) -> None:
        town = one.town_name if where == "same" else None
        if near >= SAME_NAME:
            found.add(self._of_same_name(one, where), wording.alike("même nom", town))
        elif near >= LIKE_NAME:
            odds = 3.7 if near >= NEAR_NAME else 1.5
            found.add(odds, wording.alike("noms proches", town))
        elif near < OTHER_NAME:
            found.add(-3.0, wording.OTHER_NAME)
        if _kinds_differ(one, other):
            found.add(-2.5, wording.OTHER_KIND)

    def _of_same_name(self, record: Features, where: str) -> float:
        if where == "unknown":
            return 5.5 if record.words and self.cores[record.core] <= _UNIQUE else 3.5
        if self._namesakes[record.core, record.town] > _NAMESAKES:
            return 1.0 if not record.words else 2.5
        return 4.0 if record.words else 3.5

    def _web(self, one: Features, other: Features, found: Evidence) -> None:
        if _same(one.site, other.site):
            found.add(self._of_host(one.site), wording.SAME_SITE)
        elif one.site and other.site:
            found.add(-2.0, wording.OTHER_SITE)
        hosts = ({one.mail_host, one.site} & {other.mail_host, other.site}) - {None}
        if _same(one.mail_host, other.mail_host) and not one.shares_email(other):
            found.add(self._of_host(one.mail_host) / 2, wording.SAME_MAIL_HOST)
        elif hosts and not _same(one.site, other.site) and not one.shares_email(other):
            found.add(self._of_host(next(iter(hosts))) / 2, wording.SAME_MAIL_HOST)
        elif one.mail_host and other.mail_host and one.mail_host != other.mail_host:
            found.add(-1.5)
        if shared := _accounts(one, other):
            found.add(4.0, wording.same_account(shared[0]))

    def _of_host(self, host: str | None) -> float:
        return 4.5 if self._hosts[host] <= _CROWD else 1.5


def _same(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _within(record: Features, other: Features) -> Features:
    """A record without a town, seen in the other's: 'MJC de Gap' has no word of its own there."""
    if record.town is not None or other.town is None:
        return record
    towns = other.town.split()
    own = tuple(word for word in record.words if word not in towns)
    core = " ".join(sorted(own)) or " ".join(sorted(record.kinds))
    return replace(record, words=own, core=core)


def _accounts(one: Features, other: Features) -> list[str]:
    if not one.accounts or not other.accounts:
        return []
    return [account for account in one.accounts if account in other.accounts]


def _kinds_differ(one: Features, other: Features) -> bool:
    if one.kinds and other.kinds:
        return not one.kinds & other.kinds
    known = {one.type, other.type} - {None, ProspectType.AUTRE.value}
    return len(known) == 2


def place(one: Features, other: Features) -> str:
    """same, near (the departement), other, or unknown."""
    areas = one.departement is not None and other.departement is not None
    if areas and one.departement != other.departement:
        return "other"
    if one.town is None or other.town is None:
        return "near" if areas else "unknown"
    if one.town == other.town or (areas and ratio(one.town, other.town) >= _TOWN_TYPO):
        return "same"
    return "near" if areas else "other"


def _placed(where: str, found: Evidence) -> None:
    if where == "other":
        found.add(-5.0, wording.OTHER_TOWN)
    elif where == "near":
        found.add(-1.0, wording.OTHER_TOWN)
    elif where == "same":
        found.add(2.0)


def _address(one: Features, other: Features, where: str, found: Evidence) -> bool:
    """Whether number and street are the same."""
    if where not in ("same", "unknown") or not one.street or not other.street:
        return False
    if ratio(one.street, other.street) < _STREET_TYPO:
        found.add(-2.0, wording.OTHER_ADDRESS)
        return False
    if one.number and other.number and one.number != other.number:
        found.add(-0.5)
        return False
    whole = bool(one.number and other.number)
    found.add(3.0 if whole else 1.5, wording.SAME_ADDRESS if whole else wording.NEAR_ADDRESS)
    return whole


def _against(one: Features, other: Features, found: Evidence) -> None:
    if one.telephone and other.telephone and not one.shares_telephone(other):
        found.add(-0.5)


def _sureness(
    score: float, exact: bool, near_name: float, where: str, everything: bool
) -> Sureness | None:
    if exact:
        if near_name >= OTHER_NAME and where != "other":
            return Sureness.CERTAIN
        # A federation's mailbox, a town hall's switchboard.
        away = where == "other" and near_name < OTHER_NAME
        return Sureness.POSSIBLE if away else Sureness.PROBABLE
    if score < POSSIBLE:
        return None
    if everything:
        return Sureness.CERTAIN
    apart = where in ("near", "other")
    return Sureness.PROBABLE if score >= PROBABLE and not apart else Sureness.POSSIBLE
