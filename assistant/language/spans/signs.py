"""What the tagger of names sees of each word of a sentence."""

from collections.abc import Sequence
from functools import cache, lru_cache

from assistant.language.grammar.reading import Reading
from assistant.language.text.chain import Item
from assistant.language.text.lexicon import common_words
from assistant.language.text.vocabulary import domain_words
from core.vocabulary.places import communes_by_key
from core.vocabulary.text import fold

_AROUND = 3
_FREQUENT, _KNOWN = 20_000, 300
_LAST = 4


def features_of_words(reading: Reading, intent: str) -> list[list[str]]:
    """One list of signs per word, of itself and of what is around it."""
    signs = [_signs(reading, at) for at in range(len(reading.words))]
    return [_around(signs, at, intent) for at in range(len(signs))]


def _around(signs: Sequence[Sequence[str]], at: int, intent: str) -> list[str]:
    found = ["b", f"i={intent}"]
    for step in range(-_AROUND, _AROUND + 1):
        place = at + step
        if not 0 <= place < len(signs):
            found.append(f"{step}:edge")
            continue
        seen = signs[place] if abs(step) < _AROUND else signs[place][:1]
        found.extend(f"{step}:{sign}" for sign in seen)
    word = signs[at][0]
    before = signs[at - 1][0] if at else "edge"
    after = signs[at + 1][0] if at + 1 < len(signs) else "edge"
    two_before = signs[at - 2][0] if at > 1 else "edge"
    found += [
        f"{before}|{word}", f"{word}|{after}", f"{two_before}|{before}", f"i={intent}|{word}",
        f"i={intent}|{before}", f"i={intent}|{two_before}|{before}", f"i={intent}|0:{at == 0}",
    ]  # fmt: skip
    return found


def _signs(reading: Reading, at: int) -> list[str]:
    word = reading.words[at]
    raw = reading.typed[word.start : word.end]
    kind = next((m.kind for m in reading.mentions if m.start <= word.start < m.end), "none")
    glued = at > 0 and reading.words[at - 1].end == word.start
    found = [
        f"w={_said(word)}",
        f"s={_shape(word, raw)}",
        f"m={kind}",
        f"e={word.text[-3:]}",
        f"c={_commonness(word.text)}|{_shape(word, raw)}",
    ]
    if glued:
        found.append("glued")
    if fold(word.text) in _towns():
        found.append("town")
    if _quoted(reading.typed, word.start):
        found.append("quoted")
    return found


def _said(word: Item) -> str:
    """A rare word says nothing by itself: it is part of some name."""
    text = word.text
    if text.startswith("<") or common_words().get(text, 0) >= _KNOWN or text in domain_words():
        return text
    return f"rare{len(word.text) > _LAST}" if word.text.isalpha() else _symbol(word.text)


def _symbol(text: str) -> str:
    return text if not any(one.isalnum() for one in text) else "mixed"


def _shape(word: Item, raw: str) -> str:
    if any(one.isdigit() for one in raw):
        return "digits" if raw.isdigit() else "9x"
    if raw.isupper() and len(raw) > 1:
        return "XX"
    if raw[:1].isupper():
        return "Xx"
    return "x" if raw[:1].isalpha() else "-"


@lru_cache(maxsize=4096)
def _commonness(word: str) -> str:
    count = common_words().get(word, 0)
    return "often" if count >= _FREQUENT else "known" if count >= _KNOWN else "rare"


@cache
def _towns() -> frozenset[str]:
    return frozenset(communes_by_key())


def _quoted(text: str, at: int) -> bool:
    before = text[:at]
    return before.count("«") > before.count("»") or before.count('"') % 2 == 1
