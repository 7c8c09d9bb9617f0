"""Rows of a sheet that are no prospects: its titles, and its totals."""

import re
from collections.abc import Mapping, Sequence

from core.prospects import deduction, normalise
from core.vocabulary.places import communes_named
from core.vocabulary.text import fold

_TOTAL = re.compile(
    r"(?:(?:sous|grand|petit) ?)?tota(?:l|ux)\b|subtotal\b|(?:nombre|nb)\b|somme\b|moyenne\b"
)
_FIGURES = re.compile(r"[-+]?\d[\d .,]{0,14}[%€]?")
_TELEPHONE = re.compile(r"(?:0|\+?33)\d{9}")
_LETTER = re.compile(r"[^\W\d_]")


def is_aside(cells: Sequence[str], fields: Mapping[int, str | None]) -> bool:
    """Whether a row that is rejected looks like the total of those above it, or like the title of
    those below; `fields` are those of its columns."""
    filled = [(at, text) for at, cell in enumerate(cells) if (text := normalise.clean(cell))]
    if not filled:
        return False
    (first, words), *others = filled
    # A town alone in the column of towns is a prospect's that lacks its name.
    may_be_title = not others and len(cells) > 2 and fields.get(first) in (None, "nom_structure")
    if may_be_title and _is_title(words):
        return True
    return bool(_TOTAL.match(fold(words))) and all(_is_figure(text) for _, text in others)


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
