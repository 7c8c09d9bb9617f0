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
from assistant.language.understanding import Intent
from core.vocabulary.text import fold

OVERVIEW = "overview"
BY_PERIOD = re.compile(
    r"(?:^| )(?:(?:par|chaque|tous les) (?:mois|trimestres?|semaines?|annees?|ans?|jours?)"
    r"|(?:mois|annee) (?:par|apres) (?:mois|annee)|au fil (?:du temps|des mois)"
    r"|d un mois (?:sur|a) l autre|de mois en mois)(?: |$)"
)
_TREND = re.compile(
    r"\b(?:evolu\w*|progress\w*|croissance|croit|croi(?:tre|ssent)|grandi\w*|grossi\w*"
    r"|augment\w*|diminu\w*|baiss\w*|tendances?|courbes?|dans le temps|historique des)\b"
)
_BASE = re.compile(r"\b(?:la|toute la|notre|ma) base\b")
_DEFINES = re.compile(
    r"\b(?:definition|definir|definissez|definis\w*|signifie\w*|(?:veut|veulent) dire|sens d[ue]"
    r"|qu appel\w*|(?:qu est ce que |qu )?(?:vous appelez|tu appelles|appelez vous|on appelle)"
    r"|(?:vous |t |tu )?enten(?:dez|ds) (?:vous |tu )?par"
    r"|comment (?:(?:est|sont|c est|cest|ca se|se|on|vous|tu|elle|il)(?: ce que)?(?: il| elle)? )?"
    r"(?:calcul\w*|compt\w*|obt\w*|mesur\w*|defini\w*))\b"
)
_WHAT_IS = re.compile(r"\b(?:qu est ce que?|c est quoi|cest quoi|explique\w*)\b")
"""Asks for a definition where an indicator is asked for, and for other things elsewhere."""
_BOARD = re.compile(
    r"(?:(?:montre|affiche|voir|ouvre|donne|je veux|fais)(?: moi)? )?(?:voir )?"
    r"(?:le |mon |un |les )?"
    r"(?:tabl[a-z]*|tablo) ?(?:de|2|d)? ?bor[a-z]*(?: (?:stp|svp|s il te plait|s il vous plait))?"
)


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
