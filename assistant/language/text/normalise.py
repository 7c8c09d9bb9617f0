"""Text to words: folded, abbreviations in full, typos mended, each with its place in the text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.language.text.chain import DIFFERS, Chain, Item
from assistant.language.text.lexicon import abbreviations, common_words, stem
from assistant.language.text.phonetics import sound
from assistant.language.text.vocabulary import (
    OWN_WORD,
    REGION,
    big_commune_words,
    commune_words,
    domain_words,
    glued_names,
    type_words,
)
from core.vocabulary.text import fold

LONGEST = 2_000
"""Characters that are read of a message; nobody asks for prospects in more."""
MOST_WORDS = 400

_UNUSED = 50
"""The count of words that the list knows from a dictionary only."""

_UNIT = (
    r"(?P<unit> [ \u00a0]?[kK](?![^\W\d_]) | (?:er|ère|ere|re|nd|nde|e|è|eme|ème|ieme|ième)\b )?"
)
_PIECES = (
    r"\b(?P<hurried> {hurried} )\b",
    r"(?P<misc> (?:https?://|www\.)\S+ | [\w.+-]+@[\w-]+(?:\.[\w-]+)+ | </?[a-zA-Z][^<>]*> )",
    r"(?P<phone> (?<![\w,])(?:(?:\+|00)33[ .-]?|0)[1-9](?:[ .-]?\d\d){4}"
    r"(?![\d,%]|[ ](?:et|ou)\b) )",
    r"(?P<day> \d{4}-\d{1,2}-\d{1,2} "
    r"| (?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:\d{4}|\d{2}) )(?![\w/])",
    r"(?P<corsica> 2[ABab] )\b",
    r"(?P<number> \d{1,3}(?:[ \u00a0\u202f.'’]\d{3})+(?!\d) | \d+(?:[.,]\d+)? )" + _UNIT,
    r"(?P<acronym> [^\W\d_](?:\.[^\W\d_])+\b\.? )",
    r"(?P<word> [^\W\d_]+ )",
    r"(?P<mark> ≠ | != | <> | [,;.?!:/+<>=≥≤⩾⩽&%«»\"“”()-] )",
)


@cache
def _pieces() -> re.Pattern[str]:
    """The pieces of a sentence; "2main" is one where the list of abbreviations has it."""
    hurried = [short for short in abbreviations() if any(char.isdigit() for char in short)]
    # Braces of repetitions stand in the pattern, so that no format() is possible.
    pieces = "|".join(_PIECES).replace("{hurried}", "|".join(hurried))
    return re.compile(pieces, re.VERBOSE | re.IGNORECASE)


_ASCII_MARKS = {
    **dict.fromkeys("«»“”", '"'), **dict.fromkeys("≥⩾", "> ="), **dict.fromkeys("≤⩽", "< ="),
}  # fmt: skip
_GLUED = (
    "les", "des", "aux", "la", "le", "du", "en", "un", "une", "qu", "n", "d", "l", "s", "j", "c",
)  # fmt: skip


def normalise(text: str) -> Chain:
    """The sentence as a chain of words, numbers and marks."""
    text = text[:LONGEST]
    items = _rejoined(list(islice(_unrepeated(_items(text)), MOST_WORDS)))
    if not any(item.text in _WRITTEN_MARKS for item in items):
        dictated = any(item.text == "virgule" for item in items)
        items = [
            replace(item, text=_SPOKEN_MARKS.get(item.text, item.text))
            if dictated or item is items[-1]
            else item
            for item in items
        ]
    return Chain(items, text)


_WRITTEN_MARKS = frozenset((",", ";", ".", "?", "!"))
_SPOKEN_MARKS = {"virgule": ",", "point": "."}
"""Punctuation as it is dictated, in a sentence that has none other."""


_CUT = ("mjc", "cscs", "jdr", "medi", "ludo", "bibl")
"""How the types begin that people type in two pieces: "mj c", "média tek"."""
_HALVES = (*_CUT[3:], "media", "biblio")


def _rejoined(items: list[Item]) -> list[Item]:
    joined: list[Item] = []
    for item in items:
        last = joined[-1] if joined else None
        if last is not None and last.text + item.text in _CUT[:3]:
            joined[-1] = replace(last, text=last.text + item.text, end=item.end)
        elif last is not None and last.text in _HALVES:
            whole = mend(last.text + item.text)[0] if item.text.isalpha() else ""
            if whole.startswith(_CUT[3:]) and whole.removesuffix("s").endswith("theque"):
                joined[-1] = replace(last, text=whole, end=item.end)
            else:
                joined.append(item)
        else:
            joined.append(item)
    return joined


def _unrepeated(items: Iterator[Item]) -> Iterator[Item]:
    """No more than two of the same in a row: nobody means more, and rules would stumble on them."""
    last: tuple[str, str] = ("", "")
    for item in items:
        if item.text.startswith("<") or last != (item.text, item.text):
            yield item
        last = (last[1], item.text)


def _items(text: str) -> Iterator[Item]:
    shouted = text.isupper()
    for found in _pieces().finditer(text):
        kind = found.lastgroup if found.lastgroup != "unit" else "number"
        raw, start, end = found[0], *found.span()
        if kind in {"word", "hurried"}:
            yield from _word(found, shouted)
        elif kind == "number" and (band := _BANDS.fullmatch(raw)):
            yield Item("<num>", start, start + len(band[1]), int(band[1]), raw=band[1])
            yield Item("-", end - 4, end - 3, raw="-")
            yield Item("<num>", end - 3, end, int(band[2]), raw=band[2])
        elif kind == "number":
            yield _number(found)
        elif kind == "mark":
            yield from _mark(text, found)
        elif kind == "acronym":
            yield Item(fold(raw).replace(" ", ""), start, end, raw=raw)
        elif kind == "corsica":
            yield Item("<dept>", start, end, raw.upper(), raw=raw)
        else:
            yield Item("<day>" if kind == "day" else "<misc>", start, end, raw, raw=raw)


def _mark(text: str, found: re.Match[str]) -> Iterator[Item]:
    raw, start, end = found[0], *found.span()
    if (raw in DIFFERS and _names_next(text, found)) or _takes_away(text, found):
        yield Item("sauf", start, end, raw=raw)
    elif not _joins_words(text, found):
        yield Item(_ASCII_MARKS.get(raw, raw), start, end, raw=raw)


def _names_next(text: str, found: re.Match[str]) -> bool:
    """A number is none of a list, but that of a departement."""
    numbered = text[found.end() :].lstrip()[:1].isdigit()
    return not numbered or bool(_DEPARTEMENT.search(text[: found.start()]))


_DEPARTEMENT = re.compile(r"\bd[ée]p\w*\s*$", re.IGNORECASE)
_BANDS = re.compile(r"(50|150|500)[ \u00a0](149|499|999)")
"""A band of public typed without its hyphen."""


def _joins_words(text: str, found: re.Match[str]) -> bool:
    """True for the hyphen of "Saint-Étienne", which only separates words."""
    if found[0] != "-":
        return False
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return before.isalpha() and after.isalpha()


_BEFORE_MINUS = re.compile(r"([^\W\d_]{3,})[ \u00a0]$")
_AFTER_MINUS = re.compile(r"([^\W\d_]{3,})(?!['’\w-])")


def _takes_away(text: str, found: re.Match[str]) -> bool:
    """True for the hyphen of "ludothèques -paris", as people type to search engines: before a
    large town or a type, and no piece of a name."""
    before = _BEFORE_MINUS.search(text[: found.start()])
    after = _AFTER_MINUS.match(text, found.end())
    if found[0] != "-" or before is None or after is None:
        return False
    taken, kept = fold(after[1]), fold(before[1])
    return stem(taken) in type_words() or (
        taken in big_commune_words() and kept not in commune_words()
    )


def _number(found: re.Match[str]) -> Item:
    raw, unit = found["number"], (found["unit"] or "").strip()
    digits = re.sub(r"[ \u00a0\u202f'’]", "", raw)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", digits):
        digits = digits.replace(".", "")
    number = float(digits.replace(",", "."))
    if unit.lower() == "k":
        number *= 1000
    elif unit:
        return Item("<ord>", found.start(), found.end(), int(number), raw=found[0])
    name = "<year>" if re.fullmatch(r"(?:199|20\d)\d", raw) else "<num>"
    return Item(name, found.start(), found.end(), int(min(number, 1e9)), raw=found[0])


def _word(found: re.Match[str], shouted: bool) -> Iterator[Item]:
    raw, start, end = found[0], *found.span()
    capital = raw[0].isupper() and not shouted
    folded = fold(raw)
    stays = _is_piece_of_name(found, folded) or _is_saying(found, folded)
    short = None if stays else abbreviations().get(folded)
    for word in short or mend(folded, capital):
        yield Item(word, start, end, capital=capital, raw=raw)


_WITHIN_NAMES = frozenset(("st", "ste", "sts", "hte", "hts"))


def _is_saying(found: re.Match[str], folded: str) -> bool:
    """ "tant pis" joins nothing, as "pis" alone does."""
    return folded == "pis" and found.string[: found.start()].lower().endswith("tant ")


def _is_piece_of_name(found: re.Match[str], folded: str) -> bool:
    """ "San-Gavino-di-Tenda" has no "sans"; "St-Étienne" is "Saint-Étienne"."""
    around = (
        found.string[max(found.start() - 1, 0) : found.start()] + found.string[found.end() :][:1]
    )
    return "-" in around and folded not in _WITHIN_NAMES


def mend(word: str, capital: bool = False) -> tuple[str, ...]:
    """The word, or the domain's words that were meant."""
    return _mend(word, capital)


