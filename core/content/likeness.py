"""Whether a line says again what another says: a preview and its subject."""

import re
from collections.abc import Iterable, Sequence

from core.vocabulary.text import fold

ALIKE = 0.5
_JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_WORD = re.compile(r"(?!(?:nous|vous|notre|votre|avec|pour|dans|quelques|plus)\b)[^\W_]{4,}")


def alike(one: str, other: str) -> float:
    """How much of one the other says already, by its words."""
    mine, theirs = (set(_WORD.findall(fold(_JINJA.sub("", text)))) for text in (one, other))
    return len(mine & theirs) / (min(len(mine), len(theirs)) or 1)


def freshest(lines: Sequence[str], others: Iterable[str]) -> str:
    """The first that is unlike the others, or the most unlike; empty where there is none."""
    said = tuple(others)
    nearest = {line: max((alike(line, one) for one in said), default=0.0) for line in lines}
    fitting = [line for line in lines if nearest[line] < ALIKE]
    return fitting[0] if fitting else min(lines, key=lambda line: nearest[line], default="")
