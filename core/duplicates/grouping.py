"""From pairs to groups: records that are alike two by two, the surest first."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import product

from core.duplicates import wording
from core.duplicates.models import Group, Pair, Sureness

_NAMESPACE = uuid.UUID("2b0b3a5e-7a0e-4c1c-9b57-3f3c3d8a2f10")
LARGEST = 50
"""Records of one group: beyond, nobody could look through it."""

Barred = Callable[[str, str], bool]
Judge = Callable[[str, str], Pair | None]
"""Pairs that were not compared: a group is only made of those that are alike two by two."""


def group_id(ids: Iterable[str]) -> str:
    """The same for the same records, whatever run found them."""
    return str(uuid.uuid5(_NAMESPACE, "|".join(sorted(ids))))


class Grouping:
    """Joins pairs into groups, one pair after the other."""

    def __init__(self, judge: Judge, barred: Barred) -> None:
        self._judge = judge
        self._barred = barred
        self._members: dict[str, list[str]] = {}
        self._pairs: dict[str, dict[tuple[str, str], Pair]] = defaultdict(dict)
        self._root: dict[str, str] = {}
        self._aside: list[Pair] = []

    def groups(self, pairs: Iterable[Pair]) -> list[Group]:
        """All groups, the surest first, then the likeliest."""
        for pair in sorted(pairs, key=lambda p: (p.sureness.rank, -p.score, p.ids)):
            if not self._barred(*pair.ids):
                self._join(pair)
        found = [_group(list(pairs.values())) for pairs in self._pairs.values()]
        # Those that a later link brought into one group are listed there.
        found += [_group([pair]) for pair in self._aside if not self._together(*pair.ids)]
        return sorted(found, key=lambda g: (g.sureness.rank, -g.score, g.ids))

    def _join(self, pair: Pair) -> None:
        one, other = (self._root.setdefault(key, key) for key in pair.ids)
        if one == other:
            self._pairs[one][pair.ids] = pair
            return
        left, right = self._of(one), self._of(other)
        crossing = self._crossing(pair, left, right)
        if crossing is None:
            # Alike one of a group and not the others: shown by itself.
            self._aside.append(pair)
            return
        for key in right:
            self._root[key] = one
        self._members[one] = left + right
        self._members.pop(other, None)
        self._pairs[one] |= self._pairs.pop(other, {}) | {p.ids: p for p in crossing}

    def _together(self, one: str, other: str) -> bool:
        return self._root[one] == self._root[other]

    def _of(self, root: str) -> list[str]:
        return self._members.get(root, [root])

    def _crossing(self, pair: Pair, left: Sequence[str], right: Sequence[str]) -> list[Pair] | None:
        """The pairs between two groups; None if they must not be joined.

        Who shares an e-mail with one and a telephone with another joins both, however they look.
        """
        if len(left) + len(right) > LARGEST:
            return None
        crossing = [pair]
        for one, other in product(left, right):
            ids = (one, other) if one < other else (other, one)
            if ids == pair.ids:
                continue
            if self._barred(*ids):
                return None
            found = self._judge(*ids)
            if found is not None:
                crossing.append(found)
            elif pair.sureness is not Sureness.CERTAIN:
                return None
        return crossing


def _group(pairs: list[Pair]) -> Group:
    ids = tuple(sorted({key for pair in pairs for key in pair.ids}))
    sureness = max((pair.sureness for pair in _tree(pairs)), key=lambda s: s.rank)
    ordered = tuple(sorted(pairs, key=lambda p: (p.sureness.rank, -p.score, p.ids)))
    return Group(
        group_id=group_id(ids),
        ids=ids,
        pairs=ordered,
        sureness=sureness,
        why=wording.sentence(ordered, sureness),
    )


def _tree(pairs: Sequence[Pair]) -> list[Pair]:
    """The surest pairs that hold the group together."""
    root: dict[str, str] = {}

    def top(key: str) -> str:
        while root.get(key, key) != key:
            key = root[key]
        return key

    kept = []
    for pair in sorted(pairs, key=lambda p: (p.sureness.rank, -p.score)):
        one, other = map(top, pair.ids)
        if one != other:
            root[other] = one
            kept.append(pair)
    return kept


def united(groups: Sequence[Group]) -> list[Group]:
    """No pair in two groups: those that share one are made one, in the first one's place."""
    kept: list[Group] = []
    of_pair: dict[tuple[str, str], int] = {}
    for group in groups:
        places = sorted({of_pair[p.ids] for p in group.pairs if p.ids in of_pair})
        if not places:
            places = [len(kept)]
            kept.append(group)
        else:
            group = _one_of([kept[at] for at in places] + [group])
            kept[places[0]] = group
        of_pair |= {pair.ids: places[0] for pair in group.pairs}
    alive = set(of_pair.values())
    return [group for at, group in enumerate(kept) if at in alive]


def _one_of(groups: Sequence[Group]) -> Group:
    """All their records as one group; of a pair that is in several, every reason is kept."""
    pairs: dict[tuple[str, str], Pair] = {}
    for pair in (pair for group in groups for pair in group.pairs):
        known = pairs.get(pair.ids)
        surer = min((pair, known or pair), key=lambda p: (p.sureness.rank, -p.score))
        reasons = dict.fromkeys((*(known.reasons if known else ()), *pair.reasons))
        pairs[pair.ids] = surer.model_copy(update={"reasons": tuple(reasons)})
    return _group(list(pairs.values()))


def narrowed(group: Group, alive: Callable[[str], bool], barred: Barred) -> list[Group]:
    """The group without records that are gone and pairs said to be different: what is left of it,
    in one piece or more."""
    pairs = [p for p in group.pairs if all(map(alive, p.ids)) and not barred(*p.ids)]
    if len(pairs) == len(group.pairs):
        return [group]
    pieces: list[list[Pair]] = []
    for pair in pairs:
        touching = [piece for piece in pieces if any(set(pair.ids) & set(p.ids) for p in piece)]
        pieces = [piece for piece in pieces if piece not in touching]
        pieces.append([pair, *(p for piece in touching for p in piece)])
    return [_group(piece) for piece in pieces]
