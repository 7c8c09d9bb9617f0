"""What is asked of a figure in so many words: whom it counts, what it means, how it went."""

from assistant.language.extract import Said
from assistant.language.requests import figures
from assistant.language.requests.indicators import BY_PERIOD, defines_indicator
from assistant.language.understanding import Context, Intent
from core.vocabulary.text import fold


def asks_who(text: str, context: Context) -> bool:
    """ "lesquels ?" after a figure: the prospects that it counts."""
    if context.last_intent is Intent.SHOW_KPIS:
        return figures.asks_those(fold(text))
    return context.last_intent is Intent.COUNT_PROSPECTS and figures.asks_who(fold(text))


def counts_by_period(said: Said) -> bool:
    """ "combien de prospects ajoutés par mois": a curve, and no number."""
    return bool(BY_PERIOD.search(said.text))


def asks_meaning(text: str) -> bool:
    """ "que veut dire tranche de public ?": a definition of an indicator."""
    return defines_indicator(fold(text))
