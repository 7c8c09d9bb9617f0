"""Accents that a file lost: lines of another encoding, text encoded twice, text read as what it was
not. Only what is certain is repaired."""

import re
from collections.abc import Iterable
from functools import cache, partial

SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
"""The encodings of one byte a letter that French files come in."""
_SMALL = frozenset("éèêëàâäîïôöùûüçœæñÿáíóúì")
_BIG = frozenset("ÉÈÊËÀÂÄÎÏÔÖÙÛÜÇŒÆÑÁÍÓÚ")
_SIGNS = frozenset("«»’‘“”–—…€°·•\u00a0²³½ºª®©™§")
_HIGH = re.compile(rb"[\x00-\x7f]?[\x80-\xff]+[\x00-\x7f]?")
_LETTER = re.compile(r"[^\x00-\x7f]")
_TIMES = 3
_ENOUGH = 2
"""Different words with a capital between small letters, without which nothing is certain."""
_LOOKED_AT = 20_000
"""Places with accents that decide."""
_NEAR = 0.5
"""Marks a letter, within which one reading is as likely as another."""
_WRONG, _RIGHT = -0.3, 0.7
"""Marks a letter, below which a text is hardly French, above which it surely is."""


def best_single_byte(data: bytes) -> str:
    """The encoding in which the letters of the whole file make the most sense."""
    return likely_encodings(data)[0]


def likely_encodings(data: bytes) -> tuple[str, ...]:
    """The same; then those that make about as much sense, and other letters."""
    places = [found[0] for found in _some(_HIGH.finditer(data))]
    read = {name: [place.decode(name, "replace") for place in places] for name in SINGLE_BYTE}
    marks = {name: sum(map(_mark, texts)) for name, texts in read.items()}
    best, *others = sorted(SINGLE_BYTE, key=lambda name: -marks[name])
    letters = sum(byte > 0x7F for place in places for byte in place)
    near = marks[best] - _NEAR * letters
    as_likely = [n for n in others if marks[n] >= near and read[n] != read[best]]
    return best, *as_likely


def _some(found: Iterable[re.Match[bytes]]) -> Iterable[re.Match[bytes]]:
    for count, match in enumerate(found):
        if count >= _LOOKED_AT:
            return
        yield match


def _mark(text: str) -> float:
    """How likely the letters beyond ASCII of a few characters are in French."""
    return sum(_mark_of(text, at) for at, char in enumerate(text) if char > "\x7f")


def _mark_of(text: str, at: int) -> float:
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char in _SMALL:
        # In a word of capitals a small letter is out of place.
        return -0.5 if before.isascii() and before.isupper() and after.isupper() else 1.0
    if char in _BIG:
        within = before.islower() or (after.islower() and before.isalpha())
        return -2.0 if within else 0.6
    if char in _SIGNS:
        return 0.2 if not (before.isalpha() and after.isalpha()) or char in "’‘" else -1.0
    return -1.5


# Text that was encoded twice

_TWICE = (
    b"\xe2\x80\x9a\xc3\xa0",
    b"\xc3\x83",
    b"\xc3\x82",
    b"\xc3\xa2",
    b"\xe2\x88\x9a",
    b"\xe2\x94\x9c",
    b"\xc3\x85",
)
"""How Ã, Â, â, √, ├ and Å begin in UTF-8: with what follows them, an accent encoded twice."""
_UNDEFINED = {"\x81": 0x81, "\x8d": 0x8D, "\x8f": 0x8F, "\x90": 0x90, "\x9d": 0x9D}


def repaired(data: bytes) -> bytes | None:
    """UTF-8 text without what was encoded twice, or read as what it was not; None where nothing of
    the kind is certain."""
    if data.isascii():
        return None
    text = data.decode("utf-8", "replace")
    better = text
    if any(sign in data for sign in _TWICE):
        better = _once(better)
    better = _reread(better)
    return better.encode() if better != text else None


