"""Text as it is compared, by the one folding that everybody shares, and as it may be kept."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o"})
# What draws nothing, or turns what is around it: format characters but those that are seen (Arabic
# and Syriac signs, Egyptian joiners), controls that are no spaces, half characters, and letters
# that look like a space.
_UNSEEN = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    r"\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_PICTURE = r"[\u00a9\u00ae\u2190-\u27ff\u2900-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_FLAG = "\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"
_KEPT = (
    _FLAG,
    rf"(?:(?<={_PICTURE})|(?<=\ufe0f))\u200d(?={_PICTURE})",
    rf"(?:(?<={_PICTURE})|(?<=[0-9#*]))[\ufe0e\ufe0f]",
)
"""The flags of Scotland and others, the joiner of two pictures, what colours one."""
_INVISIBLE = re.compile(rf"({'|'.join(_KEPT)})|[{_UNSEEN}]")
_NOT_WORD = re.compile(r"[\W_]+")


class _Plain(dict[int, str]):
    """Characters without their accents, worked out as they are met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", chr(code).translate(_LIGATURES))
        self[code] = plain = "".join(c for c in decomposed if not unicodedata.combining(c))
        return plain


_PLAIN = _Plain()


def strip_accents(text: str) -> str:
    """The text without its accents, ligatures in two letters."""
    return text if text.isascii() else text.translate(_PLAIN)


@lru_cache(maxsize=256)  # a name is folded for its order, its sound and its words, one by one
def fold(text: str) -> str:
    """Lower case, no accents, œ as oe, punctuation as single spaces."""
    plain = strip_accents(text).lower()
    return plain if plain.isalnum() else _NOT_WORD.sub(" ", plain).strip()


def visible(text: str) -> str:
    """The text without what nobody sees: what turns the direction of a line, joins, or hides.

    Families and flags made of several pictures stay whole.
    """
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub(r"\1", text)
