"""Indicators: the dashboard, one of them, its definition, how the base went."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from assistant.language.requests.asked import Asked
from assistant.language.requests.base import Request
from assistant.language.requests.comparisons import comparison_in, values_in
from assistant.language.slots.words import indicator
from assistant.language.text.lexicon import table
from assistant.language.text.phrasings import Phrasings
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

OVERVIEW = "overview"
_WAYS = Phrasings("indicators", " ", of=" ?(?:de|2|d)? ?", letters="[a-z]*")
BY_PERIOD, _TREND, _DEFINES = map(_WAYS.within, ("by_period", "trend", "defines"))
_BASE = re.compile(r"\b(?:la|toute la|notre|ma) base\b")
_WHAT_IS = _WAYS.within("what_is")
"""Asks for a definition where an indicator is asked for, and for other things elsewhere."""
_BOARD = re.compile(_WAYS["board"])


@dataclass(frozen=True)
class IndicatorRequest(Request):
    """An indicator, by its key in the data contract: "overview" is the dashboard."""

    kpi: str
    defines: bool = False
    """What it means is asked, and not its figures."""


@dataclass(frozen=True)
class TrendRequest(Request):
    """A course over time."""

    whole: bool
    """Of the whole base, whatever the selection in force."""


def read_indicators(asked: Asked) -> Request:
    """A ComparisonRequest, a ValuesRequest, a TrendRequest, else an IndicatorRequest."""
    kpi = str(asked.slots.get("kpi") or OVERVIEW)
    found = comparison_in(asked, kpi) or values_in(asked, kpi) or trend_in(asked)
    if found is not None:
        return found
    asks = _DEFINES.search(asked.said) or _WHAT_IS.search(asked.said)
    return IndicatorRequest(kpi, defines=kpi != OVERVIEW and asks is not None)


def trend_in(asked: Asked) -> TrendRequest | None:
    """ "comment la base évolue-t-elle ?", "les ajouts par mois"."""
    if not (_TREND.search(asked.said) or BY_PERIOD.search(asked.said)):
        return None
    return TrendRequest(_BASE.search(asked.said) is not None)


def defines_indicator(said: str) -> bool:
    """Whether a folded sentence asks what an indicator that it names means."""
    return _DEFINES.search(said) is not None and indicator(said) is not None


@cache
def _titles() -> Mapping[str, str]:
    """Folded titles → indicators."""
    return {fold(title): kpi for kpi, titles in table("titres.toml").items() for title in titles}


def claim_named(asked: Asked) -> tuple[Intent, IndicatorRequest] | None:
    """An indicator by the title that the page gives it; the dashboard however it is spelt."""
    kpi = OVERVIEW if _BOARD.fullmatch(asked.said) else _titles().get(asked.said)
    return (Intent.SHOW_KPIS, IndicatorRequest(kpi)) if kpi else None