def _once(text: str) -> str:
    for name in SINGLE_BYTE:
        runs = _runs(name)
        # Signs alone ("Â°") are too little to be certain.
        if any(_gives_letters(name, found) for found in runs.finditer(text)):
            text = runs.sub(partial(_decoded, name), text)
            # Half of "à" is a no-break space, which many tools replace or drop.
            text = _LONE.sub("à ", text)
    return text


_LONE = re.compile(r"(?<!\w)Ã\s+(?=\w)")


def _gives_letters(name: str, found: re.Match[str]) -> bool:
    plain = _decoded(name, found)
    return plain != found[0] and any(char in _TELLING for char in plain)


@cache
def _runs(name: str) -> re.Pattern[str]:
    """What UTF-8 letters of two or three bytes look like in an encoding."""
    following = "[" + re.escape("".join(_char(b, name) for b in range(0x80, 0xC0))) + "]"
    two = "[" + re.escape("".join(_char(b, name) for b in range(0xC2, 0xC6))) + "]"
    three = re.escape(_char(0xE2, name))
    return re.compile(f"(?:{two}{following}|{three}{following}{{2}})+")


def _char(byte: int, name: str) -> str:
    try:
        return bytes((byte,)).decode(name)
    except UnicodeDecodeError:
        return chr(byte)


_TELLING = _SMALL | _BIG | frozenset("’“”€")
_KNOWN = (
    _SMALL
    | _BIG
    | _SIGNS
    | {*map(chr, range(0xA0, 0xC0)), *"ÃÂâ€ƒ„†‡ˆ‰Š‹Žš›žŸ˜\u202f\u2009\ufeff‚"}
)


def _decoded(name: str, found: re.Match[str]) -> str:
    """What a run was, however often it was encoded; itself where that makes no usual letters."""
    best = text = found[0]
    for _ in range(_TIMES):
        again = _runs(name).sub(partial(_raw, name), text)
        if again == text:
            break
        text = again
        if all(char in _KNOWN or char.isascii() for char in text):
            best = text
    return best


def _raw(name: str, found: re.Match[str]) -> str:
    try:
        raw = b"".join(
            bytes((_UNDEFINED[char],)) if char in _UNDEFINED else char.encode(name)
            for char in found[0]
        )
        return raw.decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return found[0]


def _reread(text: str) -> str:
    """Text that was read in one encoding though it was written in another, and saved so:
    'MÇdiathäque'. Only where its letters are no French, and those of one other reading surely."""
    places = _places(text)
    if len({*filter(_is_strange, places)}) < _ENOUGH or _average(places) > _WRONG:
        return text
    best, chosen = _RIGHT, None
    for wrong in SINGLE_BYTE:
        for right in SINGLE_BYTE:
            if wrong != right and (again := _through(places, wrong, right)):
                average = _average(again)
                if average > best:
                    best, chosen = average, (wrong, right)
    if chosen is None:
        return text
    return _LETTER.sub(lambda found: _swapped(found[0], *chosen), text)


def _is_strange(place: str) -> bool:
    """'iÇd' of 'MÇdiathäque': no French word has that."""
    return len(place) > 2 and place[0].isalpha() and place[1] in _BIG and place[-1].islower()


def _places(text: str) -> list[str]:
    found = re.finditer(r"[\x00-\x7f]?[^\x00-\x7f]+[\x00-\x7f]?", text)
    return [match[0] for count, match in enumerate(found) if count < _LOOKED_AT]


def _average(places: list[str]) -> float:
    letters = sum(char > "\x7f" for place in places for char in place)
    return sum(map(_mark, places)) / max(1, letters)


def _through(places: list[str], wrong: str, right: str) -> list[str] | None:
    try:
        return [place.encode(wrong).decode(right) for place in places]
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _swapped(char: str, wrong: str, right: str) -> str:
    try:
        return char.encode(wrong).decode(right)
    except (UnicodeEncodeError, UnicodeDecodeError):
        return char
