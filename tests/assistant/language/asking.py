"""How the tests of the language ask: a sentence in, its filter or its mentions out."""

from datetime import date
from functools import cache

from assistant.language.grammar.reading import read
from assistant.language.pipeline import Language
from assistant.language.understanding import Context, Understanding
from core.prospects.filters import Filter

TODAY = date(2026, 3, 18)


@cache
def language() -> Language:
    """Loaded once for all tests."""
    return Language.load()


def understood(text: str, before: Filter | None = None, today: date = TODAY) -> Understanding:
    """The sentence as one request, after another one left `before` in force."""
    return language().understand_first(text, Context(filter=before or Filter()), today)


def filters_of(text: str, before: Filter | None = None, today: date = TODAY) -> Filter:
    """What is in force after the sentence."""
    return understood(text, before, today).context.filter


def places(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The places that the sentence mentions: (key, values) of each."""
    found = read(text, TODAY).mentions
    return [(one.value.key, one.value.values) for one in found if one.kind == "place"]
