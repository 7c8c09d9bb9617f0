"""Pictures and reports of the indicators: "exporte le tableau de bord en PDF"."""

import re
from dataclasses import dataclass

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.comparisons import ComparisonRequest, comparison_in
from assistant.language.requests.indicators import OVERVIEW, trend_in
from assistant.language.slots import words
from core.vocabulary.text import fold

_SVG = re.compile(r"\b(?:svg|vectoriel\w*)\b")
_PICTURE = re.compile(r"\b(?:png|image|photo|jpe?g|capture)\b")


@dataclass(frozen=True)
class PictureRequest(Request):
    """Which picture or report is to be kept, in which kind of file."""

    kpi: str | None
    """The indicator named; None where it is the one last shown."""
    file: str | None
    """ "png", "svg" or "pdf"; None where the usual one will do."""
    as_list: bool
    """A CSV is wanted, which figures have none of."""
    comparison: ComparisonRequest | None
    trend: bool


def read_picture(asked: Asked) -> PictureRequest:
    """What is to be drawn, as far as the sentence says it."""
    kpi = charted(asked.typed)
    return PictureRequest(
        kpi=kpi,
        file=_file(asked),
        as_list=asked.slots.get("format") == "csv",
        comparison=comparison_in(asked, kpi or OVERVIEW),
        trend=trend_in(asked) is not None,
    )


def charted(text: str) -> str | None:
    """The indicator named, "overview" for the dashboard; None where it is the one last shown.

    Not a slot: the contract's `export_charts` gives its format alone.
    """
    said = fold(text)
    named = words.indicator(said)
    if named is not None and named != OVERVIEW:
        return named
    return OVERVIEW if words.is_report(said) else None


def _file(asked: Asked) -> str | None:
    slot = asked.slots.get("format")
    if _SVG.search(asked.said):
        return "svg"
    if slot in ("png", "pdf"):
        return str(slot)
    return "png" if _PICTURE.search(asked.said) else None
