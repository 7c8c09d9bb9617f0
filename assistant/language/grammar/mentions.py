"""The mentions of a sentence: what it speaks of, before anything is decided about it.

A mention is neutral: "pas contactés" mentions `contacté`, "sans mail" mentions the e-mail. What the
sentence does with each (wanted, excluded, dropped …) is its role, which `roles` tells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.language.grammar.conditions import Condition
from assistant.language.grammar.places import Place
from assistant.language.text.chain import Item

KINDS = {
    "<type>": "type", "<place>": "place", "<field>": "field", "<net>": "net", "<fields>": "fields",
    "<st>": "status", "<range>": "date", "<dur>": "duration", "<num>": "number", "<year>": "number",
    "<qty>": "span", "<counted>": "span", "<unit>": "unit", "<key>": "key",
    "<everywhere>": "everywhere", "<clear>": "clear", "<allofkey>": "allofkey", "<both>": "both",
    "<inverse>": "inverse", "<oneof>": "oneof", "<neither>": "neither", "<dept>": "number",
    "<limitmax>": "limit", "<limitmin>": "limit", "<limitboth>": "limit", "<en>": "anaphor",
    "<quote>": "quote", "<ord>": "ord", "<misc>": "misc",
}  # fmt: skip
"""Symbols of the grammar, and the kind of mention that each is."""
_SPANS = frozenset(("adherents", "followers", "quantity"))


@dataclass(frozen=True)
class Mention:
    """A piece of the sentence that may be a condition."""

    kind: str
    value: Any
    """By kind: values of a list key (type, place), a field, an atom of status, bounds, a number."""
    first: int
    """Which item of the chain it is."""
    start: int
    end: int
    """Where it stands in what the user typed."""
    word: str = ""

    @property
    def key(self) -> str:
        """The filter's key that it may constrain; empty where only the sentence can tell."""
        return _KEYS.get(self.kind, self.value.key if self.kind in {"place", "other"} else "")


_KEYS = {
    "type": "type_prospect", "date": "dernier_contact", "duration": "dernier_contact",
    "tranche": "tranche_public",
}  # fmt: skip


def mentions_of(items: Sequence[Item], typed: str, today: date) -> tuple[Mention, ...]:
    """The mentions, in the order of the sentence."""
    found = (mention for at, item in enumerate(items) for mention in _read(at, item))
    return tuple(_dated(mention, typed, today) for mention in found)


def _dated(mention: Mention, typed: str, today: date) -> Mention:
    """A date keeps its words: a year may be a number; and nobody was contacted in the future. So
    does a quantity: "+ 93" may be a departement."""
    if mention.kind in {"clear", "quantity"}:
        return replace(mention, word=typed[mention.start : mention.end])
    if mention.kind != "date":
        return mention
    days = mention.value
    when = " à venir" if days.apres is not None and days.apres > today else ""
    return replace(mention, word=typed[mention.start : mention.end] + when)


def _read(at: int, item: Item) -> Iterator[Mention]:
    if item.text.startswith("<c."):
        for condition in item.value:
            yield _of_condition(at, item, condition)
        return
    kind = KINDS.get(item.text)
    if kind is None:
        return
    value = item.value
    if kind == "limit":
        value = item.text.strip("<>").removeprefix("limit")
    if kind == "type":
        value = tuple(name for condition in item.value for name in condition.value)
    yield Mention(kind, value, at, item.start, item.end, item.raw)


def _of_condition(at: int, item: Item, condition: Condition) -> Mention:
    if condition.key in _SPANS:
        return Mention(condition.key, condition.value, at, item.start, item.end, condition.word)
    if condition.key == "tranche_public":
        return Mention("tranche", condition.value, at, item.start, item.end)
    return Mention("other", condition, at, item.start, item.end, condition.word)


def place_of(mention: Mention) -> Place:
    """The place that a mention of one names."""
    place: Place = mention.value
    return place
