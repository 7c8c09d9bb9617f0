"""What the classifier reads of a turn: its words with the values masked, and signs of its scene."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from assistant.language.grammar.reading import Reading
from assistant.language.roles.features import in_force
from assistant.language.text.chain import Item
from assistant.language.text.lexicon import words_in
from core.prospects.filters import Filter

SIGN = "¤"
_MASKED = {
    "<type>": "<type>", "<place>": "<place>", "<range>": "<range>", "<when>": "<when>",
    "<dur>": "<dur>", "<c.place>": "<place>",
}  # fmt: skip


@cache
def function_words() -> frozenset[str]:
    return words_in("mots_outils.txt")


def frame_of(reading: Reading) -> str:
    """The words of the text, with `<type>`, `<place>`, `<num>`, `<when>`… in place of values."""
    return " ".join(_masked(reading))


def _masked(reading: Reading) -> Iterator[str]:
    words = iter(reading.words)
    word = next(words, None)
    for item in reading.items:
        mask = _MASKED.get(item.text)
        covered: list[Item] = []
        while word is not None and word.start < item.end:
            covered.append(word)
            word = next(words, None)
        if mask:
            yield mask
        else:
            yield from (one.text for one in covered)


def frame_within(reading: Reading, start: int, end: int) -> list[str]:
    """The same of a piece of the sentence, by its places in what was typed."""
    inside = [item for item in reading.items if start <= item.start and item.end <= end]
    words = [word for word in reading.words if start <= word.start and word.end <= end]
    return list(_masked(replace(reading, items=tuple(inside), words=tuple(words))))


def residue(reading: Reading) -> list[Item]:
    """The words that neither mentions nor grammar explain."""
    known = function_words()
    return [
        item
        for item in reading.items
        if not (item.text in known or item.text.startswith("<") or len(item.text) < 2)
    ]


def signed_frame(reading: Reading, before: Filter, last_intent: str) -> str:
    """The frame, then one `¤sign` for each fact of the mentions and of the scene."""
    signs = (f"{SIGN}{sign.replace(' ', '_')}" for sign in _signs(reading, before, last_intent))
    return " ".join((frame_of(reading), *signs))


def _signs(reading: Reading, before: Filter, last_intent: str) -> Iterator[str]:
    scene = "empty" if before.is_empty() else "some"
    words = [item for item in reading.items if item.text[:1].isalpha()]
    length = _bucket(len(words))
    yield f"scene={scene}"
    yield f"last={last_intent or 'none'}"
    yield f"length={length}|{scene}"
    yield f"length={length}|last={last_intent}"
    unexplained = len(residue(reading))
    yield f"rest={min(unexplained, 3)}|{scene}"
    if not unexplained:
        yield f"whole|last={last_intent}"
    yield from _ends(reading, scene)
    yield from _mentioned(reading, before, scene)


def _ends(reading: Reading, scene: str) -> Iterator[str]:
    if reading.items:
        yield f"first={reading.items[0].text}|{scene}"
    if len(reading.items) > 1:
        yield f"end={reading.items[-2].text}|{scene}"


def _mentioned(reading: Reading, before: Filter, scene: str) -> Iterator[str]:
    kinds = sorted({mention.kind for mention in reading.mentions})
    for kind in kinds or ["nothing"]:
        yield f"m={kind}"
        yield f"m={kind}|{scene}"
    for mention in reading.mentions:
        if mention.kind == "status":
            yield f"st={mention.value}"
        elif mention.kind == "other":
            yield f"other={mention.value.key}"
        if not before.is_empty():
            state = in_force(mention, before)
            yield f"force={state}"
            yield f"force={state}|{mention.kind}"


def _bucket(count: int) -> str:
    return "1" if count < 2 else "2-3" if count < 4 else "4-7" if count < 8 else "8+"
