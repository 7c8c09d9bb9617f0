"""Text as it is compared: the one folding that everybody shares."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o"})
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


def fold(text: str) -> str:
    """Lower case, no accents, œ as oe, punctuation as single spaces."""
    plain = strip_accents(text).lower()
    return plain if plain.isalnum() else _NOT_WORD.sub(" ", plain).strip()
