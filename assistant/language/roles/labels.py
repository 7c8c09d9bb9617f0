"""Roles read off turns whose filters are known: what each mention must have meant.

A turn with its filter before and after needs no labelling by hand: the roles are those that lead
from one to the other. Where several do, the plainest are taken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product
from typing import Any

from assistant.language.dialogue.composing import compose, roles_of
from assistant.language.grammar.mentions import Mention
from assistant.language.roles.cues import cues_of
from core.prospects.filters import Filter, PresenceField

_SWEEPS = 3
_PAIRS = 4_000
"""Combinations tried where one mention at a time does not lead to the filter."""


@dataclass(frozen=True)
class Labels:
    """Roles in the order of the mentions, and whether they lead exactly to the filter wanted."""

    roles: tuple[str, ...]
    exact: bool
    distance: int


def label(
    mentions: Sequence[Mention],
    before: Filter,
    previous: Filter,
    after: Filter,
    today: date,
    focus: tuple[PresenceField, ...] = (),
) -> Labels:
    """The plainest roles that lead from `before` to `after`, or as near as any do."""
    wanted = _atoms(after)
    choices = [roles_of(mention.kind) for mention in mentions]

    def distance(roles: Sequence[str]) -> int:
        try:
            result = compose(mentions, roles, before, previous, today, focus)
        except (ValueError, KeyError, TypeError):
            return 1000
        return len(_atoms(result) ^ wanted)

    best = ["none"] * len(mentions)
    least = distance(best)
    for _ in range(_SWEEPS):
        improved = False
        for at, roles in enumerate(choices):
            for role in roles:
                if role == best[at]:
                    continue
                trial = [*best[:at], role, *best[at + 1 :]]
                far = distance(trial)
                if far < least:
                    best, least, improved = trial, far, True
        if least == 0 or not improved:
            break
    if least:
        best, least = _pairs(choices, best, least, distance)
    return Labels(tuple(best), least == 0, least)


_EXCEPTING = frozenset(("sauf", "hors", "enleve"))
_DENYING = frozenset(("nie", "manque"))
_TURNED = frozenset(("field", "net", "fields", "status"))


def refined(
    texts: Sequence[str], mentions: Sequence[Mention], roles: Sequence[str]
) -> tuple[str, ...]:
    """The same effects by the way they are said: an exception and a denial undo each other.

    "sauf celles sans mail" wants the e-mail as "avec un mail" does, but two words make it so:
    each is learnt from its own word.
    """
    cues = cues_of(texts)
    return tuple(
        _by_its_words(mention, role, texts, cues)
        for mention, role in zip(mentions, roles, strict=True)
    )


def _by_its_words(
    mention: Mention, role: str, texts: Sequence[str], cues: Sequence[tuple[int, int, str]]
) -> str:
    if mention.kind not in _TURNED or role not in {"keep", "neg", "exc", "excneg"}:
        return role
    if mention.kind == "status" and mention.value not in {"accepte", "oppose"}:
        return role
    wanted = role in {"keep", "excneg"}
    start = max((at for at in range(mention.first) if texts[at].startswith("<")), default=-1)
    said = {name for first, last, name in cues if start < first and last < mention.first}
    excepting, denying = bool(said & _EXCEPTING), bool(said & _DENYING)
    if wanted:
        return "excneg" if excepting and denying else "keep"
    return "exc" if excepting and not denying else "neg"


def _pairs(
    choices: Sequence[Sequence[str]], best: list[str], least: int, distance: Any
) -> tuple[list[str], int]:
    tried = 0
    for first, second in combinations(range(len(choices)), 2):
        for one, two in product(choices[first], choices[second]):
            tried += 1
            if tried > _PAIRS or not least:
                return best, least
            trial = list(best)
            trial[first], trial[second] = one, two
            far = distance(trial)
            if far < least:
                best, least = trial, far
    return best, least


def _atoms(filters: Filter) -> frozenset[tuple[str, str, str]]:
    """The filter in single facts, so that two can be compared by how many they differ in."""
    found: set[tuple[str, str, str]] = set()
    for key, value in filters.as_json().items():
        found |= _facts(key, value)
    return frozenset(found)


def _facts(key: str, value: Any) -> set[tuple[str, str, str]]:
    if isinstance(value, dict):
        return {
            (key, name, fact[1] + fact[2])
            for name, inner in value.items()
            for fact in _facts(name, inner)
        }
    if isinstance(value, list):
        return {(key, "", str(one)) for one in value}
    return {(key, "", str(value))}
