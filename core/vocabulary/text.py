"""Text as it is compared: the one folding that everybody shares."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o"})
_NOT_WORD = re.compile(r"[\W_]+")


def strip_accents(text: str) -> str:
    """The text without its accents, ligatures in two letters."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(text: str) -> str:
    """Lower case, no accents, œ as oe, punctuation as single spaces."""
    return _NOT_WORD.sub(" ", strip_accents(text).lower()).strip()