def _limit(word: str) -> int:
    """How many letters may be wrong in a word of that length."""
    return 0 if len(word) < 4 else 1 if len(word) < 7 else 2 if len(word) < 13 else 3


_cache: dict[tuple[str, bool], tuple[str, ...]] = {}


def _mend(word: str, capital: bool) -> tuple[str, ...]:
    key = (word, capital)
    if key not in _cache:
        if len(_cache) > 50_000:
            _cache.clear()
        _cache[key] = _mended(word, capital)
    return _cache[key]


def _mended(word: str, capital: bool) -> tuple[str, ...]:
    if len(word) < 4 or len(word) > 40 or word in domain_words() or stem(word) in domain_words():
        return (word,)
    if word in common_words():
        return (_rare_word(word),)
    if word[0] in "ld" and word[1:] in glued_names():
        return (word[0], word[1:])
    town = word in commune_words()
    if town and (capital or word in big_commune_words()):
        return (word,)
    # A name that nobody knows is a name: "Mireille" is no Marseille.
    near = _nearest(word, 1 if town or capital else _limit(word))
    if near is None or (not town and OSA.distance(word, near) > 1):
        near = _sounding_like(word) or near
    if near is not None:
        return (near,)
    return (word,) if town else _unglued(word)


def _rare_word(word: str) -> str:
    """Itself, unless nobody uses that word ("adhérant") and one of ours is a letter away."""
    if common_words()[word] > _UNUSED or len(word) < 7:
        return word
    near = _nearest(word, 1)
    return near if near is not None and domain_words()[near] >= OWN_WORD else word


