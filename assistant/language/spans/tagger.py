"""Names, tasks and values as written, found by linear-chain CRFs learnt from the examples."""

import contextlib
from collections.abc import Mapping, Sequence
from enum import StrEnum, auto
from functools import cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import pycrfsuite

from assistant.language.grammar.reading import Reading
from assistant.language.spans.signs import features_of_words

SHIPPED_SPANS = Path(__file__).parent
"""What was learnt of the examples as they were when the release was made."""
_BEGIN, _INSIDE, OUTSIDE = "B", "I", "O"


class Span(StrEnum):
    PROSPECT = auto()
    CAMPAIGN = auto()
    TASK = auto()
    VALUE = auto()


class Found(NamedTuple):
    name: str | None
    """As typed; None where nothing is named."""
    sure: float
    """The probability of this reading of the whole sentence."""


NOTHING = Found(None, 0.0)


class SpanTagger:
    def __init__(self, folder: Path) -> None:
        self._taggers: Mapping[Span, pycrfsuite.Tagger] = {
            kind: tagger for kind in Span if (tagger := _opened(folder / f"{kind}.crf"))
        }
        self._lock = Lock()  # A tagger keeps the sentence that it tagged last.

    def find(self, reading: Reading, kind: Span, intent: str) -> Found:
        tagger = self._taggers.get(kind)
        if tagger is None or not reading.words:
            return NOTHING
        features = features_of_words(reading, intent)
        with self._lock:
            labels = tagger.tag(features)
            sure = tagger.probability(labels)
        return Found(_named(reading, labels), sure)


@cache
def shipped_spans() -> SpanTagger:
    return SpanTagger(SHIPPED_SPANS)


def _opened(path: Path) -> pycrfsuite.Tagger | None:
    """None where the file is missing or damaged: the rules are left."""
    tagger = pycrfsuite.Tagger()
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        tagger.open(str(path))
        return tagger
    return None


def _named(reading: Reading, labels: Sequence[str]) -> str | None:
    start = next((at for at, label in enumerate(labels) if label != OUTSIDE), None)
    if start is None:
        return None
    end = start + 1
    while end < len(labels) and labels[end] == _INSIDE:
        end += 1
    return reading.typed[reading.words[start].start : reading.words[end - 1].end]


def labels_of(reading: Reading, start: int, end: int) -> list[str]:
    """The labels of the words where these letters are what is named."""
    labels, begun = list[str](), False
    for word in reading.words:
        inside = start <= word.start and word.end <= end
        labels.append((_INSIDE if begun else _BEGIN) if inside else OUTSIDE)
        begun = begun or inside
    return labels
