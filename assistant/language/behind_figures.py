"""What is asked of a figure in so many words: whom it counts, what it means, how it went."""

import re

from assistant.language.extract import Said
from assistant.language.requests.indicators import BY_PERIOD, defines_indicator
from assistant.language.understanding import Context, Intent
from core.vocabulary.text import fold

_BEFORE = (
    r"(?:(?:ok|oui|bon|alors|super|merci|et|mais|euh|ah|du coup|donc|voila|parfait|dis moi|tu peux"
    r"|vous pouvez|peux tu|pouvez vous|je peux|je veux|je voudrais|on peut|stp|svp) )*"
)
_AFTER = r"(?: (?:stp|svp|s il te plait|s il vous plait|merci|alors|donc|exactement|au juste))*"
_PEOPLE = r"(?:prospects|structures|gens|contacts|personnes|fiches|lieux|organisations)"
_SHOW = (
    r"(?:montre\w*|affiche\w*|donne\w*|liste\w*|sors|sortir|fais voir|faites voir|fait voir|voir"
    r"|ouvre\w*|je peux voir) (?:(?:moi|nous|me|les|voir|la) )*?"
)
_WHO = (
    r"(?:(?:c est|ce sont|c etait|ca donne) )?(?:lesquels|lesquelles|lequel|laquelle|qui|qui ca)"
    rf"|qui (?:sont|c est|c etait) ?(?:ils|elles|ce|ceux la|celles la|ceux ci|ces {_PEOPLE})?"
    r"|qui (?:est ce|ce sont)|c est qui (?:ca|eux|ceux la|ces gens)|quels sont ils|qui est dedans"
)
_LISTED = (
    rf"{_SHOW}(?:ces {_PEOPLE}|ceux la|celles la|ceux ci|la liste|liste|qui c est|qui ce sont"
    rf"|qui sont ils|qui|lesquels|leurs noms|les noms)"
    r"|(?:montre|affiche|liste|donne|sors) (?:les(?: moi)?|moi les)"
    rf"|(?:la|leur) liste(?: complete)?(?: (?:de|des) (?:ces )?{_PEOPLE})?|(?:leurs|les) noms"
)
_ASKS_WHO = re.compile(rf"{_BEFORE}(?:{_WHO}|{_LISTED}){_AFTER}")
_THOSE = re.compile(rf"{_BEFORE}(?:ceux|celles) (?:la|ci){_AFTER}")


def asks_who(text: str, context: Context) -> bool:
    """ "lesquels ?" after a figure: the prospects that it counts."""
    words = fold(text)
    if context.last_intent is Intent.SHOW_KPIS:
        return bool(_ASKS_WHO.fullmatch(words) or _THOSE.fullmatch(words))
    return context.last_intent is Intent.COUNT_PROSPECTS and bool(_ASKS_WHO.fullmatch(words))


def counts_by_period(said: Said) -> bool:
    """ "combien de prospects ajoutés par mois": a curve, and no number."""
    return bool(BY_PERIOD.search(said.text))


def asks_meaning(text: str) -> bool:
    """ "que veut dire tranche de public ?": a definition of an indicator."""
    return defines_indicator(fold(text))
