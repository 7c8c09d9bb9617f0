"""A sentence as a chain of items that extractors rewrite, pattern after pattern.

An item shows a word ("avec") or a symbol ("<num>"). A pattern is a regular expression over the
items joined by spaces; what it matches becomes one new item, which later patterns can use.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

DIFFERS = frozenset(("≠", "!=", "<>"))
"""How sheets and programs write that something is other than what follows."""


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    """What patterns see: a folded word, a punctuation mark, or a symbol in angle brackets."""
    start: int
    end: int
    """Where the item is in the sentence as typed."""
    value: Any = None
    capital: bool = False
    raw: str = ""


@dataclass(frozen=True)
class Found:
    """A match of a pattern, seen as items."""

    match: re.Match[str]
    chain: "Chain"

    def items(self, group: int | str = 0) -> list[Item]:
        start, end = self.match.span(group)
        return self.chain.between(start, end) if start >= 0 else []

    def values(self, symbol: str, group: int | str = 0) -> list[Any]:
        return [item.value for item in self.items(group) if item.text == symbol]

    def text(self, group: int | str = 0) -> str:
        return (
            self.match.groupdict().get(group) if isinstance(group, str) else self.match[group]
        ) or ""

    def has(self, group: str) -> bool:
        return self.match.groupdict().get(group) is not None

    @property
    def before(self) -> str:
        return self.match.string[: self.match.start()].rstrip()

    @property
    def after(self) -> str:
        return self.match.string[self.match.end() :].lstrip()


Make = Callable[[Found], Item | None]


class Chain:
    def __init__(self, items: list[Item], source: str) -> None:
        self.items = items
        self.source = source
        self._index()

    def _index(self) -> None:
        self._starts: list[int] = []
        position = 0
        for item in self.items:
            self._starts.append(position)
            position += len(item.text) + 1
        self.text = " ".join(item.text for item in self.items)

    def between(self, start: int, end: int) -> list[Item]:
        """The items that cover these positions of `text`."""
        first = bisect_right(self._starts, start) - 1
        return self.items[max(first, 0) : bisect_left(self._starts, end)]

    def finds(self, rule: re.Pattern[str]) -> Iterator[Found]:
        return (Found(match, self) for match in rule.finditer(self.text) if match.group())

    def has(self, rule: re.Pattern[str]) -> bool:
        return rule.search(self.text) is not None

    def rewrite(self, rule: re.Pattern[str], make: Make) -> None:
        """Replaces what the rule matches by the item made of it; None leaves it alone."""
        replaced: list[tuple[int, int, Item]] = []
        for match in rule.finditer(self.text):
            item = make(Found(match, self)) if match[0] else None
            if item is None:
                continue
            start, end = match.span()
            first = bisect_right(self._starts, start) - 1
            replaced.append((first, bisect_left(self._starts, end), item))
        for first, last, item in reversed(replaced):
            covered = self.items[first:last]
            self.items[first:last] = [replace(item, start=covered[0].start, end=covered[-1].end)]
        if replaced:
            self._index()

    def put(self, first: int, size: int, item: Item) -> None:
        """Replaces `size` items from `first` by this one."""
        covered = self.items[first : first + size]
        self.items[first : first + size] = [
            replace(item, start=covered[0].start, end=covered[-1].end)
        ]

    def changed(self) -> None:
        """To be called after a series of `put`."""
        self._index()


def rule(pattern: str) -> re.Pattern[str]:
    """A pattern over whole items; blanks in it are for reading, `_` is the space between items."""
    compact = re.sub(r"\s+", "", pattern)
    compact = re.sub(r"(\(\?P[<=]\w+)|_", lambda found: found[1] or " ", compact)
    return re.compile(rf"(?<!\S)(?:{compact})(?!\S)")


def symbol(name: str, value: Any) -> Item:
    return Item(f"<{name}>", 0, 0, value)
