"""A brief counted by the base: alike records together, and one by one those that may differ.

Reading a selection takes several times as long as counting it. What decides of nearly all records
are a few of their own values, by which the base groups them; those that share an address, that came
long ago or to which something happened are read, and judged as everywhere else.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pymongo.errors import OperationFailure

from core.campaigns.eligibility import Eligibility, Judged, Rules
from core.campaigns.lacks import Lacks, values_of
from core.campaigns.models import GENERIC, LeftOut
from core.database import Document
from core.prospects.filters import Filter
from core.prospects.service import ProspectService
from core.prospects.streaming import Kind

_EMAIL, _OLD = "adresse", "ancien"
_SAME = ("accepte_contact", "type_prospect", "segment")
_ALWAYS = frozenset({"nom_structure", "type_prospect", "prospect_id", "email"})
"""Fields that everybody has, or everybody who is written to."""
_EMPTY: tuple[Any, ...] = ("", [])
_SAMPLED = frozenset({"source", "cree_le"})
_FEW = 4
"""As many as one in so many may have to be read one by one."""


class Segmenting(Protocol):
    """The segments of people, which are of a room above."""

    def fields(self) -> frozenset[str]: ...

    def of(self, documents: Sequence[Document]) -> list[str]: ...


@dataclass
class Sums:
    """What a brief counts."""

    selected: int = 0
    reasons: Counter[LeftOut] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    segments: Counter[str] = field(default_factory=Counter)

    def add(
        self,
        judged: Sequence[Judged],
        segments: Iterable[str],
        used: frozenset[str],
        lacks: Lacks | None,
    ) -> None:
        """Count records that were read; `segments` are of those who may be written to."""
        self.segments.update(segments)
        for one in judged:
            if one.reason is not None:
                self.reasons[one.reason] += 1
            else:
                self.lack(lacks, one.document, used, 1)

    def lack(
        self, lacks: Lacks | None, document: Document, used: frozenset[str], count: int
    ) -> None:
        """Count what so many like this one lack."""
        if lacks is not None and used:
            for name in lacks.of(values_of(document, used)):
                self.missing[name] += count


class Counting:
    """Counts selections whose rules let it; None for the others, which are to be read whole."""

    def __init__(
        self, prospects: ProspectService, eligibility: Eligibility, segmenting: Segmenting
    ) -> None:
        self._prospects, self._eligibility = prospects, eligibility
        self._segmenting = segmenting

    def sums(self, filter: Filter, used: frozenset[str], lacks: Lacks | None) -> Sums | None:
        """The counts of a selection; `used` are the fields that its mail names."""
        rules = self._eligibility.rules()
        if not self._eligibility.counts_alike(rules) or (lacks is not None and lacks.deciding):
            return None
        used = used if lacks is not None else frozenset()
        keys = _keys(rules, used)
        try:
            kinds = self._prospects.kinds(filter, keys, sorted(used | _SAMPLED) if used else ())
        except OperationFailure:
            return None  # so many of one kind that their addresses are no document of the base
        shared = _shared(kinds)
        apart = self._prospects.ids_of_emails(sorted(set(shared)))
        apart |= self._apart(filter, kinds, keys, rules)
        selected = sum(kind.count for kind in kinds)
        if len(apart) * _FEW > max(selected, _FEW):
            return None
        documents = self._read(filter, apart, used)
        seen = {one.lower() for one in shared}
        if sum(str(one.get("email")).lower() in seen for one in documents) != len(shared):
            return None  # another program wrote some, without what they are found by
        return self._summed(kinds, documents, rules, used, lacks)

    def _read(self, filter: Filter, ids: set[str], used: frozenset[str]) -> list[Document]:
        """Those of the selection who are judged one by one."""
        read = self._eligibility.fields() | self._segmenting.fields() | used | set(_SAME)
        return self._prospects.among(filter, sorted(ids), sorted(read - {"prospect_id"}))

    def _apart(
        self, filter: Filter, kinds: list[Kind], keys: Mapping[str, Any], rules: Rules
    ) -> set[str]:
        """Those of a selection of whom more than their kind decides."""
        found: set[str] = set()
        if any(kind.key[_OLD] and _reason(kind, rules) is None for kind in kinds):
            found |= self._prospects.ids_where(filter, keys[_OLD])
        learnt = len(self._segmenting.fields()) > 1
        if learnt and any(not kind.key["segment"] for kind in kinds):
            found |= self._prospects.ids_where(filter, _absent("segment"))
        if self._eligibility.knows_addresses():
            for some in self._prospects.documents(filter, ("email",)):
                known = self._eligibility.known([d["email"] for d in some if d.get("email")])
                found |= {d["_id"] for d in some if d.get("email") in known}
        return found

    def _summed(
        self,
        kinds: list[Kind],
        documents: list[Document],
        rules: Rules,
        used: frozenset[str],
        lacks: Lacks | None,
    ) -> Sums | None:
        sums = Sums()
        left: Counter[_Key] = Counter()
        for kind in kinds:  # a field that lacks and one that is null are one here
            left[_frozen(kind.key)] += kind.count
        for document in documents:
            left[_frozen(_key_of(document, rules, used))] -= 1
        if left and min(left.values()) < 0:
            return None  # a record changed meanwhile
        for some in self._eligibility.judge([documents]):
            kept = [one.document for one in some if one.reason is None]
            sums.add(some, self._segmenting.of(kept), used, lacks)
        for kind in kinds:
            if count := left.pop(_frozen(kind.key), 0):
                _add(sums, kind, count, rules, used, lacks)
        sums.selected = sum(kind.count for kind in kinds)
        return sums


def _shared(kinds: Sequence[Kind]) -> list[str]:
    """The addresses that several of the selection have, once for each who has it."""
    counts = Counter(one.lower() for kind in kinds for one in kind.emails)
    if len(counts) == sum(len(kind.emails) for kind in kinds):
        return []
    return [one for kind in kinds for one in kind.emails if counts[one.lower()] > 1]


def _add(
    sums: Sums, kind: Kind, count: int, rules: Rules, used: frozenset[str], lacks: Lacks | None
) -> None:
    reason = _reason(kind, rules)
    if reason is not None:
        sums.reasons[reason] += count
        return
    sums.segments[str(kind.key["segment"] or GENERIC)] += count
    sums.lack(lacks, {"_id": "", **kind.sample}, used, count)


def _reason(kind: Kind, rules: Rules) -> LeftOut | None:
    """Why those of a kind are left out, by their own values."""
    document = {**kind.key, "email": "a@exemple.fr" if kind.key[_EMAIL] else None}
    return Eligibility.own_reason(document, rules)


def _keys(rules: Rules, used: frozenset[str]) -> dict[str, Any]:
    """What the base groups by, as its expressions."""
    # No more than it must: each expression costs a tenth of the whole.
    return {
        **{name: f"${name}" for name in _SAME},
        _EMAIL: {"$gt": ["$email", ""]},
        _OLD: {"$lt": ["$cree_le", rules.naive]},
        **{f"a_{name}": {"$not": [_absent(name)]} for name in _varying(used)},
    }


def _varying(used: frozenset[str]) -> list[str]:
    return sorted(used - _ALWAYS)


def _absent(name: str) -> Document:
    return {"$in": [{"$ifNull": [f"${name}", ""]}, list(_EMPTY)]}


def _key_of(document: Document, rules: Rules, used: frozenset[str]) -> dict[str, Any]:
    """The same of a record that was read."""
    added = document.get("cree_le")
    return {
        **{name: document.get(name) for name in _SAME},
        _EMAIL: bool(document.get("email")),
        _OLD: added is None or added < rules.naive,
        **{f"a_{name}": document.get(name) not in (None, *_EMPTY) for name in _varying(used)},
    }


_Key = tuple[tuple[str, Any], ...]


def _frozen(key: Mapping[str, Any]) -> _Key:
    return tuple(sorted(key.items()))
