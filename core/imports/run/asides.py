"""Rows of a sheet that are no prospects: its titles, and its totals."""

import re
from collections.abc import Sequence

from core.prospects import deduction, normalise
from core.vocabulary.places import communes_named
from core.vocabulary.text import fold

_TOTAL = re.compile(
    r"(?:(?:sous|grand|petit) ?)?tota(?:l|ux)\b|subtotal\b|(?:nombre|nb)\b|somme\b|moyenne\b"
)
_FIGURES = re.compile(r"[-+]?\d[\d .,]{0,14}[%€]?")
_TELEPHONE = re.compile(r"(?:0|\+?33)\d{9}")
_LETTER = re.compile(r"[^\W\d_]")


def is_aside(cells: Sequence[str]) -> bool:
    """Whether a row that is rejected looks like the total of those above it, or like the title of
    those below."""
    filled = [text for cell in cells if (text := normalise.clean(cell))]
    if not filled:
        return False
    if len(filled) == 1 and len(cells) > 2 and _is_title(filled[0]):
        return True
    return bool(_TOTAL.match(fold(filled[0]))) and all(map(_is_figure, filled[1:]))


def _is_figure(text: str) -> bool:
    plain = re.sub(r"[ .]", "", text)
    return bool(_FIGURES.fullmatch(text)) and not _TELEPHONE.fullmatch(plain)


def _is_title(text: str) -> bool:
    """Whether what stands alone in its row is in capitals, a kind of prospect or a place."""
    if not _LETTER.search(text) or "@" in text:
        return False
    readers = (normalise.prospect_type, deduction.region, deduction.departement)
    return (
        text.isupper()
        or text.endswith(":")
        or any(reader(text)[1] is None for reader in readers)
        or bool(communes_named(text))
    )