def _nearest(word: str, limit: int) -> str | None:
    """The best of the domain's words; None where a common French word is nearer."""
    domain = domain_words()
    found = process.extract(
        word, _choices(len(word)), scorer=OSA.distance, score_cutoff=limit, limit=12
    )
    best = min(
        (
            (distance, choice[0] != word[0], -domain[choice], choice)
            for choice, distance, _ in found
        ),
        default=None,
    )
    if best is None or (best[0] > 1 and best[1] and len(word) < 9):
        return None
    if best[0] > 1 and -best[2] < REGION and not _is_said_like(word, best[3]):
        return None
    common = (
        process.extractOne(
            word, _frequent(len(word)), scorer=OSA.distance, score_cutoff=int(best[0]) - 1
        )
        if best[0] > 1
        else None
    )
    return None if common else best[3]


def _is_said_like(word: str, town: str) -> bool:
    """ "kimper" is said as Quimper; "arlekin" is a name, and no "arlésien"."""
    return len(word) >= _LONG or OSA.distance(sound(word), sound(town)) <= 1


_LONG = 9


def _sounding_like(word: str) -> str | None:
    """The word of the domain that is said the same way, if it is written about as long."""
    heard = _by_sound().get(sound(word), ())
    close = [other for other in heard if abs(len(other) - len(word)) <= 3]
    return max(close, key=lambda other: domain_words()[other], default=None)


@cache
def _by_sound() -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for word in domain_words():
        key = sound(word)
        if len(word) > 3 and len(key) > 2:
            index.setdefault(key, []).append(word)
    return index


@cache
def _choices(size: int) -> tuple[str, ...]:
    return tuple(word for word in domain_words() if len(word) > 3 and abs(len(word) - size) <= 3)


@cache
def _frequent(size: int) -> tuple[str, ...]:
    """Common French words of about that length, nearer to which a typo may be."""
    return tuple(
        word
        for word, count in common_words().items()
        if count > 1500 and abs(len(word) - size) <= 2 and len(word) > 2
    )


def _unglued(word: str) -> tuple[str, ...]:
    """Two words typed as one: "lesmjc", "nont"."""
    for first in _GLUED:
        rest = word[len(first) :]
        if word.startswith(first) and (rest == "ont" or (len(rest) > 2 and rest in domain_words())):
            return (first, rest)
    return (word,)
