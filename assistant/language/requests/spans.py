"""Parts taken out of a sentence as typed, found whatever their accents and capitals."""

import re

from core.vocabulary.text import strip_accents

COUNT = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20,
    "trente": 30,
}  # fmt: skip
"""Counts in words."""


def level(text: str) -> str:
    """Lower case, without accents, each character in its place."""
    return "".join((strip_accents(one) or " ")[0].lower() for one in text)


def count_of(said: str) -> int:
    """'deux' and '2'."""
    return COUNT[said] if said in COUNT else int(said)


class Cut:
    """A sentence from which what was read is taken out."""

    def __init__(self, typed: str) -> None:
        self.text = typed

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What the pattern finds in the levelled text, no longer there afterwards."""
        found = pattern.search(level(self.text))
        if found is not None:
            self.text = f"{self.text[: found.start()]} {self.text[found.end() :]}"
        return found
