"""How long an answer took: "ont répondu en 4 à 7 jours", "le jour même", "en plus d'un mois"."""

from assistant.language.grammar.conditions import Condition
from assistant.language.text.chain import Chain, Found, Item, rule, symbol
from assistant.language.text.phrasings import Phrasings
from core.prospects.filters import NumberRange
from core.vocabulary.values import Response

_HOURS = 24
_DAYS = {"j": 1, "s": 7, "m": 30, "a": 365}
"""Days of a unit, by its first letter: jour, semaine, mois, an."""

_N = r"(?:<num>|une?)"
_NO = "".join(rf"(?<!{word}_)" for word in ("pas", "jamais", "plus", "encore", "toujours", "non"))
_SAY = Phrasings("delays", unless_denied=_NO)
_UNIT, _ANSWERED = _SAY["unit"], _SAY["answered"]
_LATER = rf"(?:_{_SAY['later']})"
_AROUND = rf"(?:_{_SAY['around']})*?"
_U = rf"(?P<u>{_UNIT})"
_MORE = (
    r"(?P<more>(?:plus|\+)_(?:de_|d_|que_)|au_dela_(?:de_|d_)|superieure?s?_a_|>_|depass(?:e|ant)_)"
)
_LEAST = r"(?P<least>au_moins_|au_minimum_|minimum_)"
_LESS = r"(?P<less>(?:moins|-)_(?:de_|d_|que_)|inferieure?s?_a_|<_)"
_MOST = r"(?P<most>au_plus_|au_maximum_|maximum_|max_|jusqu_a_|pas_plus_(?:de_|d_))"
_AFTER = rf"""
    (?P<after>(?P<after_most>{_SAY["at_most_after"]})|(?P<after_least>{_SAY["at_least_after"]})
    |exactement|pile|tout_juste)
"""
_NAMED = rf"""
    (?P<same>{_SAY["same_day"]})|(?P<next>{_SAY["next_day"]})|(?P<third>(?:des_)?le_surlendemain)
"""
_FIRST = r"(?:exactement_|environ_|quelque_|a_peu_pres_)?"
_BETWEEN = rf"(?:entre_)?(?P<a>{_N})_(?:{_UNIT}_)?(?:a|et|ou|-)_(?P<b>{_N})_(?P<u2>{_UNIT})"
_BOUND = rf"(?:{_MORE}|{_LEAST}|{_LESS}|{_MOST}){_FIRST}(?P<n>{_N})_{_U}"
_AMOUNT = rf"(?:{_BETWEEN}|{_BOUND}|{_FIRST}(?P<n3>{_N})_(?P<u3>{_UNIT})(?:_{_AFTER})?)"
_IN = r"(?P<prep>en|sous|dans_(?:un_delai_(?:de|d)|les)|au_bout_(?:de|d)|apres)"
_HOW_LONG = rf"(?:{_NAMED}|(?:{_IN}_|(?=entre_)){_AMOUNT}{_LATER}?)"

_QUALITY = r"""
    (?:_(?:(?P<good>positivement|favorablement|oui|par_la_positive)
    |(?P<bad>negativement|defavorablement|non|par_la_negative)))?
"""
_RULES = (
    rule(rf"{_ANSWERED}{_QUALITY}{_AROUND}_{_HOW_LONG}"),
    rule(rf"{_ANSWERED}{_QUALITY}_{_AMOUNT}{_LATER}"),
    rule(rf"{_SAY['took']}_(?:{_IN}_)?{_AMOUNT}_{_SAY['to_answer']}"),
    rule(rf"{_SAY['time_to_answer']}_(?:{_IN}_)?{_AMOUNT}"),
)


def mark_delays(chain: Chain) -> None:
    """Becomes `<c.delaireponse>`; before dates, since "moins d'une semaine" is one as well."""
    for pattern in _RULES:
        chain.rewrite(pattern, _delay)


def _delay(found: Found) -> Item | None:
    span = _named(found) or _amount(found)
    if span is None:
        return None
    conditions = [Condition("delai_reponse", span)]
    for group, answer in (("good", Response.POSITIF), ("bad", Response.NEGATIF)):
        if found.has(group):
            conditions.insert(0, Condition("retour", (answer,)))
    return symbol("c.delaireponse", tuple(conditions))


def _named(found: Found) -> NumberRange | None:
    for days, group in enumerate(("same", "next", "third")):
        if found.has(group):
            return NumberRange(min=days, max=days)
    return None


def _amount(found: Found) -> NumberRange | None:
    if found.has("a"):
        first, last = sorted((_days(found, "a", "u2"), _days(found, "b", "u2")))
        return NumberRange(min=first, max=last)
    if found.has("n"):
        return _compared(found, _days(found, "n", "u"))
    if found.has("n3"):
        return _plain(found, _days(found, "n3", "u3"))
    return None


def _days(found: Found, number: str, unit: str) -> int:
    item = found.items(number)[0]
    count = int(item.value) if item.text == "<num>" else 1
    if found.text(unit).startswith("h"):
        return -(-count // _HOURS)
    return count * _DAYS[found.text(unit)[0]]


def _compared(found: Found, days: int) -> NumberRange:
    if found.has("more"):
        return NumberRange(min=days + 1)
    if found.has("least"):
        return NumberRange(min=days)
    return NumberRange(max=days if found.has("most") else max(days - 1, 0))


def _plain(found: Found, days: int) -> NumberRange:
    """ "en 3 jours" is exact, "en une semaine" and "sous 3 jours" are limits."""
    if found.has("after_most"):
        return NumberRange(max=days)
    if found.has("after_least"):
        return NumberRange(min=days)
    is_rough = not found.text("u3").startswith("j")
    prep = "" if found.has("after") else found.text("prep")
    if prep == "apres" or (prep.startswith("au") and is_rough):
        return NumberRange(min=days)
    if prep.startswith(("sous", "dans")) or (prep == "en" and is_rough):
        return NumberRange(max=days)
    return NumberRange(min=days, max=days)
