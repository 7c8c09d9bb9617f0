"""Text as pictures write it: literal, measured, wrapped; numbers the French way."""

import threading
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.rendering.wording import NARROW_SPACE

if TYPE_CHECKING:
    from matplotlib.ft2font import FT2Font

ELLIPSIS = "…"
NO_BREAK = "\u00a0\u202f"
_UNKNOWN_GLYPH = "□"
_lock = threading.Lock()
_advances_cache: dict[tuple[str, bool], float] = {}


@cache
def font_file(bold: bool) -> Path:
    """The font that comes with matplotlib: the same picture on every machine."""
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


@cache
def _font(bold: bool) -> "FT2Font":
    from matplotlib.ft2font import FT2Font

    font = FT2Font(font_file(bold))
    font.set_size(100, 72)
    return font


def _advance(char: str, bold: bool) -> float:
    """The width of a character, in ems."""
    known = _advances_cache.get((char, bold))
    if known is None:
        from matplotlib.ft2font import LoadFlags

        drawn = char if _drawable(char) else _UNKNOWN_GLYPH
        with _lock:  # a font is not made for two threads at a time
            glyph = _font(bold).load_char(ord(drawn), flags=LoadFlags.NO_HINTING)
            known = _advances_cache[char, bold] = glyph.linearHoriAdvance / 65536 / 100
    return known


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide the text is, in inches, at that size in points."""
    return sum(_advance(char, bold) for char in text) * size / 72


@cache
def _drawable(char: str) -> bool:
    with _lock:
        return all(_font(bold).get_char_index(ord(char)) for bold in (False, True))


def literal(text: str) -> str:
    """Text on one line as written, less control characters; a box for what the font lacks."""
    kept: list[str] = []
    for char in " ".join(unicodedata.normalize("NFC", text).split(" ")):
        if char.isspace() and char not in NO_BREAK:
            char = " "
        elif not char.isprintable() and char not in NO_BREAK:
            continue
        elif not _drawable(char):
            if kept and kept[-1] == _UNKNOWN_GLYPH:
                continue
            char = _UNKNOWN_GLYPH
        kept.append(char)
    return "".join(kept).strip(" ")


def wrapped(
    text: str, room: float, size: float, *, bold: bool = False, lines: int | None = None
) -> list[str]:
    """The text in lines no wider than `room` inches, at most `lines` of them; [] if it is blank.

    Words too long for a line are cut; what does not fit ends with an ellipsis.
    """
    done: list[str] = []
    current = ""
    for word in filter(None, literal(text).split(" ")):
        longer = f"{current} {word}" if current else word
        if width(longer, size, bold) <= room:
            current = longer
            continue
        if current:
            done.append(current)
        *pieces, current = _pieces(word, room, size, bold)
        done += pieces
        if lines is not None and len(done) > lines:
            break
    if current:
        done.append(current)
    if lines is None or len(done) <= lines:
        return done
    return [*done[: lines - 1], _shortened(done[lines - 1], room, size, bold)]


def _pieces(word: str, room: float, size: float, bold: bool) -> list[str]:
    """A word in parts that fit: cut after a hyphen where there is one."""
    pieces, start, taken = [], 0, 0.0
    for at, char in enumerate(word):
        step = _advance(char, bold) * size / 72
        if taken + step > room and at > start:
            cut = word.rfind("-", start, at) + 1 or at
            pieces.append(word[start:cut])
            start, taken = cut, width(word[cut:at], size, bold)
        taken += step
    return [*pieces, word[start:]]


def _shortened(line: str, room: float, size: float, bold: bool) -> str:
    while line and width(line + ELLIPSIS, size, bold) > room:
        line = line[:-1]
    return line.rstrip() + ELLIPSIS


def number(value: float) -> str:
    """1 234 or 3,5, with narrow no-break spaces."""
    text = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return text.replace(",", NARROW_SPACE).replace(".", ",")


def percent(share: float) -> str:
    """12 % of a share between 0 and 1; never "0 %" for some, nor "100 %" for not all."""
    rounded = round(100 * share)
    if rounded == 0 and share > 0:
        return f"<1{NARROW_SPACE}%"
    if rounded == 100 and share < 1:
        return f">99{NARROW_SPACE}%"
    return f"{number(rounded)}{NARROW_SPACE}%"


def counted(count: float, whole: float | None) -> str:
    """ "35 (12 %)"; the count alone where there is no whole."""
    return f"{number(count)} ({percent(count / whole)})" if whole else number(count)
